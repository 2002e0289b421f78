// A client's connection over a real socket.

import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { CaseRequest } from '../../sim/conformance/case.ts';
import { CaseConnection } from '../../sim/conformance/client-connection.ts';
import { wallClock } from './wall-clock.ts';

export class RealConnection extends CaseConnection {
  #socket: Socket | null = null;

  constructor() {
    super(wallClock);
  }

  protected override connect(request: CaseRequest): void {
    const options = {
      host: request.connect_host ?? '127.0.0.1',
      port: request.port ?? (request.tls ? 8443 : 8080),
      noDelay: true,
      ...(request.local_address && { localAddress: request.local_address }),
    };
    const servername = request.servername ?? 'shop.test';
    const socket = request.tls
      ? connectTls({ ...options, servername, rejectUnauthorized: false })
      : connectTcp(options);
    this.#socket = socket;
    socket.on(request.tls ? 'secureConnect' : 'connect', () => this.ready.open());
    socket.on('data', (bytes: Buffer) => this.received(bytes));
    socket.on('end', () => this.over(null));
    socket.on('close', () => this.over(null));
    socket.on('error', (error: NodeJS.ErrnoException) => this.over(error.code ?? error.message));
  }

  protected override write(bytes: Uint8Array): void {
    this.#socket?.write(bytes);
  }

  protected override close({ reset }: { readonly reset: boolean }): void {
    if (reset) this.#socket?.resetAndDestroy();
    else this.#socket?.destroy();
  }

  override halfClose(): void {
    this.#socket?.end();
  }

  override pauseReading(): void {
    this.#socket?.pause();
  }

  override resumeReading(): void {
    this.#socket?.resume();
  }
}
