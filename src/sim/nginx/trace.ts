// What nginx tells the trace: requests, attempts at upstream servers, decisions, responses, log
// lines. Logs, routes and explanations outside are read from these events and from nothing else.

import type { LogLevel, Place } from './config/place.ts';
import type { HttpRequest } from './http/request.ts';

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    /** A request's head has been read and its location chosen. */
    'nginx-request': {
      readonly process: number;
      readonly requestId: number;
      readonly connection: number;
      /** The how-manieth request on its connection, from 1. */
      readonly ordinal: number;
      readonly method: string;
      readonly target: string;
      readonly host: string | null;
      readonly server: string;
      readonly serverPlace: Place;
      readonly location: string | null;
      readonly locationPlace: Place | null;
    };
    /** nginx turns to a server; `connection` is null where none could be opened. */
    'nginx-upstream-attempt': {
      readonly process: number;
      readonly requestId: number;
      readonly attempt: number;
      readonly upstream: string;
      readonly address: string | null;
      readonly connection: number | null;
      readonly isReused: boolean;
    };
    /**
     * How an attempt ended: `response` with a status, or the kind of failure. Times in
     * milliseconds, -1 for none.
     */
    'nginx-upstream-result': {
      readonly process: number;
      readonly requestId: number;
      readonly attempt: number;
      readonly outcome: string;
      readonly status: number;
      readonly phase: string;
      readonly requestSent: boolean;
      readonly connectMs: number;
      readonly headerMs: number;
      readonly elapsedMs: number;
    };
    /** A name was looked up for a request and has no address; `place` is that of the resolver, null where none is set. */
    'nginx-name-failed': {
      readonly process: number;
      readonly requestId: number;
      readonly name: string;
      readonly reason: string;
      readonly place: Place | null;
    };
    /** A rule or a timer decided something; `place` is null for a default. */
    'nginx-decision': {
      readonly process: number;
      readonly requestId: number;
      readonly directive: string;
      readonly place: Place | 'default';
    };
    /** A request is over. */
    'nginx-response': {
      readonly process: number;
      readonly requestId: number;
      readonly status: number;
      /** nginx itself, or the attempt whose response was passed on. */
      readonly writtenBy: 'nginx' | number;
      readonly isComplete: boolean;
      readonly bodyBytes: number;
    };
    /** A line as it was written to a log. */
    'nginx-log': {
      readonly process: number;
      readonly file: 'access' | 'error';
      readonly level: LogLevel | null;
      readonly line: string;
      readonly requestId: number | null;
    };
    /** A configuration uses a directive the model leaves out. */
    'nginx-not-modelled': {
      readonly process: number;
      readonly directive: string;
      readonly place: Place;
    };
  }
}

/** Tells of a request, once: when its location is known, or when it ends without one. */
export const traceRequest = (request: HttpRequest): void => {
  const { main, worker } = request;
  if (main.isTraced) return;
  main.isTraced = true;
  const hasLocation = main.location !== main.server.location;
  worker.kernel.trace.record({
    kind: 'nginx-request',
    process: worker.process.pid,
    requestId: main.id,
    connection: main.connection.endpoint.connection,
    ordinal: main.ordinal,
    method: main.method,
    target: main.unparsedUri,
    host: main.headersIn.host?.value ?? null,
    server: main.server.name,
    serverPlace: main.server.place,
    location: hasLocation ? main.location.label : null,
    locationPlace: hasLocation ? main.location.place : null,
  });
};
