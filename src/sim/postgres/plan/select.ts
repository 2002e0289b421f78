// Plans a SELECT without its ORDER BY and LIMIT: FROM, WHERE, groups, windows, and what comes out.

import type { Expression, OrderItem, SelectBody, SelectItem } from '../sql/ast.ts';
import { SqlError } from '../sql-error.ts';
import { compareValues, type Row, type Value } from '../values/value.ts';
import type { Binder } from './compile.ts';
import { type SortKey, sortKey } from './compile-call.ts';
import { derive, type Expr, type Frame } from './expr.ts';
import { conjuncts, type FromPlan, planFromItem } from './from.ts';
import { groupNode, windowNode } from './group-nodes.ts';
import { expressionKey } from './grouping.ts';
import type { OutputColumn, PlanNode } from './query-plan.ts';
import { joinRelations } from './relation.ts';
import type { GroupedAggregate, Scope, ScopeItem, WindowCall } from './scope.ts';

export interface Output {
  readonly name: string;
  readonly expr: Expr;
  readonly source: Expression | null;
}

export interface SelectPlan {
  /** Rows as wide as the scope: outputs are computed from them. */
  node: PlanNode;
  readonly outputs: readonly Output[];
  readonly sortKeys: readonly SortKey[];
  readonly isGrouped: boolean;
  readonly from: FromPlan;
  readonly conditions: readonly Expr[];
  readonly distinctOn: readonly Expr[];
}

const NO_SLOTS: ReadonlySet<number> = new Set();

const resultNode: PlanNode = {
  label: 'Result',
  cost: { startup: 0, total: 0.01, rows: 1, width: 4 },
  details: [],
  children: [],
  iterate: ({ row }) => [row],
};

/** Fills a scope from FROM and answers what there is to join. */
export function planFrom(binder: Binder, scope: Scope, items: SelectBody['from']): FromPlan {
  const plans = items.map((item) => planFromItem(binder, scope, item));
  return {
    relations: plans.flatMap(({ relations }) => relations),
    conditions: plans.flatMap(({ conditions }) => conditions),
  };
}

export function planWhere(binder: Binder, scope: Scope, where: Expression | null): Expr[] {
  if (!where) return [];
  scope.clause = 'WHERE';
  return conjuncts(binder, binder.condition(where, scope, 'WHERE'), where, scope);
}

export function sourceNode(scope: Scope, from: FromPlan, conditions: readonly Expr[]): PlanNode {
  const all = propagateConstants([...from.conditions, ...conditions]);
  const qualified = scope.items.length > 1;
  if (from.relations.length > 0) {
    return joinRelations(from.relations, all, { available: NO_SLOTS, qualified });
  }
  if (all.length === 0) return resultNode;
  return {
    ...resultNode,
    details: all.map((condition) => `One-Time Filter: ${condition.text(qualified)}`),
    *iterate(frame) {
      if (all.every((condition) => condition.evaluate(frame) === true)) yield frame.row;
    },
  };
}

/** `a = b` where `a` is a constant is as good as `b` being it; so no join has to ask for it. */
function propagateConstants(conditions: readonly Expr[]): Expr[] {
  const fixed = new Map<number, Expr>();
  for (const { comparison } of conditions) {
    if (comparison?.operator !== '=') continue;
    const { left, right } = comparison;
    if (left.column && right.constant) fixed.set(left.column.slot, right);
    if (right.column && left.constant) fixed.set(right.column.slot, left);
  }
  return conditions.map((condition) => {
    const { comparison } = condition;
    if (comparison?.operator !== '=') return condition;
    const { left, right } = comparison;
    if (!left.column || !right.column || left.type !== right.type) return condition;
    const [byLeft, byRight] = [fixed.get(left.column.slot), fixed.get(right.column.slot)];
    const [column, value] = byLeft && !byRight ? [right, byLeft] : [left, byRight];
    if (!value || (byLeft && byRight)) return condition;
    return derive([column, value], {
      type: condition.type,
      evaluate: (frame) => {
        const given = column.evaluate(frame);
        const wanted = value.evaluate(frame);
        return given === null || wanted === null ? null : compareValues(given, wanted) === 0;
      },
      text: (qualified) => `(${column.text(qualified)} = ${value.text(qualified)})`,
      at: condition.at,
      comparison: { operator: '=', left: column, right: value },
    });
  });
}

export function planSelect(
  binder: Binder,
  scope: Scope,
  body: SelectBody,
  orderBy: readonly OrderItem[],
): SelectPlan {
  const from = planFrom(binder, scope, body.from);
  const conditions = planWhere(binder, scope, body.where);
  const keys = groupKeys(binder, scope, body);
  const aggregates: GroupedAggregate[] = [];
  scope.grouping = {
    keys,
    aggregates,
    whole: wholeItems(scope, keys),
    takeSlot: () => scope.takeSlot(),
  };
  // Without GROUP BY a query is grouped if an aggregate turns up; until then all columns are allowed.
  const mayGroup = body.groupBy.length > 0 || body.having !== null || hasAggregate(body, orderBy);
  if (!mayGroup) scope.grouping = { ...scope.grouping, whole: new Set(scope.items) };
  scope.windows = [];
  scope.clause = 'SELECT';
  const outputs = body.items.flatMap((item) => planItem(binder, scope, item));
  scope.clause = 'HAVING';
  const windows = scope.windows;
  scope.windows = null;
  const having = body.having && binder.condition(body.having, scope, 'HAVING');
  scope.windows = windows;
  scope.clause = 'ORDER BY';
  const sortKeys = orderBy.map((item) =>
    sortKey(item, orderExpression(binder, scope, item, outputs)),
  );
  const distinctOn = body.distinctOn.map((expression) =>
    orderExpression(binder, scope, { expression, descending: false, nullsFirst: null }, outputs),
  );
  const isGrouped = mayGroup;
  scope.needed = neededSlots(
    { outputs, sortKeys, distinctOn, keys, aggregates, windows: scope.windows },
    from,
  );
  const node = sourceNode(scope, from, conditions);
  let plan = node;
  if (isGrouped) {
    plan = groupNode(plan, {
      keys,
      aggregates,
      having,
      isPlain: body.groupBy.length === 0,
      qualified: scope.items.length > 1,
    });
  }
  for (const window of scope.windows) plan = windowNode(plan, window);
  return { node: plan, outputs, sortKeys, isGrouped, from, conditions, distinctOn };
}

interface Needs {
  readonly outputs: readonly Output[];
  readonly sortKeys: readonly SortKey[];
  readonly distinctOn: readonly Expr[];
  readonly keys: readonly { readonly expr: Expr }[];
  readonly aggregates: readonly GroupedAggregate[];
  readonly windows: readonly WindowCall[];
}

/** Places that something above the tables reads. */
function neededSlots(needs: Needs, from: FromPlan): ReadonlySet<number> {
  const exprs = [
    ...needs.outputs.map(({ expr }) => expr),
    ...needs.sortKeys.map(({ expr }) => expr),
    ...needs.distinctOn,
    ...needs.keys.map(({ expr }) => expr),
    ...needs.aggregates.flatMap(({ args, filter }) => (filter ? [...args, filter] : args)),
    ...needs.windows.flatMap(({ args, partitionBy, orderBy }) => [
      ...args,
      ...partitionBy,
      ...orderBy.map(({ expr }) => expr),
    ]),
    ...from.conditions,
  ];
  return new Set(exprs.flatMap(({ slots }) => [...slots]));
}

/** Whether an aggregate of this query stands in its output; subqueries have their own. */
function hasAggregate(body: SelectBody, orderBy: readonly OrderItem[]): boolean {
  const visit = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(visit);
    if (typeof value !== 'object' || value === null) return false;
    const node = value as { kind?: string; name?: string; over?: unknown };
    if (node.kind === 'query') return false;
    if (node.kind === 'call' && !node.over && AGGREGATES.has(node.name ?? '')) return true;
    return Object.values(value).some(visit);
  };
  return visit(body.items) || visit(orderBy);
}

const AGGREGATES = new Set(
  `count sum avg min max bool_and bool_or every string_agg array_agg json_agg jsonb_agg json_object_agg
  jsonb_object_agg stddev stddev_samp variance var_samp`.split(/\s+/),
);

function groupKeys(
  binder: Binder,
  scope: Scope,
  body: SelectBody,
): { key: string; slot: number; expr: Expr }[] {
  scope.clause = 'GROUP BY';
  return body.groupBy.map((written) => {
    const expression = groupExpression(scope, body, written);
    const expr = binder.finish(binder.compile(expression, scope));
    return { key: expressionKey(expression, scope), slot: scope.takeSlot(), expr };
  });
}

/** GROUP BY may name a column, an output, or an output's number. */
function groupExpression(scope: Scope, body: SelectBody, written: Expression): Expression {
  if (written.kind === 'literal' && written.type === 'integer') {
    const item = body.items[Number(written.value) - 1];
    if (item) return item.expression;
    const message = `GROUP BY position ${written.value} is not in select list`;
    throw new SqlError('42P10', message, { at: written.at });
  }
  if (written.kind !== 'column' || written.path.length > 1) return written;
  const isColumn = scope.items.some(({ columns }) =>
    columns.some(({ name }) => name === written.path[0]),
  );
  if (isColumn) return written;
  return body.items.find(({ alias }) => alias === written.path[0])?.expression ?? written;
}

/** Tables whose primary key is among what is grouped by. */
function wholeItems(scope: Scope, keys: readonly { expr: Expr }[]): ReadonlySet<ScopeItem> {
  const slots = new Set(keys.flatMap(({ expr }) => (expr.column ? [expr.column.slot] : [])));
  return new Set(
    scope.items.filter(({ table, columns }) => {
      const primary = table?.primaryKey?.spec.columns;
      return primary?.every(({ column }) =>
        slots.has(columns.find(({ index }) => index === column)?.slot ?? -1),
      );
    }),
  );
}

/** One item of the select list; a star is many. */
export function planItem(
  binder: Binder,
  scope: Scope,
  { expression, alias }: SelectItem,
): Output[] {
  if (expression.kind === 'column' && expression.path.at(-1) === '*') {
    return star(
      binder,
      scope,
      expression.path.length > 1 ? (expression.path.at(-2) ?? null) : null,
      expression.at,
    );
  }
  const compiled = binder.compile(expression, scope);
  const expr = scope.keepsUnknown && compiled.literal ? compiled : binder.finish(compiled);
  return [{ name: alias ?? outputName(expression), expr, source: expression }];
}

function star(binder: Binder, scope: Scope, alias: string | null, at: number): Output[] {
  const items = alias === null ? scope.items : scope.items.filter((item) => item.alias === alias);
  if (items.length === 0) {
    if (alias === null) {
      throw new SqlError('42601', 'SELECT * with no tables specified is not valid', { at });
    }
    throw new SqlError('42P01', `missing FROM-clause entry for table "${alias}"`, { at });
  }
  return items.flatMap((item) =>
    item.columns
      .filter(({ isHidden }) => !(alias === null && isHidden))
      .map((column): Output => {
        const source: Expression = { kind: 'column', path: [item.alias, column.name], at };
        return { name: column.name, expr: binder.compile(source, scope), source };
      }),
  );
}

/** The name a column of the result has when it is given none (FigureColname). */
export const outputName = (expression: Expression): string =>
  strongName(expression) ?? weakName(expression) ?? '?column?';

/** A name that a cast around it keeps. */
function strongName(expression: Expression): string | null {
  switch (expression.kind) {
    case 'column':
      return expression.path.at(-1) ?? null;
    case 'call':
      return expression.name === 'user' ? 'current_user' : expression.name;
    case 'cast':
      return strongName(expression.operand);
    case 'case':
      return expression.otherwise && strongName(expression.otherwise);
    case 'array':
    case 'array-query':
      return 'array';
    case 'exists':
    case 'row':
      return expression.kind;
    case 'subscript':
      return strongName(expression.operand);
    case 'subquery': {
      const { body } = expression.query;
      const item = body.kind === 'select' ? body.items[0] : undefined;
      return item ? (item.alias ?? outputName(item.expression)) : null;
    }
    default:
      return null;
  }
}

function weakName(expression: Expression): string | null {
  if (expression.kind === 'cast') return expression.type.name;
  if (expression.kind === 'case') return 'case';
  return expression.kind === 'literal' && expression.type === 'boolean' ? 'bool' : null;
}

/** What ORDER BY means: an output's name or number first, then any expression. */
function orderExpression(
  binder: Binder,
  scope: Scope,
  { expression }: OrderItem,
  outputs: readonly Output[],
): Expr {
  if (expression.kind === 'literal' && expression.type === 'integer') {
    const output = outputs[Number(expression.value) - 1];
    if (output) return output.expr;
    const message = `ORDER BY position ${expression.value} is not in select list`;
    throw new SqlError('42P10', message, { at: expression.at });
  }
  if (expression.kind === 'column' && expression.path.length === 1) {
    const found = outputs.find(({ name }) => name === expression.path[0]);
    if (found) return found.expr;
  }
  return binder.finish(binder.compile(expression, scope));
}

export const outputColumn = ({ name, expr }: Output): OutputColumn => ({
  name,
  type: expr.type,
  modifier: expr.modifier,
  tableOid: expr.column?.table?.oid ?? 0,
  columnNumber: expr.column?.table ? expr.column.index + 1 : 0,
  ...(expr.literal && { open: expr }),
});

/** Computes the outputs of a row; functions that give many rows multiply it. */
export function* project(outputs: readonly Output[], frame: Frame): Iterable<Row> {
  if (!outputs.some(({ expr }) => expr.isSet)) {
    yield outputs.map(({ expr }) => expr.evaluate(frame));
    return;
  }
  const values = outputs.map(({ expr }) => expr.evaluate(frame));
  const lists = outputs.map(({ expr }, index) =>
    expr.isSet ? ((values[index] ?? []) as readonly Value[]) : null,
  );
  const length = Math.max(...lists.map((list) => list?.length ?? 0));
  for (let at = 0; at < length; at++) {
    yield values.map((value, index) => {
      const list = lists[index];
      return list ? (list[at] ?? null) : value;
    });
  }
}
