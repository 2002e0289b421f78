// The reference pages in the order they are listed: by who defines the code, then by number.
import type { CollectionEntry } from 'astro:content';
import { codeLists } from './site.ts';

/** One part of the index with its codes; parts without a page are left out. */
export interface CodeGroup {
  readonly group: (typeof codeLists)[number];
  readonly codes: readonly CollectionEntry<'codes'>['data'][];
}

/** All codes ascending. */
export function sortCodes(
  entries: readonly CollectionEntry<'codes'>[],
): CollectionEntry<'codes'>['data'][] {
  return entries.map(({ data }) => data).toSorted((a, b) => a.code - b.code);
}

/** The codes most people come for; the others are a step further, in the index. */
export function isCommonCode({ code }: { readonly code: number }): boolean {
  return [500, 502, 503, 504].includes(code);
}

/** All codes by who defines them. */
export function groupCodes(entries: readonly CollectionEntry<'codes'>[]): CodeGroup[] {
  const codes = sortCodes(entries);
  return codeLists
    .map((group) => ({ group, codes: codes.filter((code) => code.list === group.id) }))
    .filter((one) => one.codes.length > 0);
}
