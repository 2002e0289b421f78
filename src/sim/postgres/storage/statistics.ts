// What the planner knows of a table's columns: distinct values, nulls, common values, bounds.
// Simplified: read from all rows whenever they have changed much, as if ANALYZE had just run.

import { compareValues, keyOf, type Value } from '../values/value.ts';
import { type Table, valueBytes } from './table.ts';

export interface ColumnStatistics {
  readonly distinct: number;
  readonly nullFraction: number;
  /** How often each of the most common values comes, as a fraction of the rows. */
  readonly common: ReadonlyMap<string, { readonly value: Value; readonly fraction: number }>;
  /** Bytes of a value, on average. */
  readonly width: number;
  readonly low: Value;
  readonly high: Value;
}

const LONGEST_COMMON = 100;
const known = new WeakMap<Table, { rows: number; columns: Map<number, ColumnStatistics> }>();

function compute(table: Table, column: number): ColumnStatistics {
  const counts = new Map<string, { value: Value; count: number }>();
  let nulls = 0;
  let bytes = 0;
  const type = table.columns[column]?.type;
  let low: Value = null;
  let high: Value = null;
  for (const { values } of table.tuples) {
    const value = values[column] ?? null;
    if (value === null) {
      nulls++;
      continue;
    }
    const key = keyOf(value);
    if (type) bytes += valueBytes(type, value)[0];
    const entry = counts.get(key);
    if (entry) entry.count++;
    else counts.set(key, { value, count: 1 });
    if (low === null || compareValues(value, low) < 0) low = value;
    if (high === null || compareValues(value, high) > 0) high = value;
  }
  const rows = Math.max(1, table.tuples.size);
  const common = [...counts]
    .sort((a, b) => b[1].count - a[1].count || (a[0] < b[0] ? -1 : 1))
    .slice(0, LONGEST_COMMON)
    .filter(([, { count }]) => count > 1 || counts.size <= LONGEST_COMMON)
    .map(([key, { value, count }]) => [key, { value, fraction: count / rows }] as const);
  return {
    distinct: Math.max(1, counts.size),
    nullFraction: nulls / rows,
    width: Math.floor(bytes / Math.max(1, rows - nulls)),
    common: new Map(common),
    low,
    high,
  };
}

export function columnStatistics(table: Table, column: number): ColumnStatistics {
  const rows = table.tuples.size;
  let entry = known.get(table);
  if (!entry || Math.abs(entry.rows - rows) > 50 + entry.rows / 10) {
    entry = { rows, columns: new Map() };
    known.set(table, entry);
  }
  const found = entry.columns.get(column);
  if (found) return found;
  const made = compute(table, column);
  entry.columns.set(column, made);
  return made;
}

/** Forgets what is known: the next question reads the rows. */
export const analyze = (table: Table): boolean => known.delete(table);

/** Bytes of a column's values: counted where there are rows, assumed where there are none. */
export function columnWidth(table: Table, column: number): number {
  const size = table.columns[column]?.type.size ?? 4;
  if (size > 0) return size;
  return table.tuples.size > 0 ? columnStatistics(table, column).width : 32;
}
