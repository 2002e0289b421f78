// INSERT, UPDATE and DELETE.

import { constant, placeOf } from '../plan/compile.ts';
import type { Expr, Frame } from '../plan/expr.ts';
import { tupleAt } from '../plan/expr.ts';
import { planFromItem, tableItem, tableRelation } from '../plan/from.ts';
import { type OutputColumn, type PlanNode, rowsOf } from '../plan/query-plan.ts';
import { joinRelations } from '../plan/relation.ts';
import { fillRow } from '../plan/scan.ts';
import { Scope, type ScopeItem } from '../plan/scope.ts';
import { type Output, outputColumn, planItem, planWhere, project } from '../plan/select.ts';
import type { Assignment, Delete, Expression, Insert, OnConflict, Update } from '../sql/ast.ts';
import { notModelled, SqlError } from '../sql-error.ts';
import type { Index } from '../storage/index.ts';
import type { Column, Table } from '../storage/table.ts';
import type { Tuple } from '../storage/transactions.ts';
import { castBetween } from '../values/cast.ts';
import { formatType } from '../values/data-type.ts';
import type { Row, Value } from '../values/value.ts';
import { checkWritable, type Job, lockTable, type StatementResult, type Task } from './job.ts';
import { lockRow } from './lock-row.ts';
import {
  type Checks,
  expire,
  findDuplicate,
  insertRow,
  prepareChecks,
  settleReferences,
} from './write-row.ts';

const NO_SLOTS: ReadonlySet<number> = new Set();

/** The place of a column that a statement names. Throws 42703 where there is none. */
function columnPlace(table: Table, name: string, at: number): number {
  const index = table.columnIndex(name);
  if (index >= 0) return index;
  throw new SqlError('42703', `column "${name}" of relation "${table.name}" does not exist`, {
    at,
  });
}

/** A value on its way into a column. */
export function intoColumn(job: Job, column: Column, expr: Expr, at: number): Expr {
  const { type, modifier, name } = column;
  if (expr.type.name !== 'unknown' && !castBetween(expr.type, type, 'assignment')) {
    const own = formatType(type);
    throw new SqlError(
      '42804',
      `column "${name}" is of type ${own} but expression is of type ${expr.type.sqlName}`,
      { at, hint: 'You will need to rewrite or cast the expression.' },
    );
  }
  return job.binder.coerce(expr, type, 'assignment', modifier);
}

export function defaultOf(job: Job, column: Column): Expr {
  const { type, defaultExpression } = column;
  if (!defaultExpression) return constant(type, null, 0);
  return intoColumn(job, column, job.binder.compile(defaultExpression, new Scope(null)), 0);
}

/** RETURNING: what comes out of each row that was written. */
interface Returning {
  readonly outputs: readonly Output[];
  readonly columns: readonly OutputColumn[] | null;
}

function planReturning(job: Job, scope: Scope, items: Insert['returning']): Returning {
  scope.clause = 'RETURNING';
  const outputs = items.flatMap((item) => planItem(job.binder, scope, item));
  return { outputs, columns: items.length > 0 ? outputs.map(outputColumn) : null };
}

/** A plan of a changing statement: EXPLAIN shows its node, running it is a task. */
export interface ChangePlan {
  readonly node: PlanNode;
  readonly columns: readonly OutputColumn[] | null;
  readonly run: (job: Job) => Task<StatementResult>;
}

const noRows = { rows: 0, startup: 0, total: 0, width: 0 };

const changeNode = (label: string, child: PlanNode): PlanNode => ({
  label,
  cost: { ...noRows, total: child.cost.total, startup: child.cost.startup },
  details: [],
  children: [child],
  iterate: (frame) => rowsOf(child, frame),
});

export function planChange(job: Job, statement: Insert | Update | Delete): ChangePlan {
  if (statement.with.some((common) => common.statement.kind !== 'query')) {
    throw notModelled('INSERT, UPDATE or DELETE within WITH', statement.at);
  }
  if (statement.kind === 'insert') return planInsert(job, statement);
  return planModify(job, statement);
}

// --- INSERT ---------------------------------------------------------------------------------------

interface InsertSource {
  readonly node: PlanNode;
  /** For each row of the source the whole row of the table. */
  readonly rows: (job: Job) => Iterable<Row>;
}

function planInsert(job: Job, statement: Insert): ChangePlan {
  const { database } = job;
  const table = database.table(statement.table);
  const targets = statement.columns
    ? statement.columns.map(({ name, at }) => columnPlace(table, name, at))
    : table.columns.flatMap(({ isDropped }, index) => (isDropped ? [] : [index]));
  const repeated = statement.columns?.find(
    ({ name }, index, all) => all.findIndex((other) => other.name === name) < index,
  );
  if (repeated) {
    throw new SqlError('42701', `column "${repeated.name}" specified more than once`, {
      at: repeated.at,
    });
  }
  const source = planInsertSource(job, statement, table, targets);
  const scope = new Scope(null);
  const item = tableItem(scope, table, statement.alias ?? table.name);
  scope.add(item);
  const conflict =
    statement.onConflict && planConflict(job, table, item, scope, statement.onConflict);
  const excluded = scope.items.splice(1);
  const returning = planReturning(job, scope, statement.returning);
  scope.items.push(...excluded);
  const node = changeNode(`Insert on ${table.name}`, source.node);
  const run = function* (running: Job): Task<StatementResult> {
    checkWritable(running, 'INSERT');
    yield* lockTable(running, table, 'RowExclusiveLock');
    const checks = prepareChecks(running, table);
    const rows: Row[] = [];
    let count = 0;
    for (const values of [...source.rows(running)]) {
      const tuple = conflict
        ? yield* insertOrUpdate(running, { table, values, checks, conflict, item })
        : yield* insertRow(running, table, values, checks);
      if (!tuple) continue;
      count++;
      if (returning.columns) rows.push(...returned(running, returning, item, tuple));
    }
    return { columns: returning.columns, rows, tag: `INSERT 0 ${count}` };
  };
  return { node, columns: returning.columns, run };
}

function returned(job: Job, { outputs }: Returning, item: ScopeItem, tuple: Tuple): Row[] {
  const frame: Frame = { row: fillRow([], item, tuple), outer: null, run: job.run };
  return [...project(outputs, frame)];
}

function planInsertSource(
  job: Job,
  { source, columns }: Insert,
  table: Table,
  targets: readonly number[],
): InsertSource {
  const { binder } = job;
  const values =
    source?.body.kind === 'values' && source.with.length === 0 ? source.body.rows : null;
  const defaults = table.columns.map((column) => defaultOf(job, column));
  const result: PlanNode = {
    label: 'Result',
    cost: {
      startup: 0,
      total: 0.01,
      rows: 1,
      width: table.columns.reduce((sum, { type }) => sum + (type.size > 0 ? type.size : 32), 0),
    },
    details: [],
    children: [],
    iterate: () => [],
  };
  const whole = (frame: Frame, given: ReadonlyMap<number, Expr>): Row =>
    table.columns.map(
      (_column, index) => (given.get(index) ?? defaults[index])?.evaluate(frame) ?? null,
    );
  if (!source || values) {
    const scope = new Scope(null);
    scope.clause = 'VALUES';
    const rows = (values ?? [[]]).map((row) => {
      checkCount(
        row.length,
        targets.length,
        columns,
        row.at(targets.length)?.at ?? row[0]?.at ?? 0,
      );
      return new Map(row.map((cell, at) => cellValue(job, scope, table, targets[at] ?? -1, cell)));
    });
    const node =
      rows.length > 1
        ? {
            ...result,
            label: 'Values Scan on "*VALUES*"',
            cost: { ...result.cost, rows: rows.length },
          }
        : result;
    return {
      node,
      rows: function* (running) {
        const frame: Frame = { row: [], outer: null, run: running.run };
        for (const row of rows) yield whole(frame, row);
      },
    };
  }
  const plan = binder.planOpen(source, null);
  checkCount(plan.columns.length, targets.length, columns, source.at);
  const given = new Map(
    plan.columns.map(({ type, modifier, open }, at) => {
      const index = targets[at] ?? -1;
      const expr: Expr = {
        ...constant(type, null, 0),
        modifier,
        evaluate: ({ row }) => row[at] ?? null,
      };
      const { constant: _constant, ...read } = expr;
      return [
        index,
        intoColumn(job, table.columns[index] as Column, open ?? read, source.at),
      ] as const;
    }),
  );
  return {
    node: plan.node,
    rows: function* (running) {
      const frame: Frame = { row: [], outer: null, run: running.run };
      for (const row of rowsOf(plan.node, frame)) yield whole({ ...frame, row }, given);
    },
  };
}

function checkCount(given: number, targets: number, columns: Insert['columns'], at: number): void {
  if (given > targets) {
    throw new SqlError('42601', 'INSERT has more expressions than target columns', { at });
  }
  if (given < targets && columns) {
    const place = columns[given]?.at ?? at;
    throw new SqlError('42601', 'INSERT has more target columns than expressions', { at: place });
  }
}

/** A cell of VALUES for its column; DEFAULT is the column's own. */
function cellValue(
  job: Job,
  scope: Scope,
  table: Table,
  index: number,
  cell: Expression,
): readonly [number, Expr] {
  const column = table.columns[index] as Column;
  if (cell.kind === 'default') return [index, defaultOf(job, column)];
  if (column.identity === 'always' || column.generated) {
    const message = `cannot insert a non-DEFAULT value into column "${column.name}"`;
    throw new SqlError('428C9', message, {
      detail: column.generated
        ? `Column "${column.name}" is a generated column.`
        : `Column "${column.name}" is an identity column defined as GENERATED ALWAYS.`,
      ...(!column.generated && { hint: 'Use OVERRIDING SYSTEM VALUE to override.' }),
    });
  }
  return [index, intoColumn(job, column, job.binder.compile(cell, scope), placeOf(cell))];
}

interface ConflictPlan {
  /** The indexes whose duplicates are taken care of; null for all. */
  readonly arbiters: readonly Index[];
  readonly set: ReadonlyMap<number, Expr> | null;
  readonly where: Expr | null;
  readonly excluded: ScopeItem;
}

function planConflict(
  job: Job,
  table: Table,
  item: ScopeItem,
  scope: Scope,
  conflict: OnConflict,
): ConflictPlan {
  const unique = table.indexes.filter(({ spec }) => spec.isUnique);
  const { columns, constraint } = conflict;
  let arbiters = unique;
  if (columns) {
    const wanted = new Set(columns.map((name) => columnPlace(table, name, conflict.at)));
    arbiters = unique.filter(
      ({ spec }) =>
        spec.columns.length === wanted.size &&
        spec.columns.every(({ column }) => wanted.has(column)),
    );
    if (arbiters.length === 0) {
      const message =
        'there is no unique or exclusion constraint matching the ON CONFLICT specification';
      throw new SqlError('42P10', message);
    }
  } else if (constraint) {
    arbiters = unique.filter(({ spec }) => spec.name === constraint);
    if (arbiters.length === 0) {
      const message = `constraint "${constraint}" for table "${table.name}" does not exist`;
      throw new SqlError('42704', message);
    }
  }
  const excluded = tableItem(scope, table, 'excluded');
  scope.items.push(excluded);
  scope.clause = 'UPDATE';
  const set = conflict.set && planAssignments(job, scope, table, conflict.set);
  const where = conflict.where && job.binder.condition(conflict.where, scope, 'WHERE');
  return { arbiters, set, where, excluded: item === excluded ? item : excluded };
}

interface Upsert {
  readonly table: Table;
  readonly values: Row;
  readonly checks: readonly Checks[];
  readonly conflict: ConflictPlan;
  readonly item: ScopeItem;
}

function* insertOrUpdate(job: Job, upsert: Upsert): Task<Tuple | null> {
  const { table, values, checks, conflict, item } = upsert;
  for (const index of conflict.arbiters) {
    const found = yield* findDuplicate(job, index, values);
    if (!found) continue;
    const { set, where, excluded } = conflict;
    if (!set) return null;
    if (
      job.transactions.isOwn(found.xmin, job.transaction) &&
      found.cmin === job.transaction.commandId
    ) {
      throw new SqlError('21000', 'ON CONFLICT DO UPDATE command cannot affect row a second time', {
        hint: 'Ensure that no rows proposed for insertion within the same command have duplicate constrained values.',
      });
    }
    const request = { table, strength: 'no key update', wait: 'wait', doing: 'updating' } as const;
    const locked = yield* lockRow(job, found, request);
    if (!locked) return yield* insertOrUpdate(job, upsert);
    const base = fillRow(fillRow([], excluded, { values } as Tuple), item, locked.tuple);
    // The row version of `excluded` is none; only its columns are read.
    const frame: Frame = { row: base, outer: null, run: job.run };
    if (where && where.evaluate(frame) !== true) return null;
    return yield* replaceRow(job, { table, old: locked.tuple, set, frame, checks });
  }
  return yield* insertRow(job, table, values, checks);
}

// --- UPDATE and DELETE ----------------------------------------------------------------------------

function planAssignments(
  job: Job,
  scope: Scope,
  table: Table,
  assignments: readonly Assignment[],
): ReadonlyMap<number, Expr> {
  const result = new Map<number, Expr>();
  for (const { column: name, value, at } of assignments) {
    const index = columnPlace(table, name, at);
    const column = table.columns[index] as Column;
    if (result.has(index)) {
      throw new SqlError('42601', `multiple assignments to same column "${name}"`, { at });
    }
    const expr =
      value.kind === 'default'
        ? defaultOf(job, column)
        : intoColumn(job, column, job.binder.compile(value, scope), placeOf(value));
    result.set(index, expr);
  }
  return result;
}

interface Replacement {
  readonly table: Table;
  readonly old: Tuple;
  readonly set: ReadonlyMap<number, Expr>;
  readonly frame: Frame;
  readonly checks: readonly Checks[];
}

/** Writes the new version of a row that is locked. */
function* replaceRow(job: Job, { table, old, set, frame, checks }: Replacement): Task<Tuple> {
  const values: Value[] = [...old.values];
  for (const [index, expr] of set) values[index] = expr.evaluate(frame);
  while (values.length < table.columns.length) values.push(null);
  const isKey = [...set.keys()].some((index) => table.keyColumns.has(index));
  expire(job, table, old, isKey ? 'update' : 'no key update');
  const tuple = yield* insertRow(job, table, values, checks);
  old.next = tuple;
  yield* settleReferences(job, table, old.values, values);
  return tuple;
}

function planModify(job: Job, statement: Update | Delete): ChangePlan {
  const { binder, database } = job;
  const table = database.table(statement.table);
  const scope = new Scope(null);
  const item = tableItem(scope, table, statement.alias ?? table.name);
  scope.add(item);
  const target = tableRelation(scope, item, table);
  const others = statement.kind === 'update' ? statement.from : statement.using;
  const plans = others.map((from) => planFromItem(binder, scope, from));
  const conditions = [
    ...plans.flatMap((plan) => plan.conditions),
    ...planWhere(binder, scope, statement.where),
  ];
  const relations = [target, ...plans.flatMap((plan) => plan.relations)];
  scope.clause = 'UPDATE';
  const set =
    statement.kind === 'update' ? planAssignments(job, scope, table, statement.set) : null;
  // The row's address, and what is put into it.
  scope.needed = NO_SLOTS;
  scope.extraWidth = [...(set?.values() ?? [])].reduce(
    (sum, { type }) => sum + (type.size > 0 ? type.size : 32),
    6,
  );
  const source = joinRelations(relations, conditions, {
    available: NO_SLOTS,
    qualified: scope.items.length > 1,
  });
  const returning = planReturning(job, scope, statement.returning);
  const word = set ? 'UPDATE' : 'DELETE';
  const node = changeNode(
    `${set ? 'Update' : 'Delete'} on ${table.name}${item.alias === table.name ? '' : ` ${item.alias}`}`,
    source,
  );
  const run = function* (running: Job): Task<StatementResult> {
    checkWritable(running, word);
    yield* lockTable(running, table, 'RowExclusiveLock');
    const modify: Modify = { table, item, scope, set, conditions, source };
    const written = yield* modifyRows(running, modify);
    const rows: Row[] = [];
    if (returning.columns) {
      for (const row of written)
        rows.push(...project(returning.outputs, { row, outer: null, run: running.run }));
    }
    return { columns: returning.columns, rows, tag: `${word} ${written.length}` };
  };
  return { node, columns: returning.columns, run };
}

interface Modify {
  readonly table: Table;
  readonly item: ScopeItem;
  readonly scope: Scope;
  /** Null for DELETE. */
  readonly set: ReadonlyMap<number, Expr> | null;
  readonly conditions: readonly Expr[];
  readonly source: PlanNode;
}

/** The rows as they are after an UPDATE, or were before a DELETE. */
function* modifyRows(job: Job, modify: Modify): Task<Row[]> {
  const { table, item, scope, set, conditions, source } = modify;
  const start: Row = Array.from({ length: scope.width }, () => null);
  const frame: Frame = { row: start, outer: null, run: job.run };
  const checks = set ? prepareChecks(job, table) : [];
  const isKey = set !== null && [...set.keys()].some((index) => table.keyColumns.has(index));
  const strength = set && !isKey ? 'no key update' : 'update';
  const doing = set ? 'updating' : 'deleting';
  const seen = new Set<Tuple>();
  const written: Row[] = [];
  for (const found of [...rowsOf(source, frame)]) {
    const old = tupleAt(found, item.tupleSlot);
    if (!old || seen.has(old)) continue;
    seen.add(old);
    const locked = yield* lockRow(job, old, { table, strength, wait: 'wait', doing });
    if (!locked) continue;
    const row = locked.isChanged ? fillRow(found, item, locked.tuple) : found;
    const inside: Frame = { row, outer: null, run: job.run };
    if (locked.isChanged && !conditions.every((one) => one.evaluate(inside) === true)) continue;
    if (set) {
      const tuple = yield* replaceRow(job, {
        table,
        old: locked.tuple,
        set,
        frame: inside,
        checks,
      });
      written.push(fillRow(row, item, tuple));
    } else {
      job.run.charge(3);
      expire(job, table, locked.tuple, 'update');
      yield* settleReferences(job, table, locked.tuple.values, null);
      written.push(row);
    }
  }
  return written;
}
