// Tells whether the built site is of the files as they are now: a hash over all it is made from, kept beside the
// build.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './child.ts';

const SOURCES = ['src', 'content', 'public', 'astro.config.mjs', 'package-lock.json'];
const GENERATED = [join('src', 'generated'), join('public', 'sandbox')];
/** What only tests and measures the site: no page is made from it. */
const BESIDE = [join('src', 'e2e'), join('src', 'bench')];
const TEST_FILE = /\.test\.tsx?$/;
const stampFile = join(root, 'dist', '.build-stamp');

function filesBelow(path: string): string[] {
  const absolute = join(root, path);
  if (!existsSync(absolute) || GENERATED.includes(path) || BESIDE.includes(path)) return [];
  try {
    return readdirSync(absolute)
      .sort()
      .flatMap((name) => filesBelow(join(path, name)));
  } catch {
    return TEST_FILE.test(path) ? [] : [path]; // a file: it cannot be listed
  }
}

/** The hash of everything the site is built from. */
function sourceHash(): string {
  const hash = createHash('sha256').update(process.version);
  for (const path of SOURCES.flatMap(filesBelow)) {
    hash.update(path).update(readFileSync(join(root, path)));
  }
  return hash.digest('hex');
}

/** Whether `dist` was built from the files as they are. */
export const isBuilt = (): boolean =>
  existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sourceHash();

/** Notes that `dist` was built from the files as they are. */
export const markBuilt = (): void => writeFileSync(stampFile, sourceHash());
