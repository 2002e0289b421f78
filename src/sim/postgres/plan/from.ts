// Turns FROM into relations and the conditions of its inner joins; gives the scope its names.

import { findFunction } from '../functions/signature.ts';
import type { Expression, FromItem, Query } from '../sql/ast.ts';
import { SqlError } from '../sql-error.ts';
import { relationMissing } from '../storage/database.ts';
import { columnWidth } from '../storage/statistics.ts';
import type { Table } from '../storage/table.ts';
import { type DataType, INT8 } from '../values/data-type.ts';
import type { Row, Value } from '../values/value.ts';
import type { Binder } from './compile.ts';
import type { Expr, Frame } from './expr.ts';
import { type PlanNode, type QueryPlan, rowsOf } from './query-plan.ts';
import { filtered, joinRelations, planJoin, type Relation, union } from './relation.ts';
import { nameOf, planScan } from './scan.ts';
import { Scope, type ScopeColumn, type ScopeItem } from './scope.ts';
import { systemTable } from './system-tables.ts';

export interface FromPlan {
  readonly relations: Relation[];
  readonly conditions: Expr[];
}

const NONE: ReadonlySet<number> = new Set();

/** The places of an item's columns, and of its row version. */
const slotsOf = (item: ScopeItem): ReadonlySet<number> =>
  new Set([
    ...item.columns.map(({ slot }) => slot),
    ...(item.tupleSlot >= 0 ? [item.tupleSlot] : []),
  ]);

const rename = (columns: readonly string[], index: number, name: string): string =>
  columns[index] ?? name;

/** A table under an alias, as an item of a scope. */
export function tableItem(
  scope: Scope,
  table: Table,
  alias: string,
  names: readonly string[] = [],
): ScopeItem {
  const columns: ScopeColumn[] = [];
  for (const [index, column] of table.columns.entries()) {
    if (column.isDropped) continue;
    const { type, modifier } = column;
    const name = rename(names, columns.length, column.name);
    columns.push({ name, type, modifier, slot: scope.takeSlot(), index, isHidden: false });
  }
  return { alias, columns, table, tupleSlot: scope.takeSlot(), isFunction: false };
}

const isMany = (scope: Scope): boolean => scope.items.length > 1;

/** Bytes of an item's columns that the query needs: all while that is not known. */
export function neededWidth(scope: Scope, item: ScopeItem, table: Table): number {
  const { needed } = scope;
  const columns = item.columns.filter(({ slot }) => needed === null || needed.has(slot));
  return scope.extraWidth + columns.reduce((sum, { index }) => sum + columnWidth(table, index), 0);
}

/** A relation that reads a table. */
export function tableRelation(scope: Scope, item: ScopeItem, table: Table): Relation {
  return {
    slots: slotsOf(item),
    requires: NONE,
    plan: (conditions, available) =>
      planScan({ item, table, conditions, available, width: neededWidth(scope, item, table) }),
  };
}

/** A relation over rows that something else makes. */
function rowsRelation(
  scope: Scope,
  item: ScopeItem,
  source: { readonly node: PlanNode; readonly requires: ReadonlySet<number> },
): Relation {
  const { node, requires } = source;
  return {
    slots: slotsOf(item),
    requires,
    plan: (conditions) => filtered(node, conditions, isMany(scope)),
  };
}

function fill(base: Row, item: ScopeItem, values: Row): Value[] {
  const row = [...base];
  for (const [index, { slot }] of item.columns.entries()) row[slot] = values[index] ?? null;
  return row;
}

export function planFromItem(binder: Binder, scope: Scope, from: FromItem): FromPlan {
  switch (from.kind) {
    case 'table':
      return { relations: [planTable(binder, scope, from)], conditions: [] };
    case 'query':
      return { relations: [planSubquery(binder, scope, from)], conditions: [] };
    case 'function':
      return { relations: [planFunction(binder, scope, from)], conditions: [] };
    case 'join':
      return planJoinItem(binder, scope, from);
  }
}

function planTable(
  binder: Binder,
  scope: Scope,
  from: Extract<FromItem, { kind: 'table' }>,
): Relation {
  const { name, columns } = from;
  const alias = from.alias ?? name.name;
  const common = name.schema === null ? scope.commonTable(name.name) : undefined;
  if (common) {
    const { plan } = common;
    const item = queryItem(scope, plan, alias, columns);
    scope.add(item);
    const label = `CTE Scan on ${alias === name.name ? alias : `${name.name} ${alias}`}`;
    const node: PlanNode = {
      label,
      cost: { ...plan.node.cost, startup: 0, total: plan.node.cost.rows * 0.02 },
      details: [],
      children: [],
      *iterate(frame) {
        for (const row of commonRows(plan, frame)) yield fill(frame.row, item, row);
      },
    };
    return rowsRelation(scope, item, { node, requires: NONE });
  }
  const { database } = binder;
  const table = database.tables.get(database.key(name));
  if (table && name.schema !== 'pg_catalog') {
    const item: ScopeItem = { ...tableItem(scope, table, alias, columns), at: name.at };
    scope.add(item);
    return tableRelation(scope, item, table);
  }
  const view = database.views.get(database.key(name));
  if (view) {
    const { query } = view;
    return planSubquery(binder, scope, {
      kind: 'query',
      query,
      alias,
      columns,
      lateral: false,
      at: name.at,
    });
  }
  return planSystemTable(scope, from, alias);
}

/** Rows of a WITH query: computed once for the statement. */
function commonRows(plan: QueryPlan, frame: Frame): readonly Row[] {
  const found = frame.run.cache.get(plan) as readonly Row[] | undefined;
  if (found) return found;
  const rows = [...rowsOf(plan.node, { row: [], outer: frame, run: frame.run })];
  frame.run.cache.set(plan, rows);
  return rows;
}

function planSystemTable(
  scope: Scope,
  { name, columns: names }: Extract<FromItem, { kind: 'table' }>,
  alias: string,
): Relation {
  const system = systemTable(name);
  if (!system) throw relationMissing(name);
  const columns = system.columns.map(([column, type, modifier = -1], index) => ({
    name: rename(names, index, column),
    type,
    modifier,
    slot: scope.takeSlot(),
    index,
    isHidden: false,
  }));
  const item: ScopeItem = { alias, columns, table: null, tupleSlot: -1, isFunction: false };
  scope.add(item);
  const node: PlanNode = {
    label: `Seq Scan on ${nameOf(item, { name: name.name })}`,
    cost: { startup: 0, total: 1, rows: 10, width: 64 },
    details: [],
    children: [],
    *iterate(frame) {
      for (const row of system.rows(frame.run)) yield fill(frame.row, item, row);
    },
  };
  return rowsRelation(scope, item, { node, requires: NONE });
}

function queryItem(
  scope: Scope,
  plan: QueryPlan,
  alias: string,
  names: readonly string[],
): ScopeItem {
  const columns = plan.columns.map(({ name, type, modifier }, index) => ({
    name: rename(names, index, name),
    type,
    modifier,
    slot: scope.takeSlot(),
    index: -1,
    isHidden: false,
  }));
  return { alias, columns, table: null, tupleSlot: -1, isFunction: false };
}

function planSubquery(
  binder: Binder,
  scope: Scope,
  from: Extract<FromItem, { kind: 'query' }>,
): Relation {
  const { query, lateral, columns, at } = from;
  if (from.alias === null) {
    throw new SqlError('42601', 'subquery in FROM must have an alias', {
      at,
      hint: 'For example, FROM (SELECT ...) [AS] foo.',
    });
  }
  const { plan, requires } = planNested(binder, scope, query, lateral);
  const item = queryItem(scope, plan, from.alias, columns);
  scope.add(item);
  const { cost } = plan.node;
  const node: PlanNode = {
    label: `Subquery Scan on ${from.alias}`,
    cost: { ...cost, total: cost.total + cost.rows * 0.01 },
    details: [],
    children: [plan.node],
    *iterate(frame) {
      // Where it is not lateral, the level around it has no columns, but is there.
      const inside: Frame = { row: [], outer: frame, run: frame.run };
      for (const row of rowsOf(plan.node, inside)) yield fill(frame.row, item, row);
    },
  };
  return rowsRelation(scope, item, { node, requires });
}

/** Plans a query of FROM. Only a lateral one sees the items before it. */
function planNested(
  binder: Binder,
  scope: Scope,
  query: Query,
  lateral: boolean,
): { plan: QueryPlan; requires: ReadonlySet<number> } {
  if (!lateral) {
    // The query sees what WITH names, but none of the tables beside it.
    const outside = new Scope(scope.parent);
    for (const [name, common] of scope.common) outside.common.set(name, common);
    const plan = binder.plan(query, outside);
    if (outside.usesOuter) scope.usesOuter = true;
    return { plan, requires: NONE };
  }
  const before = new Set(scope.items.flatMap((item) => [...slotsOf(item)]));
  const usedOuter = scope.usesOuter;
  const plan = binder.plan(query, scope);
  scope.usesOuter = usedOuter;
  return { plan, requires: plan.usesOuter ? before : NONE };
}

function planFunction(
  binder: Binder,
  scope: Scope,
  from: Extract<FromItem, { kind: 'function' }>,
): Relation {
  const { call, columns: names, ordinality } = from;
  const alias = from.alias ?? call.name;
  scope.clause = 'FROM';
  const args = call.args.map((arg) => binder.compile(arg, scope));
  const {
    spec,
    args: types,
    result,
  } = findFunction(
    call.name,
    args.map(({ type }) => type),
    call.at,
  );
  const ready = args.map((arg, index) => binder.coerce(arg, types[index] as DataType, 'implicit'));
  const base = { modifier: -1, index: -1, isHidden: false };
  const first = from.alias !== null && names.length === 0 ? from.alias : call.name;
  const columns: ScopeColumn[] = [
    { ...base, name: rename(names, 0, first), type: result, slot: scope.takeSlot() },
  ];
  if (ordinality) {
    columns.push({
      ...base,
      name: rename(names, 1, 'ordinality'),
      type: INT8,
      slot: scope.takeSlot(),
    });
  }
  const item: ScopeItem = { alias, columns, table: null, tupleSlot: -1, isFunction: true };
  scope.add(item);
  const requires = new Set(ready.flatMap(({ slots }) => [...slots]));
  const rows = estimateRows(call.name, ready);
  const node: PlanNode = {
    label: `Function Scan on ${call.name}${alias === call.name ? '' : ` ${alias}`}`,
    cost: { startup: 0, total: rows * 0.01, rows, width: result.size > 0 ? result.size : 32 },
    details: [],
    children: [],
    *iterate(frame) {
      const values = ready.map((arg) => arg.evaluate(frame));
      if (spec.strict && values.includes(null)) return;
      const found = spec.call(values, frame.run, types);
      const list = spec.set ? (found as readonly Value[]) : [found];
      let number = 0n;
      for (const value of list) yield fill(frame.row, item, [value, ++number]);
    },
  };
  return rowsRelation(scope, item, { node, requires });
}

/** generate_series of constants is counted; other functions are taken to give some rows. */
function estimateRows(name: string, args: readonly Expr[]): number {
  if (name === 'unnest') return 10;
  const [from, to, step] = args.map(({ constant }) => Number(constant?.value ?? Number.NaN));
  if (name !== 'generate_series' || from === undefined || to === undefined) return 100;
  const rows = Math.floor((to - from) / (step ?? 1)) + 1;
  return Number.isFinite(rows) ? Math.max(1, rows) : 1_000;
}

type Join = Extract<FromItem, { kind: 'join' }>;

function planJoinItem(binder: Binder, scope: Scope, join: Join): FromPlan {
  const first = scope.items.length;
  // A right join is a left join seen from the other side; its columns keep their order.
  const left = planFromItem(binder, scope, join.left);
  const middle = scope.items.length;
  const right = planFromItem(binder, scope, join.right);
  const leftItems = scope.items.slice(first, middle);
  const rightItems = scope.items.slice(middle);
  const conditions = joinConditions(binder, scope, join, leftItems, rightItems);
  if (join.type === 'inner' || join.type === 'cross') {
    return {
      relations: [...left.relations, ...right.relations],
      conditions: [...left.conditions, ...right.conditions, ...conditions],
    };
  }
  const isRight = join.type === 'right';
  const [kept, optional] = isRight ? [right, left] : [left, right];
  return { relations: [outerRelation(scope, join, kept, optional, conditions)], conditions: [] };
}

function outerRelation(
  scope: Scope,
  join: Join,
  kept: FromPlan,
  optional: FromPlan,
  on: readonly Expr[],
): Relation {
  const slots = (plan: FromPlan): ReadonlySet<number> =>
    plan.relations.reduce((all, relation) => union(all, relation.slots), NONE);
  const [keptSlots, optionalSlots] = [slots(kept), slots(optional)];
  const qualified = true;
  const inner: Relation = {
    slots: optionalSlots,
    requires: optional.relations.reduce((all, { requires }) => union(all, requires), NONE),
    plan: (conditions, available) =>
      joinRelations(optional.relations, [...optional.conditions, ...conditions], {
        available,
        qualified,
      }),
  };
  const requires = new Set(
    [...kept.relations, ...optional.relations]
      .flatMap((relation) => [...relation.requires])
      .filter((slot) => !keptSlots.has(slot) && !optionalSlots.has(slot)),
  );
  return {
    slots: union(keptSlots, optionalSlots),
    requires,
    plan(conditions, available) {
      // What concerns the kept side alone can be asked before the join.
      const early = conditions.filter(
        ({ slots: used }) =>
          join.type !== 'full' && [...used].every((slot) => !optionalSlots.has(slot)),
      );
      const late = conditions.filter((condition) => !early.includes(condition));
      const left = joinRelations(kept.relations, [...kept.conditions, ...early], {
        available,
        qualified,
      });
      const type = join.type === 'full' ? 'full' : 'left';
      const request = { type, left, leftSlots: keptSlots, right: inner, conditions: on } as const;
      return filtered(
        planJoin({ ...request, available, qualified: isMany(scope) }),
        late,
        qualified,
      );
    },
  };
}

function joinConditions(
  binder: Binder,
  scope: Scope,
  join: Join,
  leftItems: readonly ScopeItem[],
  rightItems: readonly ScopeItem[],
): Expr[] {
  if (join.on) {
    scope.clause = 'JOIN conditions';
    return conjuncts(binder, binder.condition(join.on, scope, 'JOIN/ON'), join.on, scope);
  }
  const visible = (items: readonly ScopeItem[]): readonly string[] =>
    items.flatMap(({ columns }) =>
      columns.filter((column) => !column.isHidden).map(({ name }) => name),
    );
  const names = join.natural
    ? visible(leftItems).filter((name) => visible(rightItems).includes(name))
    : (join.using ?? []);
  return names.map((name) => {
    const [left, right] = [
      findColumn(leftItems, name, 'left'),
      findColumn(rightItems, name, 'right'),
    ];
    const [a, b] = [left, right].map(({ item, column }) =>
      binder.compile({ kind: 'column', path: [item.alias, column.name], at: join.at }, scope),
    ) as [Expr, Expr];
    (join.type === 'right' ? left : right).column.isHidden = true;
    return binder.binary('=', a, b, join.at);
  });
}

function findColumn(
  items: readonly ScopeItem[],
  name: string,
  side: string,
): { readonly item: ScopeItem; readonly column: ScopeColumn } {
  for (const item of items) {
    const column = item.columns.find((one) => one.name === name && !one.isHidden);
    if (column) return { item, column };
  }
  const message = `column "${name}" specified in USING clause does not exist in ${side} table`;
  throw new SqlError('42703', message);
}

/** The parts of a condition that is an AND. */
export function conjuncts(
  binder: Binder,
  whole: Expr,
  expression: Expression,
  scope: Scope,
): Expr[] {
  if (expression.kind === 'and') {
    return expression.items.flatMap((item) =>
      conjuncts(binder, binder.condition(item, scope, 'AND'), item, scope),
    );
  }
  if (expression.kind === 'between' && !expression.negated) {
    const { operand, low, high, at } = expression;
    const value = binder.compile(operand, scope);
    return [
      binder.binary('>=', value, binder.compile(low, scope), at),
      binder.binary('<=', value, binder.compile(high, scope), at),
    ];
  }
  return [whole];
}
