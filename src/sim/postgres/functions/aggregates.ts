// Aggregate functions: what one group of rows comes to.

import { SqlError } from '../sql-error.ts';
import {
  arrayOf,
  BOOL,
  type DataType,
  FLOAT4,
  FLOAT8,
  INT2,
  INT4,
  INT8,
  INTERVAL,
  isText,
  JSON_TYPE,
  JSONB,
  NUMERIC,
  TEXT,
  UNKNOWN,
} from '../values/data-type.ts';
import { Decimal } from '../values/decimal.ts';
import { addIntervals, type Interval, scaleInterval } from '../values/interval.ts';
import { Json } from '../values/json.ts';
import { compareValues, type Row, type Value } from '../values/value.ts';
import { toJson } from './to-json.ts';

export interface Aggregate {
  readonly result: DataType;
  /** What the arguments are turned into first. */
  readonly args: readonly DataType[];
  /** `rows` are the arguments, row by row, without those that FILTER leaves out. */
  readonly compute: (rows: readonly Row[]) => Value;
}

const NAMES = new Set(
  `count sum avg min max bool_and bool_or every string_agg array_agg json_agg jsonb_agg json_object_agg
  jsonb_object_agg stddev stddev_samp variance var_samp`.split(/\s+/),
);

export const isAggregate = (name: string): boolean => NAMES.has(name);

const first = (row: Row): Value => row[0] ?? null;
const present = (rows: readonly Row[]): Value[] =>
  rows.map(first).filter((value) => value !== null);

function sum(type: DataType): Aggregate | null {
  const args = [type];
  if (type === INT2 || type === INT4) {
    const compute = (values: Value[]): Value =>
      values.reduce<bigint>((total, value) => total + BigInt(value as number), 0n);
    return { args, result: INT8, compute: (rows) => nullIfNone(present(rows), compute) };
  }
  if (type === INT8 || type === NUMERIC || type === UNKNOWN) {
    const result = NUMERIC;
    const compute = (values: Value[]): Value =>
      values.reduce<Decimal>((total, value) => total.plus(value as Decimal), new Decimal(0n, 0));
    return { args: [NUMERIC], result, compute: (rows) => nullIfNone(present(rows), compute) };
  }
  if (type === FLOAT4 || type === FLOAT8) {
    const compute = (values: Value[]): Value =>
      values.reduce<number>((total, value) => total + (value as number), 0);
    return { args, result: type, compute: (rows) => nullIfNone(present(rows), compute) };
  }
  if (type === INTERVAL) {
    const compute = (values: Value[]): Value =>
      values.reduce<Interval>((total, value) => addIntervals(total, value as Interval), {
        months: 0,
        days: 0,
        us: 0,
      });
    return { args, result: INTERVAL, compute: (rows) => nullIfNone(present(rows), compute) };
  }
  return null;
}

const nullIfNone = (values: Value[], compute: (values: Value[]) => Value): Value =>
  values.length === 0 ? null : compute(values);

function average(type: DataType): Aggregate | null {
  if (type === FLOAT4 || type === FLOAT8) {
    const compute = (values: Value[]): Value =>
      values.reduce<number>((total, value) => total + (value as number), 0) / values.length;
    const args = [FLOAT8];
    return { args, result: FLOAT8, compute: (rows) => nullIfNone(present(rows), compute) };
  }
  if (type === INTERVAL) {
    const total = sum(type) as Aggregate;
    return {
      ...total,
      compute: (rows) => {
        const value = total.compute(rows);
        return value && scaleInterval(value as Interval, 1 / present(rows).length);
      },
    };
  }
  if (type.category !== 'N' && type !== UNKNOWN) return null;
  const compute = (values: Value[]): Value =>
    values
      .reduce<Decimal>((total, value) => total.plus(value as Decimal), new Decimal(0n, 0))
      .dividedBy(Decimal.ofInteger(values.length));
  const args = [NUMERIC];
  return { args, result: NUMERIC, compute: (rows) => nullIfNone(present(rows), compute) };
}

function spread(type: DataType, root: boolean): Aggregate | null {
  if (type.category !== 'N') return null;
  const compute = (rows: readonly Row[]): Value => {
    const values = present(rows) as number[];
    if (values.length < 2) return null;
    const mean = values.reduce((total, value) => total + value, 0) / values.length;
    const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
    const variance = squares / (values.length - 1);
    return root ? Math.sqrt(variance) : variance;
  };
  // Simplified: floats even for whole numbers, where PostgreSQL answers numeric.
  return { args: [FLOAT8], result: FLOAT8, compute };
}

function extreme(type: DataType, sign: number): Aggregate {
  const compute = (values: Value[]): Value =>
    values.reduce((best, value) => (compareValues(value, best) * sign > 0 ? value : best));
  const own = type === UNKNOWN || isText(type) ? TEXT : type;
  return { args: [own], result: own, compute: (rows) => nullIfNone(present(rows), compute) };
}

function collect(name: string, types: readonly DataType[]): Aggregate | null {
  const [type = UNKNOWN, second = UNKNOWN] = types;
  const own = type === UNKNOWN ? TEXT : type;
  switch (name) {
    case 'string_agg': {
      const compute = (rows: readonly Row[]): Value => {
        const kept = rows.filter((row) => first(row) !== null);
        if (kept.length === 0) return null;
        return kept.reduce(
          (text, row, at) => `${text}${at > 0 ? (row[1] ?? '') : ''}${row[0]}`,
          '',
        );
      };
      return isText(own) ? { args: [TEXT, TEXT], result: TEXT, compute } : null;
    }
    case 'array_agg':
      return {
        args: [own],
        result: arrayOf(own),
        compute: (rows) => (rows.length === 0 ? null : rows.map(first)),
      };
    case 'json_agg':
    case 'jsonb_agg': {
      const items = (rows: readonly Row[]): unknown[] => rows.map((row) => toJson(own, first(row)));
      return json(name, [own], (rows) => (rows.length === 0 ? null : items(rows)));
    }
    case 'json_object_agg':
    case 'jsonb_object_agg': {
      const entries = (rows: readonly Row[]): unknown =>
        Object.fromEntries(rows.map((row) => [String(row[0]), toJson(second, row[1] ?? null)]));
      return json(name, [own, second], (rows) => (rows.length === 0 ? null : entries(rows)));
    }
    default:
      return null;
  }
}

function json(
  name: string,
  args: readonly DataType[],
  compute: (rows: readonly Row[]) => unknown,
): Aggregate {
  const isBinary = name.startsWith('jsonb');
  return {
    args,
    result: isBinary ? JSONB : JSON_TYPE,
    compute: (rows) => {
      const value = compute(rows);
      if (value === null) return null;
      return isBinary ? new Json(value) : spaced(value);
    },
  };
}

/** json_agg's own layout: `[1, 2]`, with the items as they are. */
const spaced = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map((item) => JSON.stringify(item)).join(', ')}]`
    : `{ ${Object.entries(value as object)
        .map(([key, item]) => `${JSON.stringify(key)} : ${JSON.stringify(item)}`)
        .join(', ')} }`;

function logical(all: boolean): Aggregate {
  const compute = (values: Value[]): Value =>
    all ? values.every((value) => value === true) : values.some((value) => value === true);
  return { args: [BOOL], result: BOOL, compute: (rows) => nullIfNone(present(rows), compute) };
}

function build(name: string, types: readonly DataType[]): Aggregate | null {
  const [type] = types;
  if (name === 'count') {
    if (!type) return { args: [], result: INT8, compute: (rows) => BigInt(rows.length) };
    const own = type === UNKNOWN ? TEXT : type;
    return { args: [own], result: INT8, compute: (rows) => BigInt(present(rows).length) };
  }
  if (!type) return null;
  switch (name) {
    case 'sum':
      return sum(type);
    case 'avg':
      return average(type);
    case 'min':
      return extreme(type, -1);
    case 'max':
      return extreme(type, 1);
    case 'bool_and':
    case 'every':
      return type === BOOL || type === UNKNOWN ? logical(true) : null;
    case 'bool_or':
      return type === BOOL || type === UNKNOWN ? logical(false) : null;
    case 'stddev':
    case 'stddev_samp':
      return spread(type, true);
    case 'variance':
    case 'var_samp':
      return spread(type, false);
    default:
      return collect(name, types);
  }
}

/** The aggregate of this name for these argument types. Throws 42883 where there is none. */
export function findAggregate(name: string, types: readonly DataType[], at: number): Aggregate {
  const found = build(name, types);
  if (found) return found;
  const given = types.map((type) => type.sqlName).join(', ');
  throw new SqlError('42883', `function ${name}(${given}) does not exist`, {
    at,
    hint: 'No function matches the given name and argument types. You might need to add explicit type casts.',
  });
}
