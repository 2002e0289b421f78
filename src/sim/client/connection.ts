// One connection of the client: it is opened, serves one exchange after the other, and ends. What arrives is
// handed to the exchange under way; what arrives without one is kept as extra bytes.

import { joinBytes } from '../http/bytes.ts';
import type { Micros, ScheduledEvent } from '../kernel/event-queue.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Endpoint, EndpointHandlers } from '../net/endpoint.ts';
import type { Errno } from '../net/errno.ts';
import type { Leaving } from './request.ts';

/** How a connection ended: by the server's FIN, by the client, or by an error. */
export type ConnectionEnd = 'fin' | 'client' | Errno;

/** Who uses a connection at the moment. */
export interface ConnectionUser {
  received(bytes: Uint8Array): void;
  /** Nothing more will come. */
  connectionEnded(end: ConnectionEnd): void;
}

export class ClientConnection implements EndpointHandlers {
  readonly name: string | null;
  readonly #endpoint: Endpoint;
  readonly #kernel: Kernel;
  readonly #onEnd: () => void;
  #user: ConnectionUser | null = null;
  #extra: Uint8Array[] = [];
  #end: ConnectionEnd | null = null;
  /** Exchanges that have begun on it. */
  uses = 0;
  /** Set while the connection cannot serve another request. */
  isSpent = false;
  /** What is being sent on it, to be stopped with it. Not a closure: see the kernel's notes on memory. */
  sender: { stop(): void } | null = null;
  #resumeEvent: ScheduledEvent | null = null;

  constructor(options: {
    kernel: Kernel;
    /** The name it is kept under; null for a connection of one request. */
    name: string | null;
    endpoint: Endpoint;
    onEnd: () => void;
  }) {
    this.name = options.name;
    this.#kernel = options.kernel;
    this.#endpoint = options.endpoint;
    this.#onEnd = options.onEnd;
    this.#endpoint.setHandlers(this);
    this.#endpoint.resumeReading();
  }

  /** Number of the TCP connection. */
  get number(): number {
    return this.#endpoint.connection;
  }

  /** How it ended; null while it is open. */
  get ending(): ConnectionEnd | null {
    return this.#end;
  }

  /** Takes the bytes that came while nobody used the connection. */
  takeExtra(): Uint8Array {
    const extra = this.extraBytes;
    this.#extra = [];
    return extra;
  }

  /** What came while nobody used the connection. */
  get extraBytes(): Uint8Array {
    return joinBytes(this.#extra);
  }

  /** Keeps bytes nobody asked for. */
  keepExtra(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#extra.push(bytes);
  }

  use(user: ConnectionUser | null): void {
    this.#user = user;
  }

  /** Writes bytes; false when the connection is over. The client never waits for room. */
  write(bytes: Uint8Array): boolean {
    if (this.#end) return false;
    const result = this.#endpoint.write(bytes);
    if (result === null || result === 'EAGAIN') return true;
    this.#finish(result);
    return false;
  }

  halfClose(): void {
    this.#endpoint.shutdown();
  }

  pauseReading(durationUs: Micros): void {
    this.#endpoint.pauseReading();
    this.#resumeEvent = this.#kernel.after(durationUs, () => this.#endpoint.resumeReading());
  }

  /** The client leaves. */
  close(how: Leaving = 'fin'): void {
    if (this.#end) return;
    if (how === 'rst') this.#endpoint.reset();
    this.#finish('client');
  }

  data(bytes: Uint8Array): void {
    if (this.#user) this.#user.received(bytes);
    else this.keepExtra(bytes);
  }

  end(): void {
    this.#finish('fin');
  }

  failed(errno: Errno): void {
    this.#finish(errno);
  }

  #finish(end: ConnectionEnd): void {
    if (this.#end) return;
    this.#end = end;
    this.#kernel.cancel(this.#resumeEvent);
    this.sender?.stop();
    this.#endpoint.close();
    this.#onEnd();
    this.#user?.connectionEnded(end);
  }
}
