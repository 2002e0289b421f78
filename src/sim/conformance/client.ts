// The client of a case: sends exactly what the case says and notes exactly what comes back, order
// and case of fields, framing, truncation and closes included.

import { latin1, latin1Bytes } from '../nginx/bytes.ts';
import { bucket } from './bucket.ts';
import type { CaseRequest } from './case.ts';
import type { CaseConnection } from './client-connection.ts';
import { describeBody } from './describe-body.ts';
import { type Piece, toPieces } from './parts.ts';
import { readResponse } from './read-response.ts';
import type { ResponseRecord } from './record.ts';
import { type Clock, type Gate, sleep, start, type Task } from './task.ts';
import type { TextTools } from './tools.ts';

const DEFAULT_HEADERS: readonly (readonly [string, string])[] = [
  ['Host', 'shop.test'],
  ['User-Agent', 'corpus/1'],
  ['Accept', '*/*'],
];

const CLIENT_TIMEOUT_MS = 9_000;
/** How long the connection is watched after a response. */
const AFTER_MS = 120;

/** What a case's client is made from. */
export interface ClientOptions {
  readonly clock: Clock;
  /** Makes a connection that is not open yet. */
  readonly connect: () => CaseConnection;
  readonly tools: TextTools;
}

/** The client of one case. */
export class CaseClient {
  readonly #kernel: Clock;
  readonly #connection: () => CaseConnection;
  readonly #tools: TextTools;
  readonly #named = new Map<string, CaseConnection>();
  readonly #all: CaseConnection[] = [];

  constructor(options: ClientOptions) {
    this.#kernel = options.clock;
    this.#connection = options.connect;
    this.#tools = options.tools;
  }

  get #nowMs(): number {
    return this.#kernel.nowUs / 1_000;
  }

  /** Sends a request and fills `record`. `hold` keeps it back once it is connected. */
  *request(
    request: CaseRequest,
    record: ResponseRecord,
    hold: { readonly ready: Gate; readonly go: Gate } | null,
    settled: (task: Task) => void,
  ): Task {
    const connection = yield* this.#connect(request, record);
    if (hold) {
      hold.ready.open();
      yield* hold.go.wait();
    }
    const startMs = this.#nowMs;
    connection.firstByteAtMs = null;
    const deadlineMs = startMs + (request.client_timeout_ms ?? CLIENT_TIMEOUT_MS);
    if (connection.error !== null) {
      record.client_error = connection.error;
      record.elapsed_s = bucket(0);
      return;
    }
    let isDone = false;
    this.#prepare(request, connection, () => isDone);
    start(this.#send(request, connection, deadlineMs));
    const doneAtMs = yield* readResponse(connection, {
      kernel: this.#kernel,
      request,
      record,
      deadlineMs,
      startMs,
      tools: this.#tools,
      firstLine: this.#firstMethod(request),
    });
    isDone = true;
    record.elapsed_s = bucket(doneAtMs - startMs);
    if (record.headers_s === record.elapsed_s) delete record.headers_s;
    const after = this.#watch(request, connection, record);
    if (request.conn !== undefined) yield* after;
    else settled(after);
  }

  *#connect(request: CaseRequest, record: ResponseRecord): Task<CaseConnection> {
    const { conn } = request;
    const known = conn === undefined ? undefined : this.#named.get(conn);
    if (conn !== undefined) record.connection_reused = known !== undefined && !known.ended;
    if (known && !known.ended) return known;
    const connection = this.#connection();
    this.#all.push(connection);
    if (conn !== undefined) this.#named.set(conn, connection);
    yield* connection.open(request);
    return connection;
  }

  #prepare(request: CaseRequest, connection: CaseConnection, isDone: () => boolean): void {
    const { pause_reading_ms: pauseMs, abort_after_ms: abortMs } = request;
    if (pauseMs) {
      connection.pauseReading();
      this.#kernel.after(pauseMs * 1_000, () => connection.resumeReading());
    }
    if (abortMs === undefined) return;
    this.#kernel.after(abortMs * 1_000, () => {
      if (isDone()) return;
      connection.abortedByClient = true;
      connection.leave({ reset: request.abort_with === 'rst' });
    });
  }

  /** What the server does with the connection after the response. */
  *#watch(request: CaseRequest, connection: CaseConnection, record: ResponseRecord): Task {
    const leave = (): void => {
      if (request.conn === undefined) connection.leave({ reset: false });
    };
    if (record.client_error !== undefined || record.framing === 'close') {
      leave();
      return;
    }
    yield* connection.until(() => false, this.#nowMs + AFTER_MS);
    record.connection_after = connection.ended ? 'closed-by-server' : 'open';
    if (connection.length > 0) {
      const text = connection.text.replace(
        /^(Date: ).*$/gim,
        (line, start: string) =>
          start +
          '<date>'.padEnd(line.trimEnd().length - start.length, ' ') +
          (line.endsWith('\r') ? '\r' : ''),
      );
      record.extra_bytes = describeBody(this.#tools, latin1Bytes(text));
    }
    leave();
  }

  #firstMethod(request: CaseRequest): string {
    if (request.raw === undefined) return request.method ?? 'GET';
    const first = toPieces(this.#tools, request.raw).find((piece) => piece.kind === 'bytes');
    return /^(\S+)/.exec(first?.kind === 'bytes' ? latin1(first.bytes) : '')?.[1] ?? '';
  }

  *#send(request: CaseRequest, connection: CaseConnection, deadlineMs: number): Task {
    const isRaw = request.raw !== undefined;
    const head: readonly Piece[] = isRaw
      ? toPieces(this.#tools, request.raw ?? [])
      : [{ kind: 'bytes', bytes: this.#composeHead(request) }];
    for (const piece of head) yield* this.#sendPiece(connection, piece);
    if (request.expect_continue) {
      const limit = Math.min(deadlineMs, this.#nowMs + 3_000);
      yield* connection.until(() => connection.sawInterim || connection.sawFinal, limit);
      if (connection.sawFinal) {
        connection.bodyWithheld = true;
        return;
      }
    }
    if (isRaw || request.body === undefined) return;
    for (const piece of toPieces(this.#tools, request.body)) {
      yield* this.#sendPiece(connection, piece);
    }
  }

  *#sendPiece(connection: CaseConnection, piece: Piece): Task {
    if (connection.ended) return;
    switch (piece.kind) {
      case 'bytes':
        connection.send(piece.bytes);
        return;
      case 'wait':
        yield* sleep(this.#kernel, piece.ms);
        return;
      case 'half-close':
        connection.halfClose();
        return;
      default:
        connection.abortedByClient = true;
        connection.leave({ reset: piece.reset });
    }
  }

  #composeHead(request: CaseRequest): Uint8Array {
    const version = request.http_version ?? '1.1';
    const own = request.headers ?? [];
    const names = new Set(own.map(([name]) => name.toLowerCase()));
    const dropped = new Set((request.without_headers ?? []).map((name) => name.toLowerCase()));
    const isKept = ([name]: readonly [string, string]): boolean =>
      !names.has(name.toLowerCase()) && !dropped.has(name.toLowerCase());
    const list = [...DEFAULT_HEADERS.filter(isKept), ...own];
    if (
      request.body !== undefined &&
      !names.has('content-length') &&
      !names.has('transfer-encoding') &&
      !dropped.has('content-length')
    ) {
      list.push(['Content-Length', String(this.#bodyBytes(request))]);
    }
    const target = `${request.method ?? 'GET'} ${request.path ?? '/'}`;
    if (version === '0.9') return latin1Bytes(`${target}\r\n`);
    const fields = list.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    return latin1Bytes(`${target} HTTP/${version}\r\n${fields}\r\n`);
  }

  #bodyBytes(request: CaseRequest): number {
    return toPieces(this.#tools, request.body ?? []).reduce(
      (sum, piece) => sum + (piece.kind === 'bytes' ? piece.bytes.length : 0),
      0,
    );
  }

  closeAll(): void {
    for (const connection of this.#all) connection.leave({ reset: false });
  }
}
