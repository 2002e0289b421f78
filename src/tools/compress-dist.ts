// Lays a brotli copy (`.br`) beside every text file of the built site, for servers that hand out what is already
// compressed: ours does, and most static hosts can. Copies are kept between builds, by content.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { root } from './child.ts';

const TEXT = /\.(?:html|css|js|json|txt|svg|xml|wasm|bin|ttf)$/;
/** Below this a copy saves no packet. */
const SMALLEST_BYTES = 1_024;
/** The best level takes seconds for what is larger than this, and saves a few hundredths. */
const LARGE_BYTES = 1_500_000;
const WORKERS = 4;

const kept = join(root, 'node_modules/.cache/brotli');
const compress = promisify(brotliCompress);

/** The bytes as brotli makes them at the level this size gets. */
export function brotli(bytes: Uint8Array): Promise<Buffer> {
  const quality = bytes.length > LARGE_BYTES ? 9 : 11;
  return compress(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

/** As `brotli`, from the last time where the same bytes were compressed before. */
export async function keptBrotli(bytes: Uint8Array): Promise<Buffer> {
  mkdirSync(kept, { recursive: true });
  const known = join(kept, createHash('sha256').update(bytes).digest('hex'));
  if (!existsSync(known)) writeFileSync(known, await brotli(bytes));
  return readFileSync(known);
}

async function compressFile(file: string): Promise<void> {
  const bytes = readFileSync(file);
  writeFileSync(`${file}.br`, await keptBrotli(bytes));
}

/** Compresses what is in `folder`. */
export async function compressDist(folder: string): Promise<void> {
  const files = readdirSync(folder, { recursive: true })
    .map((path) => join(folder, String(path)))
    .filter((file) => TEXT.test(file) && statSync(file).size >= SMALLEST_BYTES);
  const work = async (): Promise<void> => {
    for (let file = files.pop(); file !== undefined; file = files.pop()) await compressFile(file);
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
}
