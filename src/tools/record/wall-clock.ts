// The clock of the machine, in the form the harness knows.

import type { Clock } from '../../sim/conformance/task.ts';

const startedAt = performance.now();

/** Microseconds since the start, and timers. */
export const wallClock: Clock = {
  get nowUs() {
    return Math.round((performance.now() - startedAt) * 1_000);
  },
  at: (timeUs, callback) => {
    const delayMs = (timeUs - (performance.now() - startedAt) * 1_000) / 1_000;
    // What lies further ahead than a timer can be set is never.
    return delayMs > 2 ** 31 - 1 ? null : setTimeout(callback, Math.max(0, delayMs));
  },
  after: (delayUs, callback) => setTimeout(callback, delayUs / 1_000),
  cancel: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
};
