// SCAN, HSCAN, SSCAN, ZSCAN: a cursor over a list that may change between two calls.
// Simplified: the cursor is a place in the order of insertion; Redis' goes through hash buckets, and is a bigger
// number. Both begin and end with 0, and both can miss or repeat what changes meanwhile.

import { CommandError, NOT_AN_INTEGER, SYNTAX_ERROR } from '../command.ts';
import { matchesGlob } from '../glob.ts';
import { parseInteger } from '../numbers.ts';
import { at, integerAt } from './words.ts';

const DEFAULT_COUNT = 10;

export interface Scanned {
  readonly cursor: number;
  readonly picked: string[];
  /** Options that are the caller's own. */
  readonly rest: string[];
}

/** Takes a step through `all`; the words are the cursor (at `place`) and the options behind it. */
export function scan(all: readonly string[], words: readonly string[], place: number): Scanned {
  const start = parseInteger(at(words, place));
  if (start === null || start < 0n) throw new CommandError('ERR invalid cursor');
  let count = DEFAULT_COUNT;
  let pattern = '*';
  const rest: string[] = [];
  for (let i = place + 1; i < words.length; i += 2) {
    const option = at(words, i).toUpperCase();
    if (i + 1 >= words.length) throw new CommandError(SYNTAX_ERROR);
    if (option === 'COUNT') {
      count = integerAt(words, i + 1, NOT_AN_INTEGER);
      if (count < 1) throw new CommandError(SYNTAX_ERROR);
    } else if (option === 'MATCH') {
      pattern = at(words, i + 1);
    } else {
      rest.push(at(words, i), at(words, i + 1));
    }
  }
  const from = Number(start);
  const end = from + count;
  const picked = all.slice(from, end).filter((text) => matchesGlob(pattern, text));
  return { cursor: end < all.length ? end : 0, picked, rest };
}
