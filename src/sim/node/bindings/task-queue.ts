// internalBinding('task_queue'): ticks, microtasks and rejected promises (src/node_task_queue.cc).
// `runMicrotasks` runs nothing: the kernel drains microtasks between two phases of a turn, and calls the
// library's tick callback again when they have queued ticks.

import type { NodeEnvironment } from '../environment.ts';
import type { Binding, GuestFunction } from '../guest.ts';

/** Whether ticks and rejections wait, as the library and the turn see it. */
export interface TickInfo {
  readonly fields: Uint8Array;
}

export const HAS_TICK_SCHEDULED = 0;
export const HAS_REJECTION_TO_WARN = 1;

export function createTaskQueue(
  environment: NodeEnvironment,
  info: TickInfo,
  countContinuation: () => void,
): Binding {
  const { callbacks, constants } = environment;
  return {
    tickInfo: info.fields,
    promiseRejectEvents: constants.promiseRejectEvents,
    runMicrotasks: () => environment.runMicrotasks(),
    setTickCallback(callback: GuestFunction) {
      callbacks.tick = callback;
    },
    setPromiseRejectCallback(callback: GuestFunction) {
      callbacks.promiseReject = callback;
    },
    enqueueMicrotask(callback: GuestFunction) {
      void Promise.resolve().then(() => {
        try {
          countContinuation();
          callback.call(undefined);
        } catch (error) {
          environment.triggerUncaught(error, false);
        }
      });
    },
  };
}
