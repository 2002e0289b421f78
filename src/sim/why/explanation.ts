// Why a response is what it is, as data: who wrote it, what decided it, what each hop knew, whether the app
// saw the request, whether a retry is safe. Words for readers are made from it elsewhere.

import type { ClientError } from '../client/outcome.ts';
import type { CacheStatus, EdgeOutcome, EdgePhase, EdgeRule } from '../edge/trace.ts';
import type { Place } from '../nginx/config/place.ts';
import type { CodePlace } from '../node/app-events.ts';
import type { EventOf } from './trace-index.ts';

/** Which kind of program wrote a response. */
export type WriterKind = 'edge' | 'nginx' | 'app';

/** What another program did to an app that then reported an error. */
export interface PeerCause {
  /** The host the app turned to; null where its name had no address. */
  readonly host: string | null;
  /** Number of the connection between them; null where there was none. */
  readonly connection: number | null;
  readonly how: /** The name did not resolve. */
    | 'not-resolved'
    /** No connection came about. */
    | 'connect-failed'
    /** The connection broke, or was closed, while it was in use. */
    | 'broke'
    /** It answered with an error. */
    | 'answered-error'
    /** It answered with something else than was asked for. */
    | 'answered-nonsense'
    /** It did not answer in the time the app gave it. */
    | 'no-answer'
    /** All connections of the app's pool were taken. */
    | 'pool-timeout';
  /** A system error, an SQLSTATE, a status, or the word an error answer begins with. */
  readonly code: string | null;
  /** What that program itself knows of it. */
  readonly detail: PeerDetail | null;
}

/** What a program that an app turned to knows of what went wrong. */
export type PeerDetail =
  /** PostgreSQL: the query that failed, or is still at work. */
  | {
      readonly kind: 'query';
      readonly query: string;
      readonly sqlState: string | null;
      readonly message: string | null;
      /** From its start to its end, or to the moment that counts. */
      readonly tookUs: number;
      /** What it waits for, in PostgreSQL's words; null for nothing. */
      readonly waitedFor: string | null;
      /** The backends that hold it up, and what each ran last. */
      readonly blockedBy: readonly { readonly pid: number; readonly query: string | null }[];
    }
  /** PostgreSQL or Redis: it did not take a client in, or put it out. */
  | {
      readonly kind: 'session';
      readonly message: string | null;
      readonly user: string | null;
      readonly database: string | null;
    }
  /** Who had the connections of a pool. */
  | {
      readonly kind: 'pool';
      readonly holders: readonly {
        readonly connection: number;
        /** What ran on it last. */
        readonly query: string | null;
        readonly isRunning: boolean;
        /** Since that began. */
        readonly forUs: number;
      }[];
    }
  /** An API: what its script, or a fault, made of the request. */
  | {
      readonly kind: 'api';
      readonly method: string;
      readonly target: string;
      readonly attempt: number;
      readonly does: EventOf<'api-request'>['does'];
      readonly status: number | null;
      /** Line of the script. */
      readonly line: number | null;
      readonly fault: string | null;
      readonly waitMs: number;
    }
  /** Redis: the command and its error. */
  | {
      readonly kind: 'redis';
      readonly words: readonly string[];
      readonly error: string | null;
      readonly tookUs: number;
    };

/** Something that happened to a host meanwhile. It need not have had to do with the request. */
export type Circumstance =
  /** One callback ran for so long; nothing else did. */
  | {
      readonly kind: 'event-loop-blocked';
      readonly host: string;
      readonly pid: number;
      readonly name: string;
      readonly durationUs: number;
      readonly atUs: number;
    }
  | {
      readonly kind: 'process-ended';
      readonly host: string;
      readonly pid: number;
      readonly name: string;
      readonly code: number | null;
      readonly signal: string | null;
      /** Whose memory ran out, where that was it. */
      readonly outOfMemory: 'machine' | 'heap' | null;
      /** When one of its name ran again; null where none did. */
      readonly startedAgainUs: number | null;
      readonly atUs: number;
    }
  /** Somebody deployed, restarted, stopped or signalled a service. */
  | {
      readonly kind: 'operator';
      readonly host: string;
      readonly command: string;
      readonly atUs: number;
    }
  /** Redis dropped keys because its memory was full. */
  | {
      readonly kind: 'evicted';
      readonly host: string;
      readonly keys: readonly string[];
      readonly atUs: number;
    };

/** What decided the outcome. */
export type Decision =
  /** The app answered, and no error of it is known. */
  | { readonly kind: 'app-answered'; readonly writtenBy: readonly CodePlace[] }
  /** The app answered because of an error it reported. */
  | {
      readonly kind: 'app-error';
      readonly error: { readonly name: string; readonly message: string };
      /** Where the error came from: the first frame in the program's own files. */
      readonly thrownAt: CodePlace | null;
      readonly writtenBy: readonly CodePlace[];
      /** What another program had to do with it; null where the trace shows nothing. */
      readonly cause: PeerCause | null;
    }
  /** An edge got no response from its origin it could pass on. */
  | {
      readonly kind: 'origin-failed';
      readonly outcome: EdgeOutcome;
      readonly phase: EdgePhase;
      /** The limit or setting behind it; null where there is none. */
      readonly rule: EdgeRule | null;
      readonly place: Place | 'default';
      readonly waitedMs: number;
      readonly address: string | null;
      /** An errno, or what is wrong with a certificate. */
      readonly detail: string | null;
    }
  /** A cache answered. */
  | {
      readonly kind: 'cached';
      readonly cacheStatus: CacheStatus;
      readonly place: Place | 'default';
      /** How the origin failed, where an old response stood in for it. */
      readonly insteadOf: EdgeOutcome | null;
    }
  /** nginx could not open a connection. */
  | { readonly kind: 'connect-failed'; readonly errno: string; readonly address: string | null }
  /** nginx found no address for a name. */
  | {
      readonly kind: 'not-resolved';
      readonly name: string;
      /** In nginx's words: `3: Host not found`. */
      readonly reason: string;
      /** Where its resolver is set. */
      readonly place: Place | 'default';
    }
  /** A timer of nginx ran out. */
  | {
      readonly kind: 'timed-out';
      readonly directive: string;
      readonly place: Place | 'default';
      readonly phase: string;
      readonly waitedMs: number;
    }
  /** The connection ended before a whole response head had come. */
  | {
      readonly kind: 'closed-early';
      readonly phase: string;
      /** How the app's process ended meanwhile, where it did. */
      readonly exit: { readonly code: number | null; readonly signal: string | null } | null;
    }
  /** nginx and the server it asked did not agree on TLS, or its certificate was refused. */
  | {
      readonly kind: 'tls-failed';
      /** In nginx's words, from its error log. */
      readonly reason: string;
      /** The directive that asked for more than a handshake; null where the handshake itself failed. */
      readonly directive: string | null;
      readonly address: string | null;
    }
  /** What came is no response nginx takes. */
  | { readonly kind: 'bad-response'; readonly phase: string }
  /** Every server of the group counts as down. */
  | { readonly kind: 'no-live-upstreams'; readonly upstream: string }
  /** A rule of the configuration answered, without asking anybody. */
  | { readonly kind: 'rule'; readonly directive: string; readonly place: Place | 'default' }
  /** There was no response at all. */
  | { readonly kind: 'no-response'; readonly error: ClientError }
  | { readonly kind: 'unknown' };

/** What is known of the request at one station. */
export interface Hop {
  readonly host: string;
  readonly kind: 'client' | WriterKind;
  /** Whether the request got there. */
  readonly sawRequest: 'no' | 'in-part' | 'yes';
  /** The status this station answered with or saw; null where it saw none. */
  readonly status: number | null;
  /** What this station found out about the next, or about its own end. */
  readonly knew: HopKnowledge;
  readonly atUs: number;
}

/** What a station can know, each in the words of its own log. */
export type HopKnowledge =
  /** The client: an answer, or why there is none. */
  | { readonly kind: 'client'; readonly error: ClientError | null }
  /** An edge: how its origin fared; null where it asked nobody. */
  | {
      readonly kind: 'edge';
      readonly outcome: EdgeOutcome | null;
      readonly cacheStatus: CacheStatus | null;
      readonly requestSent: boolean;
    }
  /** nginx: how often it tried, and how the last attempt ended. */
  | {
      readonly kind: 'nginx';
      readonly attempts: number;
      readonly outcome: string | null;
      readonly requestSent: boolean;
    }
  /** The app: whether it began to answer, and how its process ended meanwhile, or that it hangs. */
  | {
      readonly kind: 'app';
      readonly hasAnswered: boolean;
      readonly isHung: boolean;
      readonly exit: { readonly code: number | null; readonly signal: string | null } | null;
    };

export interface Explanation {
  readonly request: number;
  readonly method: string;
  readonly target: string;
  /** Null where the client got no response. */
  readonly status: number | null;
  /** Whether the client got the whole body; null where nothing can tell, or no response came. */
  readonly isComplete: boolean | null;
  readonly reason: string;
  readonly writer: { readonly host: string; readonly kind: WriterKind } | null;
  /** The edge whose page took the place of the writer's; null where the body is the writer's own. */
  readonly pageBy: string | null;
  readonly decision: Decision;
  readonly hops: readonly Hop[];
  readonly appSawRequest: 'no' | 'perhaps' | 'yes';
  readonly retry: {
    readonly safe: 'yes' | 'no' | 'if-idempotent';
    readonly because: 'never-sent' | 'method-idempotent' | 'may-have-been-done';
  };
  /** Faults that were at work meanwhile, those of services too. They need not have had to do with it. */
  readonly faults: readonly { readonly id: string; readonly type: string }[];
  /** What programs the app turned to did to it meanwhile, and what it still waits for, the newest first. */
  readonly peers: readonly PeerCause[];
  /** What happened to the hosts on the way meanwhile, in order. */
  readonly circumstances: readonly Circumstance[];
  /** Simulated time from the client's request to the end of the response. */
  readonly elapsedUs: number;
}
