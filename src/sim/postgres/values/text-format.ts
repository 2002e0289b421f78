// Values as text and back: the input and output functions of the types, with their errors.

import { SqlError } from '../sql-error.ts';
import { formatArray, parseArray } from './array-text.ts';
import {
  BOOL,
  BPCHAR,
  BYTEA,
  DATE,
  type DataType,
  FLOAT4,
  FLOAT8,
  formatType,
  INT8,
  INTERVAL,
  isInteger,
  isText,
  JSON_TYPE,
  JSONB,
  NUMERIC,
  OID,
  REGCLASS,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UUID,
  VARCHAR,
} from './data-type.ts';
import {
  clockOf,
  formatDate,
  formatTimestamp,
  formatTimestampTz,
  type Parsed,
  parseDate,
  parseTime,
  parseTimestamp,
} from './datetime.ts';
import { Decimal } from './decimal.ts';
import { formatClock, formatInterval, type Interval, parseInterval } from './interval.ts';
import { formatJson, Json } from './json.ts';
import { jsonError } from './json-error.ts';
import type { Value } from './value.ts';

const RANGES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int2: [-32_768n, 32_767n],
  int4: [-2_147_483_648n, 2_147_483_647n],
  int8: [-(2n ** 63n), 2n ** 63n - 1n],
};

/** Whether a whole number fits a type. */
export function fitsInteger(type: DataType, value: bigint): boolean {
  const [least, most] = RANGES[type.name] ?? [0n, 2n ** 32n - 1n];
  return value >= least && value <= most;
}

const invalid = (type: DataType, text: string, code = '22P02'): SqlError =>
  new SqlError(code, `invalid input syntax for type ${type.sqlName}: "${text}"`);

function parseInteger(type: DataType, text: string): Value {
  const trimmed = text.trim();
  if (!/^[+-]?\d+$/.test(trimmed)) throw invalid(type, text);
  const value = BigInt(trimmed.replace('+', ''));
  if (!fitsInteger(type, value)) {
    throw new SqlError('22003', `value "${text}" is out of range for type ${type.sqlName}`);
  }
  return type === INT8 ? value : Number(value);
}

function parseFloat8(type: DataType, text: string): number {
  const word = text.trim().toLowerCase();
  if (/^[+-]?inf(?:inity)?$/.test(word)) {
    return word.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (word === 'nan') return Number.NaN;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/.test(word)) throw invalid(type, text);
  return type === FLOAT4 ? Math.fround(Number(word)) : Number(word);
}

function parseBoolean(text: string): boolean {
  const word = text.trim().toLowerCase();
  const isPrefix = (whole: string): boolean => word !== '' && whole.startsWith(word);
  if (isPrefix('true') || isPrefix('yes') || word === 'on' || word === '1') return true;
  if (isPrefix('false') || isPrefix('no') || word === 'off' || word === 'of' || word === '0') {
    return false;
  }
  throw invalid(BOOL, text);
}

function moment(type: DataType, text: string, parsed: Parsed): number {
  if (parsed === 'invalid') throw invalid(type, text, '22007');
  if (parsed !== 'range') return parsed;
  const isOfMonth = /^\s*\d+-(?:1[3-9]|[2-9]\d|\d+-(?:3[2-9]|[4-9]\d))/.test(text);
  throw new SqlError('22008', `date/time field value out of range: "${text}"`, {
    ...(isOfMonth && { hint: 'Perhaps you need a different "datestyle" setting.' }),
  });
}

/** Parses JSON; the error names the part PostgreSQL's parser stumbles over. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw jsonError(text) ?? new SqlError('22P02', 'invalid input syntax for type json');
  }
}

function parseUuid(text: string): string {
  const hex = text.replace(/[{}-]/g, '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex)) throw invalid(UUID, text);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function parseBytes(text: string): string {
  if (text.startsWith('\\x')) {
    if (/^(?:[0-9a-fA-F]{2})*$/.test(text.slice(2))) return text.slice(2).toLowerCase();
    throw new SqlError('22P02', `invalid hexadecimal data: odd number of digits`);
  }
  return [...text].map((char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

/** The input function of a type. Throws an SqlError for what it does not take. */
export function parseText(type: DataType, text: string, nowUs: number): Value {
  if (type.element) return parseArrayText(type.element, text, nowUs);
  if (isText(type)) return text;
  if (isInteger(type)) return parseInteger(type, text);
  switch (type) {
    case OID:
    case REGCLASS:
      return parseInteger(type, text);
    case NUMERIC: {
      const value = Decimal.parse(text);
      if (!value) throw invalid(type, text);
      return value;
    }
    case FLOAT4:
    case FLOAT8:
      return parseFloat8(type, text);
    case BOOL:
      return parseBoolean(text);
    case DATE:
      return moment(type, text, parseDate(text, nowUs));
    case TIMESTAMP:
      return moment(type, text, parseTimestamp(text, false, nowUs));
    case TIMESTAMPTZ:
      return moment(type, text, parseTimestamp(text, true, nowUs));
    case TIME:
      return moment(type, text, parseTime(text));
    case INTERVAL: {
      const span = parseInterval(text);
      if (!span) throw invalid(type, text, '22007');
      return span;
    }
    case JSON_TYPE:
      parseJson(text);
      return text;
    case JSONB:
      return new Json(parseJson(text));
    case UUID:
      return parseUuid(text);
    case BYTEA:
      return parseBytes(text);
    default:
      return text;
  }
}

function parseArrayText(element: DataType, text: string, nowUs: number): Value {
  const items = parseArray(text);
  const read = (item: string | null | readonly unknown[]): Value => {
    if (item === null) return null;
    if (typeof item !== 'string') return (item as (string | null)[]).map(read);
    return parseText(element, item, nowUs);
  };
  return items.map(read);
}

function formatFloat(value: number, type: DataType): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  if (Object.is(value, -0)) return '-0';
  const shortest = type === FLOAT4 ? shortestFloat4(value) : value;
  const exponent = shortest === 0 ? 0 : Math.floor(Math.log10(Math.abs(shortest)));
  const limit = type === FLOAT4 ? 6 : 15;
  if (exponent >= -4 && exponent < limit) return String(shortest);
  const [digits = '', power = '0'] = shortest.toExponential().split('e');
  const size = String(Math.abs(Number(power))).padStart(2, '0');
  return `${digits}e${Number(power) < 0 ? '-' : '+'}${size}`;
}

function shortestFloat4(value: number): number {
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** The output function of a type, for a value that is not null. */
export function formatText(type: DataType, value: Value): string {
  if (type.element)
    return formatArray(value as readonly Value[], (item) => formatText(itemType(type, item), item));
  switch (type) {
    case BOOL:
      return value === true ? 't' : 'f';
    case FLOAT4:
    case FLOAT8:
      return formatFloat(Number(value), type);
    case DATE:
      return formatDate(value as number);
    case TIMESTAMP:
      return formatTimestamp(value as number);
    case TIMESTAMPTZ:
      return formatTimestampTz(value as number);
    case TIME:
      return formatClock(clockOf(value as number));
    case INTERVAL:
      return formatInterval(value as Interval);
    case JSONB:
      return formatJson((value as Json).value);
    case BYTEA:
      return `\\x${value as string}`;
    default:
      return String(value);
  }
}

/** Arrays in an array have the array's own type. */
const itemType = (type: DataType, item: Value): DataType =>
  Array.isArray(item) ? type : (type.element ?? type);

/** Brings a value into the bounds of `varchar(n)` or `numeric(p,s)`. An explicit cast cuts, a column refuses. */
export function applyModifier(
  type: DataType,
  modifier: number,
  value: Value,
  explicit: boolean,
): Value {
  if (modifier < 0 || value === null) return value;
  if (type === NUMERIC) return limitNumber(value as Decimal, modifier - 4);
  if (type !== VARCHAR && type !== BPCHAR) return value;
  const length = modifier - 4;
  const text = value as string;
  const characters = [...text];
  if (characters.length > length) {
    const rest = characters.slice(length).join('');
    if (!explicit && rest.trimEnd() !== '') {
      throw new SqlError('22001', `value too long for type ${formatType(type, modifier)}`);
    }
    return characters.slice(0, length).join('');
  }
  return type === BPCHAR ? text.padEnd(text.length + length - characters.length) : text;
}

function limitNumber(value: Decimal, packed: number): Decimal {
  const precision = packed >> 16;
  const scale = packed & 0xffff;
  if (value.fits(precision, scale)) return value.rounded(scale);
  const digits = precision - scale;
  throw new SqlError('22003', 'numeric field overflow', {
    detail:
      `A field with precision ${precision}, scale ${scale} must round to an absolute value ` +
      `less than ${digits ? `10^${digits}` : '1'}.`,
  });
}
