// Expressions that test something or hold a query: AND, OR, NOT, IS, BETWEEN, IN, ANY, EXISTS, subqueries.

import { findOperator } from '../functions/operators.ts';
import type { Expression, Query } from '../sql/ast.ts';
import { SqlError } from '../sql-error.ts';
import { arrayOf, BOOL, TEXT, UNKNOWN } from '../values/data-type.ts';
import { compareNullable, compareValues, keyOf, type Row, type Value } from '../values/value.ts';
import type { Binder } from './compile.ts';
import { derive, type Expr, type Frame, type Qualify } from './expr.ts';
import { type QueryPlan, rowsOf } from './query-plan.ts';
import type { Scope } from './scope.ts';

type Test = Extract<
  Expression,
  {
    kind:
      | 'and'
      | 'or'
      | 'not'
      | 'is'
      | 'distinct'
      | 'between'
      | 'in'
      | 'quantified'
      | 'exists'
      | 'subquery'
      | 'array-query';
  }
>;

export function compileTest(binder: Binder, expression: Test, scope: Scope): Expr {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return logical(binder, expression, scope);
    case 'not': {
      const operand = binder.condition(expression.operand, scope, 'NOT');
      return derive([operand], {
        type: BOOL,
        evaluate: (frame) => negate(operand.evaluate(frame)),
        text: (qualified) => `(NOT ${operand.text(qualified)})`,
        at: expression.at,
      });
    }
    case 'is':
      return isTest(binder, expression, scope);
    case 'distinct':
      return distinct(binder, expression, scope);
    case 'between':
      return between(binder, expression, scope);
    case 'in':
      return membership(binder, expression, scope);
    case 'quantified':
      return quantified(binder, expression, scope);
    case 'exists':
      return exists(binder, expression.query, scope, expression.at);
    case 'subquery':
      return scalar(binder, expression.query, scope, expression.at);
    case 'array-query':
      return arrayQuery(binder, expression.query, scope, expression.at);
  }
}

const negate = (value: Value): Value => (value === null ? null : !value);

/** AND of conditions that are ready. */
export function allOf(items: readonly Expr[], at: number, kind: 'and' | 'or' = 'and'): Expr {
  const [first] = items;
  if (items.length === 1 && first) return first;
  const decisive = kind === 'or';
  return derive(items, {
    type: BOOL,
    evaluate: (frame) => {
      let unknown = false;
      for (const item of items) {
        const value = item.evaluate(frame);
        if (value === decisive) return decisive;
        if (value === null) unknown = true;
      }
      return unknown ? null : !decisive;
    },
    text: (qualified) =>
      `(${items.map((item) => item.text(qualified)).join(` ${kind.toUpperCase()} `)})`,
    at,
  });
}

function logical(
  binder: Binder,
  { kind, items, at }: Extract<Test, { kind: 'and' | 'or' }>,
  scope: Scope,
): Expr {
  const ready = items.map((item) => binder.condition(item, scope, kind.toUpperCase()));
  return allOf(ready, at, kind);
}

function isTest(binder: Binder, expression: Extract<Test, { kind: 'is' }>, scope: Scope): Expr {
  const { test, negated, at } = expression;
  const operand =
    test === 'null'
      ? binder.finish(binder.compile(expression.operand, scope))
      : binder.condition(expression.operand, scope, `IS ${test.toUpperCase()}`);
  const wanted = { null: null, unknown: null, true: true, false: false }[test];
  return derive([operand], {
    type: BOOL,
    evaluate: (frame) => (operand.evaluate(frame) === wanted) !== negated,
    text: (qualified) =>
      `(${operand.text(qualified)} IS ${negated ? 'NOT ' : ''}${test.toUpperCase()})`,
    at,
    ...(test === 'null' && { nullTest: { operand, negated } }),
  });
}

function distinct(
  binder: Binder,
  { left, right, negated, at }: Extract<Test, { kind: 'distinct' }>,
  scope: Scope,
): Expr {
  const [a, b] = [binder.compile(left, scope), binder.compile(right, scope)];
  const operator = findOperator('=', a.type, b.type, at);
  const [first, second] = [
    binder.coerce(a, operator.left, 'implicit'),
    binder.coerce(b, operator.right, 'implicit'),
  ];
  return derive([first, second], {
    type: BOOL,
    evaluate: (frame) =>
      (compareNullable(first.evaluate(frame), second.evaluate(frame)) !== 0) !== negated,
    text: (qualified) =>
      `(${first.text(qualified)} IS ${negated ? 'NOT ' : ''}DISTINCT FROM ${second.text(qualified)})`,
    at,
  });
}

function between(
  binder: Binder,
  { operand, low, high, negated, at }: Extract<Test, { kind: 'between' }>,
  scope: Scope,
): Expr {
  const value = binder.compile(operand, scope);
  const least = binder.binary(negated ? '<' : '>=', value, binder.compile(low, scope), at);
  const most = binder.binary(negated ? '>' : '<=', value, binder.compile(high, scope), at);
  return allOf([least, most], at, negated ? 'or' : 'and');
}

function membership(binder: Binder, expression: Extract<Test, { kind: 'in' }>, scope: Scope): Expr {
  const { operand, list, query, negated, at } = expression;
  if (query) {
    const right: Expression = { kind: 'subquery', query, at };
    const base = { left: operand, right, at } as const;
    return negated
      ? quantified(binder, { kind: 'quantified', operator: '<>', all: true, ...base }, scope)
      : quantified(binder, { kind: 'quantified', operator: '=', all: false, ...base }, scope);
  }
  const items = list ?? [];
  if (operand.kind === 'row') {
    const tests = items.map((item) => rowEquals(binder, operand, item, scope, at));
    return maybeNot(allOf(tests, at, 'or'), negated);
  }
  const left = binder.compile(operand, scope);
  const { parts } = binder.unify([left, ...items.map((item) => binder.compile(item, scope))], 'IN');
  const [subject, ...values] = parts as [Expr, ...Expr[]];
  const [only] = values;
  if (values.length === 1 && only) {
    return binder.binary(negated ? '<>' : '=', subject, only, at);
  }
  const array = derive(values, {
    type: arrayOf(subject.type),
    evaluate: (frame) => values.map((value) => value.evaluate(frame)),
    text: (qualified) => arrayText(values, subject, qualified),
    at,
  });
  return anyElement(binder, {
    operator: negated ? '<>' : '=',
    all: negated,
    left: subject,
    array,
    at,
  });
}

/** `'{1,2,3}'::integer[]` where all are constants, as EXPLAIN shows it. */
function arrayText(values: readonly Expr[], subject: Expr, qualified: Qualify): string {
  const texts = values.map((value) => value.text(qualified));
  const bare = texts.map((text) => /^'((?:[^']|'')*)'::[\w ]+$/.exec(text)?.[1] ?? text);
  const isConstant = values.every(({ constant }) => constant !== undefined);
  return isConstant
    ? `'{${bare.join(',')}}'::${subject.type.sqlName}[]`
    : `ARRAY[${texts.join(', ')}]`;
}

const maybeNot = (expr: Expr, negated: boolean): Expr =>
  negated
    ? derive([expr], {
        type: BOOL,
        evaluate: (frame) => negate(expr.evaluate(frame)),
        text: (qualified) => `(NOT ${expr.text(qualified)})`,
        at: expr.at,
      })
    : expr;

function rowEquals(
  binder: Binder,
  row: Extract<Expression, { kind: 'row' }>,
  other: Expression,
  scope: Scope,
  at: number,
): Expr {
  const items = other.kind === 'row' ? other.items : [other];
  if (items.length !== row.items.length) {
    throw new SqlError('42601', 'unequal number of entries in row expressions', { at });
  }
  const tests = row.items.map((item, index) =>
    binder.binary(
      '=',
      binder.compile(item, scope),
      binder.compile(items[index] as Expression, scope),
      at,
    ),
  );
  return allOf(tests, at);
}

function quantified(
  binder: Binder,
  expression: Extract<Test, { kind: 'quantified' }>,
  scope: Scope,
): Expr {
  const { operator, left, right, all, at } = expression;
  if (right.kind === 'subquery') return againstQuery(binder, expression, right.query, scope);
  const subject = binder.compile(left, scope);
  let array = binder.compile(right, scope);
  if (array.type === UNKNOWN) {
    const element = subject.type === UNKNOWN ? TEXT : subject.type;
    array = binder.coerce(array, arrayOf(element), 'implicit');
  }
  if (!array.type.element) {
    throw new SqlError('42809', 'op ANY/ALL (array) requires array on right side', { at });
  }
  return anyElement(binder, { operator, all, left: subject, array, at });
}

function anyElement(
  binder: Binder,
  options: { operator: string; all: boolean; left: Expr; array: Expr; at: number },
): Expr {
  const { operator, all, left, array, at } = options;
  const element = array.type.element ?? TEXT;
  const found = findOperator(operator, left.type, element, at);
  const subject = binder.coerce(left, found.left, 'implicit');
  const list = binder.coerce(array, arrayOf(found.right), 'implicit');
  const sets = new WeakMap<object, { keys: Set<string>; hasNull: boolean }>();
  const hashed = (values: readonly Value[]): { keys: Set<string>; hasNull: boolean } => {
    let set = sets.get(values);
    if (!set) {
      const present = values.filter((value) => value !== null);
      set = { keys: new Set(present.map(keyOf)), hasNull: present.length < values.length };
      sets.set(values, set);
    }
    return set;
  };
  const isEquality = operator === '=' && !all;
  return derive([subject, list], {
    type: BOOL,
    evaluate: (frame) => {
      const value = subject.evaluate(frame);
      const values = list.evaluate(frame) as readonly Value[] | null;
      if (values === null || value === null) return null;
      if (isEquality && values.length > 8) {
        const { keys, hasNull } = hashed(values);
        return keys.has(keyOf(value)) ? true : hasNull ? null : false;
      }
      return quantify(values, all, (item) => (item === null ? null : found.call(value, item)));
    },
    text: (qualified) =>
      `(${subject.text(qualified)} ${operator} ${all ? 'ALL' : 'ANY'} (${list.text(qualified)}))`,
    at,
    ...(isEquality && { anyOf: { operand: subject, list } }),
  });
}

/** ANY and ALL over values, with SQL's three truths. */
function quantify(
  values: Iterable<Value>,
  all: boolean,
  test: (value: Value) => Value,
): boolean | null {
  let unknown = false;
  for (const value of values) {
    const result = test(value);
    if (result === null) unknown = true;
    else if (result !== all) return !all;
  }
  return unknown ? null : all;
}

/** A subquery's rows for a frame: run once where it does not depend on the row. */
function queryRows(plan: QueryPlan, frame: Frame): readonly Row[] {
  const run = (): readonly Row[] => [
    ...rowsOf(plan.node, { row: [], outer: frame, run: frame.run }),
  ];
  if (plan.usesOuter) return run();
  const found = frame.run.cache.get(plan) as readonly Row[] | undefined;
  if (found) return found;
  const rows = run();
  frame.run.cache.set(plan, rows);
  return rows;
}

function subplan(
  binder: Binder,
  query: Query,
  scope: Scope,
  hashed: boolean,
): { plan: QueryPlan; text: string } {
  const plan = binder.plan(query, scope);
  const number = binder.subplans.length + 1;
  const isInit = !plan.usesOuter && !hashed;
  const title = isInit ? `InitPlan ${number} (returns $${number - 1})` : `SubPlan ${number}`;
  binder.subplans.push({ plan, title });
  const text = isInit
    ? `$${number - 1}`
    : hashed
      ? `hashed SubPlan ${number}`
      : `SubPlan ${number}`;
  return { plan, text };
}

function oneColumn(plan: QueryPlan, at: number): void {
  if (plan.columns.length === 1) return;
  throw new SqlError('42601', 'subquery must return only one column', { at });
}

function againstQuery(
  binder: Binder,
  expression: Extract<Test, { kind: 'quantified' }>,
  query: Query,
  scope: Scope,
): Expr {
  const { operator, all, at } = expression;
  if (expression.left.kind === 'row') return rowInQuery(binder, expression, query, scope);
  const left = binder.compile(expression.left, scope);
  const { plan, text } = subplan(binder, query, scope, true);
  if (plan.columns.length !== 1)
    throw new SqlError('42601', 'subquery has too many columns', { at });
  const column = plan.columns[0]?.type ?? TEXT;
  const found = findOperator(operator, left.type, column, at);
  const subject = binder.coerce(left, found.left, 'implicit');
  const item: Expr = { ...subject, type: column, evaluate: (frame) => frame.row[0] ?? null };
  const { literal: _literal, parameter: _parameter, constant: _constant, ...bare } = item;
  const element = binder.coerce(bare, found.right, 'implicit');
  const isHashed = operator === '=' && !all && !plan.usesOuter;
  const test = (value: Value, frame: Frame): Value => {
    const rows = queryRows(plan, frame);
    if (isHashed && value !== null) return inRows(rows, value, frame, element);
    const values = rows.map((row) => element.evaluate({ row, outer: null, run: frame.run }));
    return quantify(values, all, (other) =>
      value === null || other === null ? null : found.call(value, other),
    );
  };
  return derive([subject], {
    type: BOOL,
    evaluate: (frame) => test(subject.evaluate(frame), frame),
    text: () => (all && operator === '<>' ? `(NOT (${text}))` : `(${text})`),
    usesOuter: subject.usesOuter || scope.usesOuter,
    slots: new Set([...subject.slots, ...allSlots(plan, scope)]),
    at,
  });
}

const hashes = new WeakMap<readonly Row[], { keys: Set<string>; hasNull: boolean }>();

function inRows(rows: readonly Row[], value: Value, frame: Frame, element: Expr): Value {
  let found = hashes.get(rows);
  if (!found) {
    const values = rows.map((row) => element.evaluate({ row, outer: null, run: frame.run }));
    const present = values.filter((item) => item !== null);
    found = { keys: new Set(present.map(keyOf)), hasNull: present.length < values.length };
    hashes.set(rows, found);
  }
  return found.keys.has(keyOf(value)) ? true : found.hasNull ? null : false;
}

function rowInQuery(
  binder: Binder,
  expression: Extract<Test, { kind: 'quantified' }>,
  query: Query,
  scope: Scope,
): Expr {
  const { left, operator, at } = expression;
  const items = left.kind === 'row' ? left.items : [left];
  const { plan, text } = subplan(binder, query, scope, true);
  if (plan.columns.length !== items.length) {
    throw new SqlError('42601', 'subquery has too few columns', { at });
  }
  const subjects = items.map((item, index) =>
    binder.coerce(binder.compile(item, scope), plan.columns[index]?.type ?? TEXT, 'implicit'),
  );
  return derive(subjects, {
    type: BOOL,
    evaluate: (frame) => {
      const values = subjects.map((subject) => subject.evaluate(frame));
      const found = queryRows(plan, frame).some((row) =>
        row.every((item, index) => {
          const value = values[index] ?? null;
          return item !== null && value !== null && compareValues(item, value) === 0;
        }),
      );
      return operator === '=' ? found : !found;
    },
    text: () => `(${text})`,
    slots: new Set([...subjects.flatMap(({ slots }) => [...slots]), ...allSlots(plan, scope)]),
    at,
  });
}

/** A subquery that depends on the row may read any of its places. */
const allSlots = (plan: QueryPlan, scope: Scope): readonly number[] =>
  plan.usesOuter ? Array.from({ length: scope.width }, (_item, slot) => slot) : [];

function exists(binder: Binder, query: Query, scope: Scope, at: number): Expr {
  const { plan, text } = subplan(binder, query, scope, false);
  return derive([], {
    type: BOOL,
    evaluate: (frame) => {
      if (!plan.usesOuter) return queryRows(plan, frame).length > 0;
      for (const _row of rowsOf(plan.node, { row: [], outer: frame, run: frame.run })) return true;
      return false;
    },
    text: () => (plan.usesOuter ? `(${text})` : text),
    slots: new Set(allSlots(plan, scope)),
    usesOuter: scope.usesOuter,
    at,
  });
}

function scalar(binder: Binder, query: Query, scope: Scope, at: number): Expr {
  const { plan, text } = subplan(binder, query, scope, false);
  oneColumn(plan, at);
  const [column] = plan.columns;
  return derive([], {
    type: column?.type ?? TEXT,
    modifier: column?.modifier ?? -1,
    evaluate: (frame) => {
      const rows = queryRows(plan, frame);
      if (rows.length > 1) {
        throw new SqlError(
          '21000',
          'more than one row returned by a subquery used as an expression',
        );
      }
      return rows[0]?.[0] ?? null;
    },
    text: () => (plan.usesOuter ? `(${text})` : text),
    slots: new Set(allSlots(plan, scope)),
    usesOuter: scope.usesOuter,
    at,
  });
}

function arrayQuery(binder: Binder, query: Query, scope: Scope, at: number): Expr {
  const { plan, text } = subplan(binder, query, scope, false);
  oneColumn(plan, at);
  return derive([], {
    type: arrayOf(plan.columns[0]?.type ?? TEXT),
    evaluate: (frame) => queryRows(plan, frame).map((row) => row[0] ?? null),
    text: () => text,
    slots: new Set(allSlots(plan, scope)),
    usesOuter: scope.usesOuter,
    at,
  });
}
