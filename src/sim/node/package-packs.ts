// One installed package (with all it depends on) out of its packs: whole where that pack is at hand, otherwise
// as far as programs usually run it. Packs may come while a world runs: each read takes the best there is.

import type { InstalledText } from '../files/file-system.ts';
import type { Pack } from '../files/pack.ts';
import type { GuestRealm } from './guest-realm.ts';
import { MissingPackError } from './missing-pack.ts';
import type { PartNote } from './packs.ts';

/** The packs of a package; at least one has to be there. */
export interface PackagePacks {
  readonly whole: Pack | undefined;
  readonly first: Pack | undefined;
}

const utf8Length = (text: string): number => {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    // Two units of a surrogate pair are four bytes.
    length += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return length;
};

/** The files of a package by their path below node_modules. `packs` is asked at each read. */
export function* installedFiles(
  packs: () => PackagePacks,
  realm: GuestRealm,
): Generator<readonly [path: string, text: InstalledText]> {
  const { whole, first } = packs();
  const listed = whole ?? first;
  for (const path of listed?.names ?? []) {
    const part = whole ? undefined : (first?.note(path) as PartNote | undefined)?.z;
    const known = (): string =>
      packs().whole?.get(path) ??
      (part === undefined ? first?.get(path) : undefined) ??
      realm.fail(new MissingPackError(path));
    // A part without a text is a file that no program had a use for.
    const running = (): string => packs().whole?.get(path) ?? (first?.get(path) || known());
    const text: InstalledText = {
      get sizeBytes() {
        return part ?? utf8Length(known());
      },
      whole: known,
      running,
    };
    yield [path, text];
  }
}
