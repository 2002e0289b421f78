// Reads one response off a case's connection and notes it in the form of the recordings.

import { joinBytes } from '../http/bytes.ts';
import { latin1 } from '../nginx/bytes.ts';
import { bucket } from './bucket.ts';
import type { CaseRequest } from './case.ts';
import type { CaseConnection } from './client-connection.ts';
import { describeBody } from './describe-body.ts';
import { toPieces } from './parts.ts';
import type { ResponseRecord } from './record.ts';
import { type Clock, sleep, type Task } from './task.ts';
import type { TextTools } from './tools.ts';

/** What reading a response needs to know. */
export interface ReadOptions {
  readonly kernel: Clock;
  readonly request: CaseRequest;
  readonly record: ResponseRecord;
  readonly deadlineMs: number;
  readonly startMs: number;
  readonly tools: TextTools;
  /** The method of a raw request. */
  readonly firstLine: string;
}

interface Head {
  readonly statusLine: string;
  readonly version: string | null;
  readonly status: number | null;
  readonly reason: string;
  readonly headers: [string, string | null][];
}

const parseHead = (text: string): Head => {
  const lines = text
    .split(/\r?\n/)
    .filter((line, at, all) => !(line === '' && at >= all.length - 2));
  const [, version, status, reason] =
    /^HTTP\/(\d+\.\d+) (\d{1,3})(?: (.*))?$/.exec(lines[0] ?? '') ?? [];
  const headers = lines
    .slice(1)
    .filter((line) => line !== '')
    .map((line): [string, string | null] => {
      const colon = line.indexOf(':');
      if (colon < 0) return [line, null];
      return [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]*/, '')];
    });
  return {
    statusLine: lines[0] ?? '',
    version: version ?? null,
    status: status === undefined ? null : Number(status),
    reason: reason ?? '',
    headers,
  };
};

/** Dates and tags that depend on the moment are left out. */
const normalise = ([name, value]: [string, string | null]): [string, string | null] => {
  if (/^date$/i.test(name)) return [name, '<date>'];
  if (/^last-modified$/i.test(name) && !/1 Jan 2024|01 Jan 2024/.test(value ?? '')) {
    return [name, '<date>'];
  }
  const isOwnTag = /^(W\/)?"[0-9a-f]{8}-[0-9a-f]+"$/.test(value ?? '');
  if (/^etag$/i.test(name) && isOwnTag && !value?.includes('65920080-')) {
    return [name, (value ?? '').replace(/[0-9a-f]{8}-/, '<mtime>-')];
  }
  return [name, value];
};

const headerValue = (headers: readonly [string, string | null][], key: string): string | null =>
  headers.find(([name]) => name.toLowerCase() === key)?.[1] ?? null;

class ResponseReader {
  readonly #connection: CaseConnection;
  readonly #options: ReadOptions;
  readonly #interim: unknown[] = [];
  #firstBodyMs: number | null = null;

  constructor(connection: CaseConnection, options: ReadOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  get #nowMs(): number {
    return this.#options.kernel.nowUs / 1_000;
  }

  #reasonOfEnd(why: string): string {
    const connection = this.#connection;
    if (connection.abortedByClient) return 'aborted-by-client';
    if (connection.error !== null) return connection.error;
    return connection.ended ? why : 'client-gave-up-waiting';
  }

  #fail(why: string): number {
    const { record } = this.#options;
    if (this.#interim.length > 0) record.informational = this.#interim;
    record.client_error = this.#reasonOfEnd(why);
    return this.#connection.endedAtMs ?? this.#nowMs;
  }

  /** Answers when the response was over, in milliseconds. */
  *read(): Task<number> {
    const connection = this.#connection;
    const { deadlineMs, record } = this.#options;
    for (;;) {
      yield* connection.until(() => connection.length > 0, deadlineMs);
      if (connection.length === 0) return this.#fail('closed-without-response');
      yield* connection.until(() => connection.length >= 5, deadlineMs);
      if (connection.text.slice(0, 5) !== 'HTTP/') return yield* this.#notHttp();
      const end = (): number => connection.text.indexOf('\r\n\r\n');
      if (!(yield* connection.until(() => end() >= 0, deadlineMs))) {
        record.partial_head = connection.text.slice(0, 400);
        return this.#fail('closed-inside-response-head');
      }
      const head = parseHead(latin1(connection.take(end() + 4)));
      const headers = head.headers.map(normalise);
      const { status, reason } = head;
      if (status !== null && status >= 100 && status < 200 && status !== 101) {
        this.#interim.push({ status, reason, headers });
        connection.sawInterim = true;
        connection.wake();
        continue;
      }
      connection.sawFinal = true;
      connection.wake();
      return yield* this.#final(head, headers);
    }
  }

  *#notHttp(): Task<number> {
    const connection = this.#connection;
    const { record, deadlineMs, tools } = this.#options;
    for (let seen = -1; !connection.ended && connection.length !== seen; ) {
      seen = connection.length;
      yield* connection.until(() => false, Math.min(deadlineMs, this.#nowMs + 300));
    }
    record.http_version = '0.9';
    record.framing = 'close';
    record.body = describeBody(tools, connection.take(connection.length));
    record.complete = null;
    record.client_error = connection.error ?? 'not-http';
    record.connection_after = connection.ended ? 'closed-by-server' : 'open';
    return connection.firstByteAtMs ?? this.#nowMs;
  }

  *#final(head: Head, headers: [string, string | null][]): Task<number> {
    const connection = this.#connection;
    const { record, startMs, request, tools } = this.#options;
    record.http_version = head.version;
    record.status = head.status;
    record.reason = head.reason;
    if (head.status === null) record.status_line = head.statusLine;
    record.headers = headers;
    record.headers_s = bucket(this.#nowMs - startMs);
    if (this.#interim.length > 0) record.informational = this.#interim;
    const body = yield* this.#body(head, headers);
    if (this.#firstBodyMs !== null && bucket(this.#firstBodyMs) !== record.headers_s) {
      record.first_body_byte_s = bucket(this.#firstBodyMs);
    }
    record.body = describeBody(tools, body);
    let doneAtMs = this.#nowMs;
    if (record.framing === 'close' && connection.error !== null) {
      record.client_error = connection.error;
    } else if (record.complete === false) {
      record.client_error = this.#reasonOfEnd('closed-inside-body');
      doneAtMs = connection.endedAtMs ?? this.#nowMs;
    }
    if (connection.bodyWithheld || (request.expect_continue && !connection.sawInterim)) {
      record.request_body_sent = false;
    }
    return doneAtMs;
  }

  *#body(head: Head, headers: [string, string | null][]): Task<Uint8Array> {
    const connection = this.#connection;
    const { record, deadlineMs, firstLine } = this.#options;
    const encoding = headerValue(headers, 'transfer-encoding');
    const length = headerValue(headers, 'content-length');
    if (head.status === 101) return yield* this.#upgraded();
    if (firstLine === 'HEAD' || head.status === 204 || head.status === 304) {
      record.framing = 'none';
      record.complete = true;
      return new Uint8Array(0);
    }
    if (encoding !== null && /chunked/i.test(encoding)) return yield* this.#chunked();
    if (length !== null) {
      record.framing = 'content-length';
      const wanted = Number(length);
      if (wanted > 0) yield* this.#sawBody();
      record.complete = yield* connection.until(() => connection.length >= wanted, deadlineMs);
      return connection.take(Math.min(wanted, connection.length));
    }
    record.framing = 'close';
    yield* this.#sawBody();
    yield* connection.until(() => false, deadlineMs);
    record.complete = connection.ended ? null : false;
    return connection.take(connection.length);
  }

  *#sawBody(): Task {
    const connection = this.#connection;
    const { deadlineMs, startMs } = this.#options;
    if (connection.length === 0) yield* connection.until(() => connection.length > 0, deadlineMs);
    if (connection.length > 0) this.#firstBodyMs ??= this.#nowMs - startMs;
  }

  *#upgraded(): Task<Uint8Array> {
    const connection = this.#connection;
    const { record, request, tools, kernel } = this.#options;
    record.framing = 'upgraded';
    if (request.after_upgrade !== undefined) {
      for (const piece of toPieces(tools, request.after_upgrade)) {
        if (piece.kind === 'bytes') connection.send(piece.bytes);
        else if (piece.kind === 'wait') yield* sleep(kernel, piece.ms);
      }
      yield* connection.until(() => false, this.#nowMs + (request.upgrade_linger_ms ?? 600));
    }
    record.complete = null;
    if (connection.ended) record.upgraded_closed = connection.error ?? 'fin';
    return connection.take(connection.length);
  }

  *#chunked(): Task<Uint8Array> {
    const connection = this.#connection;
    const { record, deadlineMs, request } = this.#options;
    record.framing = 'chunked';
    record.complete = false;
    const chunks: Uint8Array[] = [];
    const sizes: number[] = [];
    const lineEnd = (): number => connection.bytes.indexOf(10);
    yield* this.#sawBody();
    for (;;) {
      if (!(yield* connection.until(() => lineEnd() > 0, deadlineMs))) break;
      const line = latin1(connection.take(lineEnd() + 1)).trim();
      const size = Number.parseInt(line, 16);
      if (!/^[0-9a-f]+/i.test(line)) {
        record.bad_chunk_line = line.slice(0, 80);
        break;
      }
      if (size === 0) {
        yield* connection.until(() => lineEnd() > 0, deadlineMs);
        connection.take(lineEnd() + 1);
        record.complete = true;
        break;
      }
      if (!(yield* connection.until(() => connection.length >= size + 2, deadlineMs))) {
        chunks.push(connection.take(Math.min(size, connection.length)));
        break;
      }
      chunks.push(connection.take(size));
      sizes.push(size);
      connection.take(2);
    }
    if (request.record_chunks) record.chunk_sizes = sizes;
    return joinBytes(chunks);
  }
}

/** Reads a response; answers when it was over, in milliseconds of simulated time. */
export const readResponse = (connection: CaseConnection, options: ReadOptions): Task<number> =>
  new ResponseReader(connection, options).read();
