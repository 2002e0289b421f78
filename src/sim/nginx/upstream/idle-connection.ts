// Connections to upstream servers: in use by a request, or kept for the next one. An idle one is
// given up when the server closes it, sends something unasked, or nobody wants it for too long.

import type { ScheduledEvent } from '../../kernel/event-queue.ts';
import type { Endpoint } from '../../net/endpoint.ts';
import type { Errno } from '../../net/errno.ts';
import type { TlsLayer } from '../../tls/layer.ts';
import type { Worker } from '../worker.ts';
import type { UpstreamGroup } from './group.ts';

/** Who is told what happens on a connection. */
export interface UpstreamListener {
  received(bytes: Uint8Array): void;
  ended(): void;
  failed(errno: Errno): void;
}

/** A connection to an upstream server, whoever uses it at the moment. */
export class UpstreamConnection {
  readonly worker: Worker;
  readonly endpoint: Endpoint;
  /** `ip:port` it goes to: connections are kept by it. */
  readonly peerName: string;
  readonly startedMs: number;
  requests = 0;
  sentBytes = 0;
  tls: TlsLayer | null = null;
  listener: UpstreamListener | null = null;
  /** Gives it up, once it has been idle; null until then. */
  dropIdle: (() => void) | null = null;
  isClosed = false;

  constructor(options: { worker: Worker; endpoint: Endpoint; peerName: string }) {
    this.worker = options.worker;
    this.endpoint = options.endpoint;
    this.peerName = options.peerName;
    this.startedMs = options.worker.nowMs;
    this.endpoint.setHandlers({
      data: (bytes) => this.#received(bytes),
      end: () => this.listener?.ended(),
      failed: (errno) => this.listener?.failed(errno),
    });
    this.endpoint.resumeReading();
  }

  #received(bytes: Uint8Array): void {
    const plain = this.tls ? this.tls.open(bytes) : bytes;
    if (plain.length > 0) this.listener?.received(plain);
  }

  /** Sends bytes; answers as the socket does. */
  write(bytes: Uint8Array, accepted: () => void): null | 'EAGAIN' | Errno {
    const result = this.endpoint.write(this.tls ? this.tls.seal(bytes) : bytes, accepted);
    if (result === null || result === 'EAGAIN') this.sentBytes += bytes.length;
    return result;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.listener = null;
    this.endpoint.close();
    this.worker.upstreamClosed(this);
  }
}

/** A connection nobody uses at the moment. */
export interface IdleConnection {
  readonly connection: UpstreamConnection;
  readonly timer: ScheduledEvent;
}

/** Keeps a connection for the next request. The one unused longest makes room. */
export const keepIdle = (group: UpstreamGroup, connection: UpstreamConnection): void => {
  const { keepalive } = group;
  if (!keepalive) return;
  const drop = (): void => {
    takeOut(group, connection);
    connection.close();
  };
  while (group.idle.length >= keepalive.connections) {
    const oldest = group.idle.pop();
    if (!oldest) break;
    connection.worker.kernel.cancel(oldest.timer);
    oldest.connection.close();
  }
  connection.listener = { received: drop, ended: drop, failed: drop };
  const timer = connection.worker.timer(keepalive.timeoutMs, drop);
  group.idle.unshift({ connection, timer });
  connection.endpoint.resumeReading();
  connection.dropIdle = drop;
  connection.worker.upstreamIdle(connection);
};

const takeOut = (group: UpstreamGroup, connection: UpstreamConnection): void => {
  const at = group.idle.findIndex((idle) => idle.connection === connection);
  if (at < 0) return;
  const [idle] = group.idle.splice(at, 1);
  if (idle) connection.worker.kernel.cancel(idle.timer);
};

/** Takes an idle connection to a server, the most recently used one; null where there is none. */
export const takeIdle = (group: UpstreamGroup, peerName: string): UpstreamConnection | null => {
  const found = group.idle.find(({ connection }) => connection.peerName === peerName);
  if (!found) return null;
  takeOut(group, found.connection);
  found.connection.listener = null;
  return found.connection;
};
