// What Tab makes of a line: the part all candidates share is typed on; where they part, they are to be shown.

import type { Completion } from '#sim';

export interface Completed {
  readonly line: string;
  readonly cursor: number;
  /** What could follow, as it is shown: names without the directories before them. Empty where that is clear. */
  readonly choices: readonly string[];
}

/** How many choices are shown; the rest is counted. */
export const CHOICES_SHOWN = 100;

function shared(candidates: readonly string[]): string {
  const [first = '', ...others] = candidates;
  let length = first.length;
  for (const other of others) {
    while (!other.startsWith(first.slice(0, length))) length--;
  }
  return first.slice(0, length);
}

/** A path's last name; its slash stays, where it is a directory. */
const shortName = (candidate: string): string => /[^/]*\/?$/.exec(candidate)?.[0] ?? candidate;

/** The line after Tab at `cursor`. */
export function completed(
  line: string,
  cursor: number,
  { from, candidates }: Completion,
): Completed {
  const [only] = candidates;
  const word = line.slice(from, cursor);
  const isOne = candidates.length === 1 && only !== undefined;
  const common = shared(candidates);
  // A candidate that would take letters away completes nothing.
  const typed = common.length >= word.length ? common : word;
  const text = isOne && !only.endsWith('/') ? `${only} ` : typed;
  return {
    line: line.slice(0, from) + text + line.slice(cursor),
    cursor: from + text.length,
    choices: candidates.length > 1 ? candidates.map(shortName) : [],
  };
}
