// The log lines of all hops, each with the client's request it belongs to, where the trace tells. nginx's lines
// name their request; a line an app prints belongs to the request it has in hand, if it is the only one.

import type { SystemSpec, TraceEvent } from '#sim';
import { type LogLine, logLines } from './log-lines.ts';

/** A line, and the number of the client's request behind it; null where that cannot be told. */
export interface JoinedLine extends LogLine {
  readonly request: number | null;
}

/** An app may print the error behind a response just after it: as long as this counts as the same request. */
const AFTER_ANSWER_US = 5_000;

/** Follows requests from connection to connection, as far as the trace has got. */
class Threads {
  readonly #byConnection = new Map<number, number>();
  readonly #byProxied = new Map<string, number>();
  readonly #inHand = new Map<number, Set<number>>();
  readonly #answered = new Map<number, { request: number; atUs: number }>();

  follow(event: TraceEvent): void {
    switch (event.kind) {
      case 'client-request':
        if (event.connection !== null) this.#byConnection.set(event.connection, event.request);
        return;
      case 'nginx-request':
        this.#hand(`${event.process}/${event.requestId}`, event.connection);
        return;
      case 'nginx-upstream-attempt': {
        const request = this.#byProxied.get(`${event.process}/${event.requestId}`);
        if (event.connection !== null && request !== undefined) {
          this.#byConnection.set(event.connection, request);
        }
        return;
      }
      case 'app-request': {
        const request = this.#byConnection.get(event.connection);
        if (request !== undefined) this.#held(event.pid).add(request);
        return;
      }
      case 'app-response': {
        const request = this.#byConnection.get(event.connection);
        if (request === undefined) return;
        this.#held(event.pid).delete(request);
        this.#answered.set(event.pid, { request, atUs: event.atUs });
      }
    }
  }

  /** The request behind what an event says. */
  requestOf(event: TraceEvent): number | null {
    if (event.kind === 'nginx-log') {
      return this.#byProxied.get(`${event.process}/${event.requestId ?? -1}`) ?? null;
    }
    if (event.kind !== 'process-output') return null;
    const held = this.#held(event.pid);
    if (held.size === 1) return [...held][0] ?? null;
    const last = this.#answered.get(event.pid);
    const isFresh = last !== undefined && event.atUs - last.atUs <= AFTER_ANSWER_US;
    return held.size === 0 && isFresh ? last.request : null;
  }

  #hand(key: string, connection: number): void {
    const request = this.#byConnection.get(connection);
    if (request !== undefined) this.#byProxied.set(key, request);
  }

  #held(pid: number): Set<number> {
    const held = this.#inHand.get(pid) ?? new Set<number>();
    this.#inHand.set(pid, held);
    return held;
  }
}

/** All lines of a trace, in order. */
export function joinedLog(events: readonly TraceEvent[], system: SystemSpec): JoinedLine[] {
  const threads = new Threads();
  const joined: JoinedLine[] = [];
  // A line about a request may come before the event that names it: nginx logs while it decides.
  for (const event of events) threads.follow(event);
  const again = new Threads();
  for (const event of events) {
    again.follow(event);
    const source = event.kind === 'nginx-log' ? threads : again;
    const request = source.requestOf(event);
    for (const line of logLines(event, system)) joined.push({ ...line, request });
  }
  return joined;
}

/** A request in the log's list of requests. */
export interface LoggedRequest {
  readonly request: number;
  readonly atUs: number;
  readonly method: string;
  readonly target: string;
  /** Null while it is out, or where there was no response. */
  readonly status: number | null;
}

/** The client's requests of a trace, in order. */
export function loggedRequests(events: readonly TraceEvent[]): LoggedRequest[] {
  const requests = new Map<number, LoggedRequest>();
  for (const event of events) {
    if (event.kind === 'client-request') {
      const { request, atUs, method, target } = event;
      requests.set(request, { request, atUs, method, target, status: null });
    } else if (event.kind === 'client-response') {
      const found = requests.get(event.request);
      if (found) requests.set(event.request, { ...found, status: event.status });
    }
  }
  return [...requests.values()];
}

/** A stretch of simulated time. */
export interface TimeSpan {
  readonly fromUs: number;
  readonly untilUs: number;
}

/** What the log shows of itself. Empty strings and nulls leave everything in. */
export interface LogFilter {
  /** A host's name. */
  readonly host: string;
  readonly level: 'all' | 'errors';
  readonly text: string;
  readonly request: number | null;
  readonly span: TimeSpan | null;
}

/** Whether a line is in. A chosen request lights its lines; it takes out nothing. */
export function passesFilter(line: JoinedLine, filter: LogFilter): boolean {
  if (filter.host !== '' && line.host !== filter.host) return false;
  if (filter.span && (line.atUs < filter.span.fromUs || line.atUs >= filter.span.untilUs))
    return false;
  if (filter.level === 'errors' && !line.isError) return false;
  return filter.text === '' || line.text.toLowerCase().includes(filter.text.toLowerCase());
}
