// Writing one row: its constraints, its place in the indexes, what points at it.

import { tableItem } from '../plan/from.ts';
import { fillRow } from '../plan/scan.ts';
import { Scope } from '../plan/scope.ts';
import { SqlError } from '../sql-error.ts';
import type { Index } from '../storage/index.ts';
import type { ForeignKey, Table } from '../storage/table.ts';
import type { Tuple } from '../storage/transactions.ts';
import { formatText } from '../values/text-format.ts';
import { compareValues, type Row, type Value } from '../values/value.ts';
import { type Job, type Task, waitForTransaction } from './job.ts';
import { lockRow } from './lock-row.ts';

const INSERT_US = 6;
const INDEX_US = 2;

/** CHECK constraints made ready for many rows. */
export interface Checks {
  readonly name: string;
  readonly holds: (row: Row) => boolean;
}

export function prepareChecks(job: Job, table: Table): Checks[] {
  return table.checks.map(({ name, expression }) => {
    const scope = new Scope(null);
    const item = tableItem(scope, table, table.name);
    scope.add(item);
    scope.clause = 'CHECK';
    const condition = job.binder.condition(expression, scope, 'CHECK');
    const holds = (values: Row): boolean => {
      const row = fillRow([], item, { values } as Tuple);
      return condition.evaluate({ row, outer: null, run: job.run }) !== false;
    };
    return { name, holds };
  });
}

const place = (table: Table): { schema: string; table: string } => ({
  schema: table.schema,
  table: table.name,
});

const MOST_SHOWN = 64;

/** `Failing row contains (1, null, abc).` */
function failingRow(table: Table, values: Row): string {
  const parts = table.columns.flatMap((column, index) => {
    if (column.isDropped) return [];
    const value = values[index] ?? null;
    const text = value === null ? 'null' : formatText(column.type, value);
    return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text;
  });
  return `Failing row contains (${parts.join(', ')}).`;
}

function checkRow(table: Table, values: Row, checks: readonly Checks[]): void {
  for (const [index, column] of table.columns.entries()) {
    if (!column.notNull || column.isDropped || (values[index] ?? null) !== null) continue;
    const message = `null value in column "${column.name}" of relation "${table.name}" violates not-null constraint`;
    const detail = failingRow(table, values);
    throw new SqlError('23502', message, { detail, ...place(table), column: column.name });
  }
  for (const { name, holds } of checks) {
    if (holds(values)) continue;
    const message = `new row for relation "${table.name}" violates check constraint "${name}"`;
    const detail = failingRow(table, values);
    throw new SqlError('23514', message, { detail, ...place(table), constraint: name });
  }
}

const keyText = (table: Table, columns: readonly number[], key: Row): string => {
  const names = columns.map((column) => table.columns[column]?.name ?? '?');
  const values = key.map((value, at) => {
    const type = table.columns[columns[at] ?? -1]?.type;
    return value === null ? 'null' : type ? formatText(type, value) : String(value);
  });
  return `(${names.join(', ')})=(${values.join(', ')})`;
};

export function uniqueViolation(table: Table, index: Index, values: Row): SqlError {
  const { spec } = index;
  const columns = spec.columns.map(({ column }) => column);
  const isPlain = columns.every((column) => column >= 0);
  const key = index.keyOf(values);
  const shown = isPlain
    ? keyText(table, columns, key)
    : `(${spec.columns.map(({ text }) => text).join(', ')})=(${key.map(String).join(', ')})`;
  return new SqlError('23505', `duplicate key value violates unique constraint "${spec.name}"`, {
    detail: `Key ${shown} already exists.`,
    ...place(table),
    constraint: spec.name,
  });
}

/** A row with the same key that is there, after waiting for those that are not sure yet. */
export function* findDuplicate(job: Job, index: Index, values: Row): Task<Tuple | null> {
  if (!index.spec.isUnique || !index.covers(values)) return null;
  const { transactions, transaction } = job;
  const key = index.keyOf(values);
  for (;;) {
    let waitFor = 0;
    for (const tuple of index.equal(key)) {
      const { xmin, xmax } = tuple;
      if (transactions.isAborted(xmin)) continue;
      if (xmax !== 0 && transactions.isOwn(xmax, transaction)) continue;
      if (!transactions.isCommitted(xmin) && !transactions.isOwn(xmin, transaction)) {
        waitFor = xmin;
      } else if (xmax !== 0 && !transactions.isAborted(xmax)) {
        if (!transactions.isCommitted(xmax)) waitFor = xmax;
      } else {
        return tuple;
      }
    }
    if (waitFor === 0) return null;
    const where = `while inserting index tuple (0,${index.entries + 1}) in relation "${index.spec.name}"`;
    yield* waitForTransaction(job, waitFor, where);
  }
}

/** Puts a row version into the table once nothing speaks against it. */
export function* insertRow(
  job: Job,
  table: Table,
  values: Row,
  checks: readonly Checks[],
): Task<Tuple> {
  const { run, transactions, transaction } = job;
  checkRow(table, values, checks);
  for (const index of table.indexes) {
    const duplicate = yield* findDuplicate(job, index, values);
    if (duplicate) throw uniqueViolation(table, index, values);
  }
  job.needDisk(table);
  run.charge(INSERT_US + INDEX_US * table.indexes.length);
  const tuple = table.add(values, transactions.xidOf(transaction), transaction.commandId);
  transactions.addGarbage({ tuple, remove: () => table.remove(tuple) });
  for (const key of table.foreignKeys) yield* checkReference(job, table, key, values);
  return tuple;
}

/** Marks a row version as gone by this transaction. */
export function expire(
  job: Job,
  table: Table,
  tuple: Tuple,
  strength: Tuple['xmaxStrength'],
): void {
  const { transactions, transaction } = job;
  tuple.xmax = transactions.xidOf(transaction);
  tuple.cmax = transaction.commandId;
  tuple.xmaxStrength = strength;
  tuple.next = null;
  table.version++;
  transactions.addGarbage({ tuple, remove: () => table.remove(tuple) });
}

/** The rows that are there now whose columns have these values. */
function* rowsWith(job: Job, table: Table, columns: readonly number[], key: Row): Iterable<Tuple> {
  const index = table.indexes.find(
    ({ spec }) =>
      !spec.where &&
      columns.length <= spec.columns.length &&
      columns.every((column, at) => spec.columns[at]?.column === column),
  );
  job.run.charge(index ? 3 : table.rows * 0.08);
  const found = index ? [...index.range({ equal: key })] : table.tuples;
  for (const tuple of found) {
    const isSame = columns.every((column, at) => {
      const [value, wanted] = [tuple.values[column] ?? null, key[at] ?? null];
      return value !== null && wanted !== null && compareValues(value, wanted) === 0;
    });
    if (isSame && job.transactions.isLive(tuple, job.transaction)) yield tuple;
  }
}

/** Whether what a foreign key points at exists; it is kept from going away. */
function* checkReference(job: Job, table: Table, key: ForeignKey, values: Row): Task<void> {
  const wanted = key.columns.map((column) => values[column] ?? null);
  if (wanted.includes(null)) return;
  const request = {
    table: key.target,
    strength: 'key share',
    wait: 'wait',
    doing: 'locking',
  } as const;
  for (const tuple of rowsWith(job, key.target, key.targetColumns, wanted)) {
    if (job.transactions.isOwn(tuple.xmin, job.transaction)) return;
    if (yield* lockRow(job, tuple, request)) return;
  }
  throw new SqlError(
    '23503',
    `insert or update on table "${table.name}" violates foreign key constraint "${key.name}"`,
    {
      detail: `Key ${keyText(table, key.columns, wanted)} is not present in table "${key.target.name}".`,
      ...place(table),
      constraint: key.name,
    },
  );
}

/** What happens to rows that point at one that goes away or changes its key. */
export function* settleReferences(
  job: Job,
  table: Table,
  old: Row,
  replacement: Row | null,
): Task<void> {
  for (const { table: child, key } of table.referencedBy) {
    const wanted = key.targetColumns.map((column) => old[column] ?? null);
    const next = replacement && key.targetColumns.map((column) => replacement[column] ?? null);
    const isSame = next?.every((value, at) => {
      const before = wanted[at] ?? null;
      return value !== null && before !== null && compareValues(value, before) === 0;
    });
    if (isSame || wanted.includes(null)) continue;
    const action = replacement ? key.onUpdate : key.onDelete;
    for (const tuple of [...rowsWith(job, child, key.columns, wanted)]) {
      if (action === 'no action' || action === 'restrict')
        throw stillReferenced(table, child, key, wanted);
      yield* applyAction(job, {
        child,
        key,
        tuple,
        values: action === 'cascade' ? next : null,
        isDelete: action === 'cascade' && !replacement,
      });
    }
  }
}

function stillReferenced(table: Table, child: Table, key: ForeignKey, wanted: Row): SqlError {
  return new SqlError(
    '23503',
    `update or delete on table "${table.name}" violates foreign key constraint "${key.name}" on table "${child.name}"`,
    {
      detail: `Key ${keyText(table, key.targetColumns, wanted)} is still referenced from table "${child.name}".`,
      ...place(child),
      constraint: key.name,
    },
  );
}

interface ReferenceChange {
  readonly child: Table;
  readonly key: ForeignKey;
  readonly tuple: Tuple;
  /** New values of the key's columns; null for NULL. */
  readonly values: Row | null;
  readonly isDelete: boolean;
}

function* applyAction(job: Job, change: ReferenceChange): Task<void> {
  const { child, key, tuple, values, isDelete } = change;
  const doing = isDelete ? 'deleting' : 'updating';
  const locked = yield* lockRow(job, tuple, {
    table: child,
    strength: 'update',
    wait: 'wait',
    doing,
  });
  if (!locked) return;
  const old = locked.tuple.values;
  expire(job, child, locked.tuple, 'update');
  if (isDelete) {
    yield* settleReferences(job, child, old, null);
    return;
  }
  const row: Value[] = [...old];
  for (const [at, column] of key.columns.entries()) row[column] = values?.[at] ?? null;
  locked.tuple.next = yield* insertRow(job, child, row, []);
}
