// Operators of json and jsonb: `->`, `->>`, `#>`, `#>>`, `@>`, `<@`, `?`, `?|`, `?&`, `||`, `-`.

import {
  arrayOf,
  BOOL,
  type DataType,
  INT4,
  isInteger,
  isText,
  JSON_TYPE,
  JSONB,
  TEXT,
  UNKNOWN,
} from '../values/data-type.ts';
import {
  formatJson,
  isJsonObject,
  Json,
  jsonContains,
  jsonMember,
  jsonPath,
} from '../values/json.ts';
import { parseJson } from '../values/text-format.ts';
import type { Value } from '../values/value.ts';
import type { Operator } from './operators.ts';

/** What is inside a value of json or jsonb. */
export const jsonInside = (value: Value): unknown =>
  value instanceof Json ? value.value : parseJson(value as string);

function box(type: DataType, value: unknown): Value {
  if (value === undefined) return null;
  return type === JSONB ? new Json(value) : JSON.stringify(value);
}

/** As `->>` gives it: strings bare, null for null and nothing. */
export function jsonText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : formatJson(value);
}

const list = (value: Value): string[] => (value as readonly string[]).map(String);

function access(operator: string, type: DataType, right: DataType): Operator | null {
  const asText = operator.endsWith('>>');
  const result = asText ? TEXT : type;
  const finish = (value: unknown): Value => {
    if (!asText) return box(type, value);
    return type === JSON_TYPE && typeof value === 'object' && value !== null
      ? JSON.stringify(value)
      : jsonText(value);
  };
  if (operator.startsWith('#')) {
    const call: Operator['call'] = (a, b) => finish(jsonPath(jsonInside(a), list(b)));
    return { left: type, right: arrayOf(TEXT), result, call };
  }
  const key = isInteger(right) ? INT4 : TEXT;
  const call: Operator['call'] = (a, b) => finish(jsonMember(jsonInside(a), b as string | number));
  return { left: type, right: key, result, call };
}

const hasKey = (value: unknown, key: string): boolean =>
  Array.isArray(value) ? value.includes(key) : isJsonObject(value) && Object.hasOwn(value, key);

function concatenate(a: unknown, b: unknown): unknown {
  if (isJsonObject(a) && isJsonObject(b)) return { ...a, ...b };
  const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
  return [...list(a), ...list(b)];
}

function without(value: unknown, key: Value): unknown {
  if (Array.isArray(value)) {
    if (typeof key === 'string') return value.filter((item) => item !== key);
    const index = Number(key) < 0 ? value.length + Number(key) : Number(key);
    return value.filter((_item, at) => at !== index);
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}

function jsonbOperator(operator: string, left: DataType, right: DataType): Operator | null {
  const jsonb = (call: (a: unknown, b: unknown) => Value, result: DataType): Operator => ({
    left: JSONB,
    right: JSONB,
    result,
    call: (a, b) => call((a as Json).value, (b as Json).value),
  });
  const keys = (call: (a: unknown, b: string[]) => boolean): Operator => ({
    left: JSONB,
    right: arrayOf(TEXT),
    result: BOOL,
    call: (a, b) => call((a as Json).value, list(b)),
  });
  switch (operator) {
    case '@>':
      return jsonb(jsonContains, BOOL);
    case '<@':
      return jsonb((a, b) => jsonContains(b, a), BOOL);
    case '||':
      return jsonb((a, b) => new Json(concatenate(a, b)), JSONB);
    case '?':
      return {
        left: JSONB,
        right: TEXT,
        result: BOOL,
        call: (a, b) => hasKey((a as Json).value, b as string),
      };
    case '?|':
      return keys((value, names) => names.some((name) => hasKey(value, name)));
    case '?&':
      return keys((value, names) => names.every((name) => hasKey(value, name)));
    case '-': {
      if (left !== JSONB) return null;
      const type = isInteger(right) ? INT4 : TEXT;
      const call: Operator['call'] = (a, b) => new Json(without((a as Json).value, b));
      return { left: JSONB, right: type, result: JSONB, call };
    }
    default:
      return null;
  }
}

/** Null where it is not an operator of JSON for these operands. */
export function findJsonOperator(
  operator: string,
  left: DataType,
  right: DataType,
): Operator | null {
  const isJson = left === JSONB || left === JSON_TYPE;
  if (isJson && /^(?:->>?|#>>?)$/.test(operator)) {
    const fits = isInteger(right) || isText(right) || right === UNKNOWN || right.element;
    return fits ? access(operator, left, right) : null;
  }
  if (left !== JSONB && right !== JSONB) return null;
  if (![left, right].every((type) => type !== JSON_TYPE)) return null;
  return jsonbOperator(operator, left, right);
}
