// Runs one statement, or says what would come out of it, whatever kind it is.

import { planChange } from '../execute/change.ts';
import type { Job, StatementResult, Task } from '../execute/job.ts';
import { runQuery } from '../execute/query.ts';
import { runUtility } from '../execute/utility.ts';
import { explainLines } from '../plan/explain.ts';
import type { Execution, NodeCount } from '../plan/expr.ts';
import { planLockable } from '../plan/plan-query.ts';
import type { OutputColumn, PlanNode } from '../plan/query-plan.ts';
import type { Optimizable, Statement, Utility } from '../sql/ast.ts';
import type { Cluster } from '../storage/database.ts';
import { TEXT } from '../values/data-type.ts';

const isOptimizable = (statement: Statement): statement is Optimizable =>
  ['query', 'insert', 'update', 'delete'].includes(statement.kind);

const textColumn = (name: string): OutputColumn => ({
  name,
  type: TEXT,
  modifier: -1,
  tableOid: 0,
  columnNumber: 0,
});

/** The columns a statement's rows will have; null where it gives none. Throws what analysis finds wrong. */
export function describe(job: Job, statement: Statement): readonly OutputColumn[] | null {
  if (statement.kind === 'query') return planLockable(job.binder, statement, null).plan.columns;
  if (isOptimizable(statement)) return planChange(job, statement).columns;
  if (statement.kind === 'explain') {
    describe(job, statement.statement);
    return [textColumn('QUERY PLAN')];
  }
  if (statement.kind === 'show') return [textColumn(statement.name)];
  return null;
}

export function* runStatement(
  job: Job,
  statement: Statement,
  cluster: Cluster,
): Task<StatementResult> {
  if (statement.kind === 'query') {
    const planned = planLockable(job.binder, statement, null);
    const rows = yield* runQuery(job, statement, planned);
    return { columns: planned.plan.columns, rows, tag: `SELECT ${rows.length}` };
  }
  if (isOptimizable(statement)) return yield* planChange(job, statement).run(job);
  if (statement.kind === 'explain') return yield* explain(job, statement);
  const tag = yield* runUtility(job, statement, cluster);
  return { columns: null, rows: [], tag };
}

const PLANNING_MS = 0.12;

function* explain(
  job: Job,
  statement: Extract<Utility, { kind: 'explain' }>,
): Task<StatementResult> {
  const { binder, run } = job;
  const counts = statement.analyze ? new Map<object, NodeCount>() : null;
  const counting: Job = { ...job, run: countingRun(run, counts) };
  const inner = statement.statement;
  let node: PlanNode;
  const startUs = run.clockUs;
  if (inner.kind === 'query') {
    const planned = planLockable(binder, inner, null);
    node = planned.plan.node;
    if (counts) yield* runQuery(counting, inner, planned);
  } else {
    const plan = planChange(job, inner);
    node = plan.node;
    if (counts) {
      const result = yield* plan.run(counting);
      const us = run.clockUs - startUs;
      const rows = result.columns ? result.rows.length : 0;
      counts.set(node, { rows, loops: 1, removed: 0, us, startUs: us });
    }
  }
  const isOff = (name: string): boolean => /^(?:off|false|0)$/.test(statement.options[name] ?? '');
  const lines = explainLines(node, {
    counts,
    costs: !isOff('costs'),
    timing: !isOff('timing'),
    subplans: binder.subplans.map(({ title, plan }) => ({ title, node: plan.node })),
  });
  if (counts && !isOff('summary')) {
    lines.push(`Planning Time: ${PLANNING_MS.toFixed(3)} ms`);
    lines.push(`Execution Time: ${((run.clockUs - startUs) / 1_000 + 0.02).toFixed(3)} ms`);
  }
  return { columns: [textColumn('QUERY PLAN')], rows: lines.map((line) => [line]), tag: 'EXPLAIN' };
}

/** The same run with counts; its clock goes on being read from the original. */
const countingRun = (run: Execution, counts: Execution['counts']): Execution =>
  Object.create(run, { counts: { value: counts } }) as Execution;
