// Locks on tables and waiting for transactions ("Explicit Locking", 13.3 of the manual), and finding the
// circles that waiting can make.

export type TableLock =
  | 'AccessShareLock'
  | 'RowShareLock'
  | 'RowExclusiveLock'
  | 'ShareUpdateExclusiveLock'
  | 'ShareLock'
  | 'ShareRowExclusiveLock'
  | 'ExclusiveLock'
  | 'AccessExclusiveLock';

const MODES: readonly TableLock[] = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
];

/** Table 13.2: for each mode, which it conflicts with, as a bit for each mode in order. */
const CONFLICTS: readonly number[] = [
  0b10000000, 0b11000000, 0b11110000, 0b11111000, 0b11101100, 0b11111100, 0b11111110, 0b11111111,
];

export const conflicts = (first: TableLock, second: TableLock): boolean =>
  (((CONFLICTS[MODES.indexOf(first)] ?? 0) >> MODES.indexOf(second)) & 1) === 1;

/** Whoever can hold a lock: a backend. */
export interface LockOwner {
  readonly pid: number;
  /** What it runs, for the log. */
  readonly query: string;
  waitsFor: LockRequest | null;
}

/** Something a backend waits for. */
export interface LockRequest {
  readonly owner: LockOwner;
  /** `ShareLock on transaction 745` */
  readonly text: string;
  /** Who stands in the way now. */
  readonly blockers: () => readonly LockOwner[];
  /** What pg_stat_activity calls it. */
  readonly event: 'transactionid' | 'relation';
}

interface Held {
  readonly owner: LockOwner;
  readonly mode: TableLock;
}

interface Waiting extends Held {
  readonly granted: () => void;
}

interface Queue {
  held: Held[];
  waiting: Waiting[];
}

/** The locks on the tables of one database. */
export class TableLocks {
  readonly #queues = new Map<number, Queue>();

  #queue(oid: number): Queue {
    const found = this.#queues.get(oid);
    if (found) return found;
    const made: Queue = { held: [], waiting: [] };
    this.#queues.set(oid, made);
    return made;
  }

  held(): readonly { readonly oid: number; readonly owner: LockOwner; readonly mode: TableLock }[] {
    return [...this.#queues].flatMap(([oid, queue]) =>
      queue.held.map((held) => ({ oid, ...held })),
    );
  }

  /** Takes the lock if nothing is in the way. */
  take(oid: number, owner: LockOwner, mode: TableLock): boolean {
    const queue = this.#queue(oid);
    if (queue.held.some((held) => held.owner === owner && held.mode === mode)) return true;
    const already = queue.held.some((held) => held.owner === owner);
    const inTheWay = (other: Held): boolean => other.owner !== owner && conflicts(mode, other.mode);
    if (queue.held.some(inTheWay)) return false;
    if (!already && queue.waiting.some(inTheWay)) return false;
    queue.held.push({ owner, mode });
    return true;
  }

  /** Queues for the lock. The answer leaves the queue again. */
  wait(oid: number, owner: LockOwner, mode: TableLock, granted: () => void): () => void {
    const queue = this.#queue(oid);
    const entry: Waiting = { owner, mode, granted };
    queue.waiting.push(entry);
    return () => {
      queue.waiting = queue.waiting.filter((other) => other !== entry);
      this.#grant(queue);
    };
  }

  blockers(oid: number, owner: LockOwner, mode: TableLock): readonly LockOwner[] {
    const queue = this.#queue(oid);
    const place = queue.waiting.findIndex((waiting) => waiting.owner === owner);
    const before = place < 0 ? queue.waiting : queue.waiting.slice(0, place);
    return [...queue.held, ...before]
      .filter((other) => other.owner !== owner && conflicts(mode, other.mode))
      .map((other) => other.owner);
  }

  /** Lets go of all locks of a backend, at the end of its transaction. */
  releaseAll(owner: LockOwner): void {
    for (const queue of this.#queues.values()) {
      if (!queue.held.some((held) => held.owner === owner)) continue;
      queue.held = queue.held.filter((held) => held.owner !== owner);
      this.#grant(queue);
    }
  }

  #grant(queue: Queue): void {
    for (const entry of [...queue.waiting]) {
      const before = queue.waiting.slice(0, queue.waiting.indexOf(entry));
      const blocked = [...queue.held, ...before].some(
        (other) => other.owner !== entry.owner && conflicts(entry.mode, other.mode),
      );
      if (blocked) continue;
      queue.waiting = queue.waiting.filter((other) => other !== entry);
      queue.held.push({ owner: entry.owner, mode: entry.mode });
      entry.granted();
    }
  }
}

/** The circle of waiting that a backend is part of, beginning with it; null where there is none. */
export function findDeadlock(start: LockOwner): readonly LockRequest[] | null {
  const seen = new Set<LockOwner>();
  const visit = (owner: LockOwner, path: readonly LockRequest[]): readonly LockRequest[] | null => {
    const request = owner.waitsFor;
    if (!request) return null;
    const next = [...path, request];
    for (const blocker of request.blockers()) {
      if (blocker === start) return next;
      if (seen.has(blocker)) continue;
      seen.add(blocker);
      const found = visit(blocker, next);
      if (found) return found;
    }
    return null;
  };
  return visit(start, []);
}
