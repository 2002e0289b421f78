// Times as text, in UTC: strftime(3)'s directives, and the forms of `date -d` and `--since` people use.

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
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

const two = (value: number): string => String(value).padStart(2, '0');
const DAY_MS = 86_400_000;

/** A time in milliseconds since 1970 in a format of strftime. */
export function formatDate(format: string, timeMs: number): string {
  const date = new Date(timeMs);
  const day = DAYS[date.getUTCDay()] as string;
  const month = MONTHS[date.getUTCMonth()] as string;
  const hours = date.getUTCHours();
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  const values: Readonly<Record<string, () => string>> = {
    a: () => day.slice(0, 3),
    A: () => day,
    b: () => month.slice(0, 3),
    h: () => month.slice(0, 3),
    B: () => month,
    d: () => two(date.getUTCDate()),
    e: () => String(date.getUTCDate()).padStart(2),
    D: () => formatDate('%m/%d/%y', timeMs),
    F: () => formatDate('%Y-%m-%d', timeMs),
    H: () => two(hours),
    I: () => two(hours % 12 || 12),
    j: () => String(Math.floor((timeMs - start) / DAY_MS) + 1).padStart(3, '0'),
    m: () => two(date.getUTCMonth() + 1),
    M: () => two(date.getUTCMinutes()),
    N: () => `${String(Math.floor(timeMs % 1_000)).padStart(3, '0')}000000`,
    p: () => (hours < 12 ? 'AM' : 'PM'),
    R: () => formatDate('%H:%M', timeMs),
    s: () => String(Math.floor(timeMs / 1_000)),
    S: () => two(date.getUTCSeconds()),
    T: () => formatDate('%H:%M:%S', timeMs),
    u: () => String(date.getUTCDay() || 7),
    w: () => String(date.getUTCDay()),
    y: () => two(date.getUTCFullYear() % 100),
    Y: () => String(date.getUTCFullYear()),
    z: () => '+0000',
    Z: () => 'UTC',
    n: () => '\n',
    t: () => '\t',
    '%': () => '%',
  };
  return format
    .replace(/%3N/g, () => String(Math.floor(timeMs % 1_000)).padStart(3, '0'))
    .replace(/%([a-zA-Z%])/g, (whole, letter: string) => values[letter]?.() ?? whole);
}

const SPANS: Readonly<Record<string, number>> = {
  s: 1_000,
  sec: 1_000,
  second: 1_000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  d: DAY_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
};

/** `@0`, `2026-11-27 10:00`, `10 minutes ago`, `-1h`, `yesterday`; null for what is no time. */
export function parseDate(text: string, nowMs: number): number | null {
  const trimmed = text.trim();
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const named = { now: nowMs, today, yesterday: today - DAY_MS, tomorrow: today + DAY_MS }[trimmed];
  if (named !== undefined) return named;
  if (/^@-?\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed.slice(1)) * 1_000;
  const span = /^([-+]?)(\d+)\s*([a-z]+?)s?( ago)?$/.exec(trimmed);
  const unit = span && SPANS[span[3] as string];
  if (span && unit) {
    const isBack = span[1] === '-' || span[4] !== undefined;
    return nowMs + (isBack ? -1 : 1) * Number(span[2]) * unit;
  }
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(trimmed);
  if (clock) {
    const seconds = Number(clock[1]) * 3_600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0);
    return today + seconds * 1_000;
  }
  const iso =
    /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?)?(?: ?(?:Z|UTC|\+0000))?$/.exec(
      trimmed,
    );
  if (!iso) return null;
  const parsed = Date.parse(`${iso[1]}T${iso[2] ?? '00:00'}${iso[3] ?? ':00'}Z`);
  return Number.isNaN(parsed) ? null : parsed;
}
