// Which type turns into which, when, and how: pg_cast, as far as our types go.

import { SqlError } from '../sql-error.ts';
import {
  BOOL,
  BPCHAR,
  DATE,
  type DataType,
  FLOAT4,
  FLOAT8,
  INT4,
  INT8,
  INTERVAL,
  isInteger,
  isText,
  JSON_TYPE,
  JSONB,
  NUMERIC,
  numberRank,
  OID,
  REGCLASS,
  TEXT,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UNKNOWN,
} from './data-type.ts';
import { clockOf, dayOf } from './datetime.ts';
import { Decimal } from './decimal.ts';
import { formatJson, Json } from './json.ts';
import { fitsInteger, formatText, parseJson, parseText } from './text-format.ts';
import type { Value } from './value.ts';

/** Implicit casts happen unasked, assignments when a value is stored, explicit ones by CAST. */
export type CastContext = 'implicit' | 'assignment' | 'explicit';

export type Convert = (value: Value, nowUs: number) => Value;

const DAY_US = 86_400_000_000;
const same: Convert = (value) => value;

const outOfRange = (type: DataType): SqlError =>
  new SqlError('22003', `${type.sqlName} out of range`);

function toInteger(type: DataType, value: bigint): Value {
  if (!fitsInteger(type, value)) throw outOfRange(type);
  return type === INT8 ? value : Number(value);
}

/** Rounds half to even, as the C library does for floats. */
function roundEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function numberCast(from: DataType, to: DataType): Convert {
  if (to === NUMERIC) {
    if (isInteger(from)) return (value) => Decimal.ofInteger(value as number | bigint);
    return (value) => Decimal.ofFloat(value as number);
  }
  if (to === FLOAT8 || to === FLOAT4) {
    const adjust = to === FLOAT4 ? Math.fround : (value: number): number => value;
    if (from === NUMERIC) return (value) => adjust((value as Decimal).toNumber());
    return (value) => adjust(Number(value));
  }
  if (from === NUMERIC) return (value) => toInteger(to, (value as Decimal).rounded(0).digits);
  if (isInteger(from) || from === OID || from === REGCLASS) {
    return (value) => toInteger(to, BigInt(value as number | bigint));
  }
  return (value) => {
    if (!Number.isFinite(value)) throw outOfRange(to);
    return toInteger(to, BigInt(roundEven(value as number)));
  };
}

function dateCast(from: DataType, to: DataType): { convert: Convert; context: CastContext } | null {
  if (from === DATE && (to === TIMESTAMP || to === TIMESTAMPTZ)) {
    return { convert: (value) => (value as number) * DAY_US, context: 'implicit' };
  }
  if (to === DATE) return { convert: (value) => dayOf(value as number), context: 'assignment' };
  if (to === TIME) return { convert: (value) => clockOf(value as number), context: 'assignment' };
  if (from === TIMESTAMP && to === TIMESTAMPTZ) return { convert: same, context: 'implicit' };
  if (from === TIMESTAMPTZ && to === TIMESTAMP) return { convert: same, context: 'assignment' };
  return null;
}

const RANK: Readonly<Record<CastContext, number>> = { implicit: 0, assignment: 1, explicit: 2 };

interface Cast {
  readonly convert: Convert;
  /** The least context it needs. */
  readonly context: CastContext;
}

function jsonbCast(to: DataType): Cast | null {
  const context = 'explicit';
  if (to === BOOL) return { context, convert: (value) => (value as Json).value === true };
  if (numberRank(to) < 0) return null;
  const convert: Convert = (value, nowUs) => {
    const inner = (value as Json).value;
    if (typeof inner === 'number') return parseText(to, String(inner), nowUs);
    throw new SqlError('22023', `cannot cast jsonb ${typeof inner} to type ${to.sqlName}`);
  };
  return { context, convert };
}

function findCast(from: DataType, to: DataType): Cast | null {
  if (from === to) return { convert: same, context: 'implicit' };
  if (from === UNKNOWN) {
    return {
      convert: (value, nowUs) => parseText(to, value as string, nowUs),
      context: 'implicit',
    };
  }
  const [fromRank, toRank] = [numberRank(from), numberRank(to)];
  if (fromRank >= 0 && toRank >= 0) {
    const context = fromRank < toRank ? 'implicit' : 'assignment';
    return { convert: numberCast(from, to), context };
  }
  if (isText(from) && isText(to)) {
    if (from === BPCHAR) {
      return { convert: (value) => (value as string).trimEnd(), context: 'implicit' };
    }
    return { convert: same, context: to === BPCHAR ? 'assignment' : 'implicit' };
  }
  if (from.category === 'D' && to.category === 'D') return dateCast(from, to);
  if (from === TIME && to === INTERVAL) {
    return { convert: (us) => ({ months: 0, days: 0, us: us as number }), context: 'implicit' };
  }
  if (from === INT4 && to === BOOL) {
    return { convert: (value) => value !== 0, context: 'explicit' };
  }
  if (from === BOOL && to === INT4) {
    return { convert: (value) => (value === true ? 1 : 0), context: 'explicit' };
  }
  if (from === BOOL && isText(to)) {
    return { convert: (value) => (value === true ? 'true' : 'false'), context: 'assignment' };
  }
  if (from === JSONB && to === JSON_TYPE) {
    return { convert: (value) => formatJson((value as Json).value), context: 'assignment' };
  }
  if (from === JSON_TYPE && to === JSONB) {
    return { convert: (value) => new Json(parseJson(value as string)), context: 'assignment' };
  }
  if (from === JSONB && !isText(to)) return jsonbCast(to);
  if ((isInteger(from) || isInteger(to)) && (from.category === 'N' || to.category === 'N')) {
    if ([OID, REGCLASS].includes(from) || [OID, REGCLASS].includes(to)) {
      return { convert: numberCast(from, to), context: 'implicit' };
    }
  }
  if (from.element && to.element) return arrayCast(from.element, to.element);
  if (isText(to)) return { convert: (value) => formatText(from, value), context: 'assignment' };
  if (isText(from)) {
    return {
      convert: (value, nowUs) => parseText(to, value as string, nowUs),
      context: 'explicit',
    };
  }
  return null;
}

function arrayCast(from: DataType, to: DataType): Cast | null {
  const cast = findCast(from, to);
  if (!cast) return null;
  const convert: Convert = (value, nowUs) =>
    (value as readonly Value[]).map((item) => (item === null ? null : cast.convert(item, nowUs)));
  return { convert, context: cast.context };
}

/** How to turn one type into another in this context; null where PostgreSQL would refuse. */
export function castBetween(from: DataType, to: DataType, context: CastContext): Convert | null {
  const cast = findCast(from, to);
  if (!cast || RANK[cast.context] > RANK[context]) return null;
  const { convert } = cast;
  if (convert === same) return same;
  return (value, nowUs) => (value === null ? null : convert(value, nowUs));
}

export const canCast = (from: DataType, to: DataType, context: CastContext): boolean =>
  castBetween(from, to, context) !== null;

/** The one type that all of these become, as in CASE, UNION and IN; null where there is none. */
export function commonType(types: readonly DataType[]): DataType | null {
  const known = types.filter((type) => type !== UNKNOWN);
  const [first] = known;
  if (!first) return TEXT;
  let result = first;
  for (const type of known) {
    if (type === result) continue;
    if (type.category !== result.category) return null;
    if (canCast(result, type, 'implicit') && !canCast(type, result, 'implicit')) result = type;
    else if (!canCast(type, result, 'implicit')) return null;
  }
  return result;
}
