// Calls: functions, the ones SQL treats in its own way (COALESCE and so on), aggregates, window functions.

import { findAggregate, isAggregate } from '../functions/aggregates.ts';
import type { Call, OrderItem } from '../sql/ast.ts';
import { notModelled, SqlError } from '../sql-error.ts';
import { type DataType, FLOAT8, INT8, TEXT, UNKNOWN } from '../values/data-type.ts';
import { compareNullable, type Row, type Value } from '../values/value.ts';
import type { Binder } from './compile.ts';
import { derive, type Expr } from './expr.ts';
import { expressionKey } from './grouping.ts';
import type { Scope } from './scope.ts';

/** An expression to sort by, with where nulls go. */
export interface SortKey {
  readonly expr: Expr;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export const sortKey = (item: OrderItem, expr: Expr): SortKey => ({
  expr,
  descending: item.descending,
  nullsFirst: item.nullsFirst ?? item.descending,
});

/** Compares by one key: nulls stand where they are asked to. */
export function compareBy(
  key: Pick<SortKey, 'descending' | 'nullsFirst'>,
  a: Value,
  b: Value,
): number {
  if (a === null || b === null) {
    if (a === b) return 0;
    return (a === null) === key.nullsFirst ? -1 : 1;
  }
  const order = compareNullable(a, b);
  return key.descending ? -order : order;
}

const WINDOW_FUNCTIONS: ReadonlyMap<string, DataType | null> = new Map<string, DataType | null>([
  ['row_number', INT8],
  ['rank', INT8],
  ['dense_rank', INT8],
  ['percent_rank', FLOAT8],
  ['lag', null],
  ['lead', null],
  ['first_value', null],
  ['last_value', null],
]);

export function compileCall(binder: Binder, call: Call, scope: Scope): Expr {
  if (call.over) return compileWindow(binder, call, scope);
  if (isAggregate(call.name)) return compileAggregate(binder, call, scope);
  const special = SPECIAL[call.name];
  if (special) return special(binder, call, scope);
  if (WINDOW_FUNCTIONS.has(call.name)) {
    const message = `window function ${call.name} requires an OVER clause`;
    throw new SqlError('42809', message, { at: call.at });
  }
  if (call.star) {
    throw new SqlError(
      '42809',
      `${call.name}(*) specified, but ${call.name} is not an aggregate function`,
      { at: call.at },
    );
  }
  if (SEQUENCE_FUNCTIONS.has(call.name)) checkSequence(binder, call);
  const args = call.args.map((arg) => binder.compile(arg, scope));
  return binder.call(call.name, args, call.at);
}

const SEQUENCE_FUNCTIONS = new Set(['nextval', 'currval', 'setval']);

/** A sequence named by a constant has to be there when the statement is read. */
function checkSequence(binder: Binder, { args: [arg] }: Call): void {
  if (arg?.kind !== 'literal' || arg.type !== 'unknown') return;
  const name = arg.value.replace(/^public\./, '').replaceAll('"', '');
  if (binder.database.sequences.has(name)) return;
  throw new SqlError('42P01', `relation "${arg.value}" does not exist`, { at: arg.at });
}

const SPECIAL: Readonly<Record<string, (binder: Binder, call: Call, scope: Scope) => Expr>> = {
  coalesce: (binder, call, scope) => {
    const args = call.args.map((arg) => binder.compile(arg, scope));
    const { type, parts } = binder.unify(args, 'COALESCE');
    return derive(parts, {
      type,
      evaluate: (frame) => {
        for (const part of parts) {
          const value = part.evaluate(frame);
          if (value !== null) return value;
        }
        return null;
      },
      text: (qualified) => `COALESCE(${parts.map((part) => part.text(qualified)).join(', ')})`,
      at: call.at,
    });
  },
  nullif: (binder, call, scope) => {
    const [first, second] = call.args.map((arg) => binder.compile(arg, scope));
    if (!first || !second)
      throw new SqlError('42601', 'NULLIF takes two arguments', { at: call.at });
    const equal = binder.binary('=', first, second, call.at);
    const value = binder.finish(first.type === UNKNOWN ? first : first);
    return derive([value, equal], {
      type: value.type,
      evaluate: (frame) => (equal.evaluate(frame) === true ? null : value.evaluate(frame)),
      text: (qualified) => `NULLIF(${first.text(qualified)}, ${second.text(qualified)})`,
      at: call.at,
    });
  },
  greatest: (binder, call, scope) => extreme(binder, call, scope, 1),
  least: (binder, call, scope) => extreme(binder, call, scope, -1),
};

function extreme(binder: Binder, call: Call, scope: Scope, sign: number): Expr {
  const name = call.name.toUpperCase();
  const args = call.args.map((arg) => binder.compile(arg, scope));
  const { type, parts } = binder.unify(args, name);
  return derive(parts, {
    type,
    evaluate: (frame) => {
      const values = parts.map((part) => part.evaluate(frame)).filter((value) => value !== null);
      const [first = null, ...rest] = values;
      return rest.reduce<Value>(
        (best, value) => (compareNullable(value, best) * sign > 0 ? value : best),
        first,
      );
    },
    text: (qualified) => `${name}(${parts.map((part) => part.text(qualified)).join(', ')})`,
    at: call.at,
  });
}

/** Clauses that must not hold an aggregate. */
const NOT_IN = new Set([
  'WHERE',
  'JOIN conditions',
  'GROUP BY',
  'FROM',
  'UPDATE',
  'RETURNING',
  'VALUES',
]);

function compileAggregate(binder: Binder, call: Call, scope: Scope): Expr {
  const { at } = call;
  if (NOT_IN.has(scope.clause)) {
    const what = scope.clause === 'FROM' ? 'functions in FROM' : scope.clause;
    throw new SqlError('42803', `aggregate functions are not allowed in ${what}`, { at });
  }
  const { grouping } = scope;
  if (!grouping) throw new SqlError('42803', 'aggregate function calls cannot be nested', { at });
  const key = expressionKey(call, scope);
  const known = grouping.aggregates.find((aggregate) => aggregate.key === key);
  const found = known ?? makeAggregate(binder, call, scope, key);
  if (!known) grouping.aggregates.push(found);
  const { slot, type } = found;
  return derive([], {
    type,
    evaluate: (frame) => frame.row[slot] ?? null,
    text: () => found.text,
    slots: new Set([slot]),
    at,
  });
}

function makeAggregate(
  binder: Binder,
  call: Call,
  scope: Scope,
  key: string,
): NonNullable<Scope['grouping']>['aggregates'][number] {
  const { grouping } = scope;
  if (!grouping) throw new Error('An aggregate outside of a group');
  // Its arguments are read from the rows of the group, where there are no groups.
  scope.grouping = null;
  try {
    const given = call.args.map((arg) => binder.compile(arg, scope));
    const found = findAggregate(
      call.name,
      given.map(({ type }) => type),
      call.at,
    );
    const args = given.map((arg, index) =>
      binder.coerce(arg, found.args[index] ?? TEXT, 'implicit'),
    );
    const filter = call.filter && binder.condition(call.filter, scope, 'FILTER');
    const orderBy = call.orderBy.map((item) =>
      sortKey(item, binder.finish(binder.compile(item.expression, scope))),
    );
    const inside = call.star ? '*' : args.map((arg) => arg.text(false)).join(', ');
    return {
      key,
      slot: grouping.takeSlot(),
      args,
      filter,
      isDistinct: call.distinct,
      orderBy,
      compute: found.compute,
      type: found.result,
      text: `${call.name}(${call.distinct ? 'DISTINCT ' : ''}${inside})`,
    };
  } finally {
    scope.grouping = grouping;
  }
}

function compileWindow(binder: Binder, call: Call, scope: Scope): Expr {
  const { at } = call;
  if (!scope.windows) {
    throw new SqlError('42P20', `window functions are not allowed in ${scope.clause}`, { at });
  }
  const key = expressionKey(call, scope);
  const known = scope.windows.find((window) => window.key === key);
  const args = call.args.map((arg) => binder.finish(binder.compile(arg, scope)));
  const own = WINDOW_FUNCTIONS.get(call.name);
  let type: DataType = own ?? args[0]?.type ?? INT8;
  let compute: ((rows: readonly Row[]) => Value) | null = null;
  if (own === undefined) {
    if (!isAggregate(call.name)) throw notModelled(`The window function ${call.name}()`, at);
    const found = findAggregate(
      call.name,
      args.map((arg) => arg.type),
      at,
    );
    type = found.result;
    compute = found.compute;
    for (const [index, arg] of args.entries()) {
      args[index] = binder.coerce(arg, found.args[index] ?? TEXT, 'implicit');
    }
  }
  const slot = known?.slot ?? scope.grouping?.takeSlot() ?? scope.takeSlot();
  if (!known) {
    const { partitionBy = [], orderBy = [] } = call.over ?? {};
    scope.windows.push({
      key,
      call,
      slot,
      args,
      compute,
      partitionBy: partitionBy.map((part) => binder.finish(binder.compile(part, scope))),
      orderBy: orderBy.map((item) =>
        sortKey(item, binder.finish(binder.compile(item.expression, scope))),
      ),
    });
  }
  return derive([], {
    type,
    evaluate: (frame) => frame.row[slot] ?? null,
    text: () => `${call.name}() OVER (?)`,
    slots: new Set([slot]),
    at,
  });
}
