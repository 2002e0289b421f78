// Sends the steps of a request on a connection: bytes, pauses, leaving, waiting for 100 (Continue). It knows
// nothing of the response but that one has come.

import type { ScheduledEvent } from '../kernel/event-queue.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ClientConnection } from './connection.ts';
import type { Leaving, SendStep } from './request.ts';

export interface RequestSenderOptions {
  readonly kernel: Kernel;
  readonly connection: ClientConnection;
  readonly steps: readonly SendStep[];
  readonly continueWaitUs: number;
  /** A step says that the client leaves. */
  readonly abort: (how: Leaving) => void;
  readonly sent?: () => void;
}

export class RequestSender {
  readonly #options: RequestSenderOptions;
  #next = 0;
  #timer: ScheduledEvent | null = null;
  #awaitsContinue = false;
  #stopped = false;

  constructor(options: RequestSenderOptions) {
    this.#options = options;
  }

  /** Whether every step was taken. */
  get isDone(): boolean {
    return this.#next >= this.#options.steps.length && !this.#timer;
  }

  start(): void {
    this.#run();
  }

  /** Sends nothing more. */
  stop(): void {
    this.#stopped = true;
    this.#options.kernel.cancel(this.#timer);
  }

  /** An informational response has come: what waited for it may go. */
  continue(): void {
    if (!this.#awaitsContinue) return;
    this.#awaitsContinue = false;
    this.#options.kernel.cancel(this.#timer);
    this.#timer = null;
    this.#run();
  }

  /** The response has come: a body that waited for permission is not sent. */
  responseCame(): void {
    if (this.#awaitsContinue) this.stop();
  }

  #run(): void {
    const { steps } = this.#options;
    while (!this.#stopped && !this.#timer) {
      const step = steps[this.#next];
      if (!step) {
        this.#options.sent?.();
        return;
      }
      this.#take(step);
    }
  }

  #take(step: SendStep): void {
    const { connection, abort, continueWaitUs } = this.#options;
    if (step.kind === 'bytes') {
      if (!connection.write(step.bytes)) {
        this.stop();
        return;
      }
    } else if (step.kind === 'half-close') {
      connection.halfClose();
    } else if (step.kind === 'abort') {
      this.stop();
      abort(step.how);
      return;
    } else if (step.kind === 'wait') {
      this.#pause(step.durationUs);
    } else {
      this.#awaitsContinue = true;
      this.#pause(continueWaitUs);
    }
    this.#next++;
  }

  #pause(durationUs: number): void {
    this.#timer = this.#options.kernel.after(durationUs, () => {
      this.#timer = null;
      this.#awaitsContinue = false;
      this.#run();
    });
  }
}
