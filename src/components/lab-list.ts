// The labs in the order lists show them. Demos, which are only looked at, are left out.
import { type CollectionEntry, getCollection } from 'astro:content';

/** All labs that have a page. */
export async function listLabs(): Promise<CollectionEntry<'labs'>[]> {
  const labs = await getCollection('labs', ({ data }) => data.kind === 'lab');
  return labs.toSorted((a, b) => a.data.order - b.data.order);
}

/** How hard a lab is, in a word. */
export const difficultyWords = (difficulty: number): string =>
  ['easy', 'middling', 'hard'][difficulty - 1] ?? 'hard';
