// One end of a TCP connection, as a program holds it: read, write, shut down, close, reset.
// The rules for ends and resets are Linux's, each tried on a real one (Linux 6.18): closing with unread bytes sends
// RST; what was on its way before a reset arrives and can be read; bytes for a closed socket are answered with RST;
// an error is told once, by whichever of read and write comes first (tcp(7), RFC 9293 3.10).

import type { Kernel } from '../kernel/kernel.ts';
import type { SocketAddress } from './address.ts';
import { ByteStream, type StreamReceiver } from './byte-stream.ts';
import type { FaultyCourse } from './connection-faults.ts';
import { copyBytes } from './copy-bytes.ts';
import type { Errno } from './errno.ts';
import type { Executor } from './executor.ts';
import type { Link } from './link.ts';

/** At most this much is handed over by one read, as libuv and nginx do. */
const READ_BYTES = 64 * 1024;

/** What a program is told about its end of a connection. Called through its executor. */
export interface EndpointHandlers {
  /** Bytes were read. They are the program's own, but their `buffer` may hold other bytes as well. */
  data(bytes: Uint8Array): void;
  /** The peer has finished writing (FIN), and everything before it was read. */
  end(): void;
  /**
   * The connection broke: it was reset, or the peer no longer answers. Told once everything before it was
   * read, earlier only to a program that waits for a write to be accepted. Not told when a write has already
   * returned the error, or to a reader of a connection whose end had been received: it has only that end.
   */
  failed(errno: Errno): void;
}

export interface EndpointOptions {
  readonly kernel: Kernel;
  /** Number of the connection; both of its ends have the same. */
  readonly connection: number;
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly executor: Executor;
  /** The way to the peer. */
  readonly link: Link;
  /** The faults on that way. */
  readonly faults?: FaultyCourse;
}

export class Endpoint implements StreamReceiver {
  readonly connection: number;
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly #kernel: Kernel;
  readonly #link: Link;
  readonly #faults: FaultyCourse | undefined;
  #executor: Executor;
  #handlers: EndpointHandlers | null = null;
  #peer: Endpoint | null = null;
  #out: ByteStream | null = null;
  #received: Uint8Array[] = [];
  #unreadBytes = 0;
  #reading = false;
  #noticePosted = false;
  #endReceived = false;
  #endDelivered = false;
  #writeEnded = false;
  #closed = false;
  #broken = false;
  /** What broke the connection, until the program is told (the kernel's sk_err). */
  #error: Errno | null = null;
  #failureDelivered = false;
  #writeBlocked = false;

  constructor(options: EndpointOptions) {
    this.#kernel = options.kernel;
    this.connection = options.connection;
    this.local = options.local;
    this.remote = options.remote;
    this.#executor = options.executor;
    this.#link = options.link;
    this.#faults = options.faults;
  }

  /** Ties two ends together. Called once, when the connection is established. */
  join(peer: Endpoint): void {
    this.#peer = peer;
    this.#out = new ByteStream({
      kernel: this.#kernel,
      link: this.#link,
      receiver: peer,
      timedOut: () => this.#break('ETIMEDOUT'),
      ...(this.#faults && { faults: this.#faults }),
      wasReset: () => this.receiveReset(),
    });
  }

  /** The program takes the socket over, for one that was waiting in an accept queue. */
  handOver(executor: Executor): void {
    this.#executor = executor;
  }

  /** Sets who is told. Until then nothing is lost; what is already there is told once reading is resumed. */
  setHandlers(handlers: EndpointHandlers): void {
    this.#handlers = handlers;
  }

  get unreadBytes(): number {
    return this.#unreadBytes;
  }

  /** Bytes written that the peer's host has not taken in yet. */
  get bufferedBytes(): number {
    return this.#out?.bufferedBytes ?? 0;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Whether a read would find the end of the stream or an error: what MSG_PEEK tells a proxy. */
  get isBroken(): boolean {
    return this.#broken || (this.#endReceived && this.#unreadBytes === 0);
  }

  resumeReading(): void {
    this.#reading = true;
    this.#postNotice();
  }

  pauseReading(): void {
    this.#reading = false;
  }

  /**
   * Writes bytes; they are copied, as write(2) does. Returns null when they fitted into the send buffer,
   * 'EAGAIN' when they were taken but a write(2) would block (`accepted` is called once it would not), or the
   * error it would return: that of the break the first time, 'EPIPE' from then on.
   */
  write(bytes: Uint8Array, accepted: () => void = () => {}): null | 'EAGAIN' | Errno {
    if (this.#broken && !this.#closed) return this.#takeError() ?? 'EPIPE';
    if (this.#closed || this.#writeEnded || !this.#out) return 'EPIPE';
    this.#kernel.trace.addPayload(bytes);
    const executor = this.#executor;
    const written = this.#out.write(copyBytes(bytes), () => executor.post(accepted));
    return written ? null : 'EAGAIN';
  }

  /** Sends FIN after what was written; reading goes on. */
  shutdown(): void {
    if (this.#closed || this.#writeEnded) return;
    this.#writeEnded = true;
    this.#out?.end();
  }

  /** close(2): no more notices. Unread bytes turn it into a reset. */
  close(): void {
    if (this.#closed) return;
    if (this.#unreadBytes > 0) {
      this.reset();
      return;
    }
    this.shutdown();
    this.#closed = true;
  }

  /** Closes at once with RST; what was not sent yet is lost. */
  reset(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#received = [];
    this.#unreadBytes = 0;
    if (!this.#broken) this.#out?.reset();
  }

  /** The program at the other end has taken bytes: there may be room for more. */
  peerHasRead(): void {
    this.#out?.windowOpened();
  }

  receiveBytes(bytes: Uint8Array): void {
    if (this.#closed || this.#broken) {
      this.#out?.reset();
      return;
    }
    this.#received.push(bytes);
    this.#unreadBytes += bytes.length;
    this.#postNotice();
  }

  receiveEnd(): void {
    if (this.#closed || this.#broken) return;
    this.#endReceived = true;
    this.#postNotice();
  }

  receiveReset(): void {
    // In the state CLOSE-WAIT Linux reports EPIPE instead (tcp_reset).
    this.#break(this.#endReceived ? 'EPIPE' : 'ECONNRESET');
  }

  #break(errno: Errno): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#writeBlocked = this.#out?.isBlocked ?? false;
    this.#out?.drop();
    if (this.#closed) return;
    this.#error = errno;
    this.#kernel.trace.record({ kind: 'tcp-failed', connection: this.connection, errno });
    this.#postNotice();
  }

  #takeError(): Errno | null {
    const error = this.#error;
    this.#error = null;
    return error;
  }

  #postNotice(): void {
    if (this.#noticePosted || this.#closed || !this.#handlers || !this.#news()) return;
    this.#noticePosted = true;
    this.#executor.post(() => this.#deliver());
  }

  #news(): 'data' | 'failed' | 'end' | null {
    const allRead = this.#unreadBytes === 0;
    if (this.#reading && !allRead) return 'data';
    if (this.#error && (this.#writeBlocked || (allRead && this.#errorIsForReader()))) {
      return 'failed';
    }
    const over = this.#endReceived || this.#broken;
    const told = this.#endDelivered || this.#failureDelivered;
    return this.#reading && allRead && over && !told ? 'end' : null;
  }

  #errorIsForReader(): boolean {
    return !this.#endReceived || this.#error === 'ETIMEDOUT';
  }

  #deliver(): void {
    const news = this.#closed ? null : this.#news();
    // The notice counts as posted until its handler is back: what a native program sets off from
    // within must not be told to it before.
    if (news === 'data') {
      const bytes = this.#takeReceived();
      this.#peer?.peerHasRead();
      this.#handlers?.data(bytes);
    } else if (news === 'failed') {
      this.#failureDelivered = true;
      this.#handlers?.failed(this.#takeError() as Errno);
    } else if (news === 'end') {
      this.#endDelivered = true;
      this.#handlers?.end();
    }
    this.#noticePosted = false;
    this.#postNotice();
  }

  #takeReceived(): Uint8Array {
    const first = this.#received[0] as Uint8Array;
    if (this.#received.length === 1 && first.length <= READ_BYTES) {
      this.#received = [];
      this.#unreadBytes = 0;
      return first;
    }
    const taken = new Uint8Array(Math.min(this.#unreadBytes, READ_BYTES));
    let filled = 0;
    while (filled < taken.length) {
      const chunk = this.#received[0] as Uint8Array;
      const part = chunk.subarray(0, taken.length - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length === chunk.length) this.#received.shift();
      else this.#received[0] = chunk.subarray(part.length);
    }
    this.#unreadBytes -= taken.length;
    return taken;
  }
}
