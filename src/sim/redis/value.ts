// What a key can hold, how Redis 7.0 would store it (OBJECT ENCODING), and how much memory that takes.

import { parseInteger } from './numbers.ts';

export type Value =
  | { readonly type: 'string'; text: string }
  | { readonly type: 'list'; items: string[] }
  | { readonly type: 'hash'; readonly fields: Map<string, string> }
  | { readonly type: 'set'; readonly members: Set<string> }
  | { readonly type: 'zset'; readonly scores: Map<string, number> };

export type ValueType = Value['type'];
export type ValueOf<Type extends ValueType> = Extract<Value, { type: Type }>;

/** Limits of the compact encodings, by the names of their directives. */
export interface EncodingLimits {
  readonly hashEntries: number;
  readonly hashValueBytes: number;
  readonly setIntegers: number;
  readonly zsetEntries: number;
  readonly zsetValueBytes: number;
}

/** A string object of at most this many bytes shares its allocation with its text. */
const EMBEDDED_BYTES = 44;
/** list-max-listpack-size -2: a node of at most 8 kB. */
const LISTPACK_BYTES = 8_192;

export type Encoding =
  | 'int'
  | 'embstr'
  | 'raw'
  | 'quicklist'
  | 'listpack'
  | 'hashtable'
  | 'intset'
  | 'skiplist';

const isInteger = (text: string): boolean => parseInteger(text) !== null;

function areShort(texts: Iterable<string>, mostBytes: number): boolean {
  for (const text of texts) if (text.length > mostBytes) return false;
  return true;
}

function encodingOfString(text: string): Encoding {
  if (text.length <= 20 && isInteger(text)) return 'int';
  return text.length <= EMBEDDED_BYTES ? 'embstr' : 'raw';
}

/** Simplified: a value goes back to its compact encoding when it has shrunk; in Redis it never does. */
export function encodingOf(value: Value, limits: EncodingLimits): Encoding {
  switch (value.type) {
    case 'string':
      return encodingOfString(value.text);
    case 'list':
      return 'quicklist';
    case 'hash': {
      const { fields } = value;
      const isSmall =
        fields.size <= limits.hashEntries &&
        areShort(fields.keys(), limits.hashValueBytes) &&
        areShort(fields.values(), limits.hashValueBytes);
      return isSmall ? 'listpack' : 'hashtable';
    }
    case 'set':
      return value.members.size <= limits.setIntegers && [...value.members].every(isInteger)
        ? 'intset'
        : 'hashtable';
    case 'zset': {
      const { scores } = value;
      const isSmall =
        scores.size <= limits.zsetEntries && areShort(scores.keys(), limits.zsetValueBytes);
      return isSmall ? 'listpack' : 'skiplist';
    }
  }
}

/** Sizes jemalloc rounds up to: 8, then four steps between two powers of two. */
export function allocated(bytes: number): number {
  if (bytes <= 8) return 8;
  if (bytes <= 128) return Math.ceil(bytes / 16) * 16;
  const step = 2 ** (Math.ceil(Math.log2(bytes)) - 3);
  return Math.ceil(bytes / step) * step;
}

/** A dynamic string with its header and final zero. */
export function textBytes(length: number): number {
  const header = length < 32 ? 1 : length < 256 ? 3 : length < 65_536 ? 5 : 9;
  return allocated(header + length + 1);
}

const OBJECT_BYTES = 16;
const DICTIONARY_ENTRY_BYTES = 24;
/** How many members are looked at to estimate a collection, as MEMORY USAGE does by default. */
const SAMPLES = 5;

function averageBytes(items: Iterable<string>, sizeOf: (item: string) => number): number {
  let total = 0;
  let count = 0;
  for (const item of items) {
    if (count === SAMPLES) break;
    total += sizeOf(item);
    count++;
  }
  return count === 0 ? 0 : total / count;
}

/** An entry of a listpack: its length before and behind it. */
const listpackEntryBytes = (text: string): number =>
  isInteger(text) ? Math.min(2 + Math.ceil(text.length / 2), 11) : text.length + 2;

const listpackBytes = (count: number, items: Iterable<string>): number =>
  allocated(7 + Math.ceil(count * averageBytes(items, listpackEntryBytes)));

const tableBytes = (count: number): number => {
  const slots = Math.max(4, 2 ** Math.ceil(Math.log2(Math.max(1, count))));
  return 56 + allocated(slots * 8);
};

function collectionBytes(value: Exclude<Value, { type: 'string' }>, encoding: Encoding): number {
  switch (value.type) {
    case 'list': {
      const bytes = value.items.length * averageBytes(value.items, listpackEntryBytes);
      const nodes = Math.max(1, Math.ceil(bytes / LISTPACK_BYTES));
      return 48 + nodes * 32 + allocated(7 + Math.ceil(bytes));
    }
    case 'hash': {
      const { fields } = value;
      if (encoding === 'listpack') {
        return (
          listpackBytes(fields.size, fields.keys()) +
          listpackBytes(fields.size, fields.values()) -
          7
        );
      }
      const each =
        averageBytes(fields.keys(), ({ length }) => textBytes(length)) +
        averageBytes(fields.values(), ({ length }) => textBytes(length));
      return tableBytes(fields.size) + Math.ceil(fields.size * (DICTIONARY_ENTRY_BYTES + each));
    }
    case 'set': {
      const { members } = value;
      if (encoding === 'intset') return allocated(8 + members.size * 8);
      const each = averageBytes(members, ({ length }) => textBytes(length));
      return tableBytes(members.size) + Math.ceil(members.size * (DICTIONARY_ENTRY_BYTES + each));
    }
    case 'zset': {
      const { scores } = value;
      if (encoding === 'listpack')
        return listpackBytes(scores.size, scores.keys()) + scores.size * 3;
      const each = averageBytes(scores.keys(), ({ length }) => textBytes(length));
      return (
        tableBytes(scores.size) + Math.ceil(scores.size * (DICTIONARY_ENTRY_BYTES + 40 + each))
      );
    }
  }
}

/**
 * What a key and its value take, as MEMORY USAGE counts. Exact for strings.
 * Simplified: collections are estimated from their first five members.
 */
export function memoryOf(key: string, value: Value, limits: EncodingLimits): number {
  const keyBytes = textBytes(key.length) + DICTIONARY_ENTRY_BYTES;
  const encoding = encodingOf(value, limits);
  if (value.type !== 'string') return keyBytes + OBJECT_BYTES + collectionBytes(value, encoding);
  const { length } = value.text;
  if (encoding === 'int') return keyBytes + OBJECT_BYTES;
  if (encoding === 'embstr') return keyBytes + allocated(OBJECT_BYTES + 3 + length + 1);
  return keyBytes + OBJECT_BYTES + textBytes(length);
}
