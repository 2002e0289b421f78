// Functions on moments and spans ("Date/Time Functions and Operators", 9.9 of the manual).

import { notModelled, SqlError } from '../sql-error.ts';
import {
  DATE,
  type DataType,
  FLOAT8,
  INT4,
  INTERVAL,
  NUMERIC,
  TEXT,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
} from '../values/data-type.ts';
import {
  age,
  civilOf,
  clockOf,
  dayOf,
  daysOf,
  extractField,
  truncate,
} from '../values/datetime.ts';
import { Decimal } from '../values/decimal.ts';
import { type Interval, intervalUs } from '../values/interval.ts';
import type { Value } from '../values/value.ts';
import type { Run } from './run.ts';
import { defineFunction } from './signature.ts';

const DAY_US = 86_400_000_000;

const now = (name: string, result: DataType, call: (run: Run) => number): void =>
  defineFunction(name, [], result, (_args, run) => call(run), {
    volatile: name === 'clock_timestamp',
  });

function defineClocks(): void {
  now('now', TIMESTAMPTZ, (run) => run.nowUs);
  now('transaction_timestamp', TIMESTAMPTZ, (run) => run.nowUs);
  now('current_timestamp', TIMESTAMPTZ, (run) => run.nowUs);
  now('statement_timestamp', TIMESTAMPTZ, (run) => run.statementUs);
  now('clock_timestamp', TIMESTAMPTZ, (run) => run.clockUs);
  now('localtimestamp', TIMESTAMP, (run) => run.nowUs);
  now('current_date', DATE, (run) => dayOf(run.nowUs));
  now('localtime', TIME, (run) => clockOf(run.nowUs));
}

function field(name: string, value: Value, type: DataType): number {
  const wanted = name.toLowerCase().replace(/s$/, (end) => (name === 'milliseconds' ? end : ''));
  const found =
    type === INTERVAL
      ? fieldOfSpan(wanted, value as Interval)
      : extractField(wanted, value as number);
  if (found !== null) return found;
  throw new SqlError('22023', `unit "${name}" not recognized for type ${type.sqlName}`);
}

function fieldOfSpan(name: string, span: Interval): number | null {
  switch (name) {
    case 'epoch':
      return (intervalUs(span) + Math.trunc(span.months / 12) * 5.25 * DAY_US) / 1e6;
    case 'year':
      return Math.trunc(span.months / 12);
    case 'month':
      return span.months % 12;
    case 'day':
      return span.days;
    case 'hour':
      return Math.trunc(span.us / 3_600e6);
    case 'minute':
      return Math.trunc(span.us / 60e6) % 60;
    case 'second':
      return (span.us % 60e6) / 1e6;
    default:
      return null;
  }
}

/** The scale of extract()'s answer: seconds come with six places. */
const placesOf = (name: string): number => (/^(?:epoch|second)$/.test(name) ? 6 : 0);

function defineFields(): void {
  for (const type of [TIMESTAMPTZ, TIMESTAMP, DATE, TIME, INTERVAL]) {
    const moment = (value: Value): Value => (type === DATE ? (value as number) * DAY_US : value);
    defineFunction('extract', [TEXT, type], NUMERIC, ([name, value]) => {
      const places = type === DATE ? 0 : placesOf(name as string);
      const exact = Decimal.parse(field(name as string, moment(value ?? null), type).toFixed(6));
      return (exact ?? new Decimal(0n, 0)).rounded(name === 'milliseconds' ? 3 : places);
    });
    defineFunction('date_part', [TEXT, type], FLOAT8, ([name, value]) =>
      field(name as string, moment(value ?? null), type),
    );
  }
}

function truncated(unit: string, us: number): number {
  const found = truncate(unit.toLowerCase(), us);
  if (found !== null) return found;
  throw new SqlError('22023', `unit "${unit}" not recognized for type timestamp with time zone`);
}

const MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

const TEMPLATE =
  /"[^"]*"|FM|YYYY|YY|MM|DD|HH24|HH12|HH|MI|SS|MS|US|AM|PM|am|pm|Month|month|Mon|Day|Dy|D|Q|TZ|OF/g;

/** to_char() for moments. Simplified: the usual parts of a template only. */
export function formatMoment(us: number, template: string): string {
  const { year, month, day } = civilOf(dayOf(us));
  const clock = clockOf(us);
  const hours = Math.floor(clock / 3_600e6);
  const weekday = (((dayOf(us) + 4) % 7) + 7) % 7;
  const monthName = MONTHS[month - 1] ?? '';
  const dayName = DAYS[weekday] ?? '';
  const bare = /FM(?:Month|Day)/.test(template);
  const parts: Readonly<Record<string, string>> = {
    FM: '',
    YYYY: pad(year, 4),
    YY: pad(year % 100),
    MM: pad(month),
    DD: pad(day),
    HH24: pad(hours),
    HH12: pad(hours % 12 || 12),
    HH: pad(hours % 12 || 12),
    MI: pad(Math.floor(clock / 60e6) % 60),
    SS: pad(Math.floor(clock / 1e6) % 60),
    MS: pad(Math.floor(clock / 1e3) % 1_000, 3),
    US: pad(clock % 1e6, 6),
    AM: hours < 12 ? 'AM' : 'PM',
    PM: hours < 12 ? 'AM' : 'PM',
    am: hours < 12 ? 'am' : 'pm',
    pm: hours < 12 ? 'am' : 'pm',
    Month: bare ? monthName : monthName.padEnd(9),
    month: bare ? monthName.toLowerCase() : monthName.toLowerCase().padEnd(9),
    Mon: monthName.slice(0, 3),
    Day: bare ? dayName : dayName.padEnd(9),
    Dy: dayName.slice(0, 3),
    D: String(weekday + 1),
    Q: String(Math.floor((month - 1) / 3) + 1),
    TZ: 'UTC',
    OF: '+00',
  };
  return template.replace(TEMPLATE, (part) =>
    part.startsWith('"') ? part.slice(1, -1) : (parts[part] ?? part),
  );
}

export function defineDateFunctions(): void {
  defineClocks();
  defineFields();
  for (const type of [TIMESTAMPTZ, TIMESTAMP]) {
    defineFunction('date_trunc', [TEXT, type], type, ([unit, us]) =>
      truncated(unit as string, us as number),
    );
    defineFunction('to_char', [type, TEXT], TEXT, ([us, template]) =>
      formatMoment(us as number, template as string),
    );
    defineFunction('age', [type, type], INTERVAL, ([first, second]) =>
      age(first as number, second as number),
    );
  }
  defineFunction('age', [TIMESTAMPTZ], INTERVAL, ([us], run) =>
    age(dayOf(run.nowUs) * DAY_US, us as number),
  );
  for (const type of [NUMERIC, INT4]) {
    defineFunction('to_char', [type, TEXT], TEXT, () => {
      throw notModelled('to_char() of a number');
    });
  }
  const zone = (name: Value): void => {
    if (/^(?:utc|gmt|z)$/i.test(name as string)) return;
    throw notModelled(`The time zone "${name as string}"`);
  };
  for (const [from, to] of [
    [TIMESTAMPTZ, TIMESTAMP],
    [TIMESTAMP, TIMESTAMPTZ],
  ] as const) {
    defineFunction('timezone', [TEXT, from], to, ([name, us]) => {
      zone(name ?? null);
      return us ?? null;
    });
  }
  defineFunction('to_timestamp', [FLOAT8], TIMESTAMPTZ, ([seconds]) =>
    Math.round((seconds as number) * 1e6),
  );
  defineFunction('make_date', [INT4, INT4, INT4], DATE, ([year, month, day]) =>
    daysOf(year as number, month as number, day as number),
  );
}
