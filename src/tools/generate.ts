// Makes everything that is generated and never committed: packs of Node's library and of packages, the
// sandbox's files, the editor's types, the first answers of labs. Does only what is out of date.

import { join } from 'node:path';
import { mustRun, root } from './child.ts';

const packs = join(root, 'src/generated/packs');

async function makeAll(): Promise<void> {
  await mustRun('Packing the simulated Node', 'node', [
    '--expose-internals',
    '--no-warnings',
    join(root, 'src/tools/packs/build-packs.ts'),
    packs,
  ]);
  await mustRun('Packing PGlite', 'node', [
    '--no-warnings',
    join(root, 'src/tools/packs/build-pglite.ts'),
    packs,
  ]);
  await mustRun('Building the sandbox', 'node', [join(root, 'src/tools/build-sandbox.ts')]);
  // After the sandbox, which empties public/sandbox first.
  await mustRun('Packing types for the editor', 'node', [
    join(root, 'src/tools/build-editor-types.ts'),
  ]);
  await mustRun('Recording first answers', 'node', [join(root, 'src/tools/labs/record-labs.ts')]);
}

let made: Promise<void> | null = null;

/** Brings src/generated and public/sandbox up to date; a process that asks twice waits for it once. */
export function generate(): Promise<void> {
  made ??= makeAll();
  return made;
}

if (process.argv[1] === import.meta.filename) await generate();
