// What evaluating the built script gives: the only types of this folder that others need.

import type { RawDatabase } from '../sim/postgres/pglite/raw-database.ts';

/** The files of PGlite. */
export interface DatabaseFiles {
  /** pglite.wasm, compiled. */
  readonly module: WebAssembly.Module;
  /** What the build has packed: see pack.ts. */
  readonly pack: Uint8Array;
}

/** Opens a database of its own; each holds some 100 MB. */
export type OpenDatabase = (files: DatabaseFiles) => Promise<RawDatabase>;

/** The script takes what it needs of its machine: reader code beside it must not find that in the global scope. */
export type PgliteScript = (webAssembly: typeof WebAssembly, textDecoder: unknown) => OpenDatabase;
