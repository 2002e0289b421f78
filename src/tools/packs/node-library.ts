// Makes packs of Node's own JavaScript library: of the Node that runs, which must have been started with
// `--expose-internals`, and of an older one whose text was taken (see src/tools/record/take-library.ts). The
// text is Node's (MIT); that of the Node that runs is generated at build and never committed.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { isPacked } from '../../sim/node/packs.ts';
import { preparePackageFile } from '../../sim/node/prepare/package-preparer.ts';
import { stripTypes } from '../../sim/node/prepare/strip-types.ts';
import { blankComments } from './blank-comments.ts';
import type { PackEntry } from './pack-file.ts';

/** Modules of our own, by the id they stand for; see src/sim/node/guest-library. */
const OWN_FILES: Readonly<Record<string, string>> = {
  tls: 'tls.ts',
  'internal/async_local_storage/frames': 'async-local-storage.ts',
  'internal/tls/client': 'tls-client.ts',
  'internal/deps/undici/undici': 'fetch.ts',
  'internal/deps/undici/messages': 'fetch-messages.ts',
  'internal/deps/undici/body': 'fetch-body.ts',
  'internal/deps/undici/headers': 'fetch-headers.ts',
  'internal/deps/undici/errors': 'fetch-errors.ts',
};
const OWN_FOLDER = join(import.meta.dirname, '../../sim/node/guest-library');

/** A library: the text of its modules, and what its C++ part tells it. */
export interface TakenLibrary {
  readonly natives: Readonly<Record<string, string>>;
  readonly constants: Readonly<Record<string, unknown>>;
}

/** The library of the Node that runs. */
export async function runningLibrary(): Promise<TakenLibrary> {
  const facts = await import('./library-facts.ts');
  return { natives: facts.natives(), constants: facts.readLibraryConstants() };
}

/** A library that was taken and kept. */
export const keptLibrary = (name: string): TakenLibrary =>
  JSON.parse(
    brotliDecompressSync(readFileSync(join(import.meta.dirname, `${name}.json.br`))).toString(),
  ) as TakenLibrary;

/**
 * Options that have another default here. Node 22 keeps the context of AsyncLocalStorage in async_hooks unless it is
 * told otherwise, which needs hooks into the engine's promises; programs see no difference.
 */
const OPTIONS = { '--experimental-async-context-frame': true };

/** The constants, our own modules among the ids. */
export const constantsOf = ({ constants }: TakenLibrary): Record<string, unknown> => ({
  ...constants,
  options: { ...(constants['options'] as object), ...OPTIONS },
  builtinIds: [
    ...new Set([...(constants['builtinIds'] as readonly string[]), ...Object.keys(OWN_FILES)]),
  ],
});

/** A library module as a pack holds it: comments blanked, its guards noted. */
function readLibraryModule(natives: TakenLibrary['natives'], id: string): PackEntry {
  const own = OWN_FILES[id];
  const source = own
    ? stripTypes(readFileSync(join(OWN_FOLDER, own), 'utf8'), own)
    : (natives[id] as string);
  const text = blankComments(source, 'script');
  return { name: id, text, note: preparePackageFile(text, id, 'commonjs') };
}

/** All modules a program may load, in order. */
export const libraryEntries = ({ natives }: TakenLibrary): PackEntry[] =>
  [...new Set([...Object.keys(natives), ...Object.keys(OWN_FILES)])]
    .sort()
    .filter(isPacked)
    .map((id) => readLibraryModule(natives, id));
