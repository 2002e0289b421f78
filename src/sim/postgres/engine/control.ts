// Statements about transactions and settings: BEGIN, COMMIT, SAVEPOINT, SET, SHOW, PREPARE.

import type { StatementResult } from '../execute/job.ts';
import type { Statement, Utility } from '../sql/ast.ts';
import { notModelled, SqlError } from '../sql-error.ts';
import type { Isolation } from '../storage/transactions.ts';
import { type DataType, TEXT, typeByName } from '../values/data-type.ts';
import type { Executor } from './executor.ts';

type Control = Extract<
  Utility,
  {
    kind:
      | 'begin'
      | 'commit'
      | 'rollback'
      | 'savepoint'
      | 'release'
      | 'rollback-to'
      | 'set'
      | 'show'
      | 'reset'
      | 'set-transaction'
      | 'prepare'
      | 'deallocate';
  }
>;

const KINDS = new Set(
  `begin commit rollback savepoint release rollback-to set show reset set-transaction prepare
  deallocate`.split(/\s+/),
);

export const isControl = (statement: Statement): statement is Control => KINDS.has(statement.kind);

export interface ControlResult extends StatementResult {
  /** Whether something has to reach the disk. */
  readonly wrote: boolean;
}

const done = (tag: string, wrote = false): ControlResult => ({
  columns: null,
  rows: [],
  tag,
  wrote,
});

export function controlTransaction(session: Executor, statement: Control): ControlResult {
  switch (statement.kind) {
    case 'begin':
      return begin(session, statement);
    case 'commit':
      return commit(session);
    case 'rollback':
      if (!session.isBlock)
        session.notice('WARNING', '25P01', 'there is no transaction in progress');
      session.end(false);
      return done('ROLLBACK');
    case 'savepoint':
    case 'release':
    case 'rollback-to':
      return savepoint(session, statement);
    case 'set-transaction':
      return setTransaction(session, statement);
    case 'set':
      return set(session, statement);
    case 'reset':
      session.options.settings.reset(statement.name);
      return done('RESET');
    case 'show':
      return show(session, statement.name);
    case 'prepare': {
      const types = statement.types.map((name) => typeOf(name.name));
      if (session.statements.has(statement.name)) {
        throw new SqlError('42P05', `prepared statement "${statement.name}" already exists`);
      }
      session.describe(statement.statement, types);
      session.statements.set(statement.name, { statement: statement.statement, types });
      return done('PREPARE');
    }
    case 'deallocate': {
      const { name } = statement;
      if (name === null) session.statements.clear();
      else if (!session.statements.delete(name)) {
        throw new SqlError('26000', `prepared statement "${name}" does not exist`);
      }
      return done(name === null ? 'DEALLOCATE ALL' : 'DEALLOCATE');
    }
  }
}

const typeOf = (name: string): DataType => {
  const found = typeByName(name);
  if (found) return found;
  throw new SqlError('42704', `type "${name}" does not exist`);
};

function begin(session: Executor, statement: Extract<Control, { kind: 'begin' }>): ControlResult {
  const tag = statement.start ? 'START TRANSACTION' : 'BEGIN';
  if (session.isBlock) {
    session.notice('WARNING', '25001', 'there is already a transaction in progress');
    return done(tag);
  }
  session.options.settings.beginTransaction();
  if (!session.transaction || statement.isolation) {
    session.begin((statement.isolation ?? undefined) as Isolation | undefined);
  }
  session.isBlock = true;
  if (statement.readOnly !== null) session.isReadOnly = statement.readOnly;
  return done(tag);
}

function commit(session: Executor): ControlResult {
  if (!session.isBlock) session.notice('WARNING', '25P01', 'there is no transaction in progress');
  const { hasFailed } = session;
  const wrote = (session.transaction?.xid ?? 0) > 0;
  session.end(!hasFailed);
  return hasFailed ? done('ROLLBACK') : done('COMMIT', wrote);
}

function savepoint(
  session: Executor,
  { kind, name }: Extract<Control, { kind: 'savepoint' | 'release' | 'rollback-to' }>,
): ControlResult {
  const { transaction, isBlock } = session;
  const { transactions } = session.options.data;
  if (!isBlock || !transaction) {
    const what = {
      savepoint: 'SAVEPOINT',
      release: 'RELEASE SAVEPOINT',
      'rollback-to': 'ROLLBACK TO SAVEPOINT',
    };
    throw new SqlError('25P01', `${what[kind]} can only be used in transaction blocks`);
  }
  if (kind === 'savepoint') {
    transactions.savepoint(transaction, name);
    return done('SAVEPOINT');
  }
  const isKnown =
    kind === 'release'
      ? transactions.release(transaction, name)
      : !transaction.isOver && transactions.rollbackTo(transaction, name);
  if (!isKnown) throw new SqlError('3B001', `savepoint "${name}" does not exist`);
  if (kind === 'rollback-to') session.hasFailed = false;
  return done(kind === 'release' ? 'RELEASE' : 'ROLLBACK');
}

function setTransaction(
  session: Executor,
  { isolation, readOnly }: Extract<Control, { kind: 'set-transaction' }>,
): ControlResult {
  if (!session.isBlock) {
    session.notice('WARNING', '25P01', 'SET TRANSACTION can only be used in transaction blocks');
    return done('SET');
  }
  if (isolation && session.transaction) {
    if (session.transaction.snapshot) {
      throw new SqlError(
        '25001',
        'SET TRANSACTION ISOLATION LEVEL must be called before any query',
      );
    }
    session.options.data.transactions.end(session.transaction, true);
    const { isReadOnly } = session;
    session.begin(isolation as Isolation);
    session.isReadOnly = isReadOnly;
  }
  if (readOnly !== null) session.isReadOnly = readOnly;
  return done('SET');
}

function set(
  session: Executor,
  { name, value, local }: Extract<Control, { kind: 'set' }>,
): ControlResult {
  const { settings } = session.options;
  if (name === 'transaction_read_only') {
    session.isReadOnly = value === 'on' || value === 'true';
    return done('SET');
  }
  if (name === 'timezone' && value !== null && !/^(?:utc|gmt|etc\/utc|z)$/i.test(value)) {
    throw notModelled(`The time zone "${value}"`);
  }
  if (local && !session.isBlock) {
    session.notice('WARNING', '25P01', 'SET LOCAL can only be used in transaction blocks');
    if (value !== null) settings.check(name, value, 'session');
    return done('SET');
  }
  if (value === null) settings.reset(name);
  else settings.set(name, value, { local });
  return done('SET');
}

function show(session: Executor, name: string): ControlResult {
  const { settings } = session.options;
  const special: Readonly<Record<string, string>> = {
    transaction_isolation:
      session.transaction?.isolation ?? settings.get('default_transaction_isolation') ?? '',
    transaction_read_only: session.isReadOnly ? 'on' : 'off',
  };
  const value = special[name] ?? settings.show(name);
  if (value === null) {
    throw new SqlError('42704', `unrecognized configuration parameter "${name}"`);
  }
  const column = { name, type: TEXT, modifier: -1, tableOid: 0, columnNumber: 0 };
  return { columns: [column], rows: [[value]], tag: 'SHOW', wrote: false };
}
