// The options of ZADD and the pairs behind them.

import { CommandError, NOT_A_FLOAT, SYNTAX_ERROR } from '../command.ts';
import { parseDouble } from '../numbers.ts';
import { pairsFrom } from './words.ts';

export interface ZaddOptions {
  readonly pairs: readonly (readonly [member: string, score: number])[];
  readonly condition: 'NX' | 'XX' | null;
  readonly comparison: 'GT' | 'LT' | null;
  /** CH: changed members count, not only new ones. */
  readonly countsChanged: boolean;
  /** INCR: the scores are added. */
  readonly increments: boolean;
}

/** Reads `key [NX|XX] [GT|LT] [CH] [INCR] score member ...`. */
export function readZadd(words: readonly string[]): ZaddOptions {
  const given = new Set<string>();
  let place = 1;
  for (; /^(?:NX|XX|GT|LT|CH|INCR)$/i.test(words[place] ?? ''); place++) {
    given.add((words[place] as string).toUpperCase());
  }
  const pairs = pairsFrom(words, place);
  if (pairs.length === 0 || (words.length - place) % 2 === 1) throw new CommandError(SYNTAX_ERROR);
  if (given.has('NX') && given.has('XX')) {
    throw new CommandError('ERR XX and NX options at the same time are not compatible');
  }
  if (
    (given.has('GT') && (given.has('NX') || given.has('LT'))) ||
    (given.has('LT') && given.has('NX'))
  ) {
    throw new CommandError('ERR GT, LT, and/or NX options at the same time are not compatible');
  }
  if (given.has('INCR') && pairs.length > 1) {
    throw new CommandError('ERR INCR option supports a single increment-element pair');
  }
  return {
    pairs: pairs.map(([text, member]) => {
      const score = parseDouble(text);
      if (score === null) throw new CommandError(NOT_A_FLOAT);
      return [member, score] as const;
    }),
    condition: given.has('NX') ? 'NX' : given.has('XX') ? 'XX' : null,
    comparison: given.has('GT') ? 'GT' : given.has('LT') ? 'LT' : null,
    countsChanged: given.has('CH'),
    increments: given.has('INCR'),
  };
}
