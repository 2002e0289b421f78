// Spans of time: months, days and microseconds apart, as the type interval keeps them.

export interface Interval {
  readonly months: number;
  readonly days: number;
  readonly us: number;
}

const SECOND_US = 1_000_000;
const UNITS: Readonly<Record<string, Interval>> = {
  microsecond: { months: 0, days: 0, us: 1 },
  us: { months: 0, days: 0, us: 1 },
  millisecond: { months: 0, days: 0, us: 1_000 },
  ms: { months: 0, days: 0, us: 1_000 },
  second: { months: 0, days: 0, us: SECOND_US },
  sec: { months: 0, days: 0, us: SECOND_US },
  s: { months: 0, days: 0, us: SECOND_US },
  minute: { months: 0, days: 0, us: 60 * SECOND_US },
  min: { months: 0, days: 0, us: 60 * SECOND_US },
  m: { months: 0, days: 0, us: 60 * SECOND_US },
  hour: { months: 0, days: 0, us: 3_600 * SECOND_US },
  h: { months: 0, days: 0, us: 3_600 * SECOND_US },
  day: { months: 0, days: 1, us: 0 },
  d: { months: 0, days: 1, us: 0 },
  week: { months: 0, days: 7, us: 0 },
  w: { months: 0, days: 7, us: 0 },
  month: { months: 1, days: 0, us: 0 },
  mon: { months: 1, days: 0, us: 0 },
  year: { months: 12, days: 0, us: 0 },
  y: { months: 12, days: 0, us: 0 },
};

export const ZERO_INTERVAL: Interval = { months: 0, days: 0, us: 0 };

export const addIntervals = (first: Interval, second: Interval): Interval => ({
  months: first.months + second.months,
  days: first.days + second.days,
  us: first.us + second.us,
});

export const scaleInterval = (span: Interval, factor: number): Interval => {
  const days = span.days * factor;
  const whole = Math.trunc(days);
  return {
    months: Math.trunc(span.months * factor),
    days: whole,
    us: Math.round(span.us * factor + (days - whole) * 86_400 * SECOND_US),
  };
};

/** `1 day 02:00:00`, `90 minutes`, `02:30`; null where it is none. */
export function parseInterval(text: string): Interval | null {
  let total = ZERO_INTERVAL;
  let rest = text.trim().toLowerCase();
  if (rest === '') return null;
  while (rest !== '') {
    const clock = /^([+-]?)(\d+):(\d+)(?::(\d+(?:\.\d+)?))?\s*/.exec(rest);
    if (clock) {
      const [all, sign, hours, minutes, seconds = '0'] = clock;
      const us = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * SECOND_US;
      total = addIntervals(total, { months: 0, days: 0, us: Math.round(sign === '-' ? -us : us) });
      rest = rest.slice(all.length);
      continue;
    }
    const part = /^([+-]?\d+(?:\.\d+)?)\s*([a-z]*)\s*/.exec(rest);
    if (!part) return null;
    const [all, amount, unit = ''] = part;
    const found = UNITS[unit] ?? UNITS[unit.replace(/s$/, '')] ?? (unit === '' ? UNITS['s'] : null);
    if (!found) return null;
    total = addIntervals(total, scaleInterval(found, Number(amount)));
    rest = rest.slice(all.length);
  }
  return total;
}

const plural = (amount: number, unit: string): string =>
  `${amount} ${unit}${amount === 1 ? '' : 's'}`;

/** `hh:mm:ss`, with a fraction where there is one. */
export function formatClock(us: number): string {
  const seconds = Math.floor(us / SECOND_US);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const fraction = us % SECOND_US;
  const text = `${pad(Math.floor(seconds / 3_600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  if (fraction === 0) return text;
  return `${text}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`;
}

/** As the style `postgres` writes it. */
export function formatInterval({ months, days, us }: Interval): string {
  const parts: string[] = [];
  const years = Math.trunc(months / 12);
  if (years !== 0) parts.push(plural(years, 'year'));
  if (months % 12 !== 0) parts.push(plural(months % 12, 'mon'));
  if (days !== 0) parts.push(plural(days, 'day'));
  if (us !== 0 || parts.length === 0) {
    const mixed = us > 0 && (months < 0 || days < 0);
    parts.push(`${us < 0 ? '-' : mixed ? '+' : ''}${formatClock(Math.abs(us))}`);
  }
  return parts.join(' ');
}

/** For comparisons: a month counts as 30 days. */
export const intervalUs = ({ months, days, us }: Interval): number =>
  (months * 30 + days) * 86_400 * SECOND_US + us;
