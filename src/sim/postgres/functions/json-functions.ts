// Functions on json and jsonb ("JSON Functions and Operators", 9.16 of the manual).

import { SqlError } from '../sql-error.ts';
import { arrayOf, BOOL, type DataType, INT4, JSON_TYPE, JSONB, TEXT } from '../values/data-type.ts';
import { isJsonObject, Json, jsonKeys, jsonSet, jsonType } from '../values/json.ts';
import type { Value } from '../values/value.ts';
import { jsonInside, jsonText } from './json-operators.ts';
import { ANY, defineFunction } from './signature.ts';
import { toJson } from './to-json.ts';

const loose = { variadic: true, strict: false, optional: 1 };

function defineBuilding(prefix: 'json' | 'jsonb', type: DataType): void {
  const box = (value: unknown, text: () => string): Value =>
    type === JSONB ? new Json(value) : text();
  const object = (args: readonly Value[], types: readonly DataType[]): [string, unknown][] => {
    if (args.length % 2 !== 0) {
      throw new SqlError('22023', 'argument list must have even number of elements', {
        hint: `The arguments of ${prefix}_build_object() must consist of alternating keys and values.`,
      });
    }
    const entries: [string, unknown][] = [];
    for (let at = 0; at < args.length; at += 2) {
      const key = args[at] ?? null;
      if (key === null) throw new SqlError('22023', `argument ${at + 1}: key must not be null`);
      entries.push([String(key), toJson(types[at + 1] ?? TEXT, args[at + 1] ?? null)]);
    }
    return entries;
  };
  defineFunction(
    `${prefix}_build_object`,
    [ANY],
    type,
    (args, _run, types) => {
      const entries = object(args, types);
      return box(Object.fromEntries(entries), () => {
        const parts = entries.map(
          ([key, value]) => `${JSON.stringify(key)} : ${JSON.stringify(value)}`,
        );
        return `{${parts.join(', ')}}`;
      });
    },
    loose,
  );
  defineFunction(
    `${prefix}_build_array`,
    [ANY],
    type,
    (args, _run, types) => {
      const items = args.map((value, index) => toJson(types[index] ?? TEXT, value));
      return box(items, () => `[${items.map((item) => JSON.stringify(item)).join(', ')}]`);
    },
    loose,
  );
  defineFunction(`to_${prefix}`, [ANY], type, ([value], _run, types) => {
    const inside = toJson(types[0] ?? TEXT, value ?? null);
    return box(inside, () => JSON.stringify(inside));
  });
}

function defineReading(prefix: 'json' | 'jsonb', type: DataType): void {
  const box = (value: unknown): Value => (type === JSONB ? new Json(value) : JSON.stringify(value));
  const list = (value: Value, what: string): readonly unknown[] => {
    const inside = jsonInside(value);
    if (Array.isArray(inside)) return inside;
    const kind = isJsonObject(inside)
      ? what === 'length'
        ? 'a non-array'
        : 'an object'
      : 'a scalar';
    if (what === 'length') {
      throw new SqlError(
        '22023',
        `cannot get array length of ${isJsonObject(inside) ? kind : 'a scalar'}`,
      );
    }
    throw new SqlError('22023', `cannot extract elements from ${kind}`);
  };
  defineFunction(
    `${prefix}_array_length`,
    [type],
    INT4,
    ([value]) => list(value ?? null, 'length').length,
  );
  defineFunction(`${prefix}_typeof`, [type], TEXT, ([value]) =>
    jsonType(jsonInside(value ?? null)),
  );
  defineFunction(
    `${prefix}_array_elements`,
    [type],
    type,
    ([value]) => list(value ?? null, '').map(box),
    {
      set: true,
    },
  );
  defineFunction(
    `${prefix}_array_elements_text`,
    [type],
    TEXT,
    ([value]) => list(value ?? null, '').map(jsonText),
    { set: true },
  );
  defineFunction(
    `${prefix}_object_keys`,
    [type],
    TEXT,
    ([value]) => {
      const inside = jsonInside(value ?? null);
      if (isJsonObject(inside)) return type === JSONB ? jsonKeys(inside) : Object.keys(inside);
      throw new SqlError(
        '22023',
        `cannot call ${prefix}_object_keys on ${Array.isArray(inside) ? 'an array' : 'a scalar'}`,
      );
    },
    { set: true },
  );
}

export function defineJsonFunctions(): void {
  for (const [prefix, type] of [
    ['json', JSON_TYPE],
    ['jsonb', JSONB],
  ] as const) {
    defineBuilding(prefix, type);
    defineReading(prefix, type);
  }
  defineFunction(
    'jsonb_set',
    [JSONB, arrayOf(TEXT), JSONB, BOOL],
    JSONB,
    ([value, path, replacement, create]) =>
      new Json(
        jsonSet(
          (value as Json).value,
          path as readonly string[],
          (replacement as Json).value,
          create !== false,
        ),
      ),
    { optional: 1 },
  );
  defineFunction(
    'jsonb_strip_nulls',
    [JSONB],
    JSONB,
    ([value]) => new Json(strip((value as Json).value)),
  );
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([key, member]) => [key, strip(member)]));
}
