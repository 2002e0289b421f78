// Statements about objects other than tables: views, sequences, roles, databases, DROP, TRUNCATE, LOCK.

import type { Name, Utility } from '../sql/ast.ts';
import { notModelled, SqlError } from '../sql-error.ts';
import type { Cluster } from '../storage/database.ts';
import { relationMissing } from '../storage/database.ts';
import type { TableLock } from '../storage/locks.ts';
import { analyze } from '../storage/statistics.ts';
import type { Table } from '../storage/table.ts';
import { alterTable, createIndex, createTable, onAbort } from './define-table.ts';
import { checkWritable, type Job, lockTable, type Task } from './job.ts';

/** Statements that even a read-only transaction may run. */
const READ_ONLY = new Set(['accepted', 'lock', 'analyze', 'vacuum']);

const LOCK_MODES: ReadonlyMap<string, TableLock> = new Map([
  ['access share', 'AccessShareLock'],
  ['row share', 'RowShareLock'],
  ['row exclusive', 'RowExclusiveLock'],
  ['share update exclusive', 'ShareUpdateExclusiveLock'],
  ['share', 'ShareLock'],
  ['share row exclusive', 'ShareRowExclusiveLock'],
  ['exclusive', 'ExclusiveLock'],
  ['access exclusive', 'AccessExclusiveLock'],
]);

/** `CREATE TABLE` of `create-table`. */
const commandOf = ({ kind }: Utility): string => kind.replace('-', ' ').toUpperCase();

/** Runs a statement and answers its tag. */
export function* runUtility(job: Job, statement: Utility, cluster: Cluster): Task<string> {
  if (!READ_ONLY.has(statement.kind)) checkWritable(job, commandOf(statement));
  switch (statement.kind) {
    case 'create-table':
      return yield* createTable(job, statement);
    case 'create-index':
      return yield* createIndex(job, statement);
    case 'alter-table':
      return yield* alterTable(job, statement);
    case 'drop':
      return yield* drop(job, statement, cluster);
    case 'truncate':
      return yield* truncate(job, statement);
    case 'lock': {
      if (!job.isBlock) {
        throw new SqlError('25P01', 'LOCK TABLE can only be used in transaction blocks');
      }
      const mode = LOCK_MODES.get(statement.mode);
      if (!mode) throw new SqlError('42601', `syntax error at or near "${statement.mode}"`);
      for (const name of statement.tables) {
        yield* lockTable(job, job.database.tableForDefinition(name), mode, !statement.nowait);
      }
      return 'LOCK TABLE';
    }
    case 'vacuum':
    case 'analyze': {
      const named = statement.tables.map((name) => job.database.tableForDefinition(name));
      const tables = named.length > 0 ? named : [...job.database.tables.values()];
      for (const table of tables) {
        analyze(table);
        job.run.charge(500 + table.rows * 0.3);
      }
      return statement.kind.toUpperCase();
    }
    case 'accepted':
      return statement.tag;
    default:
      return define(job, statement, cluster);
  }
}

function define(job: Job, statement: Utility, cluster: Cluster): string {
  const { database } = job;
  switch (statement.kind) {
    case 'create-view': {
      const { name, replace, query } = statement;
      const key = database.key(name);
      if (database.hasRelation(key) && !(replace && database.views.has(key))) {
        throw new SqlError('42P07', `relation "${name.name}" already exists`);
      }
      const { columns } = job.binder.plan(query, null);
      const oid = database.views.get(key)?.oid ?? database.oids.take();
      const owner = job.run.session.user;
      database.views.set(key, { name: name.name, oid, owner, columns, query });
      onAbort(job, () => database.views.delete(key));
      return 'CREATE VIEW';
    }
    case 'create-sequence': {
      const key = database.key(statement.name);
      if (database.hasRelation(key)) {
        const message = `relation "${statement.name.name}" already exists`;
        if (!statement.ifNotExists) throw new SqlError('42P07', message);
        job.run.session.notice('NOTICE', '42P07', `${message}, skipping`);
        return 'CREATE SEQUENCE';
      }
      const start = BigInt(statement.start);
      const owner = job.run.session.user;
      const oid = database.oids.take();
      const type = 'bigint';
      database.sequences.set(key, { name: key, oid, owner, type, start, last: start - 1n });
      onAbort(job, () => database.sequences.delete(key));
      return 'CREATE SEQUENCE';
    }
    case 'create-schema':
      if (database.schemas.has(statement.name)) {
        const message = `schema "${statement.name}" already exists`;
        if (!statement.ifNotExists) throw new SqlError('42P06', message);
        job.run.session.notice('NOTICE', '42P06', `${message}, skipping`);
        return 'CREATE SCHEMA';
      }
      database.schemas.add(statement.name);
      return 'CREATE SCHEMA';
    default:
      return defineGlobal(job, statement, cluster);
  }
}

/** Roles and databases: what all databases share. */
function defineGlobal(job: Job, statement: Utility, cluster: Cluster): string {
  switch (statement.kind) {
    case 'create-database':
      if (cluster.databases.has(statement.name)) {
        throw new SqlError('42P04', `database "${statement.name}" already exists`);
      }
      cluster.addDatabase(statement.name, statement.owner ?? job.run.session.user);
      job.run.charge(80_000);
      return 'CREATE DATABASE';
    case 'create-role': {
      const { name, options } = statement;
      if (cluster.roles.has(name)) throw new SqlError('42710', `role "${name}" already exists`);
      cluster.addRole(name, roleOptions(options));
      onAbort(job, () => cluster.roles.delete(name));
      return 'CREATE ROLE';
    }
    case 'alter-role': {
      const role = cluster.roles.get(statement.name);
      if (!role) throw new SqlError('42704', `role "${statement.name}" does not exist`);
      const before = { ...role };
      Object.assign(role, roleOptions(statement.options));
      onAbort(job, () => Object.assign(role, before));
      return 'ALTER ROLE';
    }
    case 'alter-setting': {
      const of = statement.of === 'role' ? cluster.roles : cluster.databases;
      const found = of.get(statement.name);
      if (!found) {
        const code = statement.of === 'role' ? '42704' : '3D000';
        throw new SqlError(code, `${statement.of} "${statement.name}" does not exist`);
      }
      if (statement.value === null) found.settings.delete(statement.setting);
      else found.settings.set(statement.setting, statement.value);
      return statement.of === 'role' ? 'ALTER ROLE' : 'ALTER DATABASE';
    }
    default:
      throw notModelled(commandOf(statement), statement.at);
  }
}

function roleOptions(
  options: Extract<Utility, { kind: 'create-role' | 'alter-role' }>['options'],
): Record<string, unknown> {
  const { login, superuser, password, connectionLimit } = options;
  return {
    ...(login !== undefined && { canLogin: login }),
    ...(superuser !== undefined && { isSuperuser: superuser }),
    ...(password !== undefined && { password }),
    ...(connectionLimit !== undefined && { connectionLimit }),
  };
}

type Drop = Extract<Utility, { kind: 'drop' }>;

function* drop(job: Job, statement: Drop, cluster: Cluster): Task<string> {
  for (const name of statement.names) yield* dropOne(job, statement, name, cluster);
  return `DROP ${statement.what.toUpperCase()}`;
}

function* dropOne(job: Job, statement: Drop, name: Name, cluster: Cluster): Task<void> {
  const { database } = job;
  const { what, ifExists } = statement;
  const key = database.key(name);
  const missing = (code: string): void => {
    const message = `${what} "${name.name}" does not exist`;
    if (!ifExists) throw new SqlError(code, message);
    job.run.session.notice('NOTICE', '00000', `${message}, skipping`);
  };
  if (what === 'table') {
    const table = database.tables.get(key);
    if (!table) return missing('42P01');
    yield* lockTable(job, table, 'AccessExclusiveLock');
    dropTable(job, table, key, statement.cascade);
    return;
  }
  if (what === 'index') {
    const found = database.index(key);
    if (!found) return missing('42704');
    const { table, index } = found;
    if (index.spec.isPrimary) {
      const message = `cannot drop index ${key} because constraint ${key} on table ${table.name} requires it`;
      const hint = `You can drop constraint ${key} on table ${table.name} instead.`;
      throw new SqlError('2BP01', message, { hint });
    }
    yield* lockTable(job, table, 'AccessExclusiveLock');
    const { indexes } = table;
    table.indexes = indexes.filter((other) => other !== index);
    onAbort(job, () => {
      table.indexes = indexes;
    });
    return;
  }
  const maps = {
    view: [database.views, '42P01'],
    sequence: [database.sequences, '42P01'],
    role: [cluster.roles, '42704'],
    database: [cluster.databases, '3D000'],
  } as const;
  if (what === 'schema') {
    if (!database.schemas.delete(key)) missing('3F000');
    return;
  }
  const [map, code] = maps[what];
  if (!map.delete(key)) missing(code);
}

function dropTable(job: Job, table: Table, key: string, cascade: boolean): void {
  const { database } = job;
  const pointing = table.referencedBy.filter((entry) => entry.table !== table);
  const [first] = pointing;
  if (first && !cascade) {
    throw new SqlError(
      '2BP01',
      `cannot drop table ${table.name} because other objects depend on it`,
      {
        detail: pointing
          .map(
            (entry) =>
              `constraint ${entry.key.name} on table ${entry.table.name} depends on table ${table.name}`,
          )
          .join('\n'),
        hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
      },
    );
  }
  for (const entry of pointing) {
    const { foreignKeys } = entry.table;
    entry.table.foreignKeys = foreignKeys.filter((other) => other !== entry.key);
    onAbort(job, () => {
      entry.table.foreignKeys = foreignKeys;
    });
  }
  const sequences = table.columns.map(({ name }) => `${table.name}_${name}_seq`);
  const owned = sequences.flatMap((name) => database.sequences.get(name) ?? []);
  for (const { name } of owned) database.sequences.delete(name);
  database.tables.delete(key);
  onAbort(job, () => {
    database.tables.set(key, table);
    for (const sequence of owned) database.sequences.set(sequence.name, sequence);
  });
}

function* truncate(job: Job, statement: Extract<Utility, { kind: 'truncate' }>): Task<string> {
  const { database, transactions, transaction } = job;
  for (const name of statement.tables) {
    const table = database.tables.get(database.key(name));
    if (!table) throw relationMissing({ ...name, at: -1 });
    yield* lockTable(job, table, 'AccessExclusiveLock');
    const pointing = table.referencedBy.find((entry) => entry.table !== table);
    if (pointing && !statement.tables.some((other) => other.name === pointing.table.name)) {
      throw new SqlError(
        '0A000',
        'cannot truncate a table referenced in a foreign key constraint',
        {
          detail: `Table "${pointing.table.name}" references "${table.name}".`,
          hint: `Truncate table "${pointing.table.name}" at the same time, or use TRUNCATE ... CASCADE.`,
        },
      );
    }
    for (const tuple of [...table.tuples]) {
      tuple.xmax = transactions.xidOf(transaction);
      tuple.cmax = transaction.commandId;
      tuple.next = null;
      transactions.addGarbage({ tuple, remove: () => table.remove(tuple) });
    }
    for (const column of statement.restart ? table.columns : []) {
      const sequence = database.sequences.get(`${table.name}_${column.name}_seq`);
      if (sequence) sequence.last = 0n;
    }
  }
  job.run.charge(1_500);
  return 'TRUNCATE TABLE';
}
