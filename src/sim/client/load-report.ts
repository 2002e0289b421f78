// What load does to a system, second by second, read from the trace: rates, latencies, errors, and who answered. It takes
// the same room however long the load goes on, and costs the simulator nothing: whoever wants it reads the trace.

import type { Micros } from '../kernel/event-queue.ts';
import type { TraceEvent } from '../kernel/trace.ts';
import '../edge/trace.ts';
import '../net/handshake.ts';
import '../nginx/trace.ts';
import '../node/bindings/http-parser.ts';
import '../scenario/load-board.ts';
import { type Latencies, LatencyHistogram } from './latency-histogram.ts';
import { type Counts, sortedCounts } from './load-summary.ts';
import './trace-events.ts';

/** Who wrote a response. */
export type Answerer = 'edge' | 'nginx' | 'app';

/** Answers of one kind in a second. */
export interface AnswerCount {
  readonly by: Answerer;
  /** The host that wrote it. */
  readonly host: string;
  readonly status: number;
  readonly count: number;
}

/** One second of simulated time, or however long an interval of the load is. */
export interface LoadSecond {
  readonly fromUs: Micros;
  readonly untilUs: Micros;
  /** Requests that ended, retries and all. */
  readonly requests: number;
  /** How often they had been sent. */
  readonly attempts: number;
  readonly statuses: Counts;
  readonly errors: Counts;
  /** Every response, of each attempt, by who wrote it. */
  readonly answers: readonly AnswerCount[];
  readonly latencies: Latencies | null;
}

export interface LoadReport {
  readonly id: string;
  readonly startedUs: Micros;
  /** null while it runs. */
  readonly endedUs: Micros | null;
  readonly requests: number;
  readonly attempts: number;
  /** Requests that ended per second of simulated time. */
  readonly requestsPerSecond: number;
  /** Share of requests that ended in a 5xx or in no whole response, 0 to 1. */
  readonly failedShare: number;
  readonly statuses: Counts;
  readonly errors: Counts;
  readonly answers: readonly AnswerCount[];
  readonly latencies: Latencies | null;
  /** The newest seconds, in order; older ones are only in the sums. */
  readonly seconds: readonly LoadSecond[];
}

/** Seconds that are kept one by one: an hour. */
const SECONDS_KEPT = 3_600;
/** Connections whose last answer is remembered; who has more has them idle. */
const CONNECTIONS_KEPT = 20_000;

const add = (counts: Map<string, number>, more: Counts): void => {
  for (const [what, count] of more) counts.set(what, (counts.get(what) ?? 0) + count);
};

/** Counts of answers by who, where and what. */
class Answers {
  readonly #counts = new Map<string, AnswerCount>();

  add({ by, host, status }: Omit<AnswerCount, 'count'>, count = 1): void {
    const key = `${by} ${host} ${status}`;
    const before = this.#counts.get(key)?.count ?? 0;
    this.#counts.set(key, { by, host, status, count: before + count });
  }

  get list(): AnswerCount[] {
    return [...this.#counts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  }
}

/** One load that was started. */
class Run {
  readonly #id: string;
  readonly #startedUs: Micros;
  readonly #statuses = new Map<string, number>();
  readonly #errors = new Map<string, number>();
  readonly #answers = new Answers();
  readonly #latencies = new LatencyHistogram();
  #seconds: LoadSecond[] = [];
  /** Answers since the last interval was told. */
  #newAnswers = new Answers();
  #attempts = 0;
  #lastUs: Micros;
  #endedUs: Micros | null = null;

  constructor(id: string, startedUs: Micros) {
    this.#id = id;
    this.#startedUs = startedUs;
    this.#lastUs = startedUs;
  }

  answered(answer: Omit<AnswerCount, 'count'>): void {
    this.#newAnswers.add(answer);
    this.#answers.add(answer);
  }

  interval(event: Extract<TraceEvent, { kind: 'load-interval' }>): void {
    const { fromUs, atUs: untilUs, requests, attempts, statuses, errors, latencies } = event;
    add(this.#statuses, statuses);
    add(this.#errors, errors);
    if (event.latencyCounts) this.#latencies.merge(event.latencyCounts);
    this.#attempts += attempts;
    this.#lastUs = untilUs;
    const answers = this.#newAnswers.list;
    this.#newAnswers = new Answers();
    const second = { fromUs, untilUs, requests, attempts, statuses, errors, answers, latencies };
    this.#seconds = [...this.#seconds.slice(1 - SECONDS_KEPT), second];
  }

  end(atUs: Micros): void {
    this.#endedUs = atUs;
    this.#lastUs = atUs;
  }

  get report(): LoadReport {
    const requests = this.#latencies.count;
    const seconds = (this.#lastUs - this.#startedUs) / 1_000_000;
    const statuses = sortedCounts(this.#statuses);
    const errors = sortedCounts(this.#errors);
    const failed = [...statuses.filter(([status]) => status >= '500'), ...errors];
    const failures = failed.reduce((sum, [, count]) => sum + count, 0);
    return {
      id: this.#id,
      startedUs: this.#startedUs,
      endedUs: this.#endedUs,
      requests,
      attempts: this.#attempts,
      requestsPerSecond: seconds > 0 ? requests / seconds : 0,
      failedShare: requests > 0 ? failures / requests : 0,
      statuses,
      errors,
      answers: this.#answers.list,
      latencies: this.#latencies.latencies,
      seconds: this.#seconds,
    };
  }
}

/** Reads the trace event by event; ask it at any time. */
export class LoadReports {
  readonly #runs = new Map<string, Run>();
  /** Where each connection leads. */
  readonly #toHost = new Map<number, string>();
  /** Which connection a request came in on, at nginx or an edge. */
  readonly #ways = new Map<string, number>();
  /** Connection of a request's last attempt at a server behind. */
  readonly #behind = new Map<string, number | null>();
  /** Who wrote the last response on a connection. */
  readonly #writers = new Map<number, { readonly by: Answerer; readonly host: string }>();

  add(event: TraceEvent): void {
    switch (event.kind) {
      case 'load-started':
        this.#runs.delete(event.id);
        this.#runs.set(event.id, new Run(event.id, event.atUs));
        return;
      case 'load-interval':
        this.#runs.get(event.id)?.interval(event);
        return;
      case 'load-ended':
        this.#runs.get(event.id)?.end(event.atUs);
        return;
      case 'client-response': {
        const { client, connection, status } = event;
        const host = this.#toHost.get(connection) ?? '';
        const { by, host: writer } = this.#writers.get(connection) ?? { by: 'app', host };
        this.#runs.get(client)?.answered({ by, host: writer, status });
        return;
      }
      case 'tcp-connect':
        if (event.toHost !== null) remember(this.#toHost, event.connection, event.toHost);
        return;
      default:
        // Who answered matters to load alone.
        if (this.#runs.size > 0) this.#addHop(event);
    }
  }

  /** The reports of all loads there were, the newest last. */
  get reports(): readonly LoadReport[] {
    return [...this.#runs.values()].map(({ report }) => report);
  }

  report(id: string): LoadReport | null {
    return this.#runs.get(id)?.report ?? null;
  }

  #addHop(event: TraceEvent): void {
    switch (event.kind) {
      case 'app-response':
        remember(this.#writers, event.connection, { by: 'app', host: event.host });
        return;
      case 'nginx-request':
      case 'edge-request':
        remember(this.#ways, `${event.process}/${event.requestId}`, event.connection);
        return;
      case 'nginx-upstream-attempt':
      case 'edge-origin-attempt':
        remember(this.#behind, `${event.process}/${event.requestId}`, event.connection);
        return;
      case 'nginx-response':
        this.#passed(event, typeof event.writtenBy === 'number', 'nginx');
        return;
      case 'edge-response':
        this.#passed(event, event.writtenBy === 'origin', 'edge');
        return;
      default:
        return;
    }
  }

  /** A response left nginx or an edge: its own, or one it had been given. */
  #passed(
    { process, requestId }: { readonly process: number; readonly requestId: number },
    isPassedOn: boolean,
    by: Answerer,
  ): void {
    const key = `${process}/${requestId}`;
    const connection = this.#ways.get(key);
    const behind = this.#behind.get(key) ?? null;
    this.#ways.delete(key);
    this.#behind.delete(key);
    if (connection === undefined) return;
    const own = { by, host: this.#toHost.get(connection) ?? by };
    const given = behind === null ? undefined : this.#writers.get(behind);
    remember(this.#writers, connection, isPassedOn && given ? given : own);
  }
}

/** Sets a key; the oldest goes where there are too many. */
function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= CONNECTIONS_KEPT) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
