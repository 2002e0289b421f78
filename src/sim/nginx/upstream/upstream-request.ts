// One request's dealings with upstream servers: the attempts one after the other, the connection of
// the current one, the response as it comes. State and the ways between the steps; each step is a
// file of its own.

import type { ScheduledEvent } from '../../kernel/event-queue.ts';
import type { Errno } from '../../net/errno.ts';
import type { Handshake } from '../../net/handshake.ts';
import type { CacheHandle } from '../cache/handle.ts';
import type { Outcome } from '../http/outcome.ts';
import type { HttpRequest } from '../http/request.ts';
import type { ProxyPass } from '../settings/proxy.ts';
import type { PeerSelection } from './balance.ts';
import type { BodyFilter } from './body-filter.ts';
import type { BuiltRequest, ProxyTarget } from './build-request.ts';
import { connectNext } from './connect.ts';
import { finishUpstream } from './finish.ts';
import type { Peer, UpstreamGroup } from './group.ts';
import type { UpstreamConnection } from './idle-connection.ts';
import { type FailureKind, tryNext } from './next.ts';
import { takeResponse } from './respond.ts';
import type { ResponseHead } from './response-head.ts';
import type { UpstreamState } from './upstream-state.ts';

/** Where the response goes once its head is there. */
export interface ResponseBodyReader {
  /** Starts with what came together with the head. */
  begin(rest: Uint8Array): void;
  received(bytes: Uint8Array): void;
  ended(): void;
  failed(errno: Errno): void;
  timedOut(): void;
  /** The client takes bytes again. */
  clientReady(): void;
}

/** The state of one request's dealings with upstream servers. */
export class UpstreamRequest {
  readonly request: HttpRequest;
  readonly pass: ProxyPass;
  readonly startedMs: number;
  target: ProxyTarget;
  uri = '';
  built: BuiltRequest | null = null;
  group: UpstreamGroup | null = null;
  selection: PeerSelection | null = null;
  peer: Peer | null = null;
  /** The server as log lines name it; the group's name when no server could be had. */
  peerName: string | null = null;
  state: UpstreamState | null = null;
  attempts = 0;
  attemptStartedMs = 0;
  handshake: Handshake | null = null;
  connection: UpstreamConnection | null = null;
  /**
   * The connection had been used before: its failure may only mean that it was closed meanwhile.
   */
  isCachedConnection = false;
  requestSent = false;
  requestBodySent = false;
  /** The socket to the server is full: the rest of the request waits. */
  isSendBlocked = false;
  /** The client's body is sent on in chunks as it comes. */
  isRequestChunked = false;
  headerSent = false;
  buffering: boolean;
  isFinished = false;
  keepalive = false;
  /** The cache that was asked first. */
  cache: CacheHandle | null = null;
  isCacheable = false;
  isFromCache = false;
  isUpgraded = false;
  /** What of the response has come before its head was complete. */
  headBytes: Uint8Array = new Uint8Array(0);
  head: ResponseHead | null = null;
  filter: BodyFilter | null = null;
  body: ResponseBodyReader | null = null;
  hasEnded = false;
  resolveCancel: (() => void) | null = null;
  #readTimer: ScheduledEvent | null = null;
  #writeTimer: ScheduledEvent | null = null;

  constructor(request: HttpRequest, pass: ProxyPass, target: ProxyTarget) {
    this.request = request;
    this.pass = pass;
    this.target = target;
    this.buffering = request.settings.proxy.buffering;
    this.startedMs = request.worker.nowMs;
  }

  get scheme(): string {
    return this.target.scheme;
  }

  /** Milliseconds since the current attempt began. */
  get elapsedMs(): number {
    return this.request.worker.nowMs - this.attemptStartedMs;
  }

  /** Asks a server: the first, or the next. */
  connect(): void {
    connectNext(this);
  }

  /** The current attempt failed: another server, a stale copy, or an error. */
  next(kind: FailureKind): void {
    tryNext(this, kind);
  }

  /** The head of the response is there. */
  respond(head: ResponseHead, rest: Uint8Array): void {
    takeResponse(this, head, rest);
  }

  /** The dealings are over; `outcome` is what the request ends with. */
  finalize(outcome: Outcome): void {
    finishUpstream(this, outcome);
  }

  /** The dealings are over after another response than the server's has been begun. */
  finalizeWith(outcome: Outcome): void {
    this.headerSent = false;
    finishUpstream(this, outcome);
  }

  setReadTimer(ms: number, expired: () => void): void {
    this.clearReadTimer();
    this.#readTimer = this.request.worker.timer(ms, expired);
  }

  clearReadTimer(): void {
    this.request.worker.kernel.cancel(this.#readTimer);
    this.#readTimer = null;
  }

  setWriteTimer(ms: number, expired: () => void): void {
    this.clearWriteTimer();
    this.#writeTimer = this.request.worker.timer(ms, expired);
  }

  clearWriteTimer(): void {
    this.request.worker.kernel.cancel(this.#writeTimer);
    this.#writeTimer = null;
  }

  /** Lets go of the connection of the current attempt. */
  dropConnection(): void {
    this.clearReadTimer();
    this.clearWriteTimer();
    this.handshake?.cancel();
    if (this.handshake) this.request.worker.slotFreed();
    this.handshake = null;
    this.connection?.close();
    this.connection = null;
  }
}
