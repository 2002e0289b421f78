// A hash over everything the packs are made of: which Node, which packages, and the texts of the tools and of
// the parts of the simulator that shape a pack. The same key means the same packs.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
/** Folders and files whose text decides what is in the packs. */
const SOURCES = [
  'content/labs',
  'src/content',
  'src/packages',
  'src/tools/packs',
  'src/sim/node/packages.ts',
  'src/sim/node/conformance/programs',
  'src/sim/node/guest-library',
  'src/sim/node/packs.ts',
  'src/sim/node/prepare',
];

function filesOf(path: string): string[] {
  if (/\.\w+$/.test(path)) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The key for the Node that runs and the packages installed below `modules`. */
export function inputKey(modules: string): string {
  const hash = createHash('sha256');
  hash.update(process.version);
  hash.update(readFileSync(join(modules, '.package-lock.json')));
  for (const file of SOURCES.flatMap((source) => filesOf(join(root, source)))) {
    hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}
