// SELECT, with FOR UPDATE and its kin where they are asked for.

import { type Expr, type Frame, tupleAt } from '../plan/expr.ts';
import { type LockablePlan, limitValue } from '../plan/plan-query.ts';
import { rowsOf } from '../plan/query-plan.ts';
import { fillRow } from '../plan/scan.ts';
import type { ScopeItem } from '../plan/scope.ts';
import { project } from '../plan/select.ts';
import type { LockingClause, Query } from '../sql/ast.ts';
import { SqlError } from '../sql-error.ts';
import type { Row } from '../values/value.ts';
import { checkWritable, type Job, lockTable, type Task } from './job.ts';
import { lockRow } from './lock-row.ts';

/** All rows of a query. Tables are locked against being changed in their shape meanwhile. */
export function* runQuery(job: Job, query: Query, planned: LockablePlan): Task<Row[]> {
  const mode = query.locking.length > 0 ? 'RowShareLock' : 'AccessShareLock';
  for (const { table, at } of planned.scope.items) {
    if (table) yield* placed(lockTable(job, table, mode), at);
  }
  if (query.locking.length === 0) {
    return [...rowsOf(planned.plan.node, { row: [], outer: null, run: job.run })];
  }
  const [clause] = query.locking;
  checkWritable(job, `SELECT FOR ${clause?.strength.toUpperCase()}`);
  return yield* lockedRows(job, query.locking, planned);
}

/** An error that strikes while it runs names this place of the statement. */
function* placed(task: Task<void>, at: number | undefined): Task<void> {
  try {
    yield* task;
  } catch (error) {
    if (!(error instanceof SqlError) || at === undefined) throw error;
    throw new SqlError(error.code, error.message, { ...error.fields, at });
  }
}

interface LockTarget {
  readonly item: ScopeItem;
  readonly clause: LockingClause;
}

function targetsOf(clauses: readonly LockingClause[], items: readonly ScopeItem[]): LockTarget[] {
  return clauses.flatMap((clause) => {
    const missing = clause.of.find((name) => !items.some(({ alias }) => alias === name));
    if (missing !== undefined) {
      const message = `relation "${missing}" in FOR ${clause.strength.toUpperCase()} clause not found in FROM clause`;
      throw new SqlError('42P01', message, { at: clause.at });
    }
    return items
      .filter(({ alias, table }) => table && (clause.of.length === 0 || clause.of.includes(alias)))
      .map((item) => ({ item, clause }));
  });
}

/** Locks each row before it counts against LIMIT; a row that changed meanwhile is looked at again. */
function* lockedRows(
  job: Job,
  clauses: readonly LockingClause[],
  planned: LockablePlan,
): Task<Row[]> {
  const { scope, node, outputs, conditions } = planned;
  const start: Row = Array.from({ length: scope.width }, () => null);
  const base: Frame = { row: start, outer: null, run: job.run };
  const most = limitValue(planned.limit, base, 'LIMIT');
  const first = limitValue(planned.offset, base, 'OFFSET') ?? 0;
  const targets = targetsOf(clauses, scope.items);
  const rows: Row[] = [];
  let at = 0;
  for (const found of [...rowsOf(node, base)]) {
    if (most !== null && at >= first + most) break;
    const row = yield* lockTargets(job, targets, found, conditions);
    if (!row) continue;
    if (at++ < first) continue;
    rows.push(...project(outputs, { ...base, row }));
  }
  return rows;
}

function* lockTargets(
  job: Job,
  targets: readonly LockTarget[],
  found: Row,
  conditions: readonly Expr[],
): Task<Row | null> {
  let row = found;
  for (const { item, clause } of targets) {
    const tuple = tupleAt(row, item.tupleSlot);
    if (!tuple || !item.table) continue;
    const { strength, wait } = clause;
    const locked = yield* lockRow(job, tuple, {
      table: item.table,
      strength,
      wait,
      doing: 'locking',
    });
    if (!locked) return null;
    job.run.charge(2);
    if (!locked.isChanged) continue;
    row = fillRow(row, item, locked.tuple);
    const frame: Frame = { row, outer: null, run: job.run };
    if (!conditions.every((condition) => condition.evaluate(frame) === true)) return null;
  }
  return row;
}
