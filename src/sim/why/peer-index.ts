// What programs that an app turns to (databases, caches, APIs) did on each connection, read from their own events.

import '../api/trace.ts';
import type { TraceEvent } from '../kernel/trace.ts';
import '../postgres/server/trace.ts';
import '../redis/trace.ts';
import type { EventOf } from './trace-index.ts';

/** A query of PostgreSQL from its start to its end. */
export interface QuerySpan {
  readonly started: EventOf<'postgres-query'>;
  /** It had to wait for others. */
  waiting: EventOf<'postgres-query'> | null;
  /** null while it runs. */
  ended: EventOf<'postgres-query'> | null;
}

export class PeerIndex {
  readonly #queries = new Map<number, QuerySpan[]>();
  readonly #sessions = new Map<number, EventOf<'postgres-connection'>[]>();
  readonly #queryOfBackend = new Map<string, QuerySpan>();
  readonly #apiRequests = new Map<number, EventOf<'api-request'>[]>();
  readonly #redisCommands = new Map<number, EventOf<'redis-command'>[]>();
  readonly #redisRejections = new Map<number, EventOf<'redis-rejected'>>();
  readonly #evictions: EventOf<'redis-evicted'>[] = [];

  add(event: TraceEvent): void {
    if (event.kind === 'postgres-query') this.#addQuery(event);
    else if (event.kind === 'postgres-connection') push(this.#sessions, event.connection, event);
    else if (event.kind === 'api-request') push(this.#apiRequests, event.connection, event);
    else if (event.kind === 'redis-command') push(this.#redisCommands, event.connection, event);
    else if (event.kind === 'redis-rejected') this.#redisRejections.set(event.connection, event);
    else if (event.kind === 'redis-evicted') this.#evictions.push(event);
  }

  queries(connection: number): readonly QuerySpan[] {
    return this.#queries.get(connection) ?? [];
  }

  /** What a backend of PostgreSQL ran last. */
  queryOfBackend(host: string, pid: number): QuerySpan | null {
    return this.#queryOfBackend.get(`${host}/${pid}`) ?? null;
  }

  sessions(connection: number): readonly EventOf<'postgres-connection'>[] {
    return this.#sessions.get(connection) ?? [];
  }

  apiRequests(connection: number): readonly EventOf<'api-request'>[] {
    return this.#apiRequests.get(connection) ?? [];
  }

  redisCommands(connection: number): readonly EventOf<'redis-command'>[] {
    return this.#redisCommands.get(connection) ?? [];
  }

  redisRejection(connection: number): EventOf<'redis-rejected'> | null {
    return this.#redisRejections.get(connection) ?? null;
  }

  evictions(fromUs: number, untilUs: number): readonly EventOf<'redis-evicted'>[] {
    return this.#evictions.filter(({ atUs }) => atUs >= fromUs && atUs <= untilUs);
  }

  #addQuery(event: EventOf<'postgres-query'>): void {
    if (event.state === 'started') {
      const span: QuerySpan = { started: event, waiting: null, ended: null };
      push(this.#queries, event.connection, span);
      this.#queryOfBackend.set(`${event.host}/${event.pid}`, span);
      return;
    }
    const open = this.#queries.get(event.connection)?.findLast(({ ended }) => ended === null);
    if (event.state === 'waiting') {
      if (open) open.waiting = event;
    } else if (open) {
      open.ended = event;
    } else {
      // What cannot even be read fails without having started.
      push(this.#queries, event.connection, { started: event, waiting: null, ended: event });
    }
  }
}

function push<Value>(lists: Map<number, Value[]>, key: number, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
