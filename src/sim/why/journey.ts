// One request on its way: what the index knows of it, station by station. It draws no conclusions.

import type {
  ClientRequestRecord,
  EdgedRequest,
  EventOf,
  ProxiedRequest,
  TraceIndex,
} from './trace-index.ts';

export interface Journey {
  readonly record: ClientRequestRecord;
  readonly edged: EdgedRequest | null;
  readonly originAttempt: EventOf<'edge-origin-attempt'> | null;
  readonly originResult: EventOf<'edge-origin-result'> | null;
  readonly proxied: ProxiedRequest | null;
  /** The last attempt: the one that decided. */
  readonly attempt: EventOf<'nginx-upstream-attempt'> | null;
  readonly result: EventOf<'nginx-upstream-result'> | null;
  /** The connection nginx was reached on, if there is one: the client's, or an edge's to its origin. */
  readonly entryConnection: number | null;
  /** The connection the app was reached on, if it was. */
  readonly appConnection: number | null;
  readonly appRequest: EventOf<'app-request'> | null;
  readonly appResponse: EventOf<'app-response'> | null;
  readonly endedUs: number;
}

/** What became of the client's request, at every station the trace shows. */
export function journeyOf(index: TraceIndex, record: ClientRequestRecord): Journey {
  const { request, response, failure } = record;
  const endedUs = response?.atUs ?? failure?.atUs ?? Number.POSITIVE_INFINITY;
  const isOwn = (event: { atUs: number }): boolean =>
    event.atUs >= request.atUs && event.atUs <= endedUs;
  const connection = request.connection ?? -1;
  const edged = index.edgedOn(connection).find((one) => isOwn(one.request)) ?? null;
  const originAttempt = edged?.attempts.at(-1) ?? null;
  const entryConnection = edged ? (originAttempt?.connection ?? null) : request.connection;
  const onEntry = entryConnection ?? -1;
  const proxied = index.proxiedOn(onEntry).find((one) => isOwn(one.request)) ?? null;
  const attempt = proxied?.attempts.at(-1) ?? null;
  const result = proxied?.results.findLast((one) => one.attempt === attempt?.attempt) ?? null;
  // Without a proxy in between the app itself is spoken with.
  const appConnection = proxied ? (attempt?.connection ?? null) : entryConnection;
  const on = appConnection ?? -1;
  return {
    record,
    edged,
    originAttempt,
    originResult: edged?.results.at(-1) ?? null,
    proxied,
    attempt,
    result,
    entryConnection,
    appConnection,
    appRequest: index.appRequests(on).find(isOwn) ?? null,
    appResponse: index.appResponses(on).find(isOwn) ?? null,
    endedUs,
  };
}
