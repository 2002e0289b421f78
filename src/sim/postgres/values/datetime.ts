// Dates and moments: days and microseconds since 1970, in the proleptic Gregorian calendar.
// Simplified: the session's time zone is UTC; offsets in input are understood, zone names but UTC are not.

import { formatClock, type Interval } from './interval.ts';

const DAY_US = 86_400_000_000;

/** Days since 1970 of a date (algorithm of H. Hinnant, days_from_civil). */
export function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export function civilOf(days: number): CivilDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const part = Math.floor((5 * dayOfYear + 2) / 153);
  const month = part + (part < 10 ? 3 : -9);
  const day = dayOfYear - Math.floor((153 * part + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

export const daysInMonth = (year: number, month: number): number =>
  daysOf(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - daysOf(year, month, 1);

/** What became of reading a moment: a number, bad syntax, or a field out of range. */
export type Parsed = number | 'invalid' | 'range';

const DATE = /^(\d{4,6})-(\d{1,2})-(\d{1,2})/;
const CLOCK = /^[T ]?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?/;
const ZONE = /^\s*(?:([+-])(\d{1,2})(?::?(\d{2}))?|z|utc|gmt)$/i;

interface Fields {
  readonly days: number;
  readonly us: number;
  readonly offsetUs: number;
}

function parseFields(text: string): Fields | 'invalid' | 'range' {
  let rest = text.trim();
  const date = DATE.exec(rest);
  if (!date) return 'invalid';
  const [year, month, day] = date.slice(1).map(Number) as [number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return 'range';
  rest = rest.slice(date[0].length);
  const clock = CLOCK.exec(rest);
  let us = 0;
  if (clock) {
    const [hours, minutes, seconds] = clock.slice(1, 4).map((part) => Number(part ?? 0));
    if ((hours ?? 0) > 24 || (minutes ?? 0) > 59 || (seconds ?? 0) > 60) return 'range';
    const fraction = Math.round(Number(`0.${clock[4] ?? '0'}`) * 1e6);
    us = (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1e6 + fraction;
    rest = rest.slice(clock[0].length);
  }
  if (rest.trim() === '') return { days: daysOf(year, month, day), us, offsetUs: 0 };
  const zone = ZONE.exec(rest);
  if (!zone) return 'invalid';
  const minutes = Number(zone[2] ?? 0) * 60 + Number(zone[3] ?? 0);
  const offsetUs = (zone[1] === '-' ? -minutes : minutes) * 60e6;
  return { days: daysOf(year, month, day), us, offsetUs };
}

/** Reads a moment. `nowUs` is what `now`, `today`, `tomorrow` and `yesterday` count from. */
export function parseTimestamp(text: string, useOffset: boolean, nowUs: number): Parsed {
  const word = text.trim().toLowerCase();
  const today = Math.floor(nowUs / DAY_US) * DAY_US;
  if (word === 'now') return nowUs;
  if (word === 'today') return today;
  if (word === 'tomorrow') return today + DAY_US;
  if (word === 'yesterday') return today - DAY_US;
  if (word === 'epoch') return 0;
  const fields = parseFields(text);
  if (typeof fields === 'string') return fields;
  return fields.days * DAY_US + fields.us - (useOffset ? fields.offsetUs : 0);
}

export function parseDate(text: string, nowUs: number): Parsed {
  const moment = parseTimestamp(text, false, nowUs);
  return typeof moment === 'number' ? Math.floor(moment / DAY_US) : moment;
}

export function parseTime(text: string): Parsed {
  const clock = CLOCK.exec(text.trim());
  if (!clock || clock[0].length !== text.trim().length) return 'invalid';
  const fields = parseFields(`1970-01-01 ${text.trim()}`);
  return typeof fields === 'string' ? fields : fields.us;
}

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

export function formatDate(days: number): string {
  const { year, month, day } = civilOf(days);
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
}

export const dayOf = (us: number): number => Math.floor(us / DAY_US);
export const clockOf = (us: number): number => us - dayOf(us) * DAY_US;

export const formatTimestamp = (us: number): string =>
  `${formatDate(dayOf(us))} ${formatClock(clockOf(us))}`;

export const formatTimestampTz = (us: number): string => `${formatTimestamp(us)}+00`;

/** Adds months first, keeping to the month's last day, then days, then the rest. */
export function addInterval(us: number, span: Interval): number {
  let days = dayOf(us);
  if (span.months !== 0) {
    const { year, month, day } = civilOf(days);
    const total = year * 12 + month - 1 + span.months;
    const newYear = Math.floor(total / 12);
    const newMonth = total - newYear * 12 + 1;
    days = daysOf(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
  }
  return (days + span.days) * DAY_US + clockOf(us) + span.us;
}

/** The difference of two moments, in days and the rest. */
export function timestampDifference(first: number, second: number): Interval {
  const difference = first - second;
  const days = Math.trunc(difference / DAY_US);
  return { months: 0, days, us: difference - days * DAY_US };
}

/** `age(first, second)`: years, months and days that have passed. */
export function age(first: number, second: number): Interval {
  if (first < second) {
    const { months, days, us } = age(second, first);
    return { months: -months, days: -days, us: -us };
  }
  const [a, b] = [civilOf(dayOf(first)), civilOf(dayOf(second))];
  let months = (a.year - b.year) * 12 + a.month - b.month;
  let days = a.day - b.day;
  let us = clockOf(first) - clockOf(second);
  if (us < 0) {
    us += DAY_US;
    days--;
  }
  if (days < 0) {
    months--;
    days += daysInMonth(b.year, b.month);
  }
  return { months, days, us };
}

const TRUNCATIONS: Readonly<Record<string, number>> = {
  microseconds: 1,
  milliseconds: 1_000,
  second: 1e6,
  minute: 60e6,
  hour: 3_600e6,
  day: DAY_US,
};

/** Null where there is no such unit. */
export function truncate(unit: string, us: number): number | null {
  const step = TRUNCATIONS[unit];
  if (step) return Math.floor(us / step) * step;
  const { year, month } = civilOf(dayOf(us));
  switch (unit) {
    case 'week':
      return (dayOf(us) - ((((dayOf(us) + 3) % 7) + 7) % 7)) * DAY_US;
    case 'month':
      return daysOf(year, month, 1) * DAY_US;
    case 'quarter':
      return daysOf(year, month - ((month - 1) % 3), 1) * DAY_US;
    case 'year':
      return daysOf(year, 1, 1) * DAY_US;
    default:
      return null;
  }
}

/** A field of a moment for extract(); null where there is no such field. */
export function extractField(field: string, us: number): number | null {
  const days = dayOf(us);
  const { year, month, day } = civilOf(days);
  const clock = clockOf(us);
  const weekday = (((days + 4) % 7) + 7) % 7;
  switch (field) {
    case 'epoch':
      return us / 1e6;
    case 'year':
      return year;
    case 'month':
      return month;
    case 'quarter':
      return Math.floor((month - 1) / 3) + 1;
    case 'day':
      return day;
    case 'hour':
      return Math.floor(clock / 3_600e6);
    case 'minute':
      return Math.floor(clock / 60e6) % 60;
    case 'second':
      return (clock % 60e6) / 1e6;
    case 'milliseconds':
      return (clock % 60e6) / 1e3;
    case 'dow':
      return weekday;
    case 'isodow':
      return weekday === 0 ? 7 : weekday;
    case 'doy':
      return days - daysOf(year, 1, 1) + 1;
    default:
      return null;
  }
}
