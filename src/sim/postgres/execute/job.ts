// A statement at work: what it belongs to, what it may wait for, what comes out of it.

import type { Binder } from '../plan/compile.ts';
import type { Execution } from '../plan/expr.ts';
import type { OutputColumn } from '../plan/query-plan.ts';
import { SqlError } from '../sql-error.ts';
import type { Database } from '../storage/database.ts';
import type { LockOwner, LockRequest, TableLock } from '../storage/locks.ts';
import type { Table } from '../storage/table.ts';
import type { Transaction, Transactions } from '../storage/transactions.ts';
import type { Row } from '../values/value.ts';

/** Something in the way: the statement goes on when `wake` is called. */
export interface Wait {
  readonly request: LockRequest;
  /** Asks to be woken; the answer takes that back. */
  readonly subscribe: (wake: () => void) => () => void;
  /** CONTEXT of an error that strikes while it waits. */
  readonly where: string | null;
}

/** A computation that may have to wait. */
export type Task<Result> = Generator<Wait, Result, void>;

export interface Job {
  readonly database: Database;
  readonly transactions: Transactions;
  readonly transaction: Transaction;
  readonly owner: LockOwner;
  readonly binder: Binder;
  readonly run: Execution;
  readonly isReadOnly: boolean;
  /** Whether it stands between BEGIN and COMMIT. */
  readonly isBlock: boolean;
  /** Throws 53100 where the disk is full. */
  readonly needDisk: (table: Table) => void;
}

export interface StatementResult {
  /** Null where the statement gives no rows. */
  readonly columns: readonly OutputColumn[] | null;
  readonly rows: readonly Row[];
  /** The command's tag: `INSERT 0 1`. */
  readonly tag: string;
}

export function checkWritable(job: Job, command: string): void {
  if (!job.isReadOnly) return;
  throw new SqlError('25006', `cannot execute ${command} in a read-only transaction`);
}

/** Waits until the transaction with this number is over. */
export function* waitForTransaction(job: Job, xid: number, where: string | null): Task<void> {
  const other = job.transactions.ownerOf(xid);
  if (!other || other === job.transaction) return;
  const owner = owners.get(other);
  const request: LockRequest = {
    owner: job.owner,
    text: `ShareLock on transaction ${other.xid}`,
    blockers: () => (other.isOver || !owner ? [] : [owner]),
    event: 'transactionid',
  };
  const subscribe = (wake: () => void): (() => void) => {
    other.waiters.push(wake);
    return () => {
      other.waiters = other.waiters.filter((waiter) => waiter !== wake);
    };
  };
  yield { request, subscribe, where };
}

/** Whose a transaction is, for finding circles. */
const owners = new WeakMap<Transaction, LockOwner>();

export const setOwner = (transaction: Transaction, owner: LockOwner): void => {
  owners.set(transaction, owner);
};

/** Locks a table until the transaction ends. */
export function* lockTable(job: Job, table: Table, mode: TableLock, isPatient = true): Task<void> {
  const { database, owner } = job;
  if (database.locks.take(table.oid, owner, mode)) return;
  if (!isPatient) {
    throw new SqlError('55P03', `could not obtain lock on relation "${table.name}"`);
  }
  const request: LockRequest = {
    owner,
    text: `${mode} on relation ${table.oid} of database ${database.oid}`,
    blockers: () => database.locks.blockers(table.oid, owner, mode),
    event: 'relation',
  };
  const subscribe = (wake: () => void): (() => void) =>
    database.locks.wait(table.oid, owner, mode, wake);
  yield { request, subscribe, where: null };
}
