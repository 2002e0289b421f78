// Clients that wait for something to appear in a key (blocked.c in Redis 7.0): served in the order in which they
// began to wait.

import type { Kernel } from '../kernel/kernel.ts';
import type { Database } from './database.ts';
import type { Reply } from './reply.ts';
import type { Session, Waiting } from './session.ts';

export class BlockedClients {
  readonly #kernel: Kernel;
  readonly #answer: (session: Session, reply: Reply) => void;
  readonly #waiting = new Set<Session>();
  #ready: (readonly [database: number, key: string])[] = [];

  /** `answer` is called for a client whose wait is over. */
  constructor(kernel: Kernel, answer: (session: Session, reply: Reply) => void) {
    this.#kernel = kernel;
    this.#answer = answer;
  }

  /** Lets a client wait; 0 is for ever. */
  add(session: Session, waiting: Omit<Waiting, 'timer'>, timeoutMs: number): void {
    const timer =
      timeoutMs > 0
        ? this.#kernel.after(timeoutMs * 1_000, () => this.#finish(session, waiting.timedOut))
        : null;
    session.waiting = { ...waiting, timer };
    this.#waiting.add(session);
  }

  remove(session: Session): void {
    this.#kernel.cancel(session.waiting?.timer);
    session.waiting = null;
    this.#waiting.delete(session);
  }

  /** A key was written: whoever waits for it may be served when the command is over. */
  touched(database: Database, key: string): void {
    if (this.#waiting.size > 0) this.#ready.push([database.index, key]);
  }

  /** Serves who can be served. What serving writes may make others ready. */
  serve(): void {
    for (let next = this.#ready.shift(); next; next = this.#ready.shift()) {
      const [database, key] = next;
      for (const session of [...this.#waiting]) {
        const { waiting } = session;
        if (waiting?.database !== database || !waiting.keys.includes(key)) continue;
        const reply = this.#attempt(waiting, key);
        if (!reply) break;
        this.#finish(session, reply);
      }
    }
  }

  /** Null where the key holds nothing, or another kind of value. */
  #attempt(waiting: Waiting, key: string): Reply | null {
    try {
      return waiting.attempt(key);
    } catch {
      return null;
    }
  }

  #finish(session: Session, reply: Reply): void {
    this.remove(session);
    this.#answer(session, reply);
  }
}
