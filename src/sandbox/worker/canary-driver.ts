// Drives the simulator's kernel in a browser worker, by a canary: a promise rejected again in the report
// of its own rejection. The HTML standard reports rejections in order, after a microtask checkpoint, so
// when the canary's report comes the turn's microtasks have run and its rejections have been reported.

import type { DrivenRun, Driver } from '../../sim/kernel/driver.ts';

/** What the driver needs of the worker's global scope, taken before it is tamed. */
export interface RejectionSource {
  add(type: string, listener: (event: RejectionEvent) => void): void;
  remove(type: string, listener: (event: RejectionEvent) => void): void;
}

/** A PromiseRejectionEvent, as far as it is used. */
export interface RejectionEvent {
  readonly promise: Promise<unknown>;
  readonly reason: unknown;
  preventDefault(): void;
}

/**
 * Listeners of one event are called one after another with a microtask checkpoint between them, so ticks
 * that microtasks queue can be run here without waiting for another report.
 */
const DRAIN_LISTENERS = 4;

const CANARY = new Error('canary');

export class CanaryDriver implements Driver {
  readonly #source: RejectionSource;

  constructor(source: RejectionSource) {
    this.#source = source;
  }

  drive(run: DrivenRun): Promise<void> {
    return new Promise((resolve, reject) => {
      const source = this.#source;
      let canary: Promise<unknown> | null = null;
      // A rejection handler may itself reject: then one more report has to pass before time does.
      let isDirty = false;
      let isOver = false;
      const listeners: [string, (event: RejectionEvent) => void][] = [];

      const finish = (settle: () => void): void => {
        isOver = true;
        for (const [type, listener] of listeners) source.remove(type, listener);
        settle();
      };
      const guarded = (action: () => void): void => {
        if (isOver) return;
        try {
          action();
        } catch (error) {
          finish(() => reject(error as Error));
        }
      };
      const arm = (): void => {
        canary = Promise.reject(CANARY);
      };
      const first = (event: RejectionEvent): void => {
        event.preventDefault();
        guarded(() => {
          if (event.promise !== canary) {
            isDirty = true;
            run.rejected(event.promise, event.reason);
          } else if (isDirty) {
            isDirty = false;
          } else if (run.phase() === 'stop') {
            finish(resolve);
          }
        });
      };
      const drain = (): void => guarded(() => void run.drain());
      const last = (event: RejectionEvent): void =>
        guarded(() => event.promise === canary && arm());
      const handled = (event: RejectionEvent): void =>
        guarded(() => run.rejectionHandled(event.promise));

      listeners.push(['unhandledrejection', first]);
      for (let i = 0; i < DRAIN_LISTENERS; i++) {
        // Each has to be a function of its own, or only one would be registered.
        listeners.push(['unhandledrejection', () => drain()]);
      }
      listeners.push(['unhandledrejection', last], ['rejectionhandled', handled]);
      for (const [type, listener] of listeners) source.add(type, listener);
      arm();
    });
  }
}
