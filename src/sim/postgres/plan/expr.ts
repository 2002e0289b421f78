// An expression made ready to run: its type, how to compute it, and how EXPLAIN writes it.

import type { Run } from '../functions/run.ts';
import type { Cluster, Database } from '../storage/database.ts';
import type { Table } from '../storage/table.ts';
import type { Snapshot, Transactions, Tuple } from '../storage/transactions.ts';
import type { DataType } from '../values/data-type.ts';
import type { Row, Value } from '../values/value.ts';

/** What a statement has at hand while it runs. */
export interface Execution extends Run {
  readonly database: Database;
  readonly cluster: Cluster;
  readonly transactions: Transactions;
  readonly snapshot: Snapshot;
  /** Results of subqueries that do not depend on a row, and of WITH. */
  readonly cache: Map<object, unknown>;
  /** Where rows looked at are counted, by plan node; null unless EXPLAIN ANALYZE wants it. */
  readonly counts: Map<object, NodeCount> | null;
}

export interface NodeCount {
  rows: number;
  loops: number;
  removed: number;
  us: number;
  startUs: number;
}

/** A row and the rows around it, of the queries that enclose this one. */
export interface Frame {
  readonly row: Row;
  readonly outer: Frame | null;
  readonly run: Execution;
}

/** Whether columns are written with their table: all, none, or all but those at these places. */
export type Qualify = boolean | ReadonlySet<number>;

export interface Expr {
  readonly type: DataType;
  readonly modifier: number;
  readonly evaluate: (frame: Frame) => Value;
  readonly text: (qualified: Qualify) => string;
  /** Places of its own query's row that it reads. */
  readonly slots: ReadonlySet<number>;
  /** Whether it reads a row of an enclosing query. */
  readonly usesOuter: boolean;
  readonly isVolatile: boolean;
  /** Gives a list of values, one for each row it stands for. */
  readonly isSet: boolean;
  readonly at: number;
  /** A constant whose type its place decides; null in it is NULL. */
  readonly literal?: { readonly text: string | null };
  /** The value it always has, where it is a constant. */
  readonly constant?: { readonly value: Value };
  /** The number of a parameter whose type is still open. */
  readonly parameter?: number;
  /** The column it is, where it is only that. */
  readonly column?: { readonly slot: number; readonly table: Table | null; readonly index: number };
  /** `left op right`, for choosing an index. */
  readonly comparison?: { readonly operator: string; readonly left: Expr; readonly right: Expr };
  /** The items of a list it is compared with: `= ANY`. */
  readonly anyOf?: { readonly operand: Expr; readonly list: Expr };
  /** Whether it is a bare test for null of a column. */
  readonly nullTest?: { readonly operand: Expr; readonly negated: boolean };
}

export const NO_SLOTS: ReadonlySet<number> = new Set();

export const unionSlots = (parts: readonly Expr[]): ReadonlySet<number> => {
  const used = parts.filter(({ slots }) => slots.size > 0);
  const [first] = used;
  if (!first) return NO_SLOTS;
  if (used.length === 1) return first.slots;
  return new Set(used.flatMap(({ slots }) => [...slots]));
};

/** An expression computed from others. */
export function derive(
  parts: readonly Expr[],
  own: Pick<Expr, 'type' | 'evaluate' | 'text' | 'at'> & Partial<Expr>,
): Expr {
  return {
    modifier: -1,
    slots: unionSlots(parts),
    usesOuter: parts.some(({ usesOuter }) => usesOuter),
    isVolatile: parts.some(({ isVolatile }) => isVolatile),
    isSet: false,
    ...own,
  };
}

/** Whether it is the same for all rows of the statement. */
export const isConstant = (expr: Expr): boolean =>
  expr.slots.size === 0 && !expr.usesOuter && !expr.isVolatile;

/** Rows carry the row version they came from in a place of their own; this takes it out. */
export const tupleAt = (row: Row, slot: number): Tuple | null =>
  (row[slot] ?? null) as unknown as Tuple | null;

export const asValue = (tuple: Tuple | null): Value => tuple as unknown as Value;
