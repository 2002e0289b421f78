// Gathers the metrics of one world from its trace. It keeps counts and a few log lines for each second, whatever the
// trace's length, and forgets every event.

import type { Command, EventOf, SystemSpec, TraceEvent } from '#sim';
import { commandWords } from '../command-words.ts';
import { logLines } from '../log-lines.ts';
import { BUCKET_US, type Bucket, emptyBucket, type Mark, type Metrics } from './metrics.ts';

type Draft = { -readonly [Field in keyof Bucket]: Bucket[Field] };

/** Seconds that are kept; older ones go. */
const BUCKETS_KEPT = 1_800;
const LINES_KEPT = 60;
const MARKS_KEPT = 200;

/** Commands that are marked on the time axis. */
function markOf(command: Command): Mark['kind'] | null {
  switch (command.type) {
    case 'apply':
    case 'restart-service':
    case 'start-service':
    case 'stop-service':
      return 'deploy';
    case 'service-fault':
      return command.setting === null ? 'mend' : 'fault';
    default:
      return null;
  }
}

/** Who holds how many of something at the moment. */
class Holdings {
  readonly #held = new Map<string, Set<string>>();

  take(host: string, key: string): number {
    const held = this.#held.get(host) ?? new Set<string>();
    this.#held.set(host, held.add(key));
    return held.size;
  }

  drop(host: string, key: string): void {
    this.#held.get(host)?.delete(key);
  }

  /** What begins so is gone: a process has ended. */
  dropAll(host: string, prefix: string): void {
    const held = this.#held.get(host);
    for (const key of held ?? []) if (key.startsWith(prefix)) held?.delete(key);
  }
}

const most = (
  before: Readonly<Record<string, number>>,
  host: string,
  value: number,
): Readonly<Record<string, number>> =>
  value <= (before[host] ?? -1) ? before : { ...before, [host]: value };

export class MetricsCollector {
  readonly #system: SystemSpec;
  readonly #buckets: Draft[] = [];
  readonly #marks: Mark[] = [];
  readonly #running = new Set<string>();
  readonly #inHand = new Holdings();
  readonly #statements = new Holdings();
  #nowUs = 0;

  constructor(system: SystemSpec) {
    this.#system = system;
  }

  /** Takes more of the trace. */
  add(events: readonly TraceEvent[]): void {
    for (const event of events) {
      this.#nowUs = event.atUs;
      this.#take(event);
      for (const line of logLines(event, this.#system)) this.#keepLine(event.atUs, line);
    }
  }

  /** Whether some load goes on. */
  get isLoaded(): boolean {
    return this.#running.size > 0;
  }

  /** What is known so far, as a value. */
  get metrics(): Metrics {
    return {
      buckets: this.#buckets.map((bucket) => ({ ...bucket })),
      marks: [...this.#marks],
      running: [...this.#running],
      nowUs: this.#nowUs,
    };
  }

  #bucket(atUs: number): Draft {
    const fromUs = Math.floor(atUs / BUCKET_US) * BUCKET_US;
    const last = this.#buckets.at(-1);
    if (last && last.fromUs >= fromUs) {
      return this.#buckets.findLast((bucket) => bucket.fromUs <= fromUs) ?? last;
    }
    // Seconds in which nothing happened are points as well.
    const first = last ? last.fromUs + BUCKET_US : fromUs;
    const gap = Math.max(first, fromUs - BUCKETS_KEPT * BUCKET_US);
    for (let next = gap; next <= fromUs; next += BUCKET_US) this.#buckets.push(emptyBucket(next));
    if (this.#buckets.length > BUCKETS_KEPT) {
      this.#buckets.splice(0, this.#buckets.length - BUCKETS_KEPT);
    }
    return this.#buckets.at(-1) ?? emptyBucket(fromUs);
  }

  #keepLine(atUs: number, line: Bucket['lines'][number]): void {
    const bucket = this.#bucket(atUs);
    if (bucket.lines.length < LINES_KEPT) {
      bucket.lines = [...bucket.lines, line];
      return;
    }
    bucket.droppedLines++;
    const plain = line.isError ? bucket.lines.findLastIndex(({ isError }) => !isError) : -1;
    if (plain >= 0) bucket.lines = [...bucket.lines.toSpliced(plain, 1), line];
  }

  #mark(mark: Mark): void {
    this.#marks.push(mark);
    if (this.#marks.length > MARKS_KEPT) this.#marks.shift();
  }

  #take(event: TraceEvent): void {
    switch (event.kind) {
      case 'load-started':
        this.#running.add(event.id);
        this.#mark({ atUs: event.atUs, kind: 'load', words: 'Load begins' });
        return;
      case 'load-ended':
        this.#running.delete(event.id);
        this.#mark({ atUs: event.atUs, kind: 'load', words: 'Load ends' });
        return;
      case 'load-interval':
        this.#takeInterval(event);
        return;
      case 'process-sample':
        this.#takeSample(event);
        return;
      case 'nginx-request':
        this.#arrived('nginx', `${event.process}/${event.requestId}`, event.atUs);
        return;
      case 'nginx-response':
        this.#inHand.drop(this.#hostOf('nginx'), `${event.process}/${event.requestId}`);
        return;
      case 'app-request':
        this.#reach(event.host, `${event.pid}/${event.connection}`, event.atUs);
        return;
      case 'app-response':
        this.#inHand.drop(event.host, `${event.pid}/${event.connection}`);
        return;
      case 'postgres-query':
        this.#takeStatement(event);
        return;
      default:
        this.#takeChange(event);
    }
  }

  /** The only host of a kind whose events do not name it. */
  #hostOf(kind: 'nginx'): string {
    return this.#system.hosts.find((host) => host.kind === kind)?.name ?? kind;
  }

  #arrived(kind: 'nginx', key: string, atUs: number): void {
    this.#reach(this.#hostOf(kind), key, atUs);
  }

  #reach(host: string, key: string, atUs: number): void {
    const bucket = this.#bucket(atUs);
    bucket.inHand = most(bucket.inHand, host, this.#inHand.take(host, key));
    bucket.reached = { ...bucket.reached, [host]: (bucket.reached[host] ?? 0) + 1 };
  }

  #takeStatement(event: EventOf<'postgres-query'>): void {
    const key = `${event.pid}/${event.connection}`;
    if (event.state === 'finished' || event.state === 'failed') {
      this.#statements.drop(event.host, key);
      return;
    }
    const bucket = this.#bucket(event.atUs);
    const count = this.#statements.take(event.host, key);
    bucket.poolInUse = most(bucket.poolInUse, event.host, count);
  }

  #takeInterval(event: EventOf<'load-interval'>): void {
    const bucket = this.#bucket(event.fromUs);
    bucket.requests += event.requests;
    bucket.attempts += event.attempts;
    const results = { ...bucket.results };
    for (const [result, count] of [...event.statuses, ...event.errors]) {
      results[result] = (results[result] ?? 0) + count;
    }
    bucket.results = results;
    const { latencies } = event;
    if (!latencies) return;
    // Of several loads the slowest counts: percentiles cannot be added.
    bucket.p50Ms = Math.max(bucket.p50Ms ?? 0, latencies.p50Us / 1_000);
    bucket.p95Ms = Math.max(bucket.p95Ms ?? 0, latencies.p95Us / 1_000);
    bucket.p99Ms = Math.max(bucket.p99Ms ?? 0, latencies.p99Us / 1_000);
  }

  #takeSample(event: EventOf<'process-sample'>): void {
    // Taken at the end of the second it is about.
    const bucket = this.#bucket(Math.max(0, event.atUs - 1));
    const { host } = event;
    bucket.memoryBytes = most(bucket.memoryBytes, host, event.memoryBytes);
    bucket.loopDelayMs = most(bucket.loopDelayMs, host, event.loopDelayUs / 1_000);
  }

  #takeChange(event: TraceEvent): void {
    const { atUs } = event;
    switch (event.kind) {
      case 'fault-started':
        this.#mark({
          atUs,
          kind: 'fault',
          words: `${event.fault.type.replaceAll('-', ' ')} begins`,
        });
        return;
      case 'fault-ended':
        if (event.reason === 'done') return;
        this.#mark({
          atUs,
          kind: 'mend',
          words: `${(event.id.split('.')[0] ?? '').replaceAll('-', ' ')} ends`,
        });
        return;
      case 'command': {
        const kind = markOf(event.command);
        if (kind) this.#mark({ atUs, kind, words: commandWords(event.command, this.#system) });
        return;
      }
      case 'process-exited':
        this.#inHand.dropAll(event.host, `${event.pid}/`);
        this.#statements.dropAll(event.host, `${event.pid}/`);
        if (this.#running.size > 0) {
          const how = event.signal ?? `code ${event.code ?? 0}`;
          this.#mark({ atUs, kind: 'end', words: `${event.name} ends (${how})` });
        }
    }
  }
}
