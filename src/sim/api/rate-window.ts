// A rate limit as most APIs have it: so many requests in each window of time; who comes too late is told when the next
// window begins.

import type { RateLimit } from './script.ts';

export class RateWindow {
  #window = -1;
  #requests = 0;

  /** Counts a request. Seconds until it may be tried again; null where it may go on now. */
  take(limit: RateLimit, nowMs: number): number | null {
    const window = Math.floor(nowMs / limit.perMs);
    if (window !== this.#window) {
      this.#window = window;
      this.#requests = 0;
    }
    this.#requests++;
    if (this.#requests <= limit.requests) return null;
    return Math.ceil(((window + 1) * limit.perMs - nowMs) / 1_000);
  }
}
