// What the little marks behind facts say, and the ids they need. A page may use one fact twice, so the
// ids are counted per page.
import type { FactStatus } from '../content/facts.ts';

/** How well a fact is known, in words a reader meets on the page. */
export const statusWords: Readonly<Record<FactStatus, string>> = {
  read: 'Read in the source',
  secondary: 'Read in a copy of the source',
  derived: 'Our conclusion from the source',
  unverified: 'Not verified yet',
};

const counts = new WeakMap<object, Map<string, number>>();

/** An element id that is unique on the page being rendered. `page` is that page's Astro.request. */
export function uniqueId(page: object, name: string): string {
  const base = name.replace(/[^A-Za-z0-9_-]+/g, '-');
  const seen = counts.get(page) ?? new Map<string, number>();
  counts.set(page, seen);
  const count = (seen.get(base) ?? 0) + 1;
  seen.set(base, count);
  return count === 1 ? base : `${base}-${count}`;
}
