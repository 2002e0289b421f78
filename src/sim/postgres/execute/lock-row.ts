// Locks a row version, or follows it to the one that took its place ("Row-Level Locks", 13.3.2 of the manual).

import { SqlError } from '../sql-error.ts';
import type { Table } from '../storage/table.ts';
import type { RowLock, Tuple } from '../storage/transactions.ts';
import { type Job, type Task, waitForTransaction } from './job.ts';

/** Table 13.3: which strengths stand in each other's way. */
const CONFLICTS: Readonly<Record<RowLock, readonly RowLock[]>> = {
  'key share': ['update'],
  share: ['no key update', 'update'],
  'no key update': ['share', 'no key update', 'update'],
  update: ['key share', 'share', 'no key update', 'update'],
};

export interface RowLockRequest {
  readonly table: Table;
  readonly strength: RowLock;
  readonly wait: 'wait' | 'nowait' | 'skip';
  /** `updating`, `deleting`, `locking`: the words of the CONTEXT. */
  readonly doing: 'updating' | 'deleting' | 'locking';
}

export interface LockedRow {
  readonly tuple: Tuple;
  /** It is not the version the statement had seen. */
  readonly isChanged: boolean;
}

const where = ({ doing, table }: RowLockRequest, { page, item }: Tuple): string =>
  `while ${doing} tuple (${page},${item}) in relation "${table.name}"`;

/** The number of a transaction that holds the row against this strength; 0 for none. */
function holder(job: Job, tuple: Tuple, strength: RowLock): number {
  const { transactions, transaction } = job;
  const isOther = (xid: number): boolean => {
    const owner = transactions.isAborted(xid) ? undefined : transactions.ownerOf(xid);
    return owner !== undefined && owner !== transaction;
  };
  if (tuple.xmax !== 0 && isOther(tuple.xmax) && CONFLICTS[strength].includes(tuple.xmaxStrength)) {
    return tuple.xmax;
  }
  const found = tuple.lockers.find(
    (locker) => isOther(locker.xid) && CONFLICTS[strength].includes(locker.strength),
  );
  return found?.xid ?? 0;
}

function serializationFailure(isDelete: boolean): SqlError {
  const what = isDelete ? 'delete' : 'update';
  return new SqlError('40001', `could not serialize access due to concurrent ${what}`);
}

/** Null where the row is gone, or skipped. */
export function* lockRow(job: Job, first: Tuple, request: RowLockRequest): Task<LockedRow | null> {
  const { transactions, transaction } = job;
  const { strength } = request;
  let tuple = first;
  for (;;) {
    const xid = holder(job, tuple, strength);
    if (xid !== 0) {
      if (request.wait === 'skip') return null;
      if (request.wait === 'nowait') {
        const message = `could not obtain lock on row in relation "${request.table.name}"`;
        throw new SqlError('55P03', message);
      }
      yield* waitForTransaction(job, xid, where(request, tuple));
      continue;
    }
    const { xmax } = tuple;
    if (xmax === 0 || transactions.isAborted(xmax)) break;
    // Its own newer version, or one that does not stand in the way: key share beside an update.
    if (!transactions.isCommitted(xmax)) {
      if (!transactions.isOwn(xmax, transaction)) break;
      return null;
    }
    if (transaction.isolation !== 'read committed') throw serializationFailure(!tuple.next);
    if (!tuple.next) return null;
    tuple = tuple.next;
  }
  const isHeld = tuple.lockers.some(
    (locker) => locker.strength === strength && transactions.isOwn(locker.xid, transaction),
  );
  if (!isHeld) {
    const live = tuple.lockers.filter(({ xid }) => transactions.ownerOf(xid) !== undefined);
    tuple.lockers = [...live, { xid: transactions.xidOf(transaction), strength }];
  }
  return { tuple, isChanged: tuple !== first };
}
