// JSON values as jq has them: their order, their text, and its words for what is wrong with one. Objects are maps, for
// their members keep the order in which they came.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

/** An error that `try` catches. */
export class JqError extends Error {
  readonly value: Json;

  constructor(value: Json) {
    super(typeof value === 'string' ? value : '');
    this.value = value;
  }
}

export const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);
export const isObject = (value: Json): value is JsonObject => value instanceof Map;

export type JsonType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export function typeOf(value: Json): JsonType {
  if (value === null) return 'null';
  if (isArray(value)) return 'array';
  return isObject(value) ? 'object' : (typeof value as JsonType);
}

export const isTrue = (value: Json): boolean => value !== null && value !== false;

/** Strings in the order of their code points, not of UTF-16 units. */
export function compareText(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let at = 0; at < left.length && at < right.length; at++) {
    const difference =
      ((left[at] as string).codePointAt(0) ?? 0) - ((right[at] as string).codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

export const sortedKeys = (object: JsonObject): string[] => [...object.keys()].sort(compareText);

const RANK = { null: 0, false: 1, true: 2, number: 3, string: 4, array: 5, object: 6 } as const;

function rank(value: Json): number {
  const type = typeOf(value);
  return type === 'boolean' ? (value ? RANK.true : RANK.false) : RANK[type];
}

/** The order of all values: null, false, true, numbers, strings, arrays, objects. */
export function compare(a: Json, b: Json): number {
  const difference = rank(a) - rank(b);
  if (difference !== 0) return difference;
  if (typeof a === 'number') return a - (b as number) || (a < (b as number) ? -1 : 0);
  if (typeof a === 'string') return compareText(a, b as string);
  if (isArray(a)) return compareArrays(a, b as readonly Json[]);
  return isObject(a) ? compareObjects(a, b as JsonObject) : 0;
}

function compareArrays(a: readonly Json[], b: readonly Json[]): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const difference = compare(a[at] as Json, b[at] as Json);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareObjects(a: JsonObject, b: JsonObject): number {
  const keys = sortedKeys(a);
  const difference = compareArrays(keys, sortedKeys(b));
  if (difference !== 0) return difference;
  for (const key of keys) {
    const of = compare(a.get(key) as Json, b.get(key) as Json);
    if (of !== 0) return of;
  }
  return 0;
}

export const equals = (a: Json, b: Json): boolean => compare(a, b) === 0;

/** A number as jq 1.6 writes it: the shortest digits, with an exponent sooner than JavaScript's. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) {
    return value > 0 ? '1.7976931348623157e+308' : '-1.7976931348623157e+308';
  }
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const point = Number(exponent) + 1;
  const sign = value < 0 ? '-' : '';
  if (point <= -5 + 1 || point > digits.length + 15) {
    const rest = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const power = String(Math.abs(point - 1)).padStart(2, '0');
    return `${sign}${digits[0]}${rest}e${point < 1 ? '-' : '+'}${power}`;
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** How values are written. */
export interface TextOptions {
  /** What one level is set in by; empty for everything on one line. */
  readonly indent?: string;
  readonly sortKeys?: boolean;
  readonly asciiOnly?: boolean;
}

function stringText(value: string, asciiOnly: boolean): string {
  const text = JSON.stringify(value).replaceAll('\u007f', '\\u007f');
  if (!asciiOnly) return text;
  return text.replace(/[\u0080-\uffff]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** A value as text. */
export function jsonText(value: Json, options: TextOptions = {}, level = 0): string {
  if (typeof value === 'string') return stringText(value, options.asciiOnly ?? false);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean' || value === null) return String(value);
  const { indent = '' } = options;
  const [open, close] = isArray(value) ? '[]' : '{}';
  const colon = indent === '' ? ':' : ': ';
  const parts = isArray(value)
    ? value.map((one) => jsonText(one, options, level + 1))
    : (options.sortKeys ? sortedKeys(value) : [...value.keys()]).map((key) => {
        const text = jsonText(value.get(key) ?? null, options, level + 1);
        return `${stringText(key, options.asciiOnly ?? false)}${colon}${text}`;
      });
  if (parts.length === 0) return `${open}${close}`;
  if (indent === '') return `${open}${parts.join(',')}${close}`;
  const inner = `\n${indent.repeat(level + 1)}`;
  return `${open}${inner}${parts.join(`,${inner}`)}\n${indent.repeat(level)}${close}`;
}

/** Room for a value in an error message, as jq 1.6 has it. */
const SHOWN = 11;

export function shownValue(value: Json): string {
  const text = jsonText(value);
  return text.length > SHOWN + 3 ? `${text.slice(0, SHOWN)}...` : text;
}

/** `number (1)` */
export const named = (value: Json): string => `${typeOf(value)} (${shownValue(value)})`;
