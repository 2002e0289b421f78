// Makes what a world with PGlite is loaded from: its script as one text, and a pack of its files with a data directory
// that initdb has made already (0.6 s instead of 4 s until the first answer). A process of its own, because clock
// and chance are stopped in it: the same package gives the same files, to the byte.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { PackHeader } from '../../pglite/pack.ts';

const root = join(import.meta.dirname, '../../..');
const source = join(root, 'src/pglite');
const distribution = join(root, 'node_modules/@electric-sql/pglite/dist');
const folder = process.argv[2];
if (!folder) throw new Error('usage: build-pglite.ts <folder>');

/** Of PGlite's own files those that a running server reads. */
const KEPT =
  /^\/pglite\/(?:bin\/|locale-a|share\/postgresql\/(?:timezone|tsearch_data|extension)|lib\/postgresql\/(?:plpgsql|dict_snowball)\.so)|^\/home\//;
/** Databases that are there to be copied, and log files kept for later. */
const DROPPED = /\/base\/[14]\//;
const LOG_FILE = /\/pg_wal\/[0-9A-F]{24}$/;

interface Entry {
  readonly filename: string;
  readonly start: number;
  readonly end: number;
}

interface InitdbFiles {
  readdir(path: string): string[];
  lstat(path: string): { mode: number };
  isDir(mode: number): boolean;
  isFile(mode: number): boolean;
  readFile(path: string): Uint8Array;
}

function inputKey(): string {
  const hash = createHash('sha256').update(process.version);
  hash.update(readFileSync(join(distribution, '../package.json')));
  hash.update(readFileSync(import.meta.filename));
  for (const name of readdirSync(source).toSorted()) hash.update(readFileSync(join(source, name)));
  return hash.digest('hex');
}

/** The script as a text that evaluates to a function of WebAssembly and TextDecoder, which answers `openDatabase`. */
async function script(): Promise<string> {
  const result = await build({
    entryPoints: [join(source, 'open-database.ts')],
    inject: [join(source, 'shadows.ts')],
    alias: { 'pglite-module': join(distribution, 'pglite.js') },
    external: ['node:*'],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    globalName: '__pglite',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'error',
    define: { 'import.meta.url': '""' },
  });
  const text = result.outputFiles[0]?.text.trim() ?? '';
  return `(function (WebAssembly, TextDecoder) { ${text}\nreturn __pglite.openDatabase; })`;
}

/** Where the files of PGlite's own file lie in it: a list in its script. */
function bundleEntries(): readonly Entry[] {
  const text = readFileSync(join(distribution, 'pglite.js'), 'utf8');
  const list = /"?files"?:(\[\{"?filename"?:.*?\}\])/s.exec(text)?.[1];
  if (!list) throw new Error('The list of files is not where it was in PGlite');
  const json = list.replaceAll(/([{,])(filename|start|end|audio):/g, '$1"$2":');
  return JSON.parse(json) as Entry[];
}

function stopClockAndChance(): void {
  let ms = Date.UTC(2026, 0, 1);
  const tick = (): number => {
    ms += 0.01;
    return ms;
  };
  Date.now = tick;
  performance.now = () => tick() - Date.UTC(2026, 0, 1);
  let state = 1;
  const fill = <View extends ArrayBufferView>(view: View): View => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    for (let index = 0; index < bytes.length; index++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      bytes[index] = state >>> 24;
    }
    return view;
  };
  Object.defineProperty(globalThis, 'crypto', { value: { getRandomValues: fill } });
  const nodeCrypto = process.getBuiltinModule('node:crypto');
  Object.assign(nodeCrypto, { randomFillSync: fill });
}

type DataFiles = (readonly [path: string, content: Uint8Array | null])[];

function walk(files: InitdbFiles, path: string, found: DataFiles): DataFiles {
  for (const name of files.readdir(path).toSorted()) {
    if (name === '.' || name === '..') continue;
    const inner = `${path}/${name}`;
    const { mode } = files.lstat(inner);
    if (files.isDir(mode)) {
      found.push([inner, null]);
      walk(files, inner, found);
    } else if (files.isFile(mode) && !DROPPED.test(inner)) {
      found.push([inner, files.readFile(inner)]);
    }
  }
  return found;
}

/** What initdb leaves behind, less what no server here needs. */
async function dataDirectory(): Promise<DataFiles> {
  stopClockAndChance();
  const { PGlite } = await import('@electric-sql/pglite');
  const database = await PGlite.create({ initDbStartParams: ['--wal-segsize=1'] });
  const files = database.Module.FS as unknown as InitdbFiles;
  await database.close();
  const all = walk(files, '/pglite/data', [['/pglite/data', null]]);
  // The first one has the last checkpoint; the others lie ready to be written.
  const [firstLog] = all.filter(([path]) => LOG_FILE.test(path)).map(([path]) => path);
  return all.filter(([path]) => !LOG_FILE.test(path) || path === firstLog);
}

async function pack(): Promise<Buffer> {
  const bundle = readFileSync(join(distribution, 'pglite.data'));
  const pieces = bundleEntries().filter(({ filename }) => KEPT.test(filename));
  const files = await dataDirectory();
  const header: PackHeader = {
    bundleBytes: bundle.length,
    pieces: pieces.map(({ start, end }) => [start, end - start]),
    files: files.map(([path, content]) => [path, content?.length ?? null]),
  };
  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  const contents = [
    ...pieces.map(({ start, end }) => bundle.subarray(start, end)),
    ...files.flatMap(([, content]) => content ?? []),
  ];
  return Buffer.concat([length, head, ...contents]);
}

const keyFile = join(folder, 'pglite.key');
const outputs = ['pglite.js', 'pglite.bin', 'pglite.wasm'].map((name) => join(folder, name));
const key = inputKey();
const isUpToDate =
  existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key && outputs.every(existsSync);
if (!isUpToDate) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'pglite.js'), await script());
  writeFileSync(join(folder, 'pglite.wasm'), readFileSync(join(distribution, 'pglite.wasm')));
  writeFileSync(join(folder, 'pglite.bin'), await pack());
  writeFileSync(keyFile, key);
  process.exit(0);
}
