// Times of expiry as commands give them: seconds or milliseconds, from now or as a moment.

import { CommandError } from '../command.ts';
import { bigAt } from './words.ts';

export type ExpiryUnit = 'EX' | 'PX' | 'EXAT' | 'PXAT';

const LAST_MOMENT_MS = 2n ** 63n - 1n;

/** The moment in milliseconds since 1970. Times that are over or too far away are refused. */
export function expiryOf(
  words: readonly string[],
  given: {
    readonly unit: ExpiryUnit;
    readonly place: number;
    readonly nowMs: number;
    readonly command: string;
  },
): number {
  const invalid = `ERR invalid expire time in '${given.command}' command`;
  const value = bigAt(words, given.place);
  if (value <= 0n) throw new CommandError(invalid);
  const ms = given.unit.startsWith('P') ? value : value * 1_000n;
  const moment = given.unit.endsWith('AT') ? ms : ms + BigInt(Math.floor(given.nowMs));
  if (ms > LAST_MOMENT_MS || moment > LAST_MOMENT_MS) throw new CommandError(invalid);
  return Number(moment);
}
