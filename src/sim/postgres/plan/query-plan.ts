// A tree of plan nodes: how a query is carried out, what it is reckoned to cost, and how EXPLAIN shows it.

import type { DataType } from '../values/data-type.ts';
import type { Row } from '../values/value.ts';
import type { Expr, Frame } from './expr.ts';

export interface OutputColumn {
  readonly name: string;
  readonly type: DataType;
  readonly modifier: number;
  /** The table column it is, for the row description: 0 for none. */
  readonly tableOid: number;
  readonly columnNumber: number;
  /** The constant it always is, while its type is open. */
  readonly open?: Expr;
}

export interface Cost {
  readonly startup: number;
  readonly total: number;
  readonly rows: number;
  readonly width: number;
}

export interface PlanNode {
  /** `Seq Scan on orders` */
  readonly label: string;
  readonly cost: Cost;
  /** `Filter: (customer_id = 42)` and the like. */
  readonly details: readonly string[];
  readonly children: readonly PlanNode[];
  /** `InitPlan 1 (returns $0)`, before the node it belongs to. */
  readonly title?: string;
  /** Whether rows its filter refused are to be told. */
  readonly hasFilter?: boolean;
  /** What ANALYZE adds. */
  readonly analyzed?: (rows: number) => readonly string[];
  /** Rows for a frame; its row holds what is known already. */
  iterate(frame: Frame): Iterable<Row>;
}

export interface QueryPlan {
  readonly columns: readonly OutputColumn[];
  readonly node: PlanNode;
  /** Whether it has to be run anew for each row around it. */
  readonly usesOuter: boolean;
}

/** Runs a node and counts for EXPLAIN ANALYZE. */
export function* rowsOf(node: PlanNode, frame: Frame): Iterable<Row> {
  const { counts } = frame.run;
  if (!counts) {
    yield* node.iterate(frame);
    return;
  }
  let count = counts.get(node);
  if (!count) {
    count = { rows: 0, loops: 0, removed: 0, us: 0, startUs: -1 };
    counts.set(node, count);
  }
  count.loops++;
  let before = frame.run.clockUs;
  for (const row of node.iterate(frame)) {
    const now = frame.run.clockUs;
    count.us += now - before;
    if (count.startUs < 0) count.startUs = count.us;
    count.rows++;
    yield row;
    before = frame.run.clockUs;
  }
  count.us += frame.run.clockUs - before;
}

/** Notes a row that a filter refused. */
export function countRemoved(node: object, frame: Frame, rows = 1): void {
  const count = frame.run.counts?.get(node);
  if (count) count.removed += rows;
}
