// A client's connection: what has come in and is not read yet, what waits to go out, the two
// timers. What the bytes mean is decided by whoever is in charge at the moment (`reader`).

import { joinBytes } from '../../http/bytes.ts';
import type { ScheduledEvent } from '../../kernel/event-queue.ts';
import type { Endpoint } from '../../net/endpoint.ts';
import type { Errno } from '../../net/errno.ts';
import type { TlsLayer } from '../../tls/layer.ts';
import type { Listen, ServerDraft } from '../config/server-draft.ts';
import type { Worker } from '../worker.ts';
import type { HttpRequest } from './request.ts';

/** Who is told about what arrives. Bytes stay in `input` until they are taken. */
export interface ConnectionReader {
  readable(): void;
  /** The client has finished sending, or the connection broke. */
  ended(errno: Errno | null): void;
}

/** Who has more to send once the socket takes bytes again. Not a closure: see the kernel's notes on memory. */
export interface ConnectionWriter {
  clientReady(): void;
}

/** What a connection is made from. */
export interface ClientConnectionOptions {
  readonly worker: Worker;
  readonly endpoint: Endpoint;
  readonly number: number;
  readonly listen: Listen;
  readonly servers: readonly ServerDraft[];
}

/** At most this much is handed to the socket at once. */
const WRITE_SLICE_BYTES = 65_536;

/** One client's connection. */
export class ClientConnection {
  readonly worker: Worker;
  readonly endpoint: Endpoint;
  /** The `*1` of log lines. */
  readonly number: number;
  readonly listen: Listen;
  /** The servers that listen there, the default one first. */
  readonly servers: readonly ServerDraft[];
  readonly startedMs: number;
  tls: TlsLayer | null = null;
  /**
   * What nginx is doing, for log lines: `reading client request line`. Empty for nothing to say.
   */
  action = 'waiting for request';
  reader: ConnectionReader | null = null;
  request: HttpRequest | null = null;
  input: Uint8Array = new Uint8Array(0);
  requests = 0;
  sentBytes = 0;
  hasEnded = false;
  failure: Errno | null = null;
  /** The connection is of no more use; what is under way ends. */
  isBroken = false;
  isTimedOut = false;
  isClosed = false;
  isIdle = false;
  isPipelined = false;
  /** Large header buffers in use for the current head. */
  #output: Uint8Array[] = [];
  #outputBytes = 0;
  #isBlocked = false;
  #readTimer: ScheduledEvent | null = null;
  #writeTimer: ScheduledEvent | null = null;
  writer: ConnectionWriter | null = null;

  constructor(options: ClientConnectionOptions) {
    this.worker = options.worker;
    this.endpoint = options.endpoint;
    this.number = options.number;
    this.listen = options.listen;
    this.servers = options.servers;
    this.startedMs = options.worker.nowMs;
    this.endpoint.setHandlers({
      data: (bytes) => this.#received(bytes),
      end: () => this.#ended(null),
      failed: (errno) => this.#ended(errno),
    });
  }

  get remoteIp(): string {
    return this.endpoint.remote.ip;
  }

  /** Starts to listen to the socket. */
  start(reader: ConnectionReader): void {
    this.reader = reader;
    this.endpoint.resumeReading();
  }

  /** Takes the first `length` bytes out of what has come in. */
  take(length: number): Uint8Array {
    const taken = this.input.subarray(0, length);
    this.input = this.input.subarray(length);
    return taken;
  }

  setReadTimer(ms: number, expired: () => void): void {
    this.clearReadTimer();
    this.#readTimer = this.worker.timer(ms, expired);
  }

  clearReadTimer(): void {
    this.worker.kernel.cancel(this.#readTimer);
    this.#readTimer = null;
  }

  setWriteTimer(ms: number, expired: () => void): void {
    this.clearWriteTimer();
    this.#writeTimer = this.worker.timer(ms, expired);
  }

  clearWriteTimer(): void {
    this.worker.kernel.cancel(this.#writeTimer);
    this.#writeTimer = null;
  }

  /** Whether bytes still wait for the socket. */
  get isBuffered(): boolean {
    return this.#outputBytes > 0;
  }

  get bufferedBytes(): number {
    return this.#outputBytes;
  }

  /**
   * Hands bytes to the socket, as many as it takes; the rest waits. False when the connection
   * broke.
   */
  send(bytes: Uint8Array): boolean {
    if (this.isBroken || this.isClosed) return false;
    if (bytes.length > 0) {
      this.#output.push(bytes);
      this.#outputBytes += bytes.length;
    }
    return this.flush();
  }

  /** Goes on with what waits. */
  flush(limitBytes = Number.POSITIVE_INFINITY): boolean {
    let left = limitBytes;
    while (this.#output.length > 0 && !this.#isBlocked && left > 0) {
      const first = this.#output[0] as Uint8Array;
      const part = first.subarray(0, Math.min(WRITE_SLICE_BYTES, left));
      if (part.length === first.length) this.#output.shift();
      else this.#output[0] = first.subarray(part.length);
      this.#outputBytes -= part.length;
      left -= part.length;
      if (!this.#write(part)) return false;
    }
    return true;
  }

  #write(part: Uint8Array): boolean {
    const bytes = this.tls ? this.tls.seal(part) : part;
    const result = this.endpoint.write(bytes, () => this.#unblocked());
    if (result === null || result === 'EAGAIN') {
      this.sentBytes += part.length;
      this.#isBlocked = result === 'EAGAIN';
      return true;
    }
    this.isBroken = true;
    this.failure = result;
    this.#output = [];
    this.#outputBytes = 0;
    return false;
  }

  /** The socket's buffer is full. */
  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  #unblocked(): void {
    this.#isBlocked = false;
    if (!this.isClosed) this.writer?.clientReady();
  }

  #received(bytes: Uint8Array): void {
    const plain = this.tls ? this.tls.open(bytes) : bytes;
    if (plain.length === 0) return;
    this.input = this.input.length === 0 ? plain : joinBytes([this.input, plain]);
    this.reader?.readable();
  }

  #ended(errno: Errno | null): void {
    this.hasEnded = true;
    this.failure = errno ?? this.failure;
    this.reader?.ended(errno);
  }

  /** Closes the socket and forgets everything. `reset` sends RST. */
  close(options: { readonly reset?: boolean } = {}): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.clearReadTimer();
    this.clearWriteTimer();
    if (options.reset) this.endpoint.reset();
    else this.endpoint.close();
    this.reader = null;
    this.writer = null;
    this.worker.connectionClosed(this);
  }
}
