// The kinds of argument nginx's directives take: numbers, sizes, times, switches, choices.
// Each parser answers null where nginx says "invalid value".

const SIZE = /^(\d+)([kKmM]?)$/;
const OFFSET = /^(\d+)([kKmMgG]?)$/;
const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

const scaled = (match: RegExpExecArray | null): number | null =>
  match ? Number(match[1]) * (FACTORS[(match[2] ?? '').toLowerCase()] ?? 1) : null;

/** A whole number. */
export const parseNumber = (text: string): number | null =>
  /^\d+$/.test(text) ? Number(text) : null;

/** A size of something in memory, in bytes: `4k`, `1m`. There is no `g` here. */
export const parseSize = (text: string): number | null => scaled(SIZE.exec(text));

/** A size of something on disk or on the wire, in bytes: `10m`, `1g`. */
export const parseOffset = (text: string): number | null => scaled(OFFSET.exec(text));

/** Units of time in the order they may follow each other, each with its milliseconds. */
const UNITS: readonly (readonly [string, number])[] = [
  ['y', 365 * 24 * 3_600_000],
  ['M', 30 * 24 * 3_600_000],
  ['w', 7 * 24 * 3_600_000],
  ['d', 24 * 3_600_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];

/**
 * A time in milliseconds: `30s`, `1h30m`, `500ms`, a bare number of seconds. Units go from long to
 * short, each at most once; with `wholeSeconds` there are no milliseconds.
 */
export const parseTime = (
  text: string,
  options: { readonly wholeSeconds: boolean },
): number | null => {
  let rest = text;
  let total = 0;
  let lastUnit = -1;
  if (!/^\d/.test(text)) return null;
  while (rest !== '') {
    const match = /^ *(\d+)(ms|[yMwdhms]?)/.exec(rest);
    if (!match) return null;
    const name = match[2] || 's';
    const unit = UNITS.findIndex(([unitName]) => unitName === name);
    if (unit <= lastUnit || (options.wholeSeconds && name === 'ms')) return null;
    if (!match[2] && rest.length > match[0].length) return null;
    total += Number(match[1]) * (UNITS[unit]?.[1] ?? 0);
    lastUnit = unit;
    rest = rest.slice(match[0].length);
  }
  return total;
};
