// What a load test found: counts by status and error, and latencies. However many requests there were, it takes the
// same room.

import type { Micros } from '../kernel/event-queue.ts';
import { type Latencies, type LatencyCounts, LatencyHistogram } from './latency-histogram.ts';
import type { ClientOutcome } from './outcome.ts';

/** One request of a load test, its retries included. */
export interface LoadSample {
  /** When it was due: for a retried request, its first attempt. */
  readonly dueUs: Micros;
  readonly endedUs: Micros;
  /** Sent that often. */
  readonly attempts: number;
  /** Of the last attempt: the status, or why there was none. */
  readonly result: string;
}

/** How often each of several things came, in order of the alphabet: `[['200', 970], ['502', 30]]`. */
export type Counts = readonly (readonly [what: string, count: number])[];

export interface LoadSummary {
  readonly startedUs: Micros;
  /** When the last request ended; while the test runs, now. */
  readonly endedUs: Micros;
  readonly requests: number;
  /** Requests as the servers saw them: retries are counted too. */
  readonly attempts: number;
  /** Retries there was no budget for. */
  readonly refusedRetries: number;
  readonly unfinished: number;
  /** How often each status came last. */
  readonly statuses: Counts;
  /** How often there was no whole response, by error. */
  readonly errors: Counts;
  /** Finished requests per second of simulated time. */
  readonly requestsPerSecond: number;
  /** From the moment a request was due to its end; null before the first has ended. */
  readonly latencies: Latencies | null;
}

/** A status such as `502`, or the error where there is no whole response. */
export const resultOf = ({ head, error }: ClientOutcome): string =>
  error ?? String(head?.status ?? '');

const isStatus = (result: string): boolean => /^\d/.test(result);

/** Counts in order. */
export const sortedCounts = (counts: ReadonlyMap<string, number>): Counts =>
  [...counts].sort(([a], [b]) => (a < b ? -1 : 1));

/** Requests that have ended, counted one by one. */
export class LoadTally {
  readonly #results = new Map<string, number>();
  readonly #latencies = new LatencyHistogram();
  #attempts = 0;

  add({ result, dueUs, endedUs, attempts }: LoadSample): void {
    this.#results.set(result, (this.#results.get(result) ?? 0) + 1);
    this.#latencies.add(endedUs - dueUs);
    this.#attempts += attempts;
  }

  get requests(): number {
    return this.#latencies.count;
  }

  /** How often they were sent, retries included. */
  get attempts(): number {
    return this.#attempts;
  }

  get statuses(): Counts {
    return sortedCounts(this.#results).filter(([result]) => isStatus(result));
  }

  get errors(): Counts {
    return sortedCounts(this.#results).filter(([result]) => !isStatus(result));
  }

  get latencies(): Latencies | null {
    return this.#latencies.latencies;
  }

  get latencyCounts(): LatencyCounts | null {
    return this.#latencies.counts;
  }
}
