// Connections of an edge to its origin: opened, used for one request at a time, kept for the next. A kept one that
// the origin closes meanwhile is forgotten; one that it closes just then is the race every proxy knows.

import type { ScheduledEvent } from '../kernel/event-queue.ts';
import type { Endpoint } from '../net/endpoint.ts';
import type { Errno } from '../net/errno.ts';
import type { Machine } from '../process/machine.ts';
import type { Process } from '../process/process.ts';
import type { TlsLayer } from '../tls/layer.ts';
import { ORIGIN_IDLE_S } from './limits.ts';

/** Who is told what happens on a connection. */
export interface OriginListener {
  received(bytes: Uint8Array): void;
  ended(): void;
  failed(errno: Errno): void;
}

export class OriginConnection {
  readonly endpoint: Endpoint;
  /** Address, port and way of speaking: what another request must have in common to use it. */
  readonly key: string;
  tls: TlsLayer | null = null;
  listener: OriginListener | null = null;
  /** Whether it has served a request. */
  isReused = false;
  readonly #process: Process;

  constructor(options: { endpoint: Endpoint; key: string; process: Process }) {
    const { endpoint } = options;
    this.endpoint = endpoint;
    this.key = options.key;
    this.#process = options.process;
    this.#process.hold(endpoint);
    endpoint.setHandlers({
      data: (bytes) => this.#received(bytes),
      end: () => this.listener?.ended(),
      failed: (errno) => this.listener?.failed(errno),
    });
    endpoint.resumeReading();
  }

  write(bytes: Uint8Array, accepted: () => void): null | 'EAGAIN' | Errno {
    return this.endpoint.write(this.tls ? this.tls.seal(bytes) : bytes, accepted);
  }

  close(): void {
    this.listener = null;
    this.endpoint.close();
    this.#process.release(this.endpoint);
  }

  #received(bytes: Uint8Array): void {
    const plain = this.tls ? this.tls.open(bytes) : bytes;
    if (plain.length > 0) this.listener?.received(plain);
  }
}

/** Connections nobody uses at the moment, the one used last first. */
export class OriginPool {
  readonly #machine: Machine;
  #idle: { readonly connection: OriginConnection; readonly timer: ScheduledEvent }[] = [];

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  take(key: string): OriginConnection | null {
    const found = this.#idle.find(({ connection }) => connection.key === key);
    if (!found) return null;
    this.#forget(found.connection);
    found.connection.listener = null;
    found.connection.isReused = true;
    return found.connection;
  }

  keep(connection: OriginConnection): void {
    const drop = (): void => {
      this.#forget(connection);
      connection.close();
    };
    connection.listener = { received: drop, ended: drop, failed: drop };
    const timer = this.#machine.kernel.after(ORIGIN_IDLE_S * 1_000_000, drop);
    this.#idle.unshift({ connection, timer });
  }

  closeAll(): void {
    for (const { connection } of [...this.#idle]) {
      this.#forget(connection);
      connection.close();
    }
  }

  #forget(connection: OriginConnection): void {
    const found = this.#idle.find((idle) => idle.connection === connection);
    this.#machine.kernel.cancel(found?.timer);
    this.#idle = this.#idle.filter((idle) => idle !== found);
  }
}
