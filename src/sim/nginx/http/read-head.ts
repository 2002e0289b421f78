// Reads request heads from a client's connection: waiting, the request line, the fields. Limits and
// refusals are nginx's; sizes are counted as if nginx's own buffers held the bytes.

import { joinBytes } from '../../http/bytes.ts';
import { ERRNO, errnoMessage } from '../../net/errno.ts';
import { latin1 } from '../bytes.ts';
import { logConnection, logRequest } from '../log/error-log.ts';
import type { ClientConnection } from './client-connection.ts';
import { field } from './fields.ts';
import { STATUS } from './outcome.ts';
import { type HeaderLine, parseHeaderLine } from './parse-header-line.ts';
import { type LineFault, parseRequestLine } from './parse-request-line.ts';
import { HttpRequest } from './request.ts';
import { finishHead, takeField } from './request-head.ts';
import { RequestReader } from './request-reader.ts';
import { takeRequestLine } from './request-target.ts';

/** A too long field is logged up to this many bytes. */
const LOGGED_LINE_BYTES = 1748;

/** No head can be longer than nginx's buffers together: what follows can stay where it is. */
const TAKEN_BYTES = 65_536;

const FAULTS: Readonly<Record<LineFault, string>> = {
  'invalid-method': 'client sent invalid method',
  'invalid-request': 'client sent invalid request',
  'invalid-version': 'client sent invalid version',
  'invalid-09-method': 'client sent invalid method in HTTP/0.9 request',
};

/** The buffers nginx would hold the head in: first a small one, then up to four large ones. */
class HeadBuffers {
  start = 0;
  capacity: number;
  readonly large: { readonly number: number; readonly sizeBytes: number };
  busy = 0;

  constructor(first: number, large: { readonly number: number; readonly sizeBytes: number }) {
    this.capacity = first;
    this.large = large;
  }

  /** Whether a line from `start` to `end` can be held; `isOpen` while more of it may come. */
  fits(start: number, end: number, isOpen: boolean): boolean {
    const used = end - this.start;
    if (isOpen ? used < this.capacity : used <= this.capacity) return true;
    if (this.busy >= this.large.number) return false;
    this.busy++;
    this.start = start;
    this.capacity = this.large.sizeBytes;
    const length = end - start;
    return isOpen ? length < this.large.sizeBytes : length <= this.large.sizeBytes;
  }

  get end(): number {
    return this.start + this.capacity;
  }
}

/** Reads the heads of one connection's requests, one after the other. */
export class HeadReader {
  readonly #connection: ClientConnection;
  #request: HttpRequest | null = null;
  /** The bytes taken so far, and the same as text. */
  #raw: Uint8Array = new Uint8Array(0);
  #text = '';
  #at = 0;
  #buffers: HeadBuffers | null = null;
  #hasLine = false;

  constructor(connection: ClientConnection) {
    this.#connection = connection;
  }

  /** Bytes have come: reads as far as they go. */
  readable(): void {
    const connection = this.#connection;
    const bytes = connection.take(Math.min(connection.input.length, TAKEN_BYTES));
    this.#raw = this.#raw.length === 0 ? bytes : joinBytes([this.#raw, bytes]);
    this.#text += latin1(bytes);
    if (!this.#request) this.#begin();
    this.#goOn();
  }

  ended(errno: keyof typeof ERRNO | null): void {
    const connection = this.#connection;
    if (!this.#request) {
      if (errno) {
        const what = `recv() failed (${ERRNO[errno]}: ${errnoMessage(errno)})`;
        logConnection(connection, 'info', what);
      } else {
        logConnection(connection, 'info', 'client closed connection');
      }
      connection.close();
      return;
    }
    const request = this.#request;
    connection.isBroken = true;
    if (errno) {
      logRequest(request, 'info', `recv() failed (${ERRNO[errno]}: ${errnoMessage(errno)})`);
    } else {
      logRequest(request, 'info', 'client prematurely closed connection');
    }
    this.#finish(request, 400);
  }

  /** The client was too slow. */
  timedOut(): void {
    const connection = this.#connection;
    const what = 'client timed out (110: Connection timed out)';
    connection.isTimedOut = true;
    if (this.#request) {
      logRequest(this.#request, 'info', what);
      this.#finish(this.#request, 408);
    } else {
      logConnection(connection, 'info', what);
      connection.close();
    }
  }

  #begin(): void {
    const connection = this.#connection;
    const server = connection.servers[0];
    if (!server) throw new Error('A connection without a server');
    const { clientHeaderBufferBytes, largeClientHeaderBuffers } = server.settings.connection;
    const request = new HttpRequest({
      worker: connection.worker,
      connection,
      server,
      parent: null,
    });
    connection.requests++;
    connection.request = request;
    connection.isIdle = false;
    if (connection.action !== 'reading client pipelined request line') {
      connection.action = 'reading client request line';
    }
    request.ordinal = connection.requests;
    connection.worker.requestStarted(request);
    this.#request = request;
    this.#buffers = new HeadBuffers(clientHeaderBufferBytes, largeClientHeaderBuffers);
    const { clientHeaderTimeoutMs } = server.settings.connection;
    connection.setReadTimer(clientHeaderTimeoutMs, () => this.timedOut());
  }

  #goOn(): void {
    const request = this.#request;
    if (!request) return;
    if (!this.#hasLine && !this.#readLine(request)) return;
    this.#readFields(request);
  }

  #readLine(request: HttpRequest): boolean {
    const line = parseRequestLine(this.#text);
    if (line === null) {
      request.requestLine = this.#firstLine();
      if (!this.#buffers?.fits(0, this.#text.length, true)) this.#refuseLongLine(request);
      return false;
    }
    if (typeof line === 'string') {
      request.requestLine = this.#firstLine();
      if (line === 'invalid-09-method') request.httpVersion = 9;
      this.#refuseLine(request, FAULTS[line], line === 'invalid-version' ? 505 : 400);
      return false;
    }
    request.requestLine = line.text;
    if (!this.#buffers?.fits(0, line.length, false)) {
      this.#refuseLongLine(request);
      return false;
    }
    this.#hasLine = true;
    this.#at = line.length;
    const fault = takeRequestLine(request, line);
    if (fault) {
      this.#refuseLine(request, fault, 400);
      return false;
    }
    if (request.httpVersion < 1_000) {
      this.#complete(request);
      return false;
    }
    this.#connection.action = 'reading client request headers';
    return true;
  }

  /** What log lines show of a request line that could not be read. */
  #firstLine(): string {
    const start = this.#text.search(/[^\r\n]/);
    return start < 0 ? '' : (/^[^\r\n]*/.exec(this.#text.slice(start))?.[0] ?? '');
  }

  /** nginx knows as much of the line as its buffer holds. */
  #refuseLongLine(request: HttpRequest): void {
    request.requestLine = request.requestLine.slice(0, this.#buffers?.large.sizeBytes);
    this.#refuseLine(request, 'client sent too long URI', 414);
  }

  #refuseLine(request: HttpRequest, text: string, status: number): void {
    logRequest(request, 'info', text);
    this.#finish(request, status);
  }

  #readFields(request: HttpRequest): void {
    const { settings } = request.server;
    const allowUnderscores = settings.connection.underscoresInHeaders;
    for (;;) {
      const start = this.#at;
      const line = parseHeaderLine(this.#text, start, { allowUnderscores });
      if (!this.#checkSize(request, line, start)) return;
      if (line.kind === 'more') return;
      if (line.kind === 'invalid') {
        this.#refuseField(request, line);
        return;
      }
      this.#at = line.next;
      if (line.kind === 'end') {
        this.#complete(request);
        return;
      }
      if (line.isOdd && settings.connection.ignoreInvalidHeaders) {
        logRequest(request, 'info', `client sent invalid header line: "${line.text}"`);
        continue;
      }
      const fault = takeField(request, field(line.name, line.value));
      if (fault !== null) {
        logRequest(request, 'info', fault.text);
        this.#finish(request, fault.status);
        return;
      }
    }
  }

  #checkSize(request: HttpRequest, line: HeaderLine, start: number): boolean {
    const buffers = this.#buffers as HeadBuffers;
    const isOpen = line.kind === 'more';
    const end = 'next' in line ? line.next : this.#text.length;
    if (line.kind === 'invalid' || buffers.fits(start, end, isOpen)) return true;
    const shown = this.#text.slice(start, Math.min(buffers.end, start + LOGGED_LINE_BYTES));
    logRequest(request, 'info', `client sent too long header line: "${shown}..."`);
    request.lingeringClose = true;
    this.#finish(request, STATUS.headerTooLarge);
    return false;
  }

  #refuseField(request: HttpRequest, line: { readonly start: number; readonly at: number }): void {
    const code = this.#text.charCodeAt(line.at).toString(16).padStart(2, '0');
    const before = this.#text.slice(line.start, line.at);
    logRequest(request, 'info', `client sent invalid header line: "${before}\\x${code}..."`);
    this.#finish(request, 400);
  }

  /** The head is complete: what follows it belongs to the body or to the next request. */
  #complete(request: HttpRequest): void {
    this.#giveBack();
    const { worker } = request;
    this.#connection.clearReadTimer();
    worker.work(request, () => {
      if (!this.#connection.isClosed) finishHead(request);
    });
  }

  #finish(request: HttpRequest, status: number): void {
    this.#giveBack();
    request.worker.flow.finalize(request, status);
  }

  #giveBack(): void {
    const connection = this.#connection;
    const request = this.#request;
    connection.reader = request ? new RequestReader(request) : null;
    const rest = this.#raw.subarray(this.#at);
    this.#raw = rest;
    connection.input = joinBytes([rest, connection.input].filter(({ length }) => length > 0));
    if (request) request.requestLength = this.#at;
    const room = this.#buffers ? this.#buffers.end - this.#at : 0;
    if (request) request.prereadBytes = Math.min(connection.input.length, Math.max(room, 0));
  }
}
