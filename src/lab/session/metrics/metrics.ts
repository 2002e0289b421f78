// What a world under load did, second by second, as values to be drawn: rates, statuses, latencies, queues, pools,
// memory, event-loop delay, and what happened when. Made from the trace event by event, so that the trace itself need
// not be kept.

import type { LogLine } from '../log-lines.ts';

/** Simulated time that one point of a chart covers. */
export const BUCKET_US = 1_000_000;

/** One second of a world. Counts are of what ended in it. */
export interface Bucket {
  readonly fromUs: number;
  /** Requests of the load that ended. */
  readonly requests: number;
  /** The same as the servers saw them: retries count. */
  readonly attempts: number;
  /** How often each status, or error, came. */
  readonly results: Readonly<Record<string, number>>;
  /** Latencies of the load's requests in milliseconds; null where none ended. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  /** The most requests that were in the hands of a host at once, by host. */
  readonly inHand: Readonly<Record<string, number>>;
  /** The most connections to a database that ran a statement at once, by host. */
  readonly poolInUse: Readonly<Record<string, number>>;
  /** Requests that reached a host, by host. */
  readonly reached: Readonly<Record<string, number>>;
  /** Memory of processes, in bytes, by host. */
  readonly memoryBytes: Readonly<Record<string, number>>;
  /** The longest that something had to wait for the event loop, in milliseconds, by host. */
  readonly loopDelayMs: Readonly<Record<string, number>>;
  /** Log lines of this second; the first ones, errors before others. */
  readonly lines: readonly LogLine[];
  /** Lines that were not kept. */
  readonly droppedLines: number;
}

/** Something to mark on the time axis. */
export interface Mark {
  readonly atUs: number;
  readonly kind: 'fault' | 'mend' | 'deploy' | 'end' | 'load';
  readonly words: string;
}

export interface Metrics {
  readonly buckets: readonly Bucket[];
  readonly marks: readonly Mark[];
  /** Ids of loads that go on. */
  readonly running: readonly string[];
  readonly nowUs: number;
}

export const noMetrics: Metrics = { buckets: [], marks: [], running: [], nowUs: 0 };

/** A second in which nothing has happened. */
export const emptyBucket = (fromUs: number): Bucket => ({
  fromUs,
  requests: 0,
  attempts: 0,
  results: {},
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
  inHand: {},
  poolInUse: {},
  reached: {},
  memoryBytes: {},
  loopDelayMs: {},
  lines: [],
  droppedLines: 0,
});

/** Whether a result of a request is a fault: a status from 500, or no whole response. */
export const isFault = (result: string): boolean => !/^[1-4]/.test(result);

/** All results that occur, statuses first. */
export const resultsOf = ({ buckets }: Metrics): string[] =>
  [...new Set(buckets.flatMap(({ results }) => Object.keys(results)))].sort();

/** All hosts that occur in a measure. */
export const hostsOf = (
  { buckets }: Metrics,
  measure: 'inHand' | 'poolInUse' | 'memoryBytes' | 'loopDelayMs',
): string[] => [...new Set(buckets.flatMap((bucket) => Object.keys(bucket[measure])))].sort();

/** The whole of a load so far. */
export interface LoadTotals {
  readonly requests: number;
  readonly faults: number;
}

/** Requests and faults of all seconds. */
export function totalsOf({ buckets }: Metrics): LoadTotals {
  let requests = 0;
  let faults = 0;
  for (const bucket of buckets) {
    requests += bucket.requests;
    for (const [result, count] of Object.entries(bucket.results)) {
      if (isFault(result)) faults += count;
    }
  }
  return { requests, faults };
}

/** Log lines between two moments, of what was kept. */
export const linesBetween = (
  { buckets }: Metrics,
  span: { readonly fromUs: number; readonly untilUs: number },
): readonly LogLine[] =>
  buckets
    .filter(({ fromUs }) => fromUs + BUCKET_US > span.fromUs && fromUs < span.untilUs)
    .flatMap(({ lines }) => lines)
    .filter(({ atUs }) => atUs >= span.fromUs && atUs < span.untilUs);
