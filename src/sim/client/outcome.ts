// What became of a request, as the client saw it: the shape of the recordings of real servers, with bodies
// as bytes and times in microseconds.

import type { Fields } from '../http/fields.ts';
import type { Malformed } from '../http/malformed.ts';
import type { ResponseHead } from '../http/message.ts';
import type { Framing } from '../http/response-framing.ts';
import type { Micros } from '../kernel/event-queue.ts';
import type { Errno } from '../net/errno.ts';
import type { ConnectionEnd } from './connection.ts';

/** Why there is no response, or only a part of one. */
export type ClientError =
  | 'closed-without-response'
  | 'closed-inside-response-head'
  | 'closed-inside-body'
  /** The bytes do not begin as HTTP/1.x does; `body` has them. */
  | 'not-http'
  /** The response cannot be understood from some place on; `malformed` says where. */
  | 'malformed-response'
  | 'client-gave-up-waiting'
  | 'aborted-by-client'
  /** The name has no address, or the resolver failed (getaddrinfo's EAI_NONAME and EAI_AGAIN). */
  | 'ENOTFOUND'
  | 'EAI_AGAIN'
  | Errno;

/** Moments of simulated time; null for what did not happen. */
export interface ClientTimings {
  /** `send` was called. */
  readonly askedUs: Micros;
  /** The connection was there and the first byte could go. */
  readonly startedUs: Micros | null;
  /** The head of the response was complete. */
  readonly headUs: Micros | null;
  readonly firstBodyByteUs: Micros | null;
  /** The response was complete, or it was clear that it would not be. */
  readonly endedUs: Micros;
}

/** Which request an outcome is of, and how it went. */
export interface RequestIdentity {
  readonly requestId: number;
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly target: string;
  /** Number of the TCP connection; null where the name had no address. */
  readonly tcpConnection: number | null;
  /** Whether the connection had served a request before. */
  readonly connectionReused: boolean;
}

export interface ClientOutcome extends RequestIdentity {
  /** null where no response came: then `error` says why. */
  readonly head: ResponseHead | null;
  /** The 1xx responses before it. */
  readonly informational: readonly ResponseHead[];
  /** null where no response came. `close` for bytes that are not HTTP. */
  readonly framing: Framing | null;
  /** Bytes of the body that the head announced; null where it announced none. */
  readonly announcedBytes: number | null;
  readonly body: Uint8Array;
  /** Sizes of the whole chunks that came, of a chunked body. */
  readonly chunkBytes: readonly number[];
  readonly trailers: Fields;
  /** Whether the whole body came; null where the framing cannot tell, or no response came. */
  readonly complete: boolean | null;
  readonly error: ClientError | null;
  readonly malformed: Malformed | null;
  /** Whether everything there was to send was sent. */
  readonly requestSent: boolean;
  /** How the connection had ended by then: by the server's FIN, by the client, or by an error. */
  readonly connectionEnd: ConnectionEnd | null;
  /** All heads as they came, informational ones and a part of one included. */
  readonly rawHeads: Uint8Array;
  /** Trailers as they came, with the empty line. */
  readonly rawTrailers: Uint8Array;
  readonly timings: ClientTimings;
}

/** What the server did with the connection after a response. */
export interface ConnectionAfter {
  /** null where the client itself closed, or the end of the connection was part of the response. */
  readonly connectionAfter: 'open' | 'closed-by-server' | null;
  /** Bytes behind the response. */
  readonly extraBytes: Uint8Array;
}
