// Bundles the sandbox's rings into public/sandbox, under names that carry a hash of their content, and
// writes the manifest the page's side reads. Classic scripts only: the one kind of worker an opaque origin
// can start in every browser.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { FIRST_PACKAGES, PACKAGE_NAMES } from '../sim/node/packages.ts';
import { OLDER_RELEASES } from '../sim/node/packs.ts';
import { root } from './child.ts';
import { keptBrotli } from './compress-dist.ts';

const out = join(root, 'public/sandbox');
const packs = join(root, 'src/generated/packs');

/** What the frame may do: run its own script, start blob: workers, evaluate code in them. No network. */
const framePolicy = (scriptHash: string): string =>
  [
    "default-src 'none'",
    `script-src 'sha256-${scriptHash}' 'unsafe-eval' 'wasm-unsafe-eval' blob:`,
    'worker-src blob:',
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');

async function bundle(entry: string, options: BuildOptions = {}): Promise<string> {
  const result = await build({
    entryPoints: [join(root, 'src/sandbox', entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'error',
    alias: {
      '#sim': join(root, 'src/sim/index.ts'),
      '#shell': join(root, 'src/shell/index.ts'),
      fflate: 'fflate/browser',
    },
    ...options,
  });
  return result.outputFiles?.[0]?.text ?? '';
}

/** Writes a file under a name with its hash and answers its address on the site. */
function publish(name: string, extension: string, content: string | Uint8Array): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  const file = `${name}.${hash}.${extension}`;
  writeFileSync(join(out, file), content);
  return `/sandbox/${file}`;
}

async function framePage(): Promise<string> {
  const script = await bundle('frame/frame.ts');
  const hash = createHash('sha256').update(script).digest('base64');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${framePolicy(hash)}">`,
    '<meta name="robots" content="noindex">',
    '<meta name="referrer" content="no-referrer">',
    '<title>Sandbox</title>',
    '<body></body>',
    `<script>${script}</script>`,
    '</html>',
    '',
  ].join('\n');
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const pack = (name: string): string => readFileSync(join(packs, name), 'utf8');
const terminal = await bundle('worker/terminal-chunk.ts', { globalName: '__terminal' });
const browser = await bundle('worker/browser-chunk.ts', { globalName: '__browser' });
const algorithms = await bundle('worker/algorithms-chunk.ts', { globalName: '__algorithms' });
const parser = await bundle('worker/parser-chunk.ts', { globalName: '__parser', keepNames: false });
/** A kind of host whose program worlds get only where they have one. */
const peer = async (kind: string): Promise<string> => {
  const text = await bundle(`worker/peers/${kind}-peer.ts`, { globalName: '__peer' });
  return publish(`peer-${kind}`, 'js', `${text.trim()}\n__peer.peer`);
};
/** PGlite, under the names it is asked for; readers are told its compressed size before they load it. */
const databaseFiles = [
  { asset: 'pglite', file: 'pglite.js' },
  { asset: 'pglite-program', file: 'pglite.wasm' },
  { asset: 'pglite-disk', file: 'pglite.bin' },
].map(({ asset, file }) => ({ asset, file, bytes: readFileSync(join(packs, file)) }));
const transferred = await Promise.all(databaseFiles.map(({ bytes }) => keptBrotli(bytes)));
const sum = (parts: readonly Uint8Array[]): number =>
  parts.reduce((total, { length }) => total + length, 0);
const manifest = {
  frame: publish('frame', 'html', await framePage()),
  supervisor: publish('supervisor', 'js', await bundle('supervisor/supervisor.ts')),
  database: {
    transferBytes: sum(transferred),
    rawBytes: sum(databaseFiles.map(({ bytes }) => bytes)),
  },
  worker: publish('worker', 'js', await bundle('worker/entry.ts')),
  assets: {
    'node-first': publish('node-first', 'txt', pack('node-first.txt')),
    'node-core': publish('node-core', 'txt', pack('node-core.txt')),
    'node-extra': publish('node-extra', 'txt', pack('node-extra.txt')),
    ...Object.fromEntries(
      [...PACKAGE_NAMES, ...FIRST_PACKAGES.map((name) => `${name}-first` as const)].map((name) => [
        name,
        publish(name, 'txt', pack(`${name}.txt`)),
      ]),
    ),
    ...Object.fromEntries(
      databaseFiles.map(({ asset, file, bytes }) => [
        asset,
        publish(asset, file.split('.').at(-1) ?? '', bytes),
      ]),
    ),
    'peer-api': await peer('api'),
    'peer-edge': await peer('edge'),
    'peer-postgres': await peer('postgres'),
    'peer-redis': await peer('redis'),
    ...Object.fromEntries(
      OLDER_RELEASES.flatMap((name) => [
        [name, publish(name, 'txt', pack(`${name}.txt`))],
        [`${name}-constants`, publish(`${name}-constants`, 'json', pack(`${name}-constants.json`))],
      ]),
    ),
    constants: publish('constants', 'json', pack('node-constants.json')),
    llhttp: publish('llhttp', 'wasm', readFileSync(join(packs, 'llhttp.wasm'))),
    terminal: publish('terminal', 'js', `${terminal.trim()}\n__terminal.createTerminals`),
    browser: publish('browser', 'js', `${browser.trim()}\n__browser.createBrowser`),
    algorithms: publish('algorithms', 'js', `${algorithms.trim()}\n__algorithms.algorithms`),
    parser: publish('parser', 'js', `${parser.trim()}\n__parser.preparer`),
  },
};
writeFileSync(
  join(root, 'src/generated/sandbox-assets.json'),
  `${JSON.stringify(manifest, null, 2)}\n`,
);
