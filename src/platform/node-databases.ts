// PGlite in Node, from the files that the build packs: what a browser loads with a click is opened here at once.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MissingDatabaseError, type TakeDatabase, type WorldSource } from '#sim';
import type { DatabaseFiles, OpenDatabase, PgliteScript } from '../pglite/door.ts';
import { createNodePlatform } from './node-platform.ts';

const packs = join(dirname(dirname(fileURLToPath(import.meta.url))), 'generated', 'packs');

interface Loaded {
  readonly open: OpenDatabase;
  readonly files: DatabaseFiles;
}

let loaded: Loaded | null = null;

function load(): Loaded {
  const text = readFileSync(join(packs, 'pglite.js'), 'utf8');
  const script = createNodePlatform().evaluate(text) as PgliteScript;
  return {
    open: script(WebAssembly, TextDecoder),
    files: {
      module: new WebAssembly.Module(readFileSync(join(packs, 'pglite.wasm'))),
      pack: readFileSync(join(packs, 'pglite.bin')),
    },
  };
}

/** How many databases a world's hosts take. */
export const databasesOf = ({ system }: WorldSource): number =>
  system.hosts.filter((host) => host.kind === 'postgres' && host.engine === 'pglite').length;

/** Opens so many databases, for one world. */
export async function openDatabases(count: number): Promise<TakeDatabase> {
  if (count > 0) loaded ??= load();
  const opened = await Promise.all(
    Array.from({ length: count }, async () => loaded?.open(loaded.files)),
  );
  return () => {
    const database = opened.shift();
    if (!database) throw new MissingDatabaseError();
    return database;
  };
}
