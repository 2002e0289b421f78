// error.log to the letter: who may log what where, and the words after the message: what nginx was
// doing, client, server, request, upstream, host, referrer.

import type { Machine } from '../../process/machine.ts';
import type { ConfigMessage, LogLevel } from '../config/place.ts';
import type { ClientConnection } from '../http/client-connection.ts';
import { fieldValue } from '../http/fields.ts';
import type { HttpRequest } from '../http/request.ts';
import type { ErrorLog } from '../settings/core.ts';
import type { Worker } from '../worker.ts';
import { LogFiles } from './log-files.ts';

const SEVERITY: Readonly<Record<LogLevel, number>> = {
  emerg: 1,
  alert: 2,
  crit: 3,
  error: 4,
  warn: 5,
  notice: 6,
  info: 7,
  debug: 8,
};

/** No message is longer: nginx cuts it there. */
const LONGEST_MESSAGE_BYTES = 2048;

const pad = (number: number): string => String(number).padStart(2, '0');

/** `2024/01/01 00:00:00`, in UTC as the simulated machines have it. */
const timestamp = (ms: number): string => {
  const date = new Date(ms);
  const day = `${date.getUTCFullYear()}/${pad(date.getUTCMonth() + 1)}/${pad(date.getUTCDate())}`;
  const time = `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`;
  return `${day} ${time}`;
};

/** Writes what nginx says before it runs to its log, as well as to the terminal. */
export const logBeforeStart = (
  machine: Machine,
  file: string,
  messages: readonly ConfigMessage[],
): void => {
  if (messages.length === 0) return;
  const pid = machine.takePid();
  const lines = messages.map(({ level, text, place }) => {
    const where = place ? ` in ${place.file}:${place.line}` : '';
    return `${timestamp(machine.timeMs)} [${level}] ${pid}#${pid}: ${text}${where}\n`;
  });
  const logFiles = new LogFiles(machine);
  for (const line of lines) logFiles.append(file, line);
  logFiles.flush();
};

/** A line for error.log before its time and process number. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly text: string;
  /** Number of the connection; null for messages about nginx itself. */
  readonly connection: number | null;
  readonly requestId: number | null;
}

/** Writes a line to each log that wants the level. */
export const writeErrorLog = (worker: Worker, logs: readonly ErrorLog[], entry: LogEntry): void => {
  const wanted = logs.filter((log) => SEVERITY[entry.level] <= SEVERITY[log.level]);
  if (wanted.length === 0) return;
  const { pid } = worker.process;
  const about = entry.connection === null ? '' : `*${entry.connection} `;
  const head = `${timestamp(worker.machine.timeMs)} [${entry.level}] ${pid}#${pid}: ${about}`;
  const line = `${head}${entry.text}`.slice(0, LONGEST_MESSAGE_BYTES - 1);
  worker.kernel.trace.record({
    kind: 'nginx-log',
    process: worker.process.pid,
    file: 'error',
    level: entry.level,
    line,
    requestId: entry.requestId,
  });
  for (const log of wanted) {
    if (log.file === null) worker.process.write('stderr', `${line}\n`);
    else worker.logFiles.append(log.file, `${line}\n`);
  }
};

const during = (action: string): string => (action === '' ? '' : ` while ${action}`);

/** Logs something about a connection that has no request. */
export const logConnection = (
  connection: ClientConnection,
  level: LogLevel,
  text: string,
): void => {
  const { worker, action, remoteIp, listen } = connection;
  const logs = worker.logsOf(connection.servers[0]?.settings.core ?? null);
  writeErrorLog(worker, logs, {
    level,
    text: `${text}${during(action)}, client: ${remoteIp}, server: ${listen.label}`,
    connection: connection.number,
    requestId: null,
  });
};

const upstreamText = (request: HttpRequest): string => {
  const { upstream } = request;
  if (!upstream?.peerName) return '';
  const separator = upstream.peerName.startsWith('unix:') ? ':' : '';
  return `, upstream: "${upstream.scheme}://${upstream.peerName}${separator}${upstream.uri}"`;
};

const requestText = (request: HttpRequest): string => {
  const { main } = request;
  let text = `, client: ${main.remoteIp}, server: ${main.server.name}`;
  if (main.requestLine !== '') text += `, request: "${main.requestLine}"`;
  if (request !== main) text += `, subrequest: "${request.uri}"`;
  text += upstreamText(request);
  if (main.headersIn.host) text += `, host: "${main.headersIn.host.value}"`;
  const referrer = fieldValue(main.headersIn.fields, 'referer');
  if (referrer !== null) text += `, referrer: "${referrer}"`;
  return text;
};

/** Logs something about a request. */
export const logRequest = (request: HttpRequest, level: LogLevel, text: string): void => {
  const { worker, connection } = request;
  const logs = worker.logsOf(request.main.settings.core);
  if (!logs.some((log) => SEVERITY[level] <= SEVERITY[log.level])) return;
  writeErrorLog(worker, logs, {
    level,
    text: `${text}${during(connection.action)}${requestText(request)}`,
    connection: connection.number,
    requestId: request.main.id,
  });
};
