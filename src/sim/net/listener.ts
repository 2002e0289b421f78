// A listening socket and its accept queue (listen(2)). A connection is established by the host, not
// by the program: it waits in the queue until the program accepts it, and a full queue drops SYNs.

import type { SocketAddress } from './address.ts';
import type { Endpoint } from './endpoint.ts';
import type { Executor } from './executor.ts';

/** Linux's net.core.somaxconn since 5.4: the longest accept queue a program can ask for. */
const LONGEST_BACKLOG = 4096;

export interface ListenerOptions {
  readonly address: SocketAddress;
  readonly backlog: number;
  readonly executor: Executor;
  /** Called through the executor for each connection taken off the queue. */
  readonly accepted: (endpoint: Endpoint) => void;
  readonly closed: () => void;
  /** Bound to `::` for IPv6 only. */
  readonly ipv6Only: boolean;
}

export class Listener {
  readonly address: SocketAddress;
  readonly executor: Executor;
  readonly ipv6Only: boolean;
  readonly #longestQueue: number;
  readonly #accepted: (endpoint: Endpoint) => void;
  readonly #onClosed: () => void;
  #queue: Endpoint[] = [];
  #reserved = 0;
  #isClosed = false;

  constructor(options: ListenerOptions) {
    this.address = options.address;
    this.executor = options.executor;
    this.ipv6Only = options.ipv6Only;
    // The number is unsigned to Linux, and the queue counts as full only when it is longer than that.
    const backlog = options.backlog < 0 ? LONGEST_BACKLOG : options.backlog;
    this.#longestQueue = Math.min(backlog, LONGEST_BACKLOG) + 1;
    this.#accepted = options.accepted;
    this.#onClosed = options.closed;
  }

  /** Connections established by the host and not accepted by the program yet. */
  get queueLength(): number {
    return this.#queue.length;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Keeps a place for a handshake that has begun; false when the queue is full. */
  reserve(): boolean {
    if (this.#isClosed || this.#queue.length + this.#reserved >= this.#longestQueue) return false;
    this.#reserved++;
    return true;
  }

  /** The handshake that had a place came to nothing. */
  release(): void {
    this.#reserved--;
  }

  /** The handshake is complete: the connection waits for its program. */
  enqueue(endpoint: Endpoint): void {
    this.#reserved--;
    if (this.#isClosed) {
      endpoint.reset();
      return;
    }
    this.#queue.push(endpoint);
    this.executor.post(() => {
      const next = this.#queue.shift();
      if (next) this.#accepted(next);
    });
  }

  /** Stops listening; what still waits in the queue is reset. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const endpoint of this.#queue) endpoint.reset();
    this.#queue = [];
    this.#onClosed();
  }
}
