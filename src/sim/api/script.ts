// What a third party's API does, as data: the content of its api.json, checked (read-script.ts).

/** What is sent in the body. */
export type ScriptBody =
  /** `{name}` in texts stands for a part of the path. */
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string; readonly type: string }
  | { readonly kind: 'none' };

/** How the end of the body is marked. */
export type ScriptFraming = 'length' | 'chunked' | 'close';

/** An answer with a status, however badly it is delivered. */
export interface ScriptResponse {
  readonly does: 'respond';
  readonly status: number;
  /** null for the usual one. */
  readonly reason: string | null;
  readonly fields: readonly (readonly [string, string])[];
  readonly body: ScriptBody;
  readonly framing: ScriptFraming;
  /** Before the head. */
  readonly waitMs: number;
  /** Between head and body. */
  readonly bodyWaitMs: number;
  /** The body in pieces. */
  readonly drip: { readonly bytes: number; readonly everyMs: number } | null;
  /** So many bytes of the body are sent, then the connection ends. */
  readonly cut: { readonly afterBytes: number; readonly by: 'end' | 'reset' } | null;
  /** The connection is closed afterwards, and says so. */
  readonly closes: boolean;
}

export type ScriptAnswer = (
  | ScriptResponse
  /** Bytes that are no HTTP. */
  | { readonly does: 'garbage'; readonly text: string; readonly waitMs: number }
  /** Nothing, ever. */
  | { readonly does: 'hang' }
  /** The connection is reset, or closed without a byte. */
  | { readonly does: 'reset'; readonly waitMs: number }
  | { readonly does: 'close'; readonly waitMs: number }
) & {
  /** How often this answer is given before the next one is. */
  readonly times: number;
  /** Its line in the script. */
  readonly line: number;
};

export interface ScriptRoute {
  readonly method: string;
  /** Its parts; `:name` takes any. */
  readonly path: readonly string[];
  readonly answers: readonly ScriptAnswer[];
  /** After the last answer: it again, for ever, or the first. */
  readonly afterwards: 'stay' | 'start-over';
  readonly line: number;
}

export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
  readonly status: number;
  readonly retryAfter: boolean;
}

/** How it deals with connections that are kept. */
export interface ConnectionRules {
  /** A connection without a request is closed after so long; 0 for never. */
  readonly idleMs: number;
  /** What the second request on a connection meets. */
  readonly onReuse: 'serve' | 'reset' | 'close';
  /** So many requests, then `Connection: close`. 0 for any number. */
  readonly mostRequests: number;
}

export interface ScriptCertificate {
  readonly names: readonly string[];
  readonly isSelfSigned: boolean;
  /** Until when it counts; null for longer than anything here lasts. */
  readonly notAfterMs: number | null;
}

export interface ApiScript {
  readonly port: number;
  /** It speaks TLS, with this certificate. */
  readonly tls: ScriptCertificate | null;
  readonly connections: ConnectionRules;
  readonly rateLimit: RateLimit | null;
  readonly routes: readonly ScriptRoute[];
}
