// Two tabs with the same lab: what each of them changed since they last agreed, laid together. Where both changed
// the same file, each keeps its own, and the reader is told.

import type { LabData } from './lab-data.ts';
import type { Texts } from './lab-session.ts';

export interface MergedEdits {
  readonly edits: Texts;
  /** Files taken over from the other tab. */
  readonly taken: readonly string[];
  /** Files both have changed: ours stay. */
  readonly contested: readonly string[];
}

/** Merges the edits of two tabs. `base` is what both had when they last agreed. */
export function mergeEdits(
  data: LabData,
  texts: { readonly base: Texts; readonly mine: Texts; readonly theirs: Texts },
): MergedEdits {
  const { base, mine, theirs } = texts;
  const edits: Record<string, string> = {};
  const taken: string[] = [];
  const contested: string[] = [];
  for (const { name } of data.files) {
    const isTheirs = theirs[name] !== base[name];
    const isMine = mine[name] !== base[name];
    const isSame = theirs[name] === mine[name];
    if (isTheirs && !isMine && !isSame) taken.push(name);
    if (isTheirs && isMine && !isSame) contested.push(name);
    const text = isTheirs && !isMine ? theirs[name] : mine[name];
    if (text !== undefined) edits[name] = text;
  }
  return { edits, taken, contested };
}
