// A connection to a PostgreSQL server: how it comes about, queries one after the other, how it is lost. What it says when
// something fails is libpq's wording (fe-connect.c, fe-secure.c of PostgreSQL 15), compared with recordings of psql 15.

import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { resolveName, type SocketError, socketErrorWords, TcpSocket } from '../net/tcp-socket.ts';
import type { ConnectTarget } from './connect-target.ts';
import type { MessageFields, QueryResult, ResultColumn } from './result.ts';
import { ScramClient } from './scram-client.ts';
import {
  cancelRequest,
  type MessageContent,
  message,
  queryMessage,
  type ServerMessage,
  ServerMessages,
  saslInitial,
  startMessage,
  tlsRequest,
} from './wire.ts';

export const CLOSED_UNEXPECTEDLY =
  'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.';

const NOT_LISTENING = 'Is the server running on that host and accepting TCP/IP connections?';

/** A connection that did not come about, in libpq's words. */
export interface ConnectFailure {
  readonly text: string;
  /** It wanted a password, and there was none. */
  readonly needsPassword: boolean;
}

class StartFailed extends Error {
  readonly needsPassword: boolean;

  constructor(text: string, needsPassword = false) {
    super(text);
    this.needsPassword = needsPassword;
  }
}

/** Severity, message, detail and hint as psql prints them, without the place in a query. */
export function messageText(fields: MessageFields): string {
  const lines = [`${fields.get('S')}:  ${fields.get('M')}`];
  for (const [letter, word] of [
    ['D', 'DETAIL'],
    ['H', 'HINT'],
  ] as const) {
    const text = fields.get(letter);
    if (text !== undefined) lines.push(`${word}:  ${text}`);
  }
  return lines.join('\n');
}

export function readFields(content: MessageContent): MessageFields {
  const fields = new Map<string, string>();
  for (let letter = content.letter(); letter !== '\0' && letter !== ''; letter = content.letter()) {
    fields.set(letter, content.string());
  }
  return fields;
}

/** What a session is told while queries run. */
export interface ConnectionListener {
  readonly notice: (fields: MessageFields) => Task;
}

export class PgConnection {
  readonly target: ConnectTarget;
  /** The address it went to. */
  readonly ip: string;
  /** What the server reported: server_version, is_superuser and others. */
  readonly parameters = new Map<string, string>();
  /** I idle, T in a transaction, E in one that failed. */
  status = 'I';
  pid = 0;
  #secret = 0;
  readonly #run: Invocation;
  readonly #socket: TcpSocket;
  readonly #messages: ServerMessages;

  private constructor(run: Invocation, target: ConnectTarget, ip: string, socket: TcpSocket) {
    this.#run = run;
    this.target = target;
    this.ip = ip;
    this.#socket = socket;
    this.#messages = new ServerMessages(run.box.codec);
  }

  /** Tries the addresses of the host one after the other. */
  static *open(run: Invocation, target: ConnectTarget): Task<PgConnection | ConnectFailure> {
    const { host, port } = target;
    const addresses = resolveName(run, host);
    if (typeof addresses === 'string') {
      const words = {
        NXDOMAIN: 'Name or service not known',
        failed: 'Temporary failure in name resolution',
      }[addresses];
      const text = `could not translate host name "${host}" to address: ${words}`;
      return { text, needsPassword: false };
    }
    const problems: string[] = [];
    for (const ip of addresses) {
      const shown = ip === host ? `"${host}"` : `"${host}" (${ip})`;
      const { timeoutMs } = target;
      const limit = timeoutMs === null ? {} : { timeoutMs };
      const socket = yield* TcpSocket.connect(run, { ip, port, ...limit });
      const where = target.isLocal
        ? `connection to server on socket "/var/run/postgresql/.s.PGSQL.${port}" failed: `
        : `connection to server at ${shown}, port ${port} failed: `;
      if (typeof socket === 'string') {
        problems.push(where + refusalWords(socket, target.isLocal));
        continue;
      }
      const connection = new PgConnection(run, target, ip, socket);
      let isStarted = false;
      try {
        yield* connection.#start();
        isStarted = true;
        return connection;
      } catch (error) {
        if (!(error instanceof StartFailed)) throw error;
        return { text: where + error.message, needsPassword: error.needsPassword };
      } finally {
        if (!isStarted) socket.close();
      }
    }
    return { text: problems.join('\n'), needsPassword: false };
  }

  *#start(): Task {
    const { sslMode, isLocal } = this.target;
    if (sslMode !== 'disable' && sslMode !== 'allow' && !isLocal) yield* this.#negotiateTls();
    const { user, database, applicationName, options } = this.target;
    const parameters: [string, string][] = [
      ['user', user],
      ['database', database],
      ['application_name', applicationName],
      ['client_encoding', 'UTF8'],
    ];
    if (options !== '') parameters.push(['options', options]);
    this.#socket.write(startMessage(this.#run.box.codec, parameters));
    let scram: ScramClient | null = null;
    for (;;) {
      const { type, content } = yield* this.#startMessage();
      if (type === 'R') scram = this.#authenticate(content, scram);
      else if (type === 'S') this.parameters.set(content.string(), content.string());
      else if (type === 'K') {
        this.pid = content.int32();
        this.#secret = content.int32();
      } else if (type === 'E') throw new StartFailed(messageText(readFields(content)));
      else if (type === 'Z') return;
    }
  }

  /** Simplified: the server never speaks TLS. */
  *#negotiateTls(): Task {
    this.#socket.write(tlsRequest());
    const bytes = yield* this.#socket.read(this.target.timeoutMs ?? undefined);
    if (bytes === 'timeout') throw new StartFailed('timeout expired');
    if (bytes === null || typeof bytes === 'string') throw new StartFailed(CLOSED_UNEXPECTEDLY);
    const letter = String.fromCharCode(bytes[0] ?? 0);
    if (letter === 'E') {
      this.#messages.add(bytes);
      const refusal = this.#messages.next();
      if (refusal) throw new StartFailed(messageText(readFields(refusal.content)));
    }
    if (letter !== 'N') {
      throw new StartFailed(`received invalid response to SSL negotiation: ${letter}`);
    }
    if (/^(?:require|verify-)/.test(this.target.sslMode)) {
      throw new StartFailed('server does not support SSL, but SSL was required');
    }
  }

  *#startMessage(): Task<ServerMessage> {
    const next = yield* this.#next(this.target.timeoutMs ?? undefined);
    if (next === 'timeout') throw new StartFailed('timeout expired');
    if (typeof next === 'string' || next === null) throw new StartFailed(CLOSED_UNEXPECTEDLY);
    return next;
  }

  #authenticate(content: MessageContent, scram: ScramClient | null): ScramClient | null {
    const code = content.int32();
    const { codec, kernel } = this.#run.box;
    if (code === 0 || code === 12) return scram;
    if (code === 11) {
      const proof = scram?.final(content.rest());
      if (!proof) throw new StartFailed('malformed SCRAM message (invalid nonce)');
      this.#socket.write(message('p', codec.encodeUtf8(proof)));
      return scram;
    }
    const { password } = this.target;
    if (password === null) throw new StartFailed('fe_sendauth: no password supplied', true);
    if (code === 3) {
      this.#socket.write(message('p', codec.encodeUtf8(`${password}\0`)));
      return scram;
    }
    if (code !== 10) throw new StartFailed(`authentication method ${code} not supported`);
    const nonce = `${this.#socket.connection}.${kernel.nowUs.toString(36)}.psql`;
    const client = new ScramClient(codec.encodeUtf8(password), nonce);
    this.#socket.write(saslInitial(codec, client.first()));
    return client;
  }

  *#next(timeoutMs?: number): Task<ServerMessage | null | SocketError> {
    for (;;) {
      const found = this.#messages.next();
      if (found) return found;
      const bytes = yield* this.#socket.read(timeoutMs);
      if (bytes === null || typeof bytes === 'string') return bytes;
      this.#messages.add(bytes);
    }
  }

  /** Whether the server's end is gone, as far as this end knows. */
  get isLost(): boolean {
    return this.#socket.isOver;
  }

  /** Sends a text of statements; `take` gets each answer as it comes. Ends when the server is ready for more. */
  *query(
    text: string,
    listener: ConnectionListener,
    take: (result: QueryResult) => Task,
  ): Task<'done' | 'lost'> {
    this.#socket.write(queryMessage(this.#run.box.codec, text));
    let columns: ResultColumn[] | null = null;
    let rows: (string | null)[][] = [];
    let last = '';
    for (;;) {
      const next = yield* this.#next();
      if (next === null || typeof next === 'string') {
        yield* take({ kind: 'lost', text: `${last}${CLOSED_UNEXPECTEDLY}` });
        return 'lost';
      }
      const { type, content } = next;
      if (type === 'T') columns = readColumns(content);
      else if (type === 'D') rows.push(readRow(content));
      else if (type === 'C') {
        const tag = content.string();
        yield* take(columns ? { kind: 'rows', columns, rows, tag } : { kind: 'command', tag });
        columns = null;
        rows = [];
      } else if (type === 'I') yield* take({ kind: 'empty' });
      else if (type === 'E') {
        const fields = readFields(content);
        if (fields.get('S') === 'ERROR') yield* take({ kind: 'error', fields });
        else last = `${messageText(fields)}\n`;
      } else if (type === 'N') yield* listener.notice(readFields(content));
      else if (type === 'S') this.parameters.set(content.string(), content.string());
      else if (type === 'Z') {
        this.status = content.letter();
        return 'done';
      }
    }
  }

  /** Asks the server on a connection of its own to break off what runs. */
  *cancel(): Task {
    const { port } = this.target;
    const socket = yield* TcpSocket.connect(this.#run, { ip: this.ip, port });
    if (typeof socket === 'string') return;
    socket.write(cancelRequest(this.pid, this.#secret));
    yield* socket.read(1_000);
    socket.close();
  }

  close(): void {
    this.#socket.write(message('X', new Uint8Array(0)));
    this.#socket.close();
  }
}

function refusalWords(error: SocketError, isLocal: boolean): string {
  if (error === 'timeout') return 'timeout expired';
  if (isLocal) {
    return 'No such file or directory\n\tIs the server running locally and accepting connections on that socket?';
  }
  return `${socketErrorWords(error)}\n\t${NOT_LISTENING}`;
}

function readColumns(content: MessageContent): ResultColumn[] {
  return Array.from({ length: content.int16() }, () => {
    const name = content.string();
    content.int32();
    content.int16();
    const typeOid = content.int32();
    content.int16();
    content.int32();
    content.int16();
    return { name, typeOid };
  });
}

const readRow = (content: MessageContent): (string | null)[] =>
  Array.from({ length: content.int16() }, () => {
    const length = content.int32();
    return length < 0 ? null : content.text(length);
  });
