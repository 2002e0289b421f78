// What the site says about the packages programs can import: which, in which version, under which licence, and what it
// takes to load one.

import type { PackageName } from '../../sim/node/packages.ts';
import type { FoundPackage } from './npm-pack.ts';

/** A package that can be imported. */
export interface ListedPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** The name under which manifests install it. */
  readonly pack: PackageName;
}

/** The packages of packs that programs import themselves: the first of each pack, and others it was made for. */
export function packageList(
  packs: readonly (readonly [name: PackageName, found: readonly FoundPackage[]])[],
  isRoot: (pack: PackageName, name: string) => boolean,
): ListedPackage[] {
  return packs.flatMap(([pack, found]) =>
    found
      .filter(({ folder }) => isRoot(pack, folder))
      .map(({ json }) => ({
        name: json.name,
        version: json.version,
        licence: json.license ?? 'unknown',
        pack,
      })),
  );
}
