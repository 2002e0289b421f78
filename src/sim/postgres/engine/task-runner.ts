// Carries a task through its waits: locks, lock_timeout, the search for circles after deadlock_timeout.

import type { ScheduledEvent } from '../../kernel/event-queue.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Task, Wait } from '../execute/job.ts';
import type { Settings } from '../server/settings.ts';
import { SqlError } from '../sql-error.ts';
import { findDeadlock, type LockOwner, type LockRequest } from '../storage/locks.ts';

export interface TaskHandlers<Result> {
  readonly finished: (result: Result) => void;
  readonly failed: (error: unknown) => void;
  readonly waiting: (request: LockRequest) => void;
  readonly log: (message: string) => void;
}

export interface TaskOptions {
  readonly kernel: Kernel;
  readonly settings: Settings;
  readonly owner: LockOwner;
}

/** The circle as the client gets it, and as the log has it. */
function deadlockError(circle: readonly LockRequest[]): SqlError {
  const lines = circle.map((request, index) => {
    const blocker = circle[(index + 1) % circle.length]?.owner.pid;
    return `Process ${request.owner.pid} waits for ${request.text}; blocked by process ${blocker}.`;
  });
  const queries = circle.map(({ owner }) => `Process ${owner.pid}: ${owner.query}`);
  return new SqlError('40P01', 'deadlock detected', {
    detail: lines.join('\n'),
    detailForLog: [...lines, ...queries].join('\n'),
    hint: 'See server log for query details.',
  });
}

export class TaskRunner<Result> {
  readonly #task: Task<Result>;
  readonly #options: TaskOptions;
  readonly #handlers: TaskHandlers<Result>;
  #wait: Wait | null = null;
  #leave: (() => void) | null = null;
  #timers: ScheduledEvent[] = [];
  #waitedFromUs = 0;

  constructor(task: Task<Result>, options: TaskOptions, handlers: TaskHandlers<Result>) {
    this.#task = task;
    this.#options = options;
    this.#handlers = handlers;
  }

  start(): void {
    this.#step(() => this.#task.next());
  }

  /** Strikes it where it waits. */
  interrupt(error: SqlError): void {
    const { where } = this.#wait ?? {};
    this.#stopWaiting();
    const struck = where
      ? new SqlError(error.code, error.message, { ...error.fields, where })
      : error;
    this.#step(() => this.#task.throw(struck));
  }

  /** Leaves it where it is, for good. */
  abandon(): void {
    this.#stopWaiting();
  }

  #step(advance: () => IteratorResult<Wait, Result>): void {
    let step: IteratorResult<Wait, Result>;
    try {
      step = advance();
    } catch (error) {
      this.#handlers.failed(error);
      return;
    }
    if (step.done) this.#handlers.finished(step.value);
    else this.#waitFor(step.value);
  }

  #waitFor(wait: Wait): void {
    const { kernel, settings, owner } = this.#options;
    this.#wait = wait;
    owner.waitsFor = wait.request;
    this.#waitedFromUs = kernel.nowUs;
    this.#handlers.waiting(wait.request);
    this.#leave = wait.subscribe(() => this.#wake());
    const lockTimeoutMs = settings.number('lock_timeout');
    if (lockTimeoutMs > 0) {
      const error = new SqlError('55P03', 'canceling statement due to lock timeout');
      this.#timers.push(kernel.after(lockTimeoutMs * 1_000, () => this.interrupt(error)));
    }
    const deadlockUs = settings.number('deadlock_timeout') * 1_000;
    this.#timers.push(kernel.after(deadlockUs, () => this.#checkDeadlock()));
  }

  #checkDeadlock(): void {
    const { owner, settings } = this.#options;
    const circle = findDeadlock(owner);
    if (circle) {
      this.interrupt(deadlockError(circle));
      return;
    }
    if (settings.isOn('log_lock_waits')) this.#logWait('still waiting for');
  }

  #logWait(what: string): void {
    const { kernel, owner } = this.#options;
    const ms = ((kernel.nowUs - this.#waitedFromUs) / 1_000).toFixed(3);
    this.#handlers.log(`process ${owner.pid} ${what} ${this.#wait?.request.text} after ${ms} ms`);
  }

  #wake(): void {
    const { kernel, settings } = this.#options;
    const waitedUs = kernel.nowUs - this.#waitedFromUs;
    const isLong = waitedUs >= settings.number('deadlock_timeout') * 1_000;
    if (isLong && settings.isOn('log_lock_waits')) this.#logWait('acquired');
    this.#leave = null;
    this.#stopWaiting();
    this.#step(() => this.#task.next());
  }

  #stopWaiting(): void {
    const { kernel, owner } = this.#options;
    this.#leave?.();
    this.#leave = null;
    for (const timer of this.#timers) kernel.cancel(timer);
    this.#timers = [];
    this.#wait = null;
    owner.waitsFor = null;
  }
}
