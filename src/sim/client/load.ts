// A load generator: many requests through one client. Open loop: requests come at a rate, whether or not earlier ones
// have ended, as from many independent people. Closed loop: a number of workers, each waiting for its answer.
// All chances are drawn from the seed; latency counts from the moment a request was due, so a slow server cannot
// hide behind requests that were never sent ("coordinated omission").

import type { Kernel } from '../kernel/kernel.ts';
import type { Random } from '../kernel/random.ts';
import type { HttpClient } from './http-client.ts';
import { type LoadSample, type LoadSummary, LoadTally, resultOf } from './load-summary.ts';
import type { ClientOutcome } from './outcome.ts';
import type { ClientRequest } from './request.ts';
import { isWorthRetry, RetryAllowance, type RetryPolicy, retryDelayUs } from './retry-policy.ts';

/** How requests come. */
export type Arrivals =
  | {
      readonly kind: 'open';
      readonly requestsPerSecond: number;
      /** `fixed`: evenly spaced; `poisson`: independent of each other. */
      readonly spacing: 'fixed' | 'poisson';
    }
  | {
      readonly kind: 'closed';
      readonly workers: number;
      /** How long a worker waits between an answer and its next request; 0 */
      readonly thinkMs?: number;
    };

export interface LoadOptions {
  readonly client: HttpClient;
  readonly kernel: Kernel;
  /** Sets this load apart from others of the same seed. */
  readonly name: string;
  readonly arrivals: Arrivals;
  /** Kinds of request and how often each comes, relative to the others. */
  readonly mix: readonly { readonly weight: number; readonly request: ClientRequest }[];
  /** Connections that are free are used again; otherwise each attempt has its own. */
  readonly keepConnections: boolean;
  /** No request begins later than this. */
  readonly durationMs?: number;
  /** No more requests than this. */
  readonly requests?: number;
  readonly retry?: RetryPolicy;
  /** Told of each request that has ended. */
  readonly ended?: (sample: LoadSample) => void;
  /** Told of each attempt's outcome, before what becomes of it. */
  readonly answered?: (outcome: ClientOutcome) => void;
}

export class LoadGenerator {
  readonly #options: LoadOptions;
  readonly #random: Random;
  readonly #totalWeight: number;
  readonly #tally = new LoadTally();
  readonly #allowance: RetryAllowance;
  #idleConnections: string[] = [];
  #connections = 0;
  #startedUs = 0;
  #untilUs = Number.POSITIVE_INFINITY;
  #nextDueUs = 0;
  #begun = 0;
  #attempts = 0;
  #refusedRetries = 0;
  #lastEndedUs = 0;
  #stopped = false;
  #done: ((summary: LoadSummary) => void) | null = null;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#random = options.kernel.random.fork(`load ${options.name}`);
    this.#totalWeight = options.mix.reduce((sum, { weight }) => sum + weight, 0);
    this.#allowance = new RetryAllowance(options.retry?.budget);
  }

  /** Begins. `done` is called when no more requests are to come and all have ended. */
  start(done: (summary: LoadSummary) => void = () => {}): void {
    const { kernel, arrivals, durationMs } = this.#options;
    this.#done = done;
    this.#startedUs = kernel.nowUs;
    this.#nextDueUs = kernel.nowUs;
    if (durationMs !== undefined) this.#untilUs = kernel.nowUs + durationMs * 1_000;
    if (arrivals.kind === 'closed') {
      for (let worker = 0; worker < arrivals.workers; worker++) kernel.after(0, () => this.#next());
    } else {
      this.#scheduleArrival(arrivals);
    }
  }

  /** Lets no more requests begin. Those under way go on. */
  stop(): void {
    this.#stopped = true;
    this.#finishIfOver();
  }

  /** What has been found so far. */
  get summary(): LoadSummary {
    const tally = this.#tally;
    const unfinished = this.#begun - tally.requests;
    const isOver = unfinished === 0 && this.#isStopped && tally.requests > 0;
    const endedUs = isOver ? this.#lastEndedUs : this.#options.kernel.nowUs;
    const seconds = (endedUs - this.#startedUs) / 1_000_000;
    return {
      startedUs: this.#startedUs,
      endedUs,
      requests: this.#begun,
      attempts: this.#attempts,
      refusedRetries: this.#refusedRetries,
      unfinished,
      statuses: tally.statuses,
      errors: tally.errors,
      requestsPerSecond: seconds > 0 ? tally.requests / seconds : 0,
      latencies: tally.latencies,
    };
  }

  get #isStopped(): boolean {
    const { kernel, requests = Number.POSITIVE_INFINITY } = this.#options;
    return this.#stopped || this.#begun >= requests || kernel.nowUs >= this.#untilUs;
  }

  #scheduleArrival(arrivals: Extract<Arrivals, { kind: 'open' }>): void {
    const { kernel } = this.#options;
    const meanUs = 1_000_000 / arrivals.requestsPerSecond;
    const factor = arrivals.spacing === 'poisson' ? this.#random.exponential() : 1;
    this.#nextDueUs += meanUs * factor;
    if (this.#nextDueUs >= this.#untilUs) {
      kernel.at(this.#untilUs, () => this.stop());
      return;
    }
    kernel.at(this.#nextDueUs, () => {
      if (this.#stopped) return;
      this.#next();
      if (this.#isStopped) this.stop();
      else this.#scheduleArrival(arrivals);
    });
  }

  /** One request, from the mix. */
  #next(): void {
    if (this.#isStopped) {
      this.#finishIfOver();
      return;
    }
    this.#begun++;
    this.#allowance.earn();
    this.#attempt(this.#pick(), this.#options.kernel.nowUs, 1);
  }

  #pick(): ClientRequest {
    let left = this.#random.next() * this.#totalWeight;
    for (const { weight, request } of this.#options.mix) {
      left -= weight;
      if (left < 0) return request;
    }
    throw new Error('A load needs at least one kind of request with a weight');
  }

  #attempt(request: ClientRequest, dueUs: number, attempt: number): void {
    const { client, keepConnections } = this.#options;
    this.#attempts++;
    const connection = keepConnections ? this.#takeConnection() : null;
    const timeoutMs = this.#patienceMs(request, dueUs);
    client.send(
      {
        ...request,
        ...(connection !== null && { connection }),
        ...(timeoutMs > 0 && { timeoutMs }),
      },
      (outcome) => {
        if (connection !== null) this.#idleConnections.push(connection);
        this.#options.answered?.(outcome);
        const delayUs = this.#retryDelayUs({ request, outcome, dueUs, attempt });
        if (delayUs === null) this.#ended(outcome, dueUs, attempt);
        else this.#retry(request, { dueUs, attempt, delayUs });
      },
    );
  }

  /** How long an attempt may take; 0 for ever. */
  #patienceMs({ timeoutMs = 0 }: ClientRequest, dueUs: number): number {
    const perTryMs = this.#options.retry?.perTryTimeoutMs;
    if (perTryMs === undefined) return timeoutMs;
    if (timeoutMs === 0) return perTryMs;
    return Math.min(perTryMs, timeoutMs - (this.#options.kernel.nowUs - dueUs) / 1_000);
  }

  /** A connection nobody uses at the moment; the one used last, as pools do. */
  #takeConnection(): string {
    return this.#idleConnections.pop() ?? `${this.#options.name} ${++this.#connections}`;
  }

  /** When an attempt is to be followed by another; null where it was the last. */
  #retryDelayUs(ended: {
    readonly request: ClientRequest;
    readonly outcome: ClientOutcome;
    readonly dueUs: number;
    readonly attempt: number;
  }): number | null {
    const { retry, kernel, client } = this.#options;
    const { request, outcome, dueUs, attempt } = ended;
    if (!retry || !isWorthRetry(retry, outcome, attempt)) return null;
    const delayUs = retryDelayUs(retry, outcome, {
      attempt,
      random: this.#random,
      nowMs: client.timeMs,
    });
    const limitUs = (request.timeoutMs ?? 0) * 1_000;
    const isTooLate = limitUs > 0 && kernel.nowUs + delayUs >= dueUs + limitUs;
    if (retry.perTryTimeoutMs !== undefined && isTooLate) return null;
    if (this.#allowance.take()) return delayUs;
    this.#refusedRetries++;
    return null;
  }

  #retry(
    request: ClientRequest,
    { dueUs, attempt, delayUs }: { dueUs: number; attempt: number; delayUs: number },
  ): void {
    this.#options.kernel.after(delayUs, () => this.#attempt(request, dueUs, attempt + 1));
  }

  #ended(outcome: ClientOutcome, dueUs: number, attempts: number): void {
    const { kernel, arrivals, ended } = this.#options;
    const sample = { dueUs, endedUs: kernel.nowUs, attempts, result: resultOf(outcome) };
    this.#tally.add(sample);
    this.#lastEndedUs = sample.endedUs;
    ended?.(sample);
    if (arrivals.kind === 'closed') {
      kernel.after((arrivals.thinkMs ?? 0) * 1_000, () => this.#next());
    } else {
      this.#finishIfOver();
    }
  }

  #finishIfOver(): void {
    if (!this.#isStopped || this.#tally.requests < this.#begun) return;
    const done = this.#done;
    this.#done = null;
    done?.(this.summary);
  }
}
