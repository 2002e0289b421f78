// A value of SQL at rest, and how two of one type compare. Which type it has stands elsewhere.

import { Decimal } from './decimal.ts';
import { type Interval, intervalUs } from './interval.ts';
import { compareJson, Json } from './json.ts';

/**
 * int2, int4, floats, dates (days) and moments (microseconds) are numbers; int8 is a bigint; text, uuid, json
 * and bytea (in hexadecimal) are strings; records and arrays are lists.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Decimal
  | Interval
  | Json
  | readonly Value[];

export type Row = readonly Value[];

export const isInterval = (value: Value): value is Interval =>
  typeof value === 'object' && value !== null && 'months' in value;

/** Orders two values of one type that are not null. */
export function compareValues(first: Value, second: Value): number {
  if (first instanceof Decimal && second instanceof Decimal) return first.compare(second);
  if (first instanceof Json && second instanceof Json)
    return compareJson(first.value, second.value);
  if (Array.isArray(first) && Array.isArray(second)) return compareLists(first, second);
  if (isInterval(first) && isInterval(second)) return intervalUs(first) - intervalUs(second);
  const [a, b] = [first as number, second as number];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Nulls come last and equal each other here. */
export function compareNullable(first: Value, second: Value): number {
  if (first === null || second === null) {
    return first === second ? 0 : first === null ? 1 : -1;
  }
  return compareValues(first, second);
}

function compareLists(first: readonly Value[], second: readonly Value[]): number {
  const length = Math.min(first.length, second.length);
  for (let at = 0; at < length; at++) {
    const order = compareNullable(first[at] ?? null, second[at] ?? null);
    if (order !== 0) return order;
  }
  return first.length - second.length;
}

/** A text that is the same for equal values of one type: a key for maps. */
export function keyOf(value: Value): string {
  if (value === null) return '\u0001';
  if (value instanceof Decimal) {
    const text = value.toString();
    return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  }
  if (value instanceof Json) return JSON.stringify(value.value, sortedKeys);
  if (Array.isArray(value)) return JSON.stringify(value.map(keyOf));
  if (isInterval(value)) return String(intervalUs(value));
  return String(value);
}

const sortedKeys = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** One key for several values. */
export const rowKey = (values: Row): string =>
  values.length === 1 ? keyOf(values[0] ?? null) : values.map(keyOf).join('\u0000');
