// Node's own JavaScript library as data: the texts of its modules and the constants that Node's C++ part
// would hand to them. Both come from a real Node 24 at build time; nothing here knows what is in them.

import type { Pack } from '../files/pack.ts';
import type { Algorithms } from './algorithms.ts';
import type { StoredPreparation } from './prepare/stored-preparation.ts';

/** What Node's C++ part tells its library, taken from the real one. */
export interface LibraryConstants {
  readonly version: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly release: Readonly<Record<string, string>>;
  readonly constants: {
    readonly os: {
      readonly errno: Readonly<Record<string, number>>;
      readonly signals: Readonly<Record<string, number>>;
      readonly [name: string]: unknown;
    };
    readonly fs: Readonly<Record<string, number>>;
    readonly [name: string]: unknown;
  };
  readonly uv: Readonly<Record<string, number>>;
  readonly uvErrors: readonly (readonly [errno: number, name: string, message: string])[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly util: Readonly<Record<string, number>>;
  readonly privateSymbols: readonly string[];
  readonly symbols: readonly string[];
  readonly asyncWrap: Readonly<Record<string, number>>;
  readonly providers: Readonly<Record<string, number>>;
  readonly promiseRejectEvents: Readonly<Record<string, number>>;
  readonly exitCodes: Readonly<Record<string, number>>;
  readonly tcp: Readonly<Record<string, number>>;
  readonly pipe: Readonly<Record<string, number>>;
  readonly performance: Readonly<Record<string, number>>;
  readonly modulesTypes: Readonly<Record<string, number>>;
  readonly httpMethods: readonly string[];
  readonly httpAllMethods: readonly string[];
  readonly httpParser: Readonly<Record<string, number>>;
  readonly encodings: readonly string[];
  readonly stringDecoder: Readonly<Record<string, unknown>>;
  readonly types: readonly string[];
  readonly caresWrap: Readonly<Record<string, number>>;
  readonly builtinIds: readonly string[];
}

/** The text of a library module; undefined where the loaded packs do not hold it. */
export type LibraryText = (id: string) => string | undefined;

/** Everything a simulated Node is made of. */
export interface NodeLibrary {
  readonly constants: LibraryConstants;
  readonly text: LibraryText;
  /** Where the guards of a library module go; see `StoredPreparation`. */
  readonly preparation?: (id: string) => StoredPreparation | undefined;
  /** Algorithms few programs use; undefined where they are not loaded. */
  readonly algorithms: () => Algorithms | undefined;
}

/** A library read from packs. `packs` is asked each time, so that packs can come later. */
export function libraryFromPacks(
  constants: LibraryConstants,
  packs: () => readonly Pack[],
  algorithms: () => Algorithms | undefined,
): NodeLibrary {
  const find = (id: string): Pack | undefined => packs().find((pack) => pack.has(id));
  return {
    constants,
    algorithms,
    text: (id) => find(id)?.get(id),
    preparation: (id) => find(id)?.note(id) as StoredPreparation | undefined,
  };
}
