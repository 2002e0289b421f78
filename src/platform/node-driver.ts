// Drives the simulator's kernel in Node: setImmediate between two phases. Node drains microtasks and
// reports unhandled rejections before the next immediate runs, which is just what a turn needs.
// While a world runs, the process's own rejection handlers stand aside: all rejections are the world's.

import type { DrivenRun, Driver } from '../sim/kernel/driver.ts';

type Rejected = (reason: unknown, promise: Promise<unknown>) => void;

function takeOver(run: DrivenRun): () => void {
  const rejected: Rejected = (reason, promise) => run.rejected(promise, reason);
  const handled = (promise: Promise<unknown>): void => run.rejectionHandled(promise);
  const others = process.listeners('unhandledRejection');
  const otherHandled = process.listeners('rejectionHandled');
  process.removeAllListeners('unhandledRejection').removeAllListeners('rejectionHandled');
  process.on('unhandledRejection', rejected).on('rejectionHandled', handled);
  return () => {
    process.off('unhandledRejection', rejected).off('rejectionHandled', handled);
    for (const listener of others) process.on('unhandledRejection', listener);
    for (const listener of otherHandled) process.on('rejectionHandled', listener);
  };
}

/** A driver for kernels that run in Node. Two of them may not run at the same time. */
export class NodeDriver implements Driver {
  drive(run: DrivenRun): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveBack = takeOver(run);
      const phase = (): void => {
        try {
          if (run.phase() === 'again') {
            setImmediate(phase);
            return;
          }
        } catch (error) {
          giveBack();
          reject(error as Error);
          return;
        }
        giveBack();
        resolve();
      };
      setImmediate(phase);
    });
  }
}
