// The trace sorted by what belongs together: requests of the client, what nginx did for them, the
// connections between hops, what the app wrote meanwhile. It grows with the trace and draws no conclusions.

import '../client/trace-events.ts';
import '../edge/trace.ts';
import type { TraceEvent, TraceEvents } from '../kernel/trace.ts';
import '../net/handshake.ts';
import '../nginx/trace.ts';
import '../node/bindings/http-parser.ts';
import '../process/process.ts';
import '../scenario/fault-board.ts';
import { PeerIndex } from './peer-index.ts';
import { ProcessIndex } from './process-index.ts';

/** An event of one kind. */
export type EventOf<Kind extends keyof TraceEvents> = Extract<TraceEvent, { kind: Kind }>;

/** nginx's work for one request. */
export interface ProxiedRequest {
  readonly request: EventOf<'nginx-request'>;
  readonly attempts: EventOf<'nginx-upstream-attempt'>[];
  readonly results: EventOf<'nginx-upstream-result'>[];
  readonly decisions: EventOf<'nginx-decision'>[];
  readonly logs: EventOf<'nginx-log'>[];
  nameFailure: EventOf<'nginx-name-failed'> | null;
  response: EventOf<'nginx-response'> | null;
}

/** An edge's work for one request. */
export interface EdgedRequest {
  readonly request: EventOf<'edge-request'>;
  readonly attempts: EventOf<'edge-origin-attempt'>[];
  readonly results: EventOf<'edge-origin-result'>[];
  readonly decisions: EventOf<'edge-decision'>[];
  response: EventOf<'edge-response'> | null;
}

/** A fault and the time it was at work. */
export interface FaultSpan {
  readonly id: string;
  readonly type: string;
  readonly fromUs: number;
  untilUs: number;
}

/** One request of the client, and what came of it. */
export interface ClientRequestRecord {
  readonly request: EventOf<'client-request'>;
  response: EventOf<'client-response'> | null;
  failure: EventOf<'client-failed'> | null;
}

/** How long after its response a process may print the error behind it: a few turns. */
const PRINTED_WITHIN_US = 5_000;

const clientKey = ({ client, request }: { client: string; request: number }): string =>
  `${client}/${request}`;

const proxyKey = (process: number, requestId: number): string => `${process}/${requestId}`;

export class TraceIndex {
  readonly #client = new Map<string, ClientRequestRecord>();
  #firstClient = '';
  readonly #edged = new Map<string, EdgedRequest>();
  readonly #edgedByConnection = new Map<number, EdgedRequest[]>();
  readonly #faults: FaultSpan[] = [];
  readonly #outgoing = new Map<string, EventOf<'tcp-connect'>[]>();
  readonly #proxied = new Map<string, ProxiedRequest>();
  readonly #proxiedByConnection = new Map<number, ProxiedRequest[]>();
  readonly #earlyDecisions = new Map<string, EventOf<'nginx-decision'>[]>();
  readonly #connects = new Map<number, EventOf<'tcp-connect'>>();
  readonly #connectFailures = new Map<number, EventOf<'tcp-connect-failed'>>();
  readonly #breaks = new Map<number, EventOf<'tcp-failed'>>();
  readonly #appRequests = new Map<number, EventOf<'app-request'>[]>();
  readonly #appResponses = new Map<number, EventOf<'app-response'>[]>();
  readonly #appErrors: EventOf<'app-error'>[] = [];
  /** What databases, caches and APIs did. */
  readonly peers = new PeerIndex();
  readonly processes = new ProcessIndex();

  add(event: TraceEvent): void {
    switch (event.kind) {
      case 'client-request':
        this.#firstClient ||= event.client;
        this.#client.set(clientKey(event), { request: event, response: null, failure: null });
        return;
      case 'client-response':
        this.#withClient(event, (record) => {
          record.response = event;
        });
        return;
      case 'client-failed':
        this.#withClient(event, (record) => {
          record.failure = event;
        });
        return;
      case 'app-request':
        push(this.#appRequests, event.connection, event);
        return;
      case 'app-response':
        push(this.#appResponses, event.connection, event);
        return;
      case 'app-error':
        this.#appErrors.push(event);
        return;
      case 'fault-started':
        if (!event.missed) this.#addFault(event);
        return;
      case 'fault-ended':
        this.#endFault(event);
        return;
      default:
        this.#addServiceFault(event);
        this.#addNetwork(event);
        this.peers.add(event);
        this.processes.add(event);
        this.#addEdge(event);
        this.#addProxy(event);
    }
  }

  /** The client's requests in the order they were sent. */
  get requests(): ClientRequestRecord[] {
    return [...this.#client.values()];
  }

  /** A request of a client by its number; of the client that was there first where none is named. */
  clientRequest(request: number, client = this.#firstClient): ClientRequestRecord | undefined {
    return this.#client.get(clientKey({ client, request }));
  }

  /** What an edge did for what came in on a connection, first request first. */
  edgedOn(connection: number): readonly EdgedRequest[] {
    return this.#edgedByConnection.get(connection) ?? [];
  }

  /** Connections a host opened up to a moment, in order. */
  outgoing(host: string, untilUs: number): readonly EventOf<'tcp-connect'>[] {
    return (this.#outgoing.get(host) ?? []).filter(({ atUs }) => atUs <= untilUs);
  }

  /** The faults that were at work in a span of time, in the order they began. */
  faults(fromUs: number, untilUs: number): readonly FaultSpan[] {
    return this.#faults.filter((fault) => fault.fromUs <= untilUs && fault.untilUs >= fromUs);
  }

  /** What nginx did for what came in on a connection, first request first. */
  proxiedOn(connection: number): readonly ProxiedRequest[] {
    return this.#proxiedByConnection.get(connection) ?? [];
  }

  connect(connection: number): EventOf<'tcp-connect'> | undefined {
    return this.#connects.get(connection);
  }

  connectFailure(connection: number): EventOf<'tcp-connect-failed'> | undefined {
    return this.#connectFailures.get(connection);
  }

  break(connection: number): EventOf<'tcp-failed'> | undefined {
    return this.#breaks.get(connection);
  }

  appRequests(connection: number): readonly EventOf<'app-request'>[] {
    return this.#appRequests.get(connection) ?? [];
  }

  appResponses(connection: number): readonly EventOf<'app-response'>[] {
    return this.#appResponses.get(connection) ?? [];
  }

  /**
   * The error a process reported about a response: of those since the request came, the one printed nearest to
   * the response. Express's default handler prints after it has answered, handlers of one's own before.
   */
  appError(response: EventOf<'app-response'>, sinceUs: number): EventOf<'app-error'> | null {
    const untilUs = response.atUs + PRINTED_WITHIN_US;
    let nearest: EventOf<'app-error'> | null = null;
    for (const event of this.#appErrors) {
      if (event.pid !== response.pid || event.atUs < sinceUs || event.atUs > untilUs) continue;
      const distanceUs = Math.abs(event.atUs - response.atUs);
      if (!nearest || distanceUs < Math.abs(nearest.atUs - response.atUs)) nearest = event;
    }
    return nearest;
  }

  #withClient(
    event: { readonly client: string; readonly request: number },
    change: (record: ClientRequestRecord) => void,
  ): void {
    const record = this.#client.get(clientKey(event));
    if (record) change(record);
  }

  #addFault({ id, fault, atUs }: EventOf<'fault-started'>): void {
    const untilUs = Number.POSITIVE_INFINITY;
    this.#faults.push({ id, type: fault.type, fromUs: atUs, untilUs });
  }

  #endFault({ id, atUs }: Pick<EventOf<'fault-ended'>, 'id' | 'atUs'>): void {
    const span = this.#faults.findLast((fault) => fault.id === id);
    if (span) span.untilUs = Math.min(span.untilUs, atUs);
  }

  /** Faults of services are commands; what happens at once is over at once. */
  #addServiceFault(event: TraceEvent): void {
    if (event.kind !== 'command' || event.command.type !== 'service-fault') return;
    const { host, fault: type, setting } = event.command;
    const id = `${host} ${type}`;
    this.#endFault({ id, atUs: event.atUs });
    if (setting === null) return;
    const { atUs: fromUs } = event;
    const untilUs = type === 'kill-connections' ? fromUs : Number.POSITIVE_INFINITY;
    this.#faults.push({ id, type, fromUs, untilUs });
  }

  #addNetwork(event: TraceEvent): void {
    if (event.kind === 'tcp-connect') {
      this.#connects.set(event.connection, event);
      push(this.#outgoing, event.fromHost, event);
    } else if (event.kind === 'tcp-connect-failed') {
      this.#connectFailures.set(event.connection, event);
    } else if (event.kind === 'tcp-failed') this.#breaks.set(event.connection, event);
  }

  #addEdge(event: TraceEvent): void {
    if (event.kind === 'edge-request') {
      const edged = { request: event, attempts: [], results: [], decisions: [], response: null };
      this.#edged.set(proxyKey(event.process, event.requestId), edged);
      push(this.#edgedByConnection, event.connection, edged);
      return;
    }
    if (!event.kind.startsWith('edge-') || !('requestId' in event)) return;
    const edged = this.#edged.get(proxyKey(event.process ?? -1, event.requestId ?? -1));
    if (event.kind === 'edge-origin-attempt') edged?.attempts.push(event);
    else if (event.kind === 'edge-origin-result') edged?.results.push(event);
    else if (event.kind === 'edge-decision') edged?.decisions.push(event);
    else if (event.kind === 'edge-response' && edged) edged.response = event;
  }

  #addProxy(event: TraceEvent): void {
    if (event.kind === 'nginx-request') {
      const key = proxyKey(event.process, event.requestId);
      const proxied: ProxiedRequest = {
        request: event,
        attempts: [],
        results: [],
        decisions: this.#earlyDecisions.get(key) ?? [],
        logs: [],
        nameFailure: null,
        response: null,
      };
      this.#proxied.set(key, proxied);
      push(this.#proxiedByConnection, event.connection, proxied);
      return;
    }
    if (!('requestId' in event) || event.requestId === null) return;
    const key = proxyKey(event.process, event.requestId);
    const proxied = this.#proxied.get(key);
    // A rule may decide before the request's location is known.
    if (event.kind === 'nginx-decision' && !proxied) push(this.#earlyDecisions, key, event);
    else if (event.kind === 'nginx-decision') proxied?.decisions.push(event);
    else if (event.kind === 'nginx-upstream-attempt') proxied?.attempts.push(event);
    else if (event.kind === 'nginx-upstream-result') proxied?.results.push(event);
    else if (event.kind === 'nginx-log') proxied?.logs.push(event);
    else if (event.kind === 'nginx-name-failed' && proxied) proxied.nameFailure = event;
    else if (event.kind === 'nginx-response' && proxied) proxied.response = event;
  }
}

function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
