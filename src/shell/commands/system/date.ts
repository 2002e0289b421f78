// Times as text and back, in UTC: the forms of `date`, of its `-d` and of `--since` people use.

import { DAY_MS, strftime } from './strftime.ts';

/** A time in milliseconds since 1970 in a format of strftime, with GNU date's `%N` and `%3N`. */
export function formatDate(format: string, timeMs: number): string {
  const fraction = String(Math.floor(timeMs % 1_000)).padStart(3, '0');
  const known = format.replace(/%(%|3N|N)/g, (whole, directive: string) => {
    if (directive === '%') return whole;
    return directive === 'N' ? `${fraction}000000` : fraction;
  });
  return strftime(known, timeMs);
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
