// Looking into values, and values with a part of them replaced, as jq's `.[...]`, `setpath` and `delpaths` do.

import { compare, isArray, isObject, JqError, type Json, typeOf } from './json-value.ts';

/** `{"start": 1, "end": 3}` as a key stands for a part of an array or text. */
interface Slice {
  readonly from: number;
  readonly to: number;
}

function boundOf(value: Json, otherwise: number): number {
  if (value === null) return otherwise;
  if (typeof value !== 'number') {
    throw new JqError('Start and end indices of an array slice must be numbers');
  }
  return value;
}

function sliceOf(length: number, key: ReadonlyMap<string, Json>): Slice {
  const start = boundOf(key.get('start') ?? null, 0);
  const end = boundOf(key.get('end') ?? null, length);
  const within = (at: number): number => Math.min(Math.max(at < 0 ? at + length : at, 0), length);
  const from = within(Math.floor(start));
  return { from, to: Math.max(from, within(Math.ceil(end))) };
}

/** What keys are called in errors: `string "a"`, else the type alone. */
const keyWords = (key: Json): string => (typeof key === 'string' ? `string "${key}"` : typeOf(key));

/** Where an array stands in another one. */
function positionsOf(whole: readonly Json[], part: readonly Json[]): Json[] {
  if (part.length === 0) return [];
  return [...whole.keys()].filter((at) =>
    part.every((one, offset) => {
      const found = whole[at + offset];
      return found !== undefined && compare(found, one) === 0;
    }),
  );
}

/** A part of a value. Throws a `JqError` where it can have none of that kind. */
export function getKey(value: Json, key: Json): Json {
  if (isObject(value) && typeof key === 'string') return value.get(key) ?? null;
  if (isArray(value) && typeof key === 'number') {
    const at = Math.floor(key);
    return value[at < 0 ? at + value.length : at] ?? null;
  }
  if (isObject(key)) {
    if (value === null) return null;
    if (isArray(value)) {
      const { from, to } = sliceOf(value.length, key);
      return value.slice(from, to);
    }
    if (typeof value === 'string') {
      const characters = [...value];
      const { from, to } = sliceOf(characters.length, key);
      return characters.slice(from, to).join('');
    }
  }
  if (isArray(value) && isArray(key)) return positionsOf(value, key);
  if (value === null && (typeof key === 'string' || typeof key === 'number')) return null;
  throw new JqError(`Cannot index ${typeOf(value)} with ${keyWords(key)}`);
}

/** The value with one part replaced. */
export function setKey(value: Json, key: Json, part: Json): Json {
  if (typeof key === 'string' && (value === null || isObject(value))) {
    return new Map(value ?? []).set(key, part);
  }
  if (typeof key === 'number' && (value === null || isArray(value))) {
    const values = [...(value ?? [])];
    const at = key < 0 ? key + values.length : key;
    if (at < 0) throw new JqError('Out of bounds negative array index');
    while (values.length < at) values.push(null);
    values[at] = part;
    return values;
  }
  if (isObject(key) && (value === null || isArray(value))) {
    const values = [...(value ?? [])];
    const { from, to } = sliceOf(values.length, key);
    if (!isArray(part)) {
      throw new JqError('A slice of an array can only be assigned another array');
    }
    values.splice(from, to - from, ...part);
    return values;
  }
  if (isArray(value) && isArray(key))
    throw new JqError('Cannot update field at array index of array');
  if (isObject(key)) throw new JqError(`Cannot update field at object index of ${typeOf(value)}`);
  throw new JqError(`Cannot index ${typeOf(value)} with ${keyWords(key)}`);
}

export function getPath(value: Json, path: readonly Json[]): Json {
  let part = value;
  for (const key of path) {
    if (part === null) return null;
    part = getKey(part, key);
  }
  return part;
}

export function setPath(value: Json, path: readonly Json[], part: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return part;
  return setKey(value, key, setPath(getKey(value, key), rest, part));
}

function deleteKey(value: Json, key: Json): Json {
  if (value === null) return null;
  if (isObject(value) && typeof key === 'string') {
    const members = new Map(value);
    members.delete(key);
    return members;
  }
  if (isArray(value) && typeof key === 'number') {
    const at = key < 0 ? key + value.length : key;
    return value.filter((_, index) => index !== at);
  }
  if (isArray(value) && isObject(key)) {
    const { from, to } = sliceOf(value.length, key);
    return value.filter((_, index) => index < from || index >= to);
  }
  if (isObject(value)) throw new JqError(`Cannot delete field at object index of ${typeOf(key)}`);
  if (isArray(value)) throw new JqError(`Cannot delete field at array index of ${typeOf(key)}`);
  throw new JqError(`Cannot delete fields from ${typeOf(value)}`);
}

function deletePath(value: Json, path: readonly Json[]): Json {
  const [key, ...rest] = path;
  if (key === undefined || value === null) return null;
  if (rest.length === 0) return deleteKey(value, key);
  const part = getKey(value, key);
  return part === null ? value : setKey(value, key, deletePath(part, rest));
}

/** The value without what stands at the paths; the last ones first, so that places stay what they are. */
export const deletePaths = (value: Json, paths: readonly (readonly Json[])[]): Json =>
  [...paths].sort((a, b) => compare(b, a)).reduce(deletePath, value);
