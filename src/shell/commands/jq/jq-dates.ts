// jq's dates: seconds since 1970 and "broken down" times, all in UTC.

import { strftime as formatTime, MONTHS, spelledOut, yearDay } from '../system/strftime.ts';
import { isArray, JqError, type Json, named } from './json-value.ts';

/** Seconds as a broken down time: year, month, day, hours, minutes, seconds, week day, day of the year. */
function broken(seconds: number): Json {
  const date = new Date(Math.floor(seconds) * 1_000);
  return [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds() + (seconds - Math.floor(seconds)),
    date.getUTCDay(),
    yearDay(date),
  ];
}

/** A broken down time as seconds. */
export function timegm(value: Json): number {
  if (!isArray(value) || value.length < 6 || value.some((one) => typeof one !== 'number')) {
    throw new JqError('mktime requires array of 6 numbers');
  }
  const [year, month, day, hour, minute, second] = value.map(Number);
  const ms = Date.UTC(year ?? 0, month, day, hour, minute, Math.floor(second ?? 0));
  return Math.floor(ms / 1_000);
}

/** A time as text. */
export function strftime(value: Json, format: Json): string {
  if (typeof value !== 'number' && !isArray(value)) {
    throw new JqError('strftime/1 requires parsed datetime inputs');
  }
  if (typeof format !== 'string') throw new JqError('strftime/1 requires a string format');
  const seconds = typeof value === 'number' ? Math.floor(value) : timegm(value);
  return formatTime(format, seconds * 1_000);
}

const READERS: Readonly<Record<string, readonly [pattern: string, part: string]>> = {
  Y: ['(\\d{4})', 'year'],
  m: ['(\\d{1,2})', 'month'],
  d: ['(\\d{1,2})', 'day'],
  e: ['\\s*(\\d{1,2})', 'day'],
  H: ['(\\d{1,2})', 'hour'],
  M: ['(\\d{1,2})', 'minute'],
  S: ['(\\d{1,2})', 'second'],
  b: ['([A-Za-z]{3,9})', 'name'],
  B: ['([A-Za-z]{3,9})', 'name'],
  a: ['([A-Za-z]{3,9})', 'weekday'],
  A: ['([A-Za-z]{3,9})', 'weekday'],
  Z: ['([A-Za-z]+)', 'zone'],
  z: ['([-+]\\d\\d:?\\d\\d|Z)', 'zone'],
};

/** A text as broken down time; seconds, where no format is given. */
export function strptime(value: Json, format: Json): Json {
  if (format === null) {
    if (typeof value !== 'number') throw new JqError('gmtime() requires a number');
    return broken(value);
  }
  if (typeof value !== 'string') {
    throw new JqError(`strptime/1 requires string inputs and arguments`);
  }
  const parts: string[] = [];
  const pattern = spelledOut(String(format)).replace(
    /%(.)|[.*+?^${}()|[\]\\]/g,
    (whole, letter: string | undefined) => {
      const reader = letter === undefined ? undefined : READERS[letter];
      if (!reader) return letter === undefined ? `\\${whole}` : '';
      parts.push(reader[1]);
      return reader[0];
    },
  );
  const match = new RegExp(`^${pattern}$`).exec(value);
  if (!match) throw new JqError(`date "${value}" does not match format "${String(format)}"`);
  const of = (part: string, otherwise: number): number =>
    parts.includes(part) ? Number(match[parts.indexOf(part) + 1]) : otherwise;
  const name = match[parts.indexOf('name') + 1]?.slice(0, 3).toLowerCase();
  const named_ = parts.includes('name')
    ? MONTHS.findIndex((month) => month.slice(0, 3).toLowerCase() === name)
    : of('month', 1) - 1;
  const ms = Date.UTC(
    of('year', 1900),
    named_,
    of('day', 0),
    of('hour', 0),
    of('minute', 0),
    of('second', 0),
  );
  return broken(ms / 1_000);
}

/** For errors of natives that take times. */
export const timeProblem = (value: Json): string => `${named(value)} is no time`;
