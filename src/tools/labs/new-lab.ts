// `npm run new:lab -- missing-settings`: makes content/labs/missing-settings from the skeleton beside this file. The
// skeleton is a whole lab that passes its suite, so that every change to it can be seen to keep or break that.

import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../child.ts';

const SKELETON = join(import.meta.dirname, 'skeleton');
const SLUG = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Makes a lab below the folder `labs`, and answers its folder. `today` as `2026-11-27`. Throws for a slug that is none, or
 * is taken.
 */
export function newLab(slug: string, labs: string, today: string): string {
  if (!SLUG.test(slug)) {
    throw new Error(`"${slug}" is no slug: it takes lower-case words joined by hyphens`);
  }
  const folder = join(labs, slug);
  if (existsSync(folder)) throw new Error(`There is a lab ${slug} already`);
  cpSync(SKELETON, folder, { recursive: true });
  const manifest = join(folder, 'lab.md');
  const text = readFileSync(manifest, 'utf8').replaceAll('SLUG', slug).replaceAll('TODAY', today);
  writeFileSync(manifest, text);
  return folder;
}

if (process.argv[1] === import.meta.filename) {
  const slug = process.argv[2] ?? '';
  const today = new Date().toISOString().slice(0, 10);
  try {
    newLab(slug, join(root, 'content/labs'), today);
    console.log(`content/labs/${slug} is there. What the fields mean: src/content/schemas/lab.ts.`);
    console.log(`Its suite: npm run test:unit -- labs -t "lab ${slug}"`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error('Usage: npm run new:lab -- <slug>');
    process.exitCode = 1;
  }
}
