// What an edge tells the trace: requests, what its cache said, how it fared with the origin, who wrote the response.
// The same shape as nginx's events, so that explanations treat both as hops.

/** What decided something: a line of the settings file, or the platform's own limit or rule. */
export interface EdgePlace {
  readonly file: string;
  readonly line: number;
}

/** What `cf-cache-status` says. */
export type CacheStatus =
  | 'HIT'
  | 'MISS'
  | 'EXPIRED'
  | 'STALE'
  | 'BYPASS'
  | 'REVALIDATED'
  | 'UPDATING'
  | 'DYNAMIC';

/** What an edge was doing when something went wrong. */
export type EdgePhase =
  | 'resolving origin'
  | 'connecting to origin'
  | 'handshaking with origin'
  | 'sending request to origin'
  | 'reading response header from origin'
  | 'reading response body from origin';

/** How an attempt at the origin ended. */
export type EdgeOutcome =
  | 'response'
  | 'dns-failed'
  | 'refused'
  | 'unreachable'
  | 'connect-timeout'
  | 'ack-timeout'
  | 'handshake-failed'
  | 'bad-certificate'
  | 'write-timeout'
  | 'read-timeout'
  | 'closed'
  | 'reset'
  | 'not-http'
  | 'header-too-large'
  | 'cut'
  | 'client-left';

/** A rule or a limit that decided: the names are those of the settings, or of the platform's documentation. */
export type EdgeRule =
  | 'ssl'
  | 'connect_timeout'
  | 'ack_timeout'
  | 'read_timeout'
  | 'write_timeout'
  | 'header_limit'
  | 'cache'
  | 'stale_if_error'
  | 'origin_error_pages'
  | 'request';

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    /** What a start or a change of settings came to. */
    'edge-configuration': {
      readonly host: string;
      readonly isAccepted: boolean;
      readonly isRunning: boolean;
      readonly problems: readonly { readonly line: number; readonly message: string }[];
    };
    /** A request's head and body have come. */
    'edge-request': {
      readonly process: number;
      readonly requestId: number;
      readonly connection: number;
      readonly method: string;
      readonly target: string;
      readonly host: string | null;
      /** The id in `cf-ray`. */
      readonly ray: string;
    };
    /** The edge turns to the origin; without a connection where there was no address. */
    'edge-origin-attempt': {
      readonly process: number;
      readonly requestId: number;
      readonly address: string | null;
      readonly connection: number | null;
      readonly isReused: boolean;
    };
    'edge-origin-result': {
      readonly process: number;
      readonly requestId: number;
      readonly outcome: EdgeOutcome;
      readonly phase: EdgePhase;
      /** What the origin answered, or 0. */
      readonly status: number;
      /** In words, where the outcome has a reason of its own: a certificate's fault, an errno. */
      readonly detail: string | null;
      readonly requestSent: boolean;
      readonly elapsedMs: number;
    };
    'edge-decision': {
      readonly process: number;
      readonly requestId: number;
      readonly rule: EdgeRule;
      readonly place: EdgePlace | 'default';
    };
    /** The response has gone to the client, whole or not. */
    'edge-response': {
      readonly process: number;
      readonly requestId: number;
      readonly status: number;
      readonly writtenBy: 'edge' | 'origin' | 'cache';
      readonly cacheStatus: CacheStatus | null;
      readonly isComplete: boolean;
      readonly bodyBytes: number;
    };
  }
}
