// One call of `send`: finds the address, gets a connection, runs the exchange on it, tells how it ended, and
// watches what the server then does with the connection.

import { fieldTokens } from '../http/fields.ts';
import type { ScheduledEvent } from '../kernel/event-queue.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Endpoint } from '../net/endpoint.ts';
import type { Errno } from '../net/errno.ts';
import type { ClientConnection, ConnectionUser } from './connection.ts';
import { Exchange } from './exchange.ts';
import type { ClientError, ClientOutcome, ConnectionAfter, RequestIdentity } from './outcome.ts';
import type { ClientRequest, ComposedRequest, Leaving, SendStep } from './request.ts';

/** A connection that is being opened. */
export interface ConnectionAttempt {
  /** Number of the TCP connection. */
  readonly connection: number;
  cancel(): void;
}

/** What a call needs of its client. */
export interface CallContext {
  readonly kernel: Kernel;
  /** Addresses of a host, or why there are none. */
  resolve(host: string): readonly string[] | ClientError;
  connect(
    call: { readonly ip: string; readonly port: number; readonly localIp?: string },
    told: { connected(endpoint: Endpoint): void; failed(errno: Errno): void },
  ): ConnectionAttempt;
  /** Takes an established connection into the client's care. */
  adopt(endpoint: Endpoint, name: string | null): ClientConnection;
  /** The call begins; null where it has no connection. */
  began(call: ClientCall, tcpConnection: number | null): void;
  /** There is an outcome. */
  ended(outcome: ClientOutcome): void;
  /** The call needs its connection no longer. */
  freed(call: ClientCall): void;
}

/** What the caller wants to be told; see `HttpClient.send`. */
export interface ClientHandlers {
  readonly done: (outcome: ClientOutcome) => void;
  readonly settled?: (after: ConnectionAfter) => void;
  readonly connected?: () => void;
}

export interface CallOptions {
  readonly context: CallContext;
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly request: ClientRequest;
  readonly composed: ComposedRequest;
  readonly afterUpgrade: readonly SendStep[];
  readonly handlers: ClientHandlers;
}

/** How long the recordings' client watched a connection after a response. */
const SETTLE_US = 120_000;
const NO_BYTES = new Uint8Array(0);

export class ClientCall {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly composed: ComposedRequest;
  readonly #options: CallOptions;
  #askedUs: number;
  #connection: ClientConnection | null = null;
  #reused = false;
  #begun = false;
  #gone: boolean;
  #attempt: ConnectionAttempt | null = null;
  #exchange: Exchange | null = null;
  #timer: ScheduledEvent | null = null;
  #over = false;

  constructor(options: CallOptions) {
    this.#options = options;
    this.id = options.id;
    this.host = options.host;
    this.port = options.port;
    this.composed = options.composed;
    this.#gone = !options.request.waitForGo;
    this.#askedUs = options.context.kernel.nowUs;
    if (this.#gone) this.#armTimeout();
  }

  /** Under what name its connection is kept; undefined where it has one of its own. */
  get connectionName(): string | undefined {
    return this.#options.request.connection;
  }

  /** Begins: on a connection that is there, or on a new one. */
  start(kept: ClientConnection | null): void {
    if (kept) {
      this.#reused = true;
      this.#begin(kept.number);
      this.#take(kept);
      return;
    }
    const addresses = this.#options.context.resolve(this.host);
    if (typeof addresses === 'string') {
      this.#begin(null);
      // Not at once: nobody is told of an outcome before `send` has returned.
      this.#setTimer(this.#options.context.kernel.nowUs, addresses);
    } else {
      this.#connect(addresses, 0);
    }
  }

  /** Sends a request that waits for it. */
  go(): void {
    if (this.#gone || this.#over) return;
    this.#gone = true;
    this.#askedUs = this.#options.context.kernel.nowUs;
    if (this.#connection) this.#run(this.#connection);
    else this.#armTimeout();
  }

  /** The client leaves, or takes the call back before it began. */
  abort(how: Leaving): void {
    if (this.#over) return;
    if (this.#exchange) {
      this.#exchange.abort(how);
      return;
    }
    this.#connection?.close(how);
    this.#fail('aborted-by-client');
  }

  /** Ends the call without a word: its client is gone. */
  drop(): void {
    this.#over = true;
    this.#options.context.kernel.cancel(this.#timer);
    this.#attempt?.cancel();
    this.#exchange?.drop();
  }

  get #deadlineUs(): number {
    const { timeoutMs } = this.#options.request;
    return timeoutMs ? this.#askedUs + timeoutMs * 1_000 : Number.POSITIVE_INFINITY;
  }

  #armTimeout(): void {
    if (this.#deadlineUs !== Number.POSITIVE_INFINITY) {
      this.#setTimer(this.#deadlineUs, 'client-gave-up-waiting');
    }
  }

  #setTimer(atUs: number, error: ClientError): void {
    const { kernel } = this.#options.context;
    kernel.cancel(this.#timer);
    this.#timer = kernel.at(atUs, () => this.#fail(error));
  }

  #begin(tcpConnection: number | null): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#options.context.began(this, tcpConnection);
  }

  /** Tries the addresses of the host one after the other, as curl does. */
  #connect(addresses: readonly string[], index: number): void {
    const { context, request } = this.#options;
    const { localIp } = request;
    const ip = addresses[index] as string;
    const call = { ip, port: this.port, ...(localIp !== undefined && { localIp }) };
    this.#attempt = context.connect(call, {
      connected: (endpoint) => this.#take(context.adopt(endpoint, request.connection ?? null)),
      failed: (errno) => {
        if (index + 1 < addresses.length) this.#connect(addresses, index + 1);
        else this.#fail(errno);
      },
    });
    this.#begin(this.#attempt.connection);
  }

  #take(connection: ClientConnection): void {
    this.#connection = connection;
    if (this.#gone) this.#run(connection);
    this.#options.handlers.connected?.();
  }

  #run(connection: ClientConnection): void {
    const { context, request, composed, afterUpgrade } = this.#options;
    context.kernel.cancel(this.#timer);
    this.#exchange = new Exchange({
      kernel: context.kernel,
      connection,
      identity: this.#identity(connection.number),
      askedUs: this.#askedUs,
      request,
      composed,
      afterUpgrade,
      deadlineUs: this.#deadlineUs,
      done: (outcome) => this.#exchanged(connection, outcome),
    });
    this.#exchange.start();
  }

  #exchanged(connection: ClientConnection, outcome: ClientOutcome): void {
    this.#over = true;
    const { handlers, context } = this.#options;
    if (!isReusable(outcome)) connection.isSpent = true;
    context.ended(outcome);
    // Before `done`: a caller who sends the next request from there finds the connection free.
    if (!handlers.settled) this.#free(connection);
    handlers.done(outcome);
    if (handlers.settled) this.#settle(connection, outcome);
  }

  /** There was no exchange: no address, no connection, or no patience. */
  #fail(error: ClientError): void {
    if (this.#over) return;
    this.#over = true;
    const { context, handlers } = this.#options;
    const tcpConnection = this.#attempt?.connection ?? null;
    context.kernel.cancel(this.#timer);
    this.#attempt?.cancel();
    this.#begin(tcpConnection);
    const outcome: ClientOutcome = {
      ...this.#identity(tcpConnection),
      head: null,
      informational: [],
      framing: null,
      announcedBytes: null,
      body: NO_BYTES,
      chunkBytes: [],
      trailers: [],
      complete: null,
      error,
      malformed: null,
      requestSent: false,
      connectionEnd: null,
      rawHeads: NO_BYTES,
      rawTrailers: NO_BYTES,
      timings: {
        askedUs: this.#askedUs,
        startedUs: null,
        headUs: null,
        firstBodyByteUs: null,
        endedUs: context.kernel.nowUs,
      },
    };
    context.ended(outcome);
    context.freed(this);
    handlers.done(outcome);
    handlers.settled?.({ connectionAfter: null, extraBytes: NO_BYTES });
  }

  #identity(tcpConnection: number | null): RequestIdentity {
    const { id: requestId, host, port } = this;
    const { method, target } = this.composed;
    const connectionReused = this.#reused;
    return { requestId, host, port, method, target, tcpConnection, connectionReused };
  }

  #settle(connection: ClientConnection, { error, framing }: ClientOutcome): void {
    if (error === 'not-http' || (!error && framing !== 'close' && connection.ending)) {
      this.#tellSettled(connection);
    } else if (error || framing === 'close') {
      this.#free(connection);
      this.#options.handlers.settled?.({ connectionAfter: null, extraBytes: NO_BYTES });
    } else {
      this.#watchConnection(connection);
    }
  }

  #watchConnection(connection: ClientConnection): void {
    const { kernel } = this.#options.context;
    this.#timer = kernel.after(SETTLE_US, () => this.#tellSettled(connection));
    const watcher: ConnectionUser = {
      received: (bytes) => connection.keepExtra(bytes),
      connectionEnded: () => {
        kernel.cancel(this.#timer);
        this.#tellSettled(connection);
      },
    };
    connection.use(watcher);
  }

  #tellSettled(connection: ClientConnection): void {
    connection.use(null);
    const connectionAfter = connection.ending ? 'closed-by-server' : 'open';
    const { extraBytes } = connection;
    this.#free(connection);
    this.#options.handlers.settled?.({ connectionAfter, extraBytes });
  }

  #free(connection: ClientConnection): void {
    if (connection.name === null || connection.isSpent) connection.close();
    this.#options.context.freed(this);
  }
}

/** Whether another request may follow on the connection (RFC 9112 9.3). */
function isReusable({ error, framing, requestSent, head }: ClientOutcome): boolean {
  if (error || !requestSent || !head || framing === 'close' || framing === 'upgraded') return false;
  const options = fieldTokens(head.fields, 'connection');
  if (options.includes('close')) return false;
  return head.httpVersion !== '1.0' || options.includes('keep-alive');
}
