// Load in the background of a world: generators that go on while other commands are carried out, each with a client of
// its own. What they find goes to the trace, one event for each interval, so that rates and percentiles can be drawn.

import type { HttpClient } from '../client/http-client.ts';
import type { Latencies, LatencyCounts } from '../client/latency-histogram.ts';
import { type Arrivals, LoadGenerator } from '../client/load.ts';
import { type LoadSample, type LoadSummary, LoadTally } from '../client/load-summary.ts';
import type { RetryPolicy } from '../client/retry-policy.ts';
import type { Micros } from '../kernel/event-queue.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { RequestSpec } from './command.ts';
import { readLoad } from './read-load.ts';

/** What load is made of, as data. */
export interface LoadSpec {
  readonly arrivals: Arrivals;
  /** Kinds of request and how often each comes, relative to the others. */
  readonly mix: readonly { readonly weight: number; readonly request: RequestSpec }[];
  readonly keepConnections: boolean;
  /** No request begins later than this after the start. */
  readonly durationMs?: number;
  /** No more requests than this. */
  readonly requests?: number;
  readonly retry?: RetryPolicy;
  /** How much time an event of the trace covers; a second. */
  readonly intervalMs?: number;
}

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    'load-started': { readonly id: string; readonly load: LoadSpec };
    /** What ended in an interval; none where nothing did. */
    'load-interval': {
      readonly id: string;
      readonly fromUs: Micros;
      readonly requests: number;
      readonly attempts: number;
      readonly statuses: LoadSummary['statuses'];
      readonly errors: LoadSummary['errors'];
      readonly latencies: Latencies | null;
      /** The same, to be added up over intervals. */
      readonly latencyCounts: LatencyCounts | null;
    };
    /** All requests have ended, and no more are to come. */
    'load-ended': { readonly id: string; readonly summary: LoadSummary };
  }
}

/** What a client is made with. */
export interface ClientStart {
  readonly host?: string;
  readonly name: string;
  readonly userAgent: string;
  readonly tracedBodyBytes?: number;
}

const INTERVAL_MS = 1_000;

export class LoadBoard {
  readonly #kernel: Kernel;
  readonly #createClient: (client: ClientStart) => HttpClient;
  readonly #sample: () => void;
  readonly #running = new Map<string, LoadGenerator>();

  /** `sample` is called at the end of every interval of every load: see process-samples.ts. */
  constructor(
    kernel: Kernel,
    createClient: (client: ClientStart) => HttpClient,
    sample: () => void,
  ) {
    this.#kernel = kernel;
    this.#createClient = createClient;
    this.#sample = sample;
  }

  /** Starts a load. Throws a LoadError where nothing can come of it. */
  start(id: string, load: LoadSpec): void {
    readLoad(load);
    const { arrivals, mix, retry } = load;
    this.stop(id);
    this.#kernel.trace.record({ kind: 'load-started', id, load });
    const lastsUs = (load.intervalMs ?? INTERVAL_MS) * 1_000;
    const interval = new Interval(this.#kernel, { id, lastsUs, sample: this.#sample });
    const client = this.#createClient({ name: id, userAgent: 'load/1.0', tracedBodyBytes: 0 });
    const generator = new LoadGenerator({
      client,
      kernel: this.#kernel,
      name: id,
      arrivals,
      mix: mix.map(({ weight, request }) => ({ weight, request: sent(request) })),
      keepConnections: load.keepConnections,
      ...(load.durationMs !== undefined && { durationMs: load.durationMs }),
      ...(load.requests !== undefined && { requests: load.requests }),
      ...(retry && { retry }),
      ended: (sample) => interval.add(sample),
    });
    this.#running.set(id, generator);
    generator.start((summary) => {
      interval.end();
      client.stop();
      if (this.#running.get(id) === generator) this.#running.delete(id);
      this.#kernel.trace.record({ kind: 'load-ended', id, summary });
    });
  }

  /** Ends a load. Does nothing where there is none of that id. */
  stop(id: string): void {
    this.#running.get(id)?.stop();
  }
}

const sent = ({ method, target, fields, timeoutMs, body }: RequestSpec) => ({
  method,
  target,
  fields,
  timeoutMs,
  ...(body !== '' && { body }),
});

/** Samples of one interval after the other. */
class Interval {
  readonly #kernel: Kernel;
  readonly #id: string;
  readonly #lastsUs: Micros;
  readonly #sample: () => void;
  #fromUs: Micros;
  #tally = new LoadTally();
  #tick: ReturnType<Kernel['after']>;

  constructor(kernel: Kernel, of: { id: string; lastsUs: Micros; sample: () => void }) {
    this.#kernel = kernel;
    this.#id = of.id;
    this.#lastsUs = of.lastsUs;
    this.#sample = of.sample;
    this.#fromUs = kernel.nowUs;
    this.#tick = kernel.after(of.lastsUs, () => this.#next());
  }

  add(sample: LoadSample): void {
    this.#tally.add(sample);
  }

  end(): void {
    this.#kernel.cancel(this.#tick);
    this.#tell();
  }

  #next(): void {
    this.#tell();
    this.#sample();
    this.#tick = this.#kernel.after(this.#lastsUs, () => this.#next());
  }

  #tell(): void {
    const fromUs = this.#fromUs;
    const tally = this.#tally;
    this.#fromUs = this.#kernel.nowUs;
    this.#tally = new LoadTally();
    if (tally.requests === 0) return;
    const { requests, attempts, statuses, errors, latencies, latencyCounts } = tally;
    this.#kernel.trace.record({
      kind: 'load-interval',
      id: this.#id,
      fromUs,
      requests,
      attempts,
      statuses,
      errors,
      latencies,
      latencyCounts,
    });
  }
}
