// The guides in the order they are listed: by family, then by their own order.
import type { CollectionEntry } from 'astro:content';
import { groups } from './site.ts';

/** One family with its guides; families without a guide are left out. */
export interface GuideGroup {
  readonly group: (typeof groups)[number];
  readonly guides: readonly CollectionEntry<'guides'>[];
}

/** All guides by family. */
export function groupGuides(entries: readonly CollectionEntry<'guides'>[]): GuideGroup[] {
  const ordered = entries.toSorted((a, b) => a.data.order - b.data.order);
  return groups
    .map((group) => ({ group, guides: ordered.filter(({ data }) => data.group === group.id) }))
    .filter((one) => one.guides.length > 0);
}
