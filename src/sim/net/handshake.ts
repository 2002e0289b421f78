// How a TCP connection comes about, and the ways in which it does not: refused by RST, never answered
// (SYN sent again until ETIMEDOUT), no route. Timers as in Linux: tcp_syn_retries 6.
// Simplified: the accept queue is the only queue; a SYN is dropped when it is full.

import type { ScheduledEvent } from '../kernel/event-queue.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { formatAddress, type SocketAddress } from './address.ts';
import { ConnectionFaults, FaultyCourse } from './connection-faults.ts';
import { Endpoint } from './endpoint.ts';
import type { Errno } from './errno.ts';
import type { Executor } from './executor.ts';
import type { Host } from './host.ts';
import type { Listener } from './listener.ts';
import type { Network } from './network.ts';
import type { Course } from './network-faults.ts';

const SYN_BYTES = 60;
const FIRST_SYN_RETRY_US = 1_000_000;
/** SYNs go out after 0, 1, 3, 7, 15, 31 and 63 s; 64 s after the last the attempt fails. */
const SYN_RETRIES = 6;
/** Linux gives up asking for the hardware address of a silent neighbour after about this long. */
const NO_NEIGHBOUR_US = 3_060_000;

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    /** A program asked for a connection. */
    'tcp-connect': {
      readonly connection: number;
      readonly from: string;
      readonly to: string;
      readonly fromHost: string;
      readonly toHost: string | null;
    };
    /** The handshake is complete on the side that asked. */
    'tcp-established': { readonly connection: number };
    /** The connection never came about. */
    'tcp-connect-failed': { readonly connection: number; readonly errno: Errno };
    /** An established connection broke for one of its ends. */
    'tcp-failed': { readonly connection: number; readonly errno: Errno };
  }
}

/** What the program that asked for a connection is told. Called through its executor, unless cancelled. */
export interface PendingConnection {
  connected(endpoint: Endpoint): void;
  failed(errno: Errno): void;
}

export interface HandshakeOptions {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly connection: number;
  readonly from: Host;
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly executor: Executor;
  readonly pending: PendingConnection;
}

/** A connection attempt under way. */
export class Handshake {
  readonly connection: number;
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly #options: HandshakeOptions;
  readonly #target: Host | undefined;
  #retries = 0;
  #timer: ScheduledEvent | null = null;
  #reserved: Listener | null = null;
  /** Established, but the program has not been told yet. */
  #untold: Endpoint | null = null;
  #done = false;
  #cancelled = false;

  constructor(options: HandshakeOptions) {
    this.#options = options;
    this.connection = options.connection;
    this.local = options.local;
    this.remote = options.remote;
    this.#target = options.network.hostAt(options.remote.ip, options.from);
    options.kernel.trace.record({
      kind: 'tcp-connect',
      connection: this.connection,
      from: formatAddress(this.local),
      to: formatAddress(this.remote),
      fromHost: options.from.name,
      toHost: this.#target?.name ?? null,
    });
    this.#begin();
  }

  /**
   * Gives the attempt up; nothing is told any more. A connection that was established in the meantime
   * is closed.
   */
  cancel(): void {
    this.#cancelled = true;
    this.#finish();
    this.#reserved?.release();
    this.#reserved = null;
    this.#untold?.close();
    this.#untold = null;
  }

  /** The same as `cancel`: what the operating system does when the process that connects ends. */
  close(): void {
    this.cancel();
  }

  #finish(): void {
    this.#done = true;
    this.#options.kernel.cancel(this.#timer);
  }

  #begin(): void {
    const { kernel, network, from } = this.#options;
    if (network.isUnreachable(this.remote, from)) {
      this.#timer = kernel.after(0, () => this.#fail('EHOSTUNREACH'));
    } else if (this.#target) {
      this.#sendSyn();
    } else {
      this.#timer = kernel.after(NO_NEIGHBOUR_US, () => this.#fail('EHOSTUNREACH'));
    }
  }

  #sendSyn(): void {
    const { kernel, from } = this.#options;
    const target = this.#target as Host;
    this.#timer = kernel.after(FIRST_SYN_RETRY_US * 2 ** this.#retries, () => this.#retry());
    this.#pass(from, target, () => this.#synArrives(target));
  }

  /** Sends a packet of the handshake from one host to another. */
  #pass(from: Host, to: Host, arrives: () => void): void {
    const { kernel, network } = this.#options;
    const meeting = network.faults.meet(this.#course(from, to), SYN_BYTES, kernel.nowUs);
    if (meeting.lost) return;
    const passage = network.link(from, to).pass(SYN_BYTES, kernel.nowUs);
    if (!passage.lost) kernel.after(passage.delayUs + meeting.delayUs, arrives);
  }

  #course(from: Host, to: Host): Course {
    const direction = from === this.#options.from ? 'to-server' : 'to-client';
    return { from: from.name, to: to.name, port: this.remote.port, direction };
  }

  #retry(): void {
    if (this.#done) return;
    if (this.#retries >= SYN_RETRIES) {
      this.#fail('ETIMEDOUT');
      return;
    }
    this.#retries++;
    this.#sendSyn();
  }

  #synArrives(target: Host): void {
    if (this.#done) return;
    const { network, from } = this.#options;
    const listener = target.listenerFor(this.remote);
    if (!listener || network.faults.refuses(this.#course(from, target))) {
      this.#answer(target, () => this.#fail('ECONNREFUSED'));
    } else if (this.#reserved === listener || listener.reserve()) {
      this.#reserved = listener;
      this.#answer(target, () => this.#establish(target, listener));
    }
  }

  #answer(target: Host, arrives: () => void): void {
    this.#pass(target, this.#options.from, arrives);
  }

  #establish(target: Host, listener: Listener): void {
    if (this.#done) return;
    const { kernel, network, from, executor, pending } = this.#options;
    this.#reserved = null; // the place is the new connection's now
    this.#finish();
    const toTarget = network.link(from, target);
    const common = { kernel, connection: this.connection };
    const faults = new ConnectionFaults({
      faults: network.faults,
      establishedUs: kernel.nowUs,
      from: from.name,
      to: target.name,
      port: this.remote.port,
    });
    const near = new Endpoint({
      ...common,
      local: this.local,
      remote: this.remote,
      executor,
      link: toTarget,
      faults: new FaultyCourse(faults, 'to-server'),
    });
    const far = new Endpoint({
      ...common,
      local: this.remote,
      remote: this.local,
      executor: listener.executor,
      link: network.link(target, from),
      faults: new FaultyCourse(faults, 'to-client'),
    });
    near.join(far);
    far.join(near);
    kernel.trace.record({ kind: 'tcp-established', connection: this.connection });
    const delayUs = network.faults.meet(
      this.#course(from, target),
      SYN_BYTES,
      kernel.nowUs,
    ).delayUs;
    kernel.after(toTarget.conditions.latencyUs + delayUs, () => listener.enqueue(far));
    this.#untold = near;
    executor.post(() => {
      if (this.#cancelled) return;
      this.#untold = null;
      pending.connected(near);
    });
  }

  #fail(errno: Errno): void {
    if (this.#done) return;
    this.#finish();
    this.#reserved?.release();
    this.#reserved = null;
    const { kernel, executor, pending } = this.#options;
    kernel.trace.record({ kind: 'tcp-connect-failed', connection: this.connection, errno });
    executor.post(() => {
      if (!this.#cancelled) pending.failed(errno);
    });
  }
}
