// A DNS server for the zone of a case: A records over UDP (RFC 1035).

import { createSocket } from 'node:dgram';
import type { ZoneText } from '../../sim/conformance/case.ts';

const HEADER_BYTES = 12;
const TYPE_NAMES: Readonly<Record<number, string>> = { 1: 'A', 28: 'AAAA' };
const CODES: Readonly<Record<string, number>> = { SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };

export interface RealDns {
  /** What it was asked: `A name`. */
  readonly asked: string[];
  setZone(zone: Readonly<Record<string, ZoneText>>): void;
  close(): void;
}

/** Reads the one question of a message. */
function questionOf(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.'), type: message.readUInt16BE(at + 1), end: at + 5 };
}

function answerTo(message: Buffer, end: number, ips: readonly string[], code: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  message.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(ips.length, 6);
  // The name is that of the question; class IN, one second to live, four bytes.
  const records = ips.map((ip) =>
    Buffer.from([0xc0, HEADER_BYTES, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...ip.split('.').map(Number)]),
  );
  return Buffer.concat([header, message.subarray(HEADER_BYTES, end), ...records]);
}

export function startDns(host: string, port: number): Promise<RealDns> {
  const zone = new Map<string, ZoneText>();
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (message, peer) => {
    const { name, type, end } = questionOf(message);
    asked.push(`${TYPE_NAMES[type] ?? type} ${name}`);
    const record = zone.get(name) ?? 'NXDOMAIN';
    if (record === 'DROP') return;
    const code = typeof record === 'string' ? (CODES[record] ?? 0) : 0;
    const ips = typeof record !== 'string' && type === 1 ? record : [];
    socket.send(answerTo(message, end, ips, code), peer.port, peer.address);
  });
  return new Promise((resolve) => {
    socket.bind(port, host, () =>
      resolve({
        asked,
        setZone: (more) => {
          for (const [name, record] of Object.entries(more)) zone.set(name, record);
        },
        close: () => socket.close(),
      }),
    );
  });
}
