// Takes the library out of an installed Node of an older release, so that the simulator can run it: recordings
// of that release are then compared with what it does, line numbers in stacks included. `NODE NAME`: the
// program, and what the file in src/tools/packs is called (node-20).

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants as zlib } from 'node:zlib';
import { build } from 'esbuild';
import { isPacked } from '../../sim/node/packs.ts';
import { blankComments } from '../packs/blank-comments.ts';
import type { TakenLibrary } from '../packs/node-library.ts';

const packs = join(import.meta.dirname, '../packs');

/** The library of a Node, printed by that Node itself. */
async function dump(node: string): Promise<TakenLibrary> {
  const folder = mkdtempSync(join(tmpdir(), 'library-'));
  try {
    const script = join(folder, 'dump.mjs');
    await build({
      entryPoints: [join(packs, 'dump-library.ts')],
      outfile: script,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
    });
    const options = ['--expose-internals', '--no-warnings', script];
    const text = execFileSync(node, options, { encoding: 'utf8', maxBuffer: 2 ** 28 });
    return JSON.parse(text) as TakenLibrary;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [node, name] = process.argv.slice(2);
if (node === undefined || name === undefined) throw new Error('usage: take-library.ts NODE NAME');
const { natives, constants } = await dump(node);
const kept = Object.entries(natives)
  .filter(([id]) => isPacked(id))
  .map(([id, text]) => [id, blankComments(text, 'script')]);
const text = JSON.stringify({ natives: Object.fromEntries(kept), constants });
const packed = brotliCompressSync(text, { params: { [zlib.BROTLI_PARAM_LGWIN]: 24 } });
writeFileSync(join(packs, `${name}.json.br`), packed);
console.log(`${kept.length} modules of ${String(constants['version'])}, ${packed.length} bytes`);
