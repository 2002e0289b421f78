// A scripted upstream as a process of its own, so that it can be killed and stopped. Its one argument is a
// JSON file: where to listen, and the scripts. What it sees it prints, a JSON line each.

import { chmodSync, readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { ScriptStep } from '../../sim/conformance/case.ts';
import {
  ScriptedConnection,
  type ScriptedPeer,
  type ServerEvent,
} from '../../sim/conformance/scripted-connection.ts';
import { start } from '../../sim/conformance/task.ts';
import { textTools } from './text-tools.ts';
import { wallClock } from './wall-clock.ts';

interface Settings {
  readonly host: string;
  readonly port: number;
  readonly path?: string;
  readonly backlog?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly scripts: readonly (readonly ScriptStep[])[];
}

const [file = ''] = process.argv.slice(2);
const settings = JSON.parse(readFileSync(file, 'utf8')) as Settings;

/** A list whose entries are printed as they come. */
class PrintedEvents extends Array<ServerEvent> {
  override push(...events: ServerEvent[]): number {
    for (const event of events) process.stdout.write(`${JSON.stringify(event)}\n`);
    return super.push(...events);
  }
}

const peerOf = (socket: Socket): ScriptedPeer => ({
  setHandlers(handlers) {
    socket.on('data', (bytes: Buffer) => handlers.data(bytes));
    socket.on('end', () => handlers.end());
    socket.on('error', (error: NodeJS.ErrnoException) => handlers.failed(error.code ?? ''));
  },
  write: (bytes) => socket.write(bytes),
  shutdown: () => void socket.end(),
  reset: () => void socket.resetAndDestroy(),
  pauseReading: () => void socket.pause(),
  resumeReading: () => void socket.resume(),
});

const events = new PrintedEvents();
let count = 0;
const accepted = (socket: Socket): void => {
  count++;
  const script = settings.scripts[Math.min(count, settings.scripts.length) - 1] ?? [];
  const connection = new ScriptedConnection(peerOf(socket), count, events);
  start(connection.run(script, { kernel: wallClock, tools: textTools }));
};

const { tls, path, host, port, backlog } = settings;
const server = tls
  ? createTlsServer({ key: readFileSync(tls.key), cert: readFileSync(tls.cert) }, accepted)
  : createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, accepted);
const where = path === undefined ? { host, port, ...(backlog && { backlog }) } : { path };
server.listen(where, () => {
  if (path !== undefined) chmodSync(path, 0o777);
});
