// A b-tree index, as far as lookups go: equal keys by a map, ranges and orders by a list sorted when needed.

import { compareNullable, type Row, rowKey, type Value } from '../values/value.ts';
import type { Tuple } from './transactions.ts';

export interface IndexColumn {
  /** The place of the column; -1 for an expression. */
  readonly column: number;
  readonly descending: boolean;
  /** As definitions show it: `lower(email)`. */
  readonly text: string;
  readonly value: (row: Row) => Value;
}

export interface IndexSpec {
  readonly name: string;
  readonly oid: number;
  readonly columns: readonly IndexColumn[];
  readonly isUnique: boolean;
  readonly isPrimary: boolean;
  /** A partial index's condition: which rows it has, and its text. */
  readonly where: { readonly holds: (row: Row) => boolean; readonly text: string } | null;
}

interface Entry {
  readonly key: Row;
  readonly tuple: Tuple;
}

export interface Range {
  /** Values the first columns equal. */
  readonly equal: Row;
  /** Bounds of the column after them. */
  readonly low?: { readonly value: Value; readonly inclusive: boolean };
  readonly high?: { readonly value: Value; readonly inclusive: boolean };
}

export class Index {
  readonly spec: IndexSpec;
  readonly #byKey = new Map<string, Set<Tuple>>();
  #sorted: Entry[] = [];
  #pending: Entry[] = [];
  #removed = 0;
  #entries = 0;

  constructor(spec: IndexSpec) {
    this.spec = spec;
  }

  get entries(): number {
    return this.#entries;
  }

  /** Pages of 8 kB: some 367 entries of four bytes fit into one. */
  pages(weight: number): number {
    return Math.max(2, Math.ceil((this.#entries * weight) / 360) + 1);
  }

  /** How deep a lookup goes. */
  get height(): number {
    return this.#entries > 130_000 ? 2 : this.#entries > 360 ? 1 : 0;
  }

  keyOf(row: Row): Row {
    return this.spec.columns.map(({ value }) => value(row));
  }

  /** Whether a row with these values belongs in it. */
  covers(row: Row): boolean {
    return this.spec.where?.holds(row) ?? true;
  }

  add(tuple: Tuple): void {
    if (!this.covers(tuple.values)) return;
    const key = this.keyOf(tuple.values);
    const text = rowKey(key);
    const found = this.#byKey.get(text);
    if (found) found.add(tuple);
    else this.#byKey.set(text, new Set([tuple]));
    this.#pending.push({ key, tuple });
    this.#entries++;
  }

  remove(tuple: Tuple): void {
    if (!this.covers(tuple.values)) return;
    const text = rowKey(this.keyOf(tuple.values));
    const found = this.#byKey.get(text);
    if (!found?.delete(tuple)) return;
    if (found.size === 0) this.#byKey.delete(text);
    this.#removed++;
    this.#entries--;
  }

  /** The row versions whose whole key is this; none where a part of it is null. */
  equal(key: Row): Iterable<Tuple> {
    if (key.includes(null)) return [];
    return this.#byKey.get(rowKey(key)) ?? [];
  }

  *range({ equal, low, high }: Range, backward = false): Iterable<Tuple> {
    if (equal.includes(null)) return;
    if (equal.length === this.spec.columns.length && !backward) {
      yield* this.equal(equal);
      return;
    }
    const sorted = this.#sort();
    const place = equal.length;
    const sign = this.spec.columns[place]?.descending ? -1 : 1;
    const [from, to] = sign > 0 ? [low, high] : [high, low];
    const start = this.#find(sorted, equal, (key) => {
      if (!from) return false;
      const order = compareNullable(key[place] ?? null, from.value) * sign;
      return order < 0 || (order === 0 && !from.inclusive);
    });
    const end = this.#find(sorted, equal, (key) => {
      const value = key[place] ?? null;
      if (!to) return true;
      const order = compareNullable(value, to.value) * sign;
      return order < 0 || (order === 0 && to.inclusive);
    });
    const step = backward ? -1 : 1;
    for (let at = backward ? end - 1 : start; at >= start && at < end; at += step) {
      const entry = sorted[at] as Entry;
      const isBounded = low !== undefined || high !== undefined;
      if (isBounded && (entry.key[place] ?? null) === null) continue;
      if (!entry.tuple.isRemoved) yield entry.tuple;
    }
  }

  /** The first place whose key is not before the range. */
  #find(sorted: readonly Entry[], equal: Row, isBefore: (key: Row) => boolean): number {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { key } = sorted[middle] as Entry;
      const order = this.#comparePrefix(key, equal);
      if (order < 0 || (order === 0 && isBefore(key))) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #comparePrefix(key: Row, prefix: Row): number {
    for (let at = 0; at < prefix.length; at++) {
      const order = compareNullable(key[at] ?? null, prefix[at] ?? null);
      if (order !== 0) return this.spec.columns[at]?.descending ? -order : order;
    }
    return 0;
  }

  #compare = (first: Entry, second: Entry): number => {
    for (const [at, column] of this.spec.columns.entries()) {
      const order = compareNullable(first.key[at] ?? null, second.key[at] ?? null);
      if (order !== 0) return column.descending ? -order : order;
    }
    return 0;
  };

  #sort(): Entry[] {
    const isWasteful = this.#removed > 1_000 && this.#removed > this.#entries;
    if (isWasteful) {
      this.#sorted = this.#sorted.filter(({ tuple }) => !tuple.isRemoved);
      this.#pending = this.#pending.filter(({ tuple }) => !tuple.isRemoved);
      this.#removed = 0;
    }
    if (this.#pending.length === 0) return this.#sorted;
    const added = this.#pending.sort(this.#compare);
    this.#pending = [];
    this.#sorted = this.#sorted.length === 0 ? added : this.#merge(added);
    return this.#sorted;
  }

  #merge(added: readonly Entry[]): Entry[] {
    const merged: Entry[] = [];
    let next = 0;
    for (const entry of this.#sorted) {
      while (next < added.length && this.#compare(added[next] as Entry, entry) < 0) {
        merged.push(added[next++] as Entry);
      }
      merged.push(entry);
    }
    while (next < added.length) merged.push(added[next++] as Entry);
    return merged;
  }
}
