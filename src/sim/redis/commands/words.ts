// Reads the words of commands: numbers, options, ranges. What is wrong ends the command with Redis' words.

import { CommandError, NOT_A_FLOAT, NOT_AN_INTEGER } from '../command.ts';
import { parseDouble, parseInteger } from '../numbers.ts';

/** The word at a place; the arity has been checked. */
export const at = (words: readonly string[], place: number): string => words[place] as string;

export function integerAt(
  words: readonly string[],
  place: number,
  error: string = NOT_AN_INTEGER,
): number {
  return Number(bigAt(words, place, error));
}

export function bigAt(
  words: readonly string[],
  place: number,
  error: string = NOT_AN_INTEGER,
): bigint {
  const value = parseInteger(words[place] ?? '');
  if (value === null) throw new CommandError(error);
  return value;
}

export function doubleAt(
  words: readonly string[],
  place: number,
  error: string = NOT_A_FLOAT,
): number {
  const value = parseDouble(words[place] ?? '');
  if (value === null) throw new CommandError(error);
  return value;
}

/** Start and end of a range of `length` places, as LRANGE counts them: null where it is empty. */
export function rangeOf(start: number, stop: number, length: number): [number, number] | null {
  const from = Math.max(0, start < 0 ? start + length : start);
  const to = Math.min(length - 1, stop < 0 ? stop + length : stop);
  return from > to || from >= length ? null : [from, to];
}

/** A timeout in seconds, in milliseconds; 0 for ever. */
export function timeoutAt(words: readonly string[], place: number): number {
  const seconds = doubleAt(words, place, 'ERR timeout is not a float or out of range');
  if (seconds < 0) throw new CommandError('ERR timeout is negative');
  return Math.ceil(seconds * 1_000);
}

/** Pairs of words from a place on. */
export function pairsFrom(words: readonly string[], start: number): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = start; i + 1 < words.length; i += 2) pairs.push([at(words, i), at(words, i + 1)]);
  return pairs;
}
