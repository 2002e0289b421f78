// Transactions: their numbers, which of them are over and how, and what each may see (MVCC, chapter 13 of the
// manual). A row version is a tuple; writing makes a new one and marks the old.
// Simplified: serializable transactions are taken as repeatable read: write skew is not found.

import type { Value } from '../values/value.ts';

export type RowLock = 'key share' | 'share' | 'no key update' | 'update';

/** One version of a row. */
export interface Tuple {
  values: readonly Value[];
  readonly xmin: number;
  readonly cmin: number;
  /** The transaction that deleted or replaced it; 0 for none. */
  xmax: number;
  cmax: number;
  /** How strongly xmax holds it. */
  xmaxStrength: RowLock;
  /** What it was replaced by. */
  next: Tuple | null;
  lockers: { readonly xid: number; readonly strength: RowLock }[];
  /** Where it lies: `(page,item)`. */
  readonly page: number;
  readonly item: number;
  isRemoved: boolean;
}

export interface Snapshot {
  /** Transactions from this number on had not begun. */
  readonly xmax: number;
  readonly active: ReadonlySet<number>;
  readonly own: Transaction;
  readonly commandId: number;
}

export type Isolation = 'read committed' | 'repeatable read' | 'serializable' | 'read uncommitted';

/** Something to take back where the transaction, or a part of it, does not happen. */
export interface Undo {
  readonly xid: number;
  readonly run: () => void;
}

export class Transaction {
  readonly isolation: Isolation;
  readonly startedUs: number;
  /** Its number; 0 until it writes something. */
  xid = 0;
  /** Numbers of savepoints that are open, oldest first; each writes under a number of its own. */
  savepoints: { readonly name: string; readonly xid: number }[] = [];
  commandId = 0;
  snapshot: Snapshot | null = null;
  undo: Undo[] = [];
  isOver = false;
  /** Told when it is over: whoever waits for it. */
  waiters: (() => void)[] = [];

  constructor(isolation: Isolation, startedUs: number) {
    this.isolation = isolation;
    this.startedUs = startedUs;
  }
}

/** The rows a transaction touched that may have become garbage. */
export interface Garbage {
  readonly tuple: Tuple;
  readonly remove: () => void;
}

export class Transactions {
  #next = 731;
  readonly #active = new Map<number, Transaction>();
  readonly #aborted = new Set<number>();
  /** The transaction a number belongs to, for numbers of savepoints. */
  readonly #owners = new Map<number, Transaction>();
  readonly #open = new Set<Transaction>();
  #garbage: Garbage[] = [];

  get nextXid(): number {
    return this.#next;
  }

  begin(isolation: Isolation, nowUs: number): Transaction {
    const transaction = new Transaction(isolation, nowUs);
    this.#open.add(transaction);
    return transaction;
  }

  /** The number it writes under now. */
  xidOf(transaction: Transaction): number {
    if (transaction.xid === 0) transaction.xid = this.#assign(transaction);
    return transaction.savepoints.at(-1)?.xid ?? transaction.xid;
  }

  #assign(transaction: Transaction): number {
    const xid = this.#next++;
    this.#active.set(xid, transaction);
    this.#owners.set(xid, transaction);
    return xid;
  }

  savepoint(transaction: Transaction, name: string): void {
    this.xidOf(transaction);
    transaction.savepoints.push({ name, xid: this.#assign(transaction) });
  }

  /** Takes back everything since the savepoint, which stays. False where there is none of this name. */
  rollbackTo(transaction: Transaction, name: string): boolean {
    const index = transaction.savepoints.findLastIndex((savepoint) => savepoint.name === name);
    if (index < 0) return false;
    const dropped = transaction.savepoints.splice(index);
    const [first] = dropped;
    for (const { xid } of dropped) this.#aborted.add(xid);
    if (first) this.#undo(transaction, first.xid);
    for (const { xid } of dropped) this.#active.delete(xid);
    transaction.savepoints.push({ name, xid: this.#assign(transaction) });
    return true;
  }

  release(transaction: Transaction, name: string): boolean {
    const index = transaction.savepoints.findLastIndex((savepoint) => savepoint.name === name);
    if (index < 0) return false;
    transaction.savepoints.splice(index);
    return true;
  }

  #undo(transaction: Transaction, fromXid: number): void {
    const kept = transaction.undo.filter(({ xid }) => xid < fromXid);
    for (const { run } of transaction.undo.slice(kept.length).reverse()) run();
    transaction.undo = kept;
  }

  end(transaction: Transaction, isCommitted: boolean): void {
    if (transaction.isOver) return;
    transaction.isOver = true;
    this.#open.delete(transaction);
    for (const [xid, owner] of this.#owners) {
      if (owner !== transaction) continue;
      if (!isCommitted) this.#aborted.add(xid);
      this.#active.delete(xid);
      this.#owners.delete(xid);
    }
    if (!isCommitted) this.#undo(transaction, 0);
    const { waiters } = transaction;
    transaction.waiters = [];
    this.#collect();
    for (const wake of waiters) wake();
  }

  /** The running transaction that a number belongs to. */
  ownerOf(xid: number): Transaction | undefined {
    return this.#active.get(xid);
  }

  isAborted(xid: number): boolean {
    return this.#aborted.has(xid);
  }

  isCommitted(xid: number): boolean {
    return !this.#aborted.has(xid) && !this.#active.has(xid);
  }

  isOwn(xid: number, transaction: Transaction): boolean {
    return this.#owners.get(xid) === transaction && !this.#aborted.has(xid);
  }

  /** What a statement sees that starts now. */
  snapshot(transaction: Transaction): Snapshot {
    const kept =
      transaction.isolation === 'read committed' || transaction.isolation === 'read uncommitted';
    if (!kept && transaction.snapshot) {
      return { ...transaction.snapshot, commandId: transaction.commandId };
    }
    const active = new Set(this.#active.keys());
    const { commandId } = transaction;
    transaction.snapshot = { xmax: this.#next, active, own: transaction, commandId };
    return transaction.snapshot;
  }

  #seesWrite(xid: number, commandId: number, snapshot: Snapshot): boolean {
    if (this.isOwn(xid, snapshot.own)) return commandId < snapshot.commandId;
    return this.isCommitted(xid) && xid < snapshot.xmax && !snapshot.active.has(xid);
  }

  isVisible(tuple: Tuple, snapshot: Snapshot): boolean {
    if (!this.#seesWrite(tuple.xmin, tuple.cmin, snapshot)) return false;
    return tuple.xmax === 0 || !this.#seesWrite(tuple.xmax, tuple.cmax, snapshot);
  }

  /** Whether a row version is there for everybody who looks now, whatever their snapshots say. */
  isLive(tuple: Tuple, own: Transaction): boolean {
    const exists = this.isCommitted(tuple.xmin) || this.isOwn(tuple.xmin, own);
    if (!exists) return false;
    return tuple.xmax === 0 || !(this.isCommitted(tuple.xmax) || this.isOwn(tuple.xmax, own));
  }

  addGarbage(garbage: Garbage): void {
    this.#garbage.push(garbage);
  }

  /** Removes row versions nobody can see any more: autovacuum, without its delay. */
  #collect(): void {
    if (this.#garbage.length === 0) return;
    let horizon = this.#next;
    for (const { snapshot, xid } of this.#open) {
      if (xid > 0) horizon = Math.min(horizon, xid);
      if (!snapshot) continue;
      horizon = Math.min(horizon, snapshot.xmax, ...snapshot.active);
    }
    this.#garbage = this.#garbage.filter(({ tuple, remove }) => {
      const isDead =
        this.#aborted.has(tuple.xmin) ||
        (tuple.xmax !== 0 && this.isCommitted(tuple.xmax) && tuple.xmax < horizon);
      if (!isDead) return this.#mayDie(tuple);
      remove();
      return false;
    });
  }

  #mayDie(tuple: Tuple): boolean {
    if (this.#active.has(tuple.xmin)) return true;
    return tuple.xmax !== 0 && !this.#aborted.has(tuple.xmax);
  }
}
