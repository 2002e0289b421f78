// What redis-server does by the clock, ten times a second (serverCron): drop what has expired, close idle clients,
// look whether a save is due. Ticks without work are left out, so that a world at rest has no events.

import type { ScheduledEvent } from '../kernel/event-queue.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Configuration } from './config/configuration.ts';
import type { Database } from './database.ts';
import type { Persistence } from './persistence.ts';
import type { Session } from './session.ts';

const TICK_MS = 100;

export interface HousekeptServer {
  readonly kernel: Kernel;
  readonly configuration: Configuration;
  readonly databases: readonly Database[];
  readonly sessions: ReadonlySet<Session>;
  readonly persistence: Persistence;
  readonly nowMs: number;
  readonly isDead: boolean;
  post(callback: () => void): void;
  closeSession(session: Session): void;
}

export class Housekeeping {
  readonly #server: HousekeptServer;
  #tick: ScheduledEvent | null = null;

  constructor(server: HousekeptServer) {
    this.#server = server;
  }

  /** Plans the next tick at which there is something to do. */
  plan(): void {
    const { kernel, databases, persistence, nowMs, isDead } = this.#server;
    this.stop();
    if (isDead) return;
    const dueMs = Math.min(
      this.#nextTimeoutMs(),
      persistence.nextCheckMs,
      ...databases.map((database) => database.earliestExpiryMs),
    );
    if (!Number.isFinite(dueMs)) return;
    const waitMs = Math.max(TICK_MS, Math.ceil((dueMs - nowMs + 1) / TICK_MS) * TICK_MS);
    this.#tick = kernel.after(waitMs * 1_000, () => this.#server.post(() => this.#work()));
  }

  stop(): void {
    this.#server.kernel.cancel(this.#tick);
    this.#tick = null;
  }

  get #limitMs(): number {
    return this.#server.configuration.number('timeout') * 1_000;
  }

  /** Clients that could be closed for doing nothing: not those that wait or listen. */
  get #idlers(): Session[] {
    if (this.#limitMs === 0) return [];
    return [...this.#server.sessions].filter(
      ({ waiting, subscriptions }) => !waiting && subscriptions === 0,
    );
  }

  #nextTimeoutMs(): number {
    return Math.min(...this.#idlers.map(({ lastActiveMs }) => lastActiveMs + this.#limitMs));
  }

  #work(): void {
    const { databases, persistence, nowMs } = this.#server;
    for (const database of databases) {
      if (database.earliestExpiryMs < nowMs) database.removeExpired(nowMs);
    }
    for (const session of this.#idlers) {
      if (nowMs - session.lastActiveMs > this.#limitMs) this.#server.closeSession(session);
    }
    persistence.check();
    this.plan();
  }
}
