// internalBinding('timers'): the one timer and the immediates of the event loop (src/timers.cc).

import type { NodeEnvironment } from '../environment.ts';
import type { Binding, GuestFunction } from '../guest.ts';

/** How many immediates wait: all of them, the referenced ones, and whether some were interrupted. */
export interface ImmediateInfo {
  readonly fields: Uint32Array;
}

export const IMMEDIATE_COUNT = 0;
export const IMMEDIATE_REFERENCED_COUNT = 1;
export const IMMEDIATE_OUTSTANDING = 2;

export function createTimers(environment: NodeEnvironment, info: ImmediateInfo): Binding {
  const { callbacks, loop } = environment;
  return {
    immediateInfo: info.fields,
    timeoutInfo: new Int32Array(1),
    timerInfo: new Int32Array(1),
    setupTimers(processImmediate: GuestFunction, processTimers: GuestFunction) {
      callbacks.processImmediate = processImmediate;
      callbacks.processTimers = processTimers;
    },
    // Node looks at the clock anew here, so a timer counts from when it is set.
    getLibuvNow() {
      loop.updateTime();
      return loop.nowMs;
    },
    scheduleTimer: (durationMs: number) => loop.setTimer(durationMs),
    toggleTimerRef: (referenced: boolean) => loop.setTimerReferenced(referenced),
    toggleImmediateRef() {},
  };
}
