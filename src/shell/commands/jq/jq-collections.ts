// jq's filters on arrays and objects: sizes, keys, order, groups, places.

import { utf8Bytes } from './jq-text.ts';
import {
  compare,
  isArray,
  isObject,
  JqError,
  type Json,
  named,
  sortedKeys,
  typeOf,
} from './json-value.ts';

export function length(value: Json): Json {
  if (value === null) return 0;
  if (typeof value === 'string') return [...value].length;
  if (typeof value === 'number') return Math.abs(value);
  if (isArray(value)) return value.length;
  if (isObject(value)) return value.size;
  throw new JqError(`${named(value)} has no length`);
}

export function keys(value: Json, isSorted: boolean): Json {
  if (isArray(value)) return [...value.keys()];
  if (isObject(value)) return isSorted ? sortedKeys(value) : [...value.keys()];
  throw new JqError(`${named(value)} has no keys`);
}

export function has(value: Json, key: Json): Json {
  if (isObject(value) && typeof key === 'string') return value.has(key);
  if (isArray(value) && typeof key === 'number') return key >= 0 && key < value.length;
  throw new JqError(`Cannot check whether ${typeOf(value)} has a ${typeOf(key)} key`);
}

export function contains(whole: Json, part: Json): boolean {
  if (isObject(whole) && isObject(part)) {
    return [...part].every(([key, value]) => {
      const found = whole.get(key);
      return found !== undefined && contains(found, value);
    });
  }
  if (isArray(whole) && isArray(part)) {
    return part.every((one) =>
      whole.some((other) => typeOf(other) === typeOf(one) && contains(other, one)),
    );
  }
  if (typeof whole === 'string' && typeof part === 'string') return whole.includes(part);
  if (typeOf(whole) === typeOf(part)) return compare(whole, part) === 0;
  throw new JqError(`${named(whole)} and ${named(part)} cannot have their containment checked`);
}

function listOf(value: Json, what: string): readonly Json[] {
  if (isArray(value)) return value;
  throw new JqError(`${named(value)} cannot be ${what}, as it is not an array`);
}

/** Values with their keys, sorted by these; those of one key keep their order. */
export function byKeys(value: Json, sortKeys: Json, what: string) {
  const list = listOf(value, what);
  const order = isArray(sortKeys) ? sortKeys : [];
  return list
    .map((one, at) => ({ one, key: order[at] ?? null }))
    .sort((a, b) => compare(a.key, b.key));
}

export function groups(value: Json, sortKeys: Json): Json {
  const found: Json[][] = [];
  let last: Json | undefined;
  for (const { one, key } of byKeys(value, sortKeys, 'grouped')) {
    if (last !== undefined && compare(last, key) === 0) found.at(-1)?.push(one);
    else found.push([one]);
    last = key;
  }
  return found;
}

export function extreme(value: Json, sortKeys: Json, sign: 1 | -1): Json {
  let best: { one: Json; key: Json } | null = null;
  const order = isArray(sortKeys) ? sortKeys : [];
  for (const [at, one] of listOf(value, 'iterated over').entries()) {
    const key = order[at] ?? null;
    const difference = best ? compare(key, best.key) * sign : 1;
    if (difference > 0 || (difference === 0 && sign > 0)) best = { one, key };
  }
  return best ? best.one : null;
}

export function flatten(value: Json, depth: Json): Json {
  if (typeof depth === 'number' && depth < 0) {
    throw new JqError('flatten depth must not be negative');
  }
  const within = (list: Iterable<Json>, left: number): Json[] =>
    [...list].flatMap((one) => (isArray(one) && left > 0 ? within(one, left - 1) : [one]));
  if (isObject(value)) return within(value.values(), Number(depth));
  if (!isArray(value))
    throw new JqError(`Cannot iterate over ${value === null ? 'null' : named(value)}`);
  return within(value, Number(depth));
}

export function indices(value: Json, part: Json): Json {
  if (value === null) return null;
  if (typeof value === 'string' && typeof part === 'string') {
    const found: Json[] = [];
    // jq 1.6 counts bytes here.
    for (let at = value.indexOf(part); at >= 0 && part !== ''; at = value.indexOf(part, at + 1)) {
      found.push(utf8Bytes(value.slice(0, at)).length);
    }
    return part === '' ? null : found;
  }
  if (isArray(value)) {
    const list = isArray(part) ? part : [part];
    if (list.length === 0) return null;
    return [...value.keys()].filter((at) =>
      list.every((one, offset) => {
        const found = value[at + offset];
        return found !== undefined && compare(found, one) === 0;
      }),
    );
  }
  throw new JqError(`Cannot determine indices of ${typeOf(part)} in ${typeOf(value)}`);
}

export const firstOf = (value: Json): Json => (isArray(value) ? (value[0] ?? null) : null);
export const lastOf = (value: Json): Json => (isArray(value) ? (value.at(-1) ?? null) : null);
