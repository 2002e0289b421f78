// One of the numbered databases: keys, their values, when they expire, how recently they were used. It knows no
// connection and no clock: who asks says what time it is.

import {
  type EncodingLimits,
  memoryOf,
  type Value,
  type ValueOf,
  type ValueType,
} from './value.ts';

export interface Entry {
  readonly value: Value;
  /** Milliseconds since 1970; null for never. */
  expiresAtMs: number | null;
  lastUsedMs: number;
  /** How often it was used, for the least-frequently-used policies. */
  uses: number;
  /** What it takes, as counted when it was last changed. */
  bytes: number;
}

/** Told about keys that change, for WATCH, for the memory in use and for blocked clients. */
export interface DatabaseListener {
  /** A key was written, removed or has expired. */
  touched(database: Database, key: string): void;
  expired(database: Database, key: string): void;
  /** Somebody wanted to use a key. */
  lookedUp(wasThere: boolean): void;
}

/** What an entry with an expiry has besides: its place in the table of expiries. */
const EXPIRY_BYTES = 24;

/** Thrown by `read` and `write` where a key holds another kind of value. */
export class WrongTypeError extends Error {}

export class Database {
  readonly index: number;
  readonly #entries = new Map<string, Entry>();
  readonly #listener: DatabaseListener;
  readonly #limits: () => EncodingLimits;
  #expiring = 0;
  #earliestMs = Number.POSITIVE_INFINITY;
  #bytes = 0;

  constructor(index: number, listener: DatabaseListener, limits: () => EncodingLimits) {
    this.index = index;
    this.#listener = listener;
    this.#limits = limits;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** How many keys have an expiry. */
  get expiring(): number {
    return this.#expiring;
  }

  /** No key expires before this moment. */
  get earliestExpiryMs(): number {
    return this.#expiring === 0 ? Number.POSITIVE_INFINITY : this.#earliestMs;
  }

  /** What all keys and values take together. */
  get bytes(): number {
    return this.#bytes;
  }

  /** All entries, the ones that have expired and were not noticed yet included. */
  get entries(): ReadonlyMap<string, Entry> {
    return this.#entries;
  }

  /** The entry of a key, without counting as a use. Drops it where its time is over. */
  peek(key: string, nowMs: number): Entry | undefined {
    const entry = this.#entries.get(key);
    if (!entry || entry.expiresAtMs === null || nowMs <= entry.expiresAtMs) return entry;
    this.#expire(key, entry);
    return undefined;
  }

  /** The entry of a key that is used now. */
  use(key: string, nowMs: number): Entry | undefined {
    const entry = this.peek(key, nowMs);
    this.#listener.lookedUp(entry !== undefined);
    if (entry) {
      entry.lastUsedMs = nowMs;
      entry.uses++;
    }
    return entry;
  }

  /** The value of a key if it is of this type; undefined where there is none. */
  read<Type extends ValueType>(key: string, type: Type, nowMs: number): ValueOf<Type> | undefined {
    const value = this.use(key, nowMs)?.value;
    if (!value) return undefined;
    if (value.type !== type) throw new WrongTypeError();
    return value as ValueOf<Type>;
  }

  /** Puts a value in place; the old expiry goes unless it is to be kept. */
  set(key: string, value: Value, options: { nowMs: number; keepExpiry?: boolean }): void {
    const old = this.#entries.get(key);
    const expiresAtMs = options.keepExpiry ? (old?.expiresAtMs ?? null) : null;
    if (old) this.#forget(old);
    const entry: Entry = { value, expiresAtMs, lastUsedMs: options.nowMs, uses: 1, bytes: 0 };
    this.#entries.set(key, entry);
    this.#count(key, entry);
    this.#listener.touched(this, key);
  }

  /** A value was changed in place. An empty collection goes away. */
  changed(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#forget(entry);
    if (isEmpty(entry.value)) this.#entries.delete(key);
    else this.#count(key, entry);
    this.#listener.touched(this, key);
  }

  setExpiry(key: string, expiresAtMs: number | null): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#forget(entry);
    entry.expiresAtMs = expiresAtMs;
    this.#count(key, entry);
    this.#listener.touched(this, key);
  }

  delete(key: string): boolean {
    const entry = this.#entries.get(key);
    if (!entry) return false;
    this.#forget(entry);
    this.#entries.delete(key);
    this.#listener.touched(this, key);
    return true;
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }

  /** Drops what has expired, as the server does ten times a second. */
  removeExpired(nowMs: number): void {
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const [key, entry] of [...this.#entries]) {
      const { expiresAtMs } = entry;
      if (expiresAtMs === null) continue;
      if (nowMs > expiresAtMs) this.#expire(key, entry);
      else earliestMs = Math.min(earliestMs, expiresAtMs);
    }
    this.#earliestMs = earliestMs;
  }

  #expire(key: string, entry: Entry): void {
    this.#forget(entry);
    this.#entries.delete(key);
    this.#listener.expired(this, key);
    this.#listener.touched(this, key);
  }

  #count(key: string, entry: Entry): void {
    entry.bytes = memoryOf(key, entry.value, this.#limits());
    if (entry.expiresAtMs !== null) {
      entry.bytes += EXPIRY_BYTES;
      this.#expiring++;
      this.#earliestMs = Math.min(this.#earliestMs, entry.expiresAtMs);
    }
    this.#bytes += entry.bytes;
  }

  #forget(entry: Entry): void {
    this.#bytes -= entry.bytes;
    if (entry.expiresAtMs !== null) this.#expiring--;
  }
}

function isEmpty(value: Value): boolean {
  switch (value.type) {
    case 'string':
      return false;
    case 'list':
      return value.items.length === 0;
    case 'hash':
      return value.fields.size === 0;
    case 'set':
      return value.members.size === 0;
    case 'zset':
      return value.scores.size === 0;
  }
}
