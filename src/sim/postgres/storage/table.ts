// A table: its columns, constraints, indexes and row versions, and where these lie on simulated pages.

import type { Expression } from '../sql/ast.ts';
import { type DataType, isText, NUMERIC } from '../values/data-type.ts';
import type { Value } from '../values/value.ts';
import type { Index } from './index.ts';
import type { RowLock, Tuple } from './transactions.ts';

export interface Column {
  name: string;
  readonly type: DataType;
  readonly modifier: number;
  notNull: boolean;
  /** The default, and how the catalogue shows it; null where it is NULL. */
  defaultExpression: Expression | null;
  defaultText: string | null;
  identity: 'always' | 'default' | null;
  generated: boolean;
  isDropped: boolean;
}

export interface CheckConstraint {
  readonly name: string;
  readonly text: string;
  readonly expression: Expression;
}

export type ReferenceAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly number[];
  readonly target: Table;
  readonly targetColumns: readonly number[];
  readonly onDelete: ReferenceAction;
  readonly onUpdate: ReferenceAction;
}

const PAGE_BYTES = 8_192 - 24;
const TUPLE_HEADER_BYTES = 24;
const ITEM_POINTER_BYTES = 4;

const align = (bytes: number, to: number): number => Math.ceil(bytes / to) * to;

/** Bytes a value takes in a row, and what its type aligns to. */
export function valueBytes(
  type: DataType,
  value: Value,
): readonly [bytes: number, alignment: number] {
  if (type.size > 0) return [type.size, Math.min(type.size === 16 ? 1 : type.size, 8)];
  if (type === NUMERIC) return [3 + 2 * Math.ceil(String(value).length / 4), 1];
  const text = isText(type)
    ? String(value)
    : JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? String(item) : item));
  const { length } = text;
  return length < 127 ? [length + 1, 1] : [length + 4, 4];
}

export class Table {
  readonly oid: number;
  readonly owner: string;
  schema: string;
  name: string;
  readonly columns: Column[];
  indexes: Index[] = [];
  checks: CheckConstraint[] = [];
  foreignKeys: ForeignKey[] = [];
  /** Keys of other tables that point here. */
  referencedBy: { readonly table: Table; readonly key: ForeignKey }[] = [];
  readonly tuples = new Set<Tuple>();
  /** Each row stands for so many when costs and times are reckoned. */
  weight = 1;
  /** Grows with each change: what was reckoned from the rows before may be out of date. */
  version = 0;
  #bytes = 0;
  #page = 0;
  #item = 0;
  #pageFree = PAGE_BYTES;

  constructor(options: {
    oid: number;
    owner: string;
    schema: string;
    name: string;
    columns: Column[];
  }) {
    this.oid = options.oid;
    this.owner = options.owner;
    this.schema = options.schema;
    this.name = options.name;
    this.columns = options.columns;
  }

  /** How many pages it fills. */
  get pages(): number {
    const bytes = this.#bytes * this.weight;
    return bytes === 0 ? 0 : Math.ceil(bytes / PAGE_BYTES);
  }

  get rows(): number {
    return this.tuples.size * this.weight;
  }

  columnIndex(name: string): number {
    return this.columns.findIndex((column) => column.name === name && !column.isDropped);
  }

  get primaryKey(): Index | undefined {
    return this.indexes.find(({ spec }) => spec.isPrimary);
  }

  /** Columns that other rows may point at: changing them locks a row more strongly. */
  get keyColumns(): ReadonlySet<number> {
    const unique = this.indexes.filter(({ spec }) => spec.isUnique && !spec.where);
    return new Set(unique.flatMap(({ spec }) => spec.columns.map(({ column }) => column)));
  }

  #tupleBytes(values: readonly Value[]): number {
    let bytes = 0;
    for (const [index, column] of this.columns.entries()) {
      const value = values[index] ?? null;
      if (value === null) continue;
      const [size, alignment] = valueBytes(column.type, value);
      bytes = align(bytes, alignment) + size;
    }
    return TUPLE_HEADER_BYTES + ITEM_POINTER_BYTES + align(bytes, 8);
  }

  /** Puts a new row version on a page and into the indexes. */
  add(values: readonly Value[], xmin: number, cmin: number): Tuple {
    const bytes = this.#tupleBytes(values);
    if (bytes > this.#pageFree) {
      this.#page++;
      this.#item = 0;
      this.#pageFree = PAGE_BYTES;
    }
    this.#pageFree -= bytes;
    this.#bytes += bytes;
    this.#item++;
    const tuple: Tuple = {
      values,
      xmin,
      cmin,
      xmax: 0,
      cmax: 0,
      xmaxStrength: 'update' satisfies RowLock,
      next: null,
      lockers: [],
      page: this.#page,
      item: this.#item,
      isRemoved: false,
    };
    this.tuples.add(tuple);
    for (const index of this.indexes) index.add(tuple);
    this.version++;
    return tuple;
  }

  /** Takes a row version away for good. */
  remove(tuple: Tuple): void {
    if (tuple.isRemoved) return;
    tuple.isRemoved = true;
    this.tuples.delete(tuple);
    this.#bytes -= this.#tupleBytes(tuple.values);
    for (const index of this.indexes) index.remove(tuple);
    this.version++;
  }

  addIndex(index: Index): void {
    for (const tuple of this.tuples) index.add(tuple);
    this.indexes = [...this.indexes, index];
  }

  /** Empties it; answers what was in it. */
  clear(): readonly Tuple[] {
    const all = [...this.tuples];
    for (const tuple of all) this.remove(tuple);
    return all;
  }
}
