// The bait: a server and a UDP socket on this machine that note whoever gets through to them.

import { createSocket } from 'node:dgram';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Canary {
  /** `http://127.0.0.1:1234` */
  readonly origin: string;
  readonly webSocket: string;
  readonly udp: string;
  /** What came in for a program, in words; empty when nothing did. */
  caught(id: string): readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts the bait on free ports. */
export async function startCanary(): Promise<Canary> {
  const records: { id: string; what: string }[] = [];
  const note = (request: IncomingMessage, what: string): void => {
    const url = new URL(request.url ?? '/', 'http://canary');
    records.push({ id: url.searchParams.get('id') ?? '', what: `${what} ${request.url}` });
  };
  const server = createServer((request, response) => {
    note(request, request.method ?? 'GET');
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('content-type', 'text/javascript');
    response.end('/* caught */');
  });
  server.on('upgrade', (request, socket) => {
    note(request, 'upgrade');
    socket.destroy();
  });
  const udp = createSocket('udp4');
  // A packet tells no id: it counts against whatever ran last.
  udp.on('message', () => records.push({ id: '', what: 'UDP packet' }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  let packets = 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    webSocket: `ws://127.0.0.1:${port}`,
    udp: `127.0.0.1:${udp.address().port}`,
    caught(id) {
      const anonymous = records.filter((record) => record.id === '').length;
      const fresh = anonymous > packets ? ['a packet or request without an id'] : [];
      packets = anonymous;
      return [...records.filter((record) => record.id === id).map(({ what }) => what), ...fresh];
    },
    close: () =>
      new Promise((resolve) => {
        udp.close();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
