// Times as text by strftime(3)'s directives, in UTC and the C locale: what `date`, logs and jq print.

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
/** The months by their full names, January first. */
export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export const DAY_MS = 86_400_000;

const two = (value: number): string => String(value).padStart(2, '0');
const dayOf = (date: Date): string => DAYS[date.getUTCDay()] ?? '';
const monthOf = (date: Date): string => MONTHS[date.getUTCMonth()] ?? '';

/** The day of the year, counted from 0. */
export const yearDay = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS);

const FIELDS: Readonly<Record<string, (date: Date) => string>> = {
  a: (date) => dayOf(date).slice(0, 3),
  A: dayOf,
  b: (date) => monthOf(date).slice(0, 3),
  B: monthOf,
  d: (date) => two(date.getUTCDate()),
  e: (date) => String(date.getUTCDate()).padStart(2),
  H: (date) => two(date.getUTCHours()),
  I: (date) => two(date.getUTCHours() % 12 || 12),
  j: (date) => String(yearDay(date) + 1).padStart(3, '0'),
  m: (date) => two(date.getUTCMonth() + 1),
  M: (date) => two(date.getUTCMinutes()),
  p: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  s: (date) => String(Math.floor(date.getTime() / 1_000)),
  S: (date) => two(date.getUTCSeconds()),
  u: (date) => String(date.getUTCDay() || 7),
  w: (date) => String(date.getUTCDay()),
  y: (date) => two(date.getUTCFullYear() % 100),
  Y: (date) => String(date.getUTCFullYear()),
  z: () => '+0000',
  Z: () => 'UTC',
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
};

/** Directives that stand for several others. */
const TOGETHER: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  h: '%b',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

/** A format with only directives that stand for one thing each. */
export const spelledOut = (format: string): string =>
  format.replace(/%(.)/g, (whole, letter: string) => TOGETHER[letter] ?? whole);

/** A time in milliseconds since 1970 as text; a directive nobody knows stays as it is. */
export function strftime(format: string, timeMs: number): string {
  const date = new Date(timeMs);
  return spelledOut(format).replace(
    /%(.)/g,
    (whole, letter: string) => FIELDS[letter]?.(date) ?? whole,
  );
}
