// Plans whole queries: WITH, VALUES, UNION and the like, ORDER BY, LIMIT, and what comes out of them.

import type { CommonTable, Query, QueryBody, SelectBody } from '../sql/ast.ts';
import { notModelled, SqlError } from '../sql-error.ts';
import { INT8, TEXT } from '../values/data-type.ts';
import { type Row, rowKey } from '../values/value.ts';
import type { Binder } from './compile.ts';
import type { SortKey } from './compile-call.ts';
import type { Expr, Frame } from './expr.ts';
import { neededWidth } from './from.ts';
import { sortNode } from './group-nodes.ts';
import { type OutputColumn, type PlanNode, type QueryPlan, rowsOf } from './query-plan.ts';
import { planOrderedScan } from './scan.ts';
import { Scope } from './scope.ts';
import { type Output, outputColumn, planSelect, project, type SelectPlan } from './select.ts';
import { COSTS, clampRows } from './selectivity.ts';

/** What a query with FOR UPDATE needs beside its plan: rows before they are cut and projected. */
export interface LockablePlan {
  readonly plan: QueryPlan;
  readonly scope: Scope;
  readonly node: PlanNode;
  readonly outputs: readonly Output[];
  readonly conditions: readonly Expr[];
  readonly limit: Expr | null;
  readonly offset: Expr | null;
}

/** Rows of a query begin with as many places as its scope has. */
const startRow = (scope: Scope): Row => Array.from({ length: scope.width }, () => null);

export function planQuery(binder: Binder, query: Query, parent: Scope | null): QueryPlan {
  return planLockable(binder, query, parent).plan;
}

export function planLockable(binder: Binder, query: Query, parent: Scope | null): LockablePlan {
  const scope = new Scope(parent);
  scope.keepsUnknown = binder.keepsUnknown;
  binder.keepsUnknown = false;
  for (const common of query.with) addCommon(binder, scope, common, query.recursive);
  const limit = limitOf(binder, scope, query.limit, 'LIMIT');
  const offset = limitOf(binder, scope, query.offset, 'OFFSET');
  if (query.body.kind === 'select') return planSelectQuery(binder, query, { scope, limit, offset });
  const { plan, outputs } = planBody(binder, scope, query.body);
  const keys = setSortKeys(query, plan.columns);
  let node = plan.node;
  if (keys.length > 0) node = sortNode(node, keys, false);
  node = limited(node, limit, offset);
  const result = { columns: plan.columns, node, usesOuter: scope.usesOuter };
  return { plan: result, scope, node, outputs, conditions: [], limit, offset };
}

function limitOf(
  binder: Binder,
  scope: Scope,
  expression: Query['limit'],
  clause: string,
): Expr | null {
  if (!expression) return null;
  scope.clause = clause;
  return binder.coerce(binder.compile(expression, scope), INT8, 'assignment');
}

interface SelectParts {
  readonly scope: Scope;
  readonly limit: Expr | null;
  readonly offset: Expr | null;
}

function planSelectQuery(binder: Binder, query: Query, parts: SelectParts): LockablePlan {
  const { scope, limit, offset } = parts;
  const body = query.body as SelectBody;
  const select = planSelect(binder, scope, body, query.orderBy);
  if (query.locking.length > 0 && (select.isGrouped || body.distinct)) {
    const clause = select.isGrouped
      ? body.groupBy.length > 0
        ? 'GROUP BY clause'
        : 'aggregate functions'
      : 'DISTINCT clause';
    throw new SqlError('0A000', `FOR UPDATE is not allowed with ${clause}`);
  }
  const qualified = scope.items.length > 1;
  const needsSort = select.sortKeys.length > 0;
  let source = select.node;
  const isSet = select.outputs.some(({ expr }) => expr.isSet);
  const ordered =
    needsSort && !body.distinct && !isSet ? orderedSource(select, scope, limit) : null;
  if (ordered) source = ordered;
  else if (needsSort && !isSet) source = sortNode(source, select.sortKeys, qualified);
  const base = source;
  let node = projection(base, scope, select.outputs);
  if (needsSort && isSet) node = sortNode(node, outputKeys(select), qualified);
  if (body.distinct) node = distinctNode(node, base, scope, select);
  node = limited(node, limit, offset);
  const columns = select.outputs.map(outputColumn);
  const plan: QueryPlan = { columns, node, usesOuter: scope.usesOuter };
  const { outputs, conditions } = select;
  return {
    plan,
    scope,
    node: base,
    outputs,
    conditions: [...conditions, ...select.from.conditions],
    limit,
    offset,
  };
}

/** Sort keys read from the outputs: where functions that give many rows have multiplied them. */
const outputKeys = ({ sortKeys, outputs }: SelectPlan): SortKey[] =>
  sortKeys.map((key) => {
    const index = outputs.findIndex(({ expr }) => expr === key.expr);
    const output = outputs[index];
    if (!output)
      throw notModelled('ORDER BY of something else than an output beside a set of rows');
    return { ...key, expr: reader(outputColumn(output), index) };
  });

/** An index that has the rows in the order wanted, where that is cheaper than sorting them. */
function orderedSource(select: SelectPlan, scope: Scope, limit: Expr | null): PlanNode | null {
  const [item] = scope.items;
  const { table } = item ?? {};
  if (scope.items.length !== 1 || !item || !table || select.isGrouped) return null;
  const order = select.sortKeys.map(({ expr, descending, nullsFirst }) => ({
    column: expr.column?.table === table && nullsFirst === descending ? expr.column.index : -1,
    descending,
  }));
  if (order.some(({ column }) => column < 0)) return null;
  const { conditions } = select;
  const request = {
    item,
    table,
    conditions,
    available: new Set<number>(),
    width: neededWidth(scope, item, table),
  };
  const scan = planOrderedScan(request, order);
  if (!scan) return null;
  const wanted = Number(limit?.constant?.value ?? select.node.cost.rows);
  const part = Math.min(1, wanted / Math.max(1, scan.cost.rows));
  const cost = scan.cost.startup + (scan.cost.total - scan.cost.startup) * part;
  const sorted = sortNode(select.node, select.sortKeys, false).cost.total;
  return cost < sorted ? scan : null;
}

/** Computes what comes out. It is part of the node below it: EXPLAIN shows no line for it. */
function projection(source: PlanNode, scope: Scope, outputs: readonly Output[]): PlanNode {
  const isSet = outputs.some(({ expr }) => expr.isSet);
  const width = outputs.reduce(
    (sum, { expr }) => sum + (expr.type.size > 0 ? expr.type.size : 32),
    0,
  );
  const shown = isSet
    ? { label: 'ProjectSet', details: [], children: [source], hasFilter: false }
    : source;
  return {
    ...shown,
    cost: { ...source.cost, width: source.label === 'Result' ? width : source.cost.width },
    *iterate(frame) {
      const outer = { row: startRow(scope), outer: frame.outer, run: frame.run };
      const rows = isSet ? rowsOf(source, outer) : source.iterate(outer);
      for (const row of rows) yield* project(outputs, { ...outer, row });
    },
  };
}

function distinctNode(
  node: PlanNode,
  source: PlanNode,
  scope: Scope,
  select: SelectPlan,
): PlanNode {
  const { distinctOn, outputs } = select;
  const { cost } = node;
  const total = cost.total + cost.rows * COSTS.operator * outputs.length;
  const shared = { cost: { ...cost, startup: total, total }, children: [node] };
  if (distinctOn.length === 0) {
    return {
      ...shared,
      label: select.sortKeys.length > 0 ? 'Unique' : 'HashAggregate',
      details:
        select.sortKeys.length > 0
          ? []
          : [
              `Group Key: ${outputs.map(({ expr }) => expr.text(scope.items.length > 1)).join(', ')}`,
            ],
      *iterate(frame) {
        const seen = new Set<string>();
        for (const row of rowsOf(node, frame)) {
          const key = rowKey(row);
          if (seen.has(key)) continue;
          seen.add(key);
          yield row;
        }
      },
    };
  }
  return {
    ...shared,
    label: 'Unique',
    details: [],
    *iterate(frame) {
      const outer = { row: startRow(scope), outer: frame.outer, run: frame.run };
      const seen = new Set<string>();
      for (const row of source.iterate(outer)) {
        const inside = { ...outer, row };
        const key = rowKey(distinctOn.map((expr) => expr.evaluate(inside)));
        if (seen.has(key)) continue;
        seen.add(key);
        yield* project(outputs, inside);
      }
    },
  };
}

/** The number of rows a LIMIT or OFFSET says; null for all. */
export function limitValue(expr: Expr | null, frame: Frame, name: string): number | null {
  const value = expr?.evaluate(frame) ?? null;
  if (value === null) return null;
  const number = Number(value);
  if (number >= 0) return number;
  throw new SqlError(name === 'LIMIT' ? '2201W' : '2201X', `${name} must not be negative`);
}

function limited(node: PlanNode, limit: Expr | null, offset: Expr | null): PlanNode {
  if (!limit && !offset) return node;
  const { cost } = node;
  const [wanted, skipped] = [limit, offset].map((expr) => expr?.constant?.value ?? null);
  const skip = Number(skipped ?? 0);
  const rows = clampRows(
    Math.min(
      cost.rows - skip,
      wanted === null ? (limit ? cost.rows / 10 : cost.rows) : Number(wanted),
    ),
  );
  const part = Math.min(1, (rows + skip) / Math.max(1, cost.rows));
  const total = cost.startup + (cost.total - cost.startup) * part;
  return {
    label: 'Limit',
    cost: { ...cost, total, rows },
    details: [],
    children: [node],
    *iterate(frame) {
      const most = limitValue(limit, frame, 'LIMIT');
      const first = limitValue(offset, frame, 'OFFSET') ?? 0;
      let at = 0;
      if (most === 0) return;
      for (const row of rowsOf(node, frame)) {
        if (at++ < first) continue;
        yield row;
        if (most !== null && at >= first + most) return;
      }
    },
  };
}

interface BodyPlan {
  readonly plan: QueryPlan;
  readonly outputs: readonly Output[];
}

function planBody(binder: Binder, scope: Scope, body: QueryBody): BodyPlan {
  if (body.kind === 'values') return planValues(binder, scope, body.rows);
  if (body.kind === 'set') return planSet(binder, scope, body);
  throw new Error('A select has its own way');
}

function planValues(
  binder: Binder,
  scope: Scope,
  rows: Extract<QueryBody, { kind: 'values' }>['rows'],
): BodyPlan {
  scope.clause = 'VALUES';
  const width = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== width)) {
    throw new SqlError('42601', 'VALUES lists must all be the same length', {
      at: rows.find((row) => row.length !== width)?.[0]?.at ?? 0,
    });
  }
  const compiled = rows.map((row) => row.map((item) => binder.compile(item, scope)));
  const columns: OutputColumn[] = [];
  for (let at = 0; at < width; at++) {
    const { type, parts } = binder.unify(
      compiled.map((row) => row[at] as Expr),
      'VALUES',
    );
    for (const [index, part] of parts.entries()) (compiled[index] as Expr[])[at] = part;
    columns.push({ name: `column${at + 1}`, type, modifier: -1, tableOid: 0, columnNumber: 0 });
  }
  const node: PlanNode = {
    label: rows.length === 1 ? 'Result' : 'Values Scan on "*VALUES*"',
    cost: { startup: 0, total: rows.length * 0.0125, rows: rows.length, width: 4 * width },
    details: [],
    children: [],
    *iterate(frame) {
      const inside = { row: startRow(scope), outer: frame.outer, run: frame.run };
      for (const row of compiled) yield row.map((item) => item.evaluate(inside));
    },
  };
  return { plan: { columns, node, usesOuter: scope.usesOuter }, outputs: [] };
}

function planSet(
  binder: Binder,
  scope: Scope,
  body: Extract<QueryBody, { kind: 'set' }>,
): BodyPlan {
  const { operator, all, at } = body;
  const [left, right] = [body.left, body.right].map((query) => binder.planOpen(query, scope)) as [
    QueryPlan,
    QueryPlan,
  ];
  if (left.columns.length !== right.columns.length) {
    const message = `each ${operator.toUpperCase()} query must have the same number of columns`;
    const first =
      body.right.body.kind === 'select' ? body.right.body.items[0]?.expression.at : undefined;
    throw new SqlError('42601', message, { at: first ?? at });
  }
  const sides = [left, right].map((plan) =>
    plan.columns.map((column, index) => reader(column, index)),
  );
  const columns = left.columns.map((column, index): OutputColumn => {
    const pair = sides.map((side) => side[index] as Expr);
    const { type, parts } = binder.unify(pair, operator.toUpperCase());
    for (const [side, part] of parts.entries()) (sides[side] as Expr[])[index] = part;
    return { ...column, type, modifier: -1, tableOid: 0, columnNumber: 0 };
  });
  const rows = left.node.cost.rows + right.node.cost.rows;
  const total = left.node.cost.total + right.node.cost.total + rows * 0.01;
  const read = function* (plan: QueryPlan, side: number, frame: Frame): Iterable<Row> {
    for (const row of rowsOf(plan.node, { row: [], outer: frame, run: frame.run })) {
      yield (sides[side] as Expr[]).map((expr) => expr.evaluate({ ...frame, row }));
    }
  };
  const append: PlanNode = {
    label:
      operator === 'union'
        ? 'Append'
        : `HashSetOp ${operator === 'except' ? 'Except' : 'Intersect'}`,
    cost: { startup: 0, total, rows, width: left.node.cost.width },
    details: [],
    children: [left.node, right.node],
    iterate: (frame) => {
      // The frame of the sides is the level of this query, which has no columns of its own.
      const inside = { row: [], outer: frame.outer, run: frame.run };
      return combine(operator, all, read(left, 0, inside), read(right, 1, inside));
    },
  };
  const node: PlanNode =
    operator === 'union' && !all
      ? { ...append, label: 'HashAggregate', children: [append], iterate: append.iterate }
      : append;
  return { plan: { columns, node, usesOuter: scope.usesOuter }, outputs: [] };
}

/** A column of a row as an expression. */
const reader = (column: OutputColumn, index: number): Expr =>
  column.open ?? {
    type: column.type,
    modifier: column.modifier,
    evaluate: ({ row }) => row[index] ?? null,
    text: () => column.name,
    slots: new Set([index]),
    usesOuter: false,
    isVolatile: false,
    isSet: false,
    at: 0,
  };

function* combine(
  operator: 'union' | 'intersect' | 'except',
  all: boolean,
  left: Iterable<Row>,
  right: Iterable<Row>,
): Iterable<Row> {
  if (operator === 'union') {
    const seen = new Set<string>();
    for (const side of [left, right]) {
      for (const row of side) {
        const key = all ? '' : rowKey(row);
        if (!all && seen.has(key)) continue;
        seen.add(key);
        yield row;
      }
    }
    return;
  }
  const counts = new Map<string, number>();
  for (const row of right) counts.set(rowKey(row), (counts.get(rowKey(row)) ?? 0) + 1);
  const given = new Set<string>();
  for (const row of left) {
    const key = rowKey(row);
    const count = counts.get(key) ?? 0;
    if (all && count > 0) counts.set(key, count - 1);
    if (count > 0 !== (operator === 'intersect')) continue;
    if (!all && given.has(key)) continue;
    given.add(key);
    yield row;
  }
}

/** ORDER BY after a set operation names columns of the result. */
function setSortKeys(query: Query, columns: readonly OutputColumn[]): SortKey[] {
  return query.orderBy.map(({ expression, descending, nullsFirst }) => {
    const isNumber = expression.kind === 'literal' && expression.type === 'integer';
    const index = isNumber
      ? Number(expression.value) - 1
      : expression.kind === 'column'
        ? columns.findIndex(({ name }) => name === expression.path.at(-1))
        : -1;
    const column = columns[index];
    if (!column) {
      if (expression.kind === 'column') {
        throw new SqlError('42703', `column "${expression.path.join('.')}" does not exist`, {
          at: expression.at,
        });
      }
      throw new SqlError('0A000', 'invalid UNION/INTERSECT/EXCEPT ORDER BY clause', {
        at: expression.at,
      });
    }
    return { expr: reader(column, index), descending, nullsFirst: nullsFirst ?? descending };
  });
}

/** Plans a query of WITH. INSERT, UPDATE and DELETE there are carried out before, by the executor. */
function addCommon(binder: Binder, scope: Scope, common: CommonTable, recursive: boolean): void {
  const { statement, name, columns } = common;
  if (statement.kind !== 'query')
    throw notModelled('INSERT, UPDATE or DELETE within WITH', statement.at);
  const plan =
    recursive && statement.body.kind === 'set' && statement.body.operator === 'union'
      ? planRecursive(binder, scope, common, statement)
      : binder.plan(statement, scope);
  scope.common.set(name, { plan: renamed(plan, columns), source: common });
}

const renamed = (plan: QueryPlan, names: readonly string[]): QueryPlan => ({
  ...plan,
  columns: plan.columns.map((column, index) => ({ ...column, name: names[index] ?? column.name })),
});

const MOST_ROUNDS = 100_000;

function planRecursive(binder: Binder, scope: Scope, common: CommonTable, query: Query): QueryPlan {
  const body = query.body as Extract<QueryBody, { kind: 'set' }>;
  const inside = new Scope(scope);
  const start = renamed(binder.plan(body.left, inside), common.columns);
  const key = {};
  const working: QueryPlan = {
    columns: start.columns.map((column) => ({ ...column, type: column.type ?? TEXT })),
    usesOuter: false,
    node: {
      label: `WorkTable Scan on ${common.name}`,
      cost: start.node.cost,
      details: [],
      children: [],
      iterate: (frame) => (frame.run.cache.get(key) ?? []) as readonly Row[],
    },
  };
  inside.common.set(common.name, { plan: working, source: common });
  const step = binder.plan(body.right, inside);
  const node: PlanNode = {
    label: 'Recursive Union',
    cost: { ...start.node.cost, rows: start.node.cost.rows * 10 },
    details: [],
    children: [start.node, step.node],
    *iterate(frame) {
      const level = { row: [], outer: frame.outer, run: frame.run };
      const seen = new Set<string>();
      const fresh = (rows: Iterable<Row>): Row[] =>
        [...rows].filter((row) => {
          if (body.all) return true;
          const text = rowKey(row);
          if (seen.has(text)) return false;
          seen.add(text);
          return true;
        });
      let rows = fresh(rowsOf(start.node, { row: [], outer: level, run: frame.run }));
      for (let round = 0; rows.length > 0; round++) {
        if (round > MOST_ROUNDS) throw notModelled('A recursion of more than 100,000 rounds');
        yield* rows;
        frame.run.charge(rows.length * 0.1);
        frame.run.cache.set(key, rows);
        frame.run.cache.delete(working);
        rows = fresh(rowsOf(step.node, { row: [], outer: level, run: frame.run }));
      }
    },
  };
  return { columns: start.columns, node, usesOuter: scope.usesOuter };
}
