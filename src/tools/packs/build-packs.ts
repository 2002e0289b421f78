// Builds what the simulator runs on and what is never committed: the packs of Node's library, its constants,
// the packs of packages, llhttp, and the notice with everybody's licences. Started with --expose-internals by
// src/tools/generate.ts; does nothing when its inputs are those of the last time.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLlhttpBytes } from '../../platform/node-platform.ts';
import type { LibraryConstants } from '../../sim/node/library.ts';
import { FIRST_PACKAGES, OWN_PACKAGES, PACKAGE_NAMES, packRoots } from '../../sim/node/packages.ts';
import { OLDER_RELEASES } from '../../sim/node/packs.ts';
import { inputKey } from './input-key.ts';
import { constantsOf, keptLibrary, libraryEntries, runningLibrary } from './node-library.ts';
import { writeNotice } from './notice.ts';
import { findPackages, packEntries } from './npm-pack.ts';
import { writePack } from './pack-file.ts';
import { packageList } from './package-list.ts';
import { reducedPacks } from './reduced-packs.ts';

const folder = process.argv[2];
if (!folder) throw new Error('usage: build-packs.ts <folder>');
const modules = join(import.meta.dirname, '../../../node_modules');
/** Where a package lies: of our own ones the sources are here. */
const folderOf = (name: string): string =>
  OWN_PACKAGES.has(name) ? join(import.meta.dirname, '../../packages') : modules;
const keyFile = join(folder, 'inputs.key');
const key = inputKey(modules);

const outputs = [
  'node-first.txt',
  'node-core.txt',
  'node-extra.txt',
  'node-constants.json',
  'llhttp.wasm',
  'NOTICE.txt',
];
outputs.push(...PACKAGE_NAMES.map((name) => `${name}.txt`));
outputs.push(...FIRST_PACKAGES.map((name) => `${name}-first.txt`));
outputs.push('packages.json');
outputs.push(...OLDER_RELEASES.flatMap((name) => [`${name}.txt`, `${name}-constants.json`]));
const isUpToDate =
  existsSync(keyFile) &&
  readFileSync(keyFile, 'utf8') === key &&
  outputs.every((name) => existsSync(join(folder, name)));

if (!isUpToDate) {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, content: string | Uint8Array): void =>
    writeFileSync(join(folder, name), content);
  const running = await runningLibrary();
  const constants = constantsOf(running);
  write('node-constants.json', JSON.stringify(constants));
  write('llhttp.wasm', readLlhttpBytes());
  const found = PACKAGE_NAMES.map((name) => {
    const all = packRoots(name).flatMap((root) => findPackages(folderOf(root), root));
    return [name, all] as const;
  });
  write(
    'packages.json',
    JSON.stringify(packageList(found, (pack, name) => packRoots(pack).includes(name))),
  );
  const packages = new Map(found.map(([name, all]) => [name, packEntries(all)]));
  for (const [name, entries] of packages) write(`${name}.txt`, writePack(entries));
  const library = libraryEntries(running);
  write('node-extra.txt', writePack(library));
  const reduced = await reducedPacks({
    library,
    constants: constants as unknown as LibraryConstants,
    packages,
  });
  write('node-core.txt', reduced.core);
  write('node-first.txt', reduced.first);
  for (const [name, text] of reduced.firstOfPackages) write(`${name}-first.txt`, text);
  for (const name of OLDER_RELEASES) {
    const kept = keptLibrary(name);
    write(`${name}.txt`, writePack(libraryEntries(kept)));
    write(`${name}-constants.json`, JSON.stringify(constantsOf(kept)));
  }
  write(
    'NOTICE.txt',
    writeNotice(
      modules,
      found
        .flatMap(([, packages]) => packages)
        .filter(({ folder: name }) => !OWN_PACKAGES.has(name)),
    ),
  );
  write('inputs.key', key);
}
