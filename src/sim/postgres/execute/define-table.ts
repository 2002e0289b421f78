// CREATE TABLE, ALTER TABLE and CREATE INDEX.

import { tableItem } from '../plan/from.ts';
import { fillRow } from '../plan/scan.ts';
import { Scope } from '../plan/scope.ts';
import type {
  AlterAction,
  ColumnSpec,
  ConstraintSpec,
  Expression,
  Name,
  Utility,
} from '../sql/ast.ts';
import { notModelled, SqlError } from '../sql-error.ts';
import { Index, type IndexColumn } from '../storage/index.ts';
import { type Column, Table } from '../storage/table.ts';
import type { Tuple } from '../storage/transactions.ts';
import { type DataType, INT2, INT4, INT8 } from '../values/data-type.ts';
import type { Row, Value } from '../values/value.ts';
import { defaultOf, intoColumn } from './change.ts';
import { type Job, lockTable, type Task } from './job.ts';
import { prepareChecks, uniqueViolation } from './write-row.ts';

const SERIALS = new Map([
  ['serial', INT4],
  ['serial4', INT4],
  ['bigserial', INT8],
  ['serial8', INT8],
  ['smallserial', INT2],
]);

/** Notes how to take a definition back, should the transaction not happen. */
export function onAbort(job: Job, run: () => void): void {
  const { transactions, transaction } = job;
  transaction.undo.push({ xid: transactions.xidOf(transaction), run });
}

function addSequence(job: Job, name: string, of: DataType): void {
  const { database } = job;
  const owner = job.run.session.user;
  const type = of === INT2 ? 'smallint' : of === INT4 ? 'integer' : 'bigint';
  const oid = database.oids.take();
  database.sequences.set(name, { name, oid, owner, type, start: 1n, last: 0n });
  onAbort(job, () => database.sequences.delete(name));
}

const nextValue = (sequence: string): Pick<Column, 'defaultExpression' | 'defaultText'> => ({
  defaultExpression: {
    kind: 'call',
    name: 'nextval',
    args: [{ kind: 'literal', type: 'unknown', value: sequence, at: 0 }],
    star: false,
    distinct: false,
    orderBy: [],
    filter: null,
    over: null,
    at: 0,
  },
  defaultText: `nextval('${sequence}'::regclass)`,
});

function makeColumn(job: Job, tableName: string, spec: ColumnSpec): Column {
  const serial = SERIALS.get(spec.type.name);
  const { type, modifier } = serial ? { type: serial, modifier: -1 } : job.binder.typeOf(spec.type);
  const column: Column = {
    name: spec.name,
    type,
    modifier,
    notNull: serial !== undefined,
    defaultExpression: null,
    defaultText: null,
    identity: null,
    generated: false,
    isDropped: false,
  };
  const sequence = `${tableName}_${spec.name}_seq`;
  if (serial) {
    addSequence(job, sequence, type);
    Object.assign(column, nextValue(sequence));
  }
  for (const constraint of spec.constraints) {
    if (constraint.kind === 'not-null' || constraint.kind === 'primary-key') column.notNull = true;
    if (constraint.kind === 'default') {
      column.defaultExpression = constraint.expression;
      const compiled = intoColumn(
        job,
        column,
        job.binder.compile(constraint.expression, new Scope(null)),
        constraint.expression.at,
      );
      column.defaultText = compiled.text(false);
    }
    if (constraint.kind === 'identity') {
      addSequence(job, sequence, type);
      Object.assign(column, nextValue(sequence), {
        notNull: true,
        identity: constraint.always ? 'always' : 'default',
      });
    }
    if (constraint.kind === 'generated') {
      throw notModelled('GENERATED ALWAYS AS (...) STORED', constraint.at);
    }
  }
  return column;
}

type CreateTable = Extract<Utility, { kind: 'create-table' }>;

export function* createTable(job: Job, statement: CreateTable): Task<string> {
  const { database } = job;
  const { name, ifNotExists, as } = statement;
  const key = database.key(name);
  if (database.hasRelation(key)) {
    const message = `relation "${name.name}" already exists`;
    if (!ifNotExists) throw new SqlError('42P07', message);
    job.run.session.notice('NOTICE', '42P07', `${message}, skipping`);
    return 'CREATE TABLE';
  }
  const duplicate = statement.columns.find(
    (column, index) => statement.columns.findIndex((other) => other.name === column.name) < index,
  );
  if (duplicate) {
    throw new SqlError('42701', `column "${duplicate.name}" specified more than once`);
  }
  if (as) return yield* createTableAs(job, name, as);
  const columns = statement.columns.map((spec) => makeColumn(job, name.name, spec));
  const oid = database.oids.take();
  const owner = job.run.session.user;
  const schema = name.schema ?? 'public';
  const table = new Table({ oid, owner, schema, name: name.name, columns });
  register(job, key, table);
  yield* lockTable(job, table, 'AccessExclusiveLock');
  const constraints = [
    ...statement.columns.flatMap((column) => column.constraints),
    ...statement.constraints,
  ];
  for (const constraint of constraints) addConstraint(job, table, constraint);
  job.run.charge(3_000);
  return 'CREATE TABLE';
}

function register(job: Job, key: string, table: Table): void {
  const { database } = job;
  table.weight = Math.max(
    1,
    Number(job.run.session.setting(`simulator.row_weight.${table.name}`) ?? 1) || 1,
  );
  database.tables.set(key, table);
  onAbort(job, () => database.tables.delete(key));
}

function* createTableAs(job: Job, name: Name, query: NonNullable<CreateTable['as']>): Task<string> {
  const { database, transactions, transaction } = job;
  const plan = job.binder.plan(query, null);
  const columns = plan.columns.map(
    (column): Column => ({
      name: column.name,
      type: column.type,
      modifier: column.modifier,
      notNull: false,
      defaultExpression: null,
      defaultText: null,
      identity: null,
      generated: false,
      isDropped: false,
    }),
  );
  const oid = database.oids.take();
  const owner = job.run.session.user;
  const schema = name.schema ?? 'public';
  const table = new Table({ oid, owner, schema, name: name.name, columns });
  register(job, database.key(name), table);
  yield* lockTable(job, table, 'AccessExclusiveLock');
  let count = 0;
  for (const row of [...plan.node.iterate({ row: [], outer: null, run: job.run })]) {
    table.add(row, transactions.xidOf(transaction), transaction.commandId);
    job.run.charge(3);
    count++;
  }
  return `SELECT ${count}`;
}

const placesOf = (table: Table, names: readonly string[]): number[] =>
  names.map((name) => {
    const index = table.columnIndex(name);
    if (index >= 0) return index;
    throw new SqlError('42703', `column "${name}" named in key does not exist`);
  });

/** A name for a constraint or an index that nothing has yet: `t_a_key`, `t_a_key1`. */
function freeName(job: Job, base: string): string {
  const isTaken = (name: string): boolean =>
    job.database.hasRelation(name) ||
    [...job.database.tables.values()].some(({ checks, foreignKeys }) =>
      [...checks, ...foreignKeys].some((constraint) => constraint.name === name),
    );
  if (!isTaken(base)) return base;
  let number = 1;
  while (isTaken(`${base}${number}`)) number++;
  return `${base}${number}`;
}

function addConstraint(job: Job, table: Table, constraint: ConstraintSpec): void {
  switch (constraint.kind) {
    case 'primary-key':
    case 'unique':
      addUnique(job, table, constraint);
      return;
    case 'check': {
      const scope = new Scope(null);
      scope.add(tableItem(scope, table, table.name));
      scope.clause = 'CHECK';
      const condition = job.binder.condition(constraint.expression, scope, 'CHECK');
      const [only, more] = condition.slots;
      const column =
        more === undefined && only !== undefined ? `_${table.columns[only]?.name}` : '';
      const name = constraint.name ?? freeName(job, `${table.name}${column}_check`);
      const check = { name, text: constraint.text, expression: constraint.expression };
      table.checks = [...table.checks, check];
      verifyCheck(job, table, name);
      onAbort(job, () => {
        table.checks = table.checks.filter((other) => other !== check);
      });
      return;
    }
    case 'references':
      addForeignKey(job, table, constraint);
      return;
    default:
      return;
  }
}

function verifyCheck(job: Job, table: Table, name: string): void {
  if (table.tuples.size === 0) return;
  const check = prepareChecks(job, table).find((one) => one.name === name);
  for (const tuple of table.tuples) {
    if (!job.transactions.isLive(tuple, job.transaction) || check?.holds(tuple.values)) continue;
    const message = `check constraint "${name}" of relation "${table.name}" is violated by some row`;
    throw new SqlError('23514', message, {
      schema: table.schema,
      table: table.name,
      constraint: name,
    });
  }
}

const columnEntry = (table: Table, column: number, descending = false): IndexColumn => ({
  column,
  descending,
  text: table.columns[column]?.name ?? '?',
  value: (row) => row[column] ?? null,
});

function addUnique(
  job: Job,
  table: Table,
  constraint: Extract<ConstraintSpec, { kind: 'primary-key' | 'unique' }>,
): void {
  const isPrimary = constraint.kind === 'primary-key';
  if (isPrimary && table.primaryKey) {
    const message = `multiple primary keys for table "${table.name}" are not allowed`;
    throw new SqlError('42P16', message, { at: constraint.at });
  }
  const columns = placesOf(table, constraint.columns);
  for (const column of isPrimary ? columns : []) (table.columns[column] as Column).notNull = true;
  const base = isPrimary
    ? `${table.name}_pkey`
    : `${table.name}_${constraint.columns.join('_')}_key`;
  const index = new Index({
    name: constraint.name ?? freeName(job, base),
    oid: job.database.oids.take(),
    columns: columns.map((column) => columnEntry(table, column)),
    isUnique: true,
    isPrimary,
    where: null,
  });
  addIndex(job, table, index);
}

function addIndex(job: Job, table: Table, index: Index): void {
  table.addIndex(index);
  onAbort(job, () => {
    table.indexes = table.indexes.filter((other) => other !== index);
  });
  if (!index.spec.isUnique) return;
  for (const tuple of table.tuples) {
    if (!job.transactions.isLive(tuple, job.transaction)) continue;
    const key = index.keyOf(tuple.values);
    if (key.includes(null) || !index.covers(tuple.values)) continue;
    const live = [...index.equal(key)].filter((other) =>
      job.transactions.isLive(other, job.transaction),
    );
    if (live.length < 2) continue;
    table.indexes = table.indexes.filter((other) => other !== index);
    const { fields } = uniqueViolation(table, index, tuple.values);
    const detail = (fields.detail ?? '').replace('already exists', 'is duplicated');
    const message = `could not create unique index "${index.spec.name}"`;
    throw new SqlError('23505', message, { ...fields, detail });
  }
}

function addForeignKey(
  job: Job,
  table: Table,
  constraint: Extract<ConstraintSpec, { kind: 'references' }>,
): void {
  const target = job.database.tableForDefinition(constraint.table);
  const columns = constraint.columns.map((name) => {
    const index = table.columnIndex(name);
    if (index >= 0) return index;
    throw new SqlError(
      '42703',
      `column "${name}" referenced in foreign key constraint does not exist`,
    );
  });
  const primary = target.primaryKey?.spec.columns.map(({ column }) => column);
  if (constraint.targets.length === 0 && !primary) {
    throw new SqlError('42704', `there is no primary key for referenced table "${target.name}"`);
  }
  const targetColumns =
    constraint.targets.length > 0 ? placesOf(target, constraint.targets) : (primary ?? []);
  const isKey = target.indexes.some(
    ({ spec }) =>
      spec.isUnique &&
      spec.columns.length === targetColumns.length &&
      spec.columns.every(({ column }) => targetColumns.includes(column)),
  );
  if (!isKey) {
    const message = `there is no unique constraint matching given keys for referenced table "${target.name}"`;
    throw new SqlError('42830', message);
  }
  const { onDelete, onUpdate } = constraint;
  const name =
    constraint.name ?? freeName(job, `${table.name}_${constraint.columns.join('_')}_fkey`);
  const key = { name, columns, target, targetColumns, onDelete, onUpdate };
  const entry = { table, key };
  table.foreignKeys = [...table.foreignKeys, key];
  target.referencedBy = [...target.referencedBy, entry];
  onAbort(job, () => {
    table.foreignKeys = table.foreignKeys.filter((other) => other !== key);
    target.referencedBy = target.referencedBy.filter((other) => other !== entry);
  });
}

type CreateIndex = Extract<Utility, { kind: 'create-index' }>;

export function* createIndex(job: Job, statement: CreateIndex): Task<string> {
  const { database } = job;
  const table = database.tableForDefinition(statement.table);
  const mode = statement.concurrently ? 'ShareUpdateExclusiveLock' : 'ShareLock';
  yield* lockTable(job, table, mode);
  const scope = new Scope(null);
  const item = tableItem(scope, table, table.name);
  scope.add(item);
  for (const { expression } of statement.columns) {
    if (expression.kind !== 'column' || table.columnIndex(expression.path.at(-1) ?? '') >= 0)
      continue;
    throw new SqlError('42703', `column "${expression.path.at(-1)}" does not exist`);
  }
  const columns = statement.columns.map(({ expression, descending }) =>
    indexColumn(job, { table, scope, item }, expression, descending),
  );
  const base = `${table.name}_${columns.map(({ column, text }) => (column >= 0 ? text : 'expr')).join('_')}_idx`;
  const name = statement.name ?? freeName(job, base);
  if (database.hasRelation(name)) {
    const message = `relation "${name}" already exists`;
    if (!statement.ifNotExists) throw new SqlError('42P07', message);
    job.run.session.notice('NOTICE', '42P07', `${message}, skipping`);
    return 'CREATE INDEX';
  }
  const where = statement.where && job.binder.condition(statement.where, scope, 'WHERE');
  const holds = (values: Row): boolean =>
    where?.evaluate({ row: fillRow([], item, { values } as Tuple), outer: null, run: job.run }) ===
    true;
  const index = new Index({
    name,
    oid: database.oids.take(),
    columns,
    isUnique: statement.unique,
    isPrimary: false,
    where: where && { holds, text: where.text(false) },
  });
  addIndex(job, table, index);
  job.run.charge(2_000 + table.rows * 0.6);
  return 'CREATE INDEX';
}

interface IndexPlace {
  readonly table: Table;
  readonly scope: Scope;
  readonly item: ReturnType<typeof tableItem>;
}

function indexColumn(
  job: Job,
  { table, scope, item }: IndexPlace,
  expression: Expression,
  descending: boolean,
): IndexColumn {
  const expr = job.binder.finish(job.binder.compile(expression, scope));
  if (expr.column) return columnEntry(table, expr.column.index, descending);
  const { run } = job;
  const value = (values: Row): Value =>
    expr.evaluate({ row: fillRow([], item, { values } as Tuple), outer: null, run });
  return { column: -1, descending, text: expr.text(false), value };
}

export function* alterTable(
  job: Job,
  statement: Extract<Utility, { kind: 'alter-table' }>,
): Task<string> {
  const { database } = job;
  const key = database.key(statement.table);
  if (!database.tables.has(key) && statement.ifExists) {
    job.run.session.notice(
      'NOTICE',
      '00000',
      `relation "${statement.table.name}" does not exist, skipping`,
    );
    return 'ALTER TABLE';
  }
  const table = database.tableForDefinition(statement.table);
  yield* lockTable(job, table, 'AccessExclusiveLock');
  for (const action of statement.actions) alter(job, table, action);
  job.run.charge(1_500);
  return 'ALTER TABLE';
}

function alter(job: Job, table: Table, action: AlterAction): void {
  switch (action.kind) {
    case 'add-column':
      addColumn(job, table, action);
      return;
    case 'add-constraint':
      addConstraint(job, table, action.constraint);
      return;
    case 'rename': {
      const { database } = job;
      const [before, after] = [table.name, action.to];
      if (database.hasRelation(after))
        throw new SqlError('42P07', `relation "${after}" already exists`);
      const move = (from: string, to: string): void => {
        database.tables.delete(from);
        table.name = to;
        database.tables.set(to, table);
      };
      move(before, after);
      onAbort(job, () => move(after, before));
      return;
    }
    case 'drop-constraint':
      dropConstraint(job, table, action);
      return;
    default:
      alterColumn(job, table, action);
  }
}

function addColumn(
  job: Job,
  table: Table,
  { column: spec, ifNotExists }: Extract<AlterAction, { kind: 'add-column' }>,
): void {
  if (table.columnIndex(spec.name) >= 0) {
    const message = `column "${spec.name}" of relation "${table.name}" already exists`;
    if (!ifNotExists) throw new SqlError('42701', message);
    job.run.session.notice('NOTICE', '42701', `${message}, skipping`);
    return;
  }
  const column = makeColumn(job, table.name, spec);
  table.columns.push(column);
  const index = table.columns.length - 1;
  const value = defaultOf(job, column);
  for (const tuple of table.tuples) {
    const values: Value[] = [...tuple.values];
    values[index] = value.evaluate({ row: [], outer: null, run: job.run });
    tuple.values = values;
    if (!column.notNull || values[index] !== null) continue;
    table.columns.pop();
    const message = `column "${column.name}" of relation "${table.name}" contains null values`;
    throw new SqlError('23502', message, {
      schema: table.schema,
      table: table.name,
      column: column.name,
    });
  }
  if (value.isVolatile) job.run.charge(table.rows * 1.2);
  onAbort(job, () => {
    column.isDropped = true;
  });
  for (const constraint of spec.constraints) addConstraint(job, table, constraint);
}

function dropConstraint(
  job: Job,
  table: Table,
  { name, ifExists }: Extract<AlterAction, { kind: 'drop-constraint' }>,
): void {
  const before = { indexes: table.indexes, checks: table.checks, foreignKeys: table.foreignKeys };
  table.indexes = table.indexes.filter(({ spec }) => !(spec.isUnique && spec.name === name));
  table.checks = table.checks.filter((check) => check.name !== name);
  const key = table.foreignKeys.find((one) => one.name === name);
  table.foreignKeys = table.foreignKeys.filter((one) => one !== key);
  if (key) {
    const { target } = key;
    const { referencedBy } = target;
    target.referencedBy = referencedBy.filter((entry) => entry.key !== key);
    onAbort(job, () => {
      target.referencedBy = referencedBy;
    });
  }
  const isGone =
    table.indexes.length < before.indexes.length ||
    table.checks.length < before.checks.length ||
    key !== undefined;
  if (!isGone && !ifExists) {
    const message = `constraint "${name}" of relation "${table.name}" does not exist`;
    throw new SqlError('42704', message);
  }
  onAbort(job, () => Object.assign(table, before));
}

function alterColumn(
  job: Job,
  table: Table,
  action: Exclude<
    AlterAction,
    { kind: 'add-column' | 'add-constraint' | 'rename' | 'drop-constraint' }
  >,
): void {
  const name = action.kind === 'rename-column' ? action.from : action.name;
  const index = table.columnIndex(name);
  const column = table.columns[index];
  if (!column) {
    const message = `column "${name}" of relation "${table.name}" does not exist`;
    if (action.kind !== 'drop-column' || !action.ifExists) throw new SqlError('42703', message);
    job.run.session.notice('NOTICE', '00000', `${message}, skipping`);
    return;
  }
  const before = { ...column };
  const { indexes } = table;
  switch (action.kind) {
    case 'rename-column':
      if (table.columnIndex(action.to) >= 0) {
        throw new SqlError(
          '42701',
          `column "${action.to}" of relation "${table.name}" already exists`,
        );
      }
      column.name = action.to;
      break;
    case 'drop-column':
      column.isDropped = true;
      column.notNull = false;
      table.indexes = indexes.filter(({ spec }) =>
        spec.columns.every((one) => one.column !== index),
      );
      break;
    case 'set-default':
      column.defaultExpression = action.expression;
      column.defaultText = action.expression && defaultOf(job, column).text(false);
      break;
    case 'set-not-null':
      if (action.on) checkNoNulls(job, table, index);
      column.notNull = action.on;
  }
  onAbort(job, () => {
    Object.assign(column, before);
    table.indexes = indexes;
  });
}

function checkNoNulls(job: Job, table: Table, index: number): void {
  for (const tuple of table.tuples) {
    if ((tuple.values[index] ?? null) !== null) continue;
    if (!job.transactions.isLive(tuple, job.transaction)) continue;
    const { name = '' } = table.columns[index] ?? {};
    const message = `column "${name}" of relation "${table.name}" contains null values`;
    throw new SqlError('23502', message, { schema: table.schema, table: table.name, column: name });
  }
}
