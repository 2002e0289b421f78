// One request of an edge to its origin: address, connection, handshake, request, response. It ends once, in a whole
// response or in one of the failures the platform has a code for. It tries nothing twice.

import { type Fields, hasToken } from '../http/fields.ts';
import { encodeRequestHead, type RequestHead, type ResponseHead } from '../http/message.ts';
import type { Framing } from '../http/response-framing.ts';
import { ResponseParser } from '../http/response-parser.ts';
import type { Micros, ScheduledEvent } from '../kernel/event-queue.ts';
import type { Errno } from '../net/errno.ts';
import type { Handshake } from '../net/handshake.ts';
import type { Machine } from '../process/machine.ts';
import type { Process } from '../process/process.ts';
import { ClientHandshake, certificateFault } from '../tls/client-handshake.ts';
import { ACK_TIMEOUT_S, CONNECT_TIMEOUT_S, HEADER_LIMIT_BYTES, WRITE_TIMEOUT_S } from './limits.ts';
import { OriginConnection, type OriginPool } from './origin-connection.ts';
import type { EdgeSettings } from './settings.ts';
import type { EdgeOutcome, EdgePhase } from './trace.ts';

/** Who is told how it goes. `ended` comes last, once. */
export interface OriginSink {
  /** There is an address to turn to, or none. */
  attempt(address: string | null, connection: number | null, isReused: boolean): void;
  head(head: ResponseHead, framing: Framing): void;
  body(bytes: Uint8Array): void;
  ended(result: OriginResult): void;
}

export interface OriginResult {
  readonly outcome: EdgeOutcome;
  readonly phase: EdgePhase;
  readonly status: number;
  readonly detail: string | null;
  readonly requestSent: boolean;
  readonly startedUs: Micros;
}

export interface OriginExchangeOptions {
  readonly machine: Machine;
  readonly process: Process;
  readonly pool: OriginPool;
  readonly settings: EdgeSettings;
  /** What goes to the origin. */
  readonly head: RequestHead;
  readonly body: Uint8Array;
  /** The name visitors know the site by. */
  readonly publicName: string;
  readonly sink: OriginSink;
}

const SECOND_US = 1_000_000;

export class OriginExchange {
  readonly #options: OriginExchangeOptions;
  readonly #startedUs: Micros;
  readonly #parser: ResponseParser;
  #phase: EdgePhase = 'resolving origin';
  #handshake: Handshake | null = null;
  #connection: OriginConnection | null = null;
  #timer: ScheduledEvent | null = null;
  #ackTimer: ScheduledEvent | null = null;
  #writeTimer: ScheduledEvent | null = null;
  #requestSent = false;
  #headBytes = 0;
  #head: ResponseHead | null = null;
  #over = false;

  constructor(options: OriginExchangeOptions) {
    this.#options = options;
    this.#startedUs = options.machine.kernel.nowUs;
    this.#parser = this.#createParser();
  }

  start(): void {
    const { machine, settings, sink, pool } = this.#options;
    const record = machine.network.resolve(settings.origin, machine.host);
    const ip = typeof record === 'string' ? undefined : record[0];
    if (ip === undefined) {
      sink.attempt(null, null, false);
      this.#end('dns-failed', typeof record === 'string' ? record : 'NXDOMAIN');
      return;
    }
    const isTls = settings.ssl === 'full' || settings.ssl === 'strict';
    const port = settings.originPort ?? (isTls ? 443 : 80);
    const key = `${ip}:${port} ${settings.ssl}`;
    const kept = pool.take(key);
    if (kept) {
      sink.attempt(`${ip}:${port}`, kept.endpoint.connection, true);
      this.#use(kept);
      this.#send(kept);
    } else {
      this.#connect({ ip, port, key, isTls });
    }
  }

  /** The visitor has left: nothing more is wanted. */
  abandon(): void {
    if (this.#over) return;
    this.#end('client-left', null);
  }

  #connect(to: { ip: string; port: number; key: string; isTls: boolean }): void {
    const { machine, process, sink } = this.#options;
    const { ip, port, key, isTls } = to;
    this.#phase = 'connecting to origin';
    const handshake = machine.network.connect({
      from: machine.host,
      to: { ip, port },
      executor: process,
      pending: {
        connected: (endpoint) => {
          this.#handshake = null;
          process.release(handshake);
          const connection = new OriginConnection({ endpoint, key, process });
          this.#use(connection);
          if (isTls) this.#startTls(connection);
          else this.#send(connection);
        },
        failed: (errno) => {
          this.#handshake = null;
          process.release(handshake);
          this.#connectFailed(errno);
        },
      },
    });
    this.#handshake = handshake;
    process.hold(handshake);
    sink.attempt(`${ip}:${port}`, handshake.connection, false);
    this.#setTimer(CONNECT_TIMEOUT_S, 'connect-timeout');
  }

  #connectFailed(errno: Errno): void {
    if (errno === 'ECONNREFUSED') this.#end('refused', errno);
    else if (errno === 'ETIMEDOUT') this.#end('connect-timeout', errno);
    else this.#end('unreachable', errno);
  }

  #use(connection: OriginConnection): void {
    this.#connection = connection;
    connection.listener = {
      received: (bytes) => this.#received(bytes),
      ended: () => this.#closed('closed', null),
      failed: (errno) => this.#closed('reset', errno),
    };
  }

  #startTls(connection: OriginConnection): void {
    const { machine, publicName, settings } = this.#options;
    this.#phase = 'handshaking with origin';
    // Simplified: the handshake shares its time limit with the connection.
    const handshake = new ClientHandshake();
    const fail = (detail: string): void => this.#end('handshake-failed', detail);
    connection.listener = {
      received: (bytes) => {
        const result = handshake.received(bytes);
        if (!result) return;
        if (result.kind === 'failed') {
          fail(result.detail);
          return;
        }
        const names = [publicName, settings.origin];
        const { certificate } = result.hello;
        const fault =
          settings.ssl === 'strict' ? certificateFault(certificate, names, machine.timeMs) : null;
        if (fault) {
          this.#end('bad-certificate', fault);
          return;
        }
        this.#use(connection);
        connection.tls = result.tls;
        this.#send(connection);
      },
      ended: () => fail('connection closed'),
      failed: (errno) => fail(errno),
    };
    this.#timer = this.#after(this.#timer, CONNECT_TIMEOUT_S, () => fail('timed out'));
    if (connection.write(handshake.hello(publicName), () => {}) === 'EPIPE') fail('EPIPE');
  }

  #send(connection: OriginConnection): void {
    const { head, body, settings } = this.#options;
    this.#phase = 'sending request to origin';
    const sent = (): void => {
      this.#options.machine.kernel.cancel(this.#writeTimer);
      this.#requestSent = true;
      if (this.#phase === 'sending request to origin') {
        this.#phase = 'reading response header from origin';
      }
    };
    const bytes = joinHeadAndBody(encodeRequestHead(head), body);
    const result = connection.write(bytes, () => {
      if (!this.#over) sent();
    });
    if (result !== null && result !== 'EAGAIN') {
      this.#closed('reset', result);
      return;
    }
    this.#setTimer(settings.readTimeoutS, 'read-timeout');
    if (result === null) sent();
    else
      this.#writeTimer = this.#after(null, WRITE_TIMEOUT_S, () => this.#end('write-timeout', null));
    this.#ackTimer = this.#after(null, ACK_TIMEOUT_S, () => {
      if (connection.endpoint.bufferedBytes > 0) this.#end('ack-timeout', null);
    });
  }

  #received(bytes: Uint8Array): void {
    if (this.#over) return;
    if (!this.#head) {
      this.#headBytes += bytes.length;
      this.#phase = 'reading response header from origin';
    }
    this.#setTimer(this.#options.settings.readTimeoutS, 'read-timeout');
    this.#parser.push(bytes);
    if (!this.#head && !this.#over && this.#headBytes > HEADER_LIMIT_BYTES) {
      this.#end('header-too-large', null);
    }
  }

  #closed(outcome: 'closed' | 'reset', errno: Errno | null): void {
    if (this.#over) return;
    if (outcome === 'closed') this.#parser.finish();
    if (this.#over) return;
    this.#end(this.#head ? 'cut' : outcome, errno);
  }

  #createParser(): ResponseParser {
    return new ResponseParser(this.#options.head.method, {
      informational: () => {},
      head: (head, framing, _lengthBytes, raw) => {
        if (raw.length > HEADER_LIMIT_BYTES) {
          this.#end('header-too-large', null);
          return;
        }
        this.#head = head;
        this.#phase = 'reading response body from origin';
        this.#options.sink.head(head, framing);
      },
      chunk: () => {},
      body: (bytes) => {
        if (!this.#over) this.#options.sink.body(bytes);
      },
      end: () => {
        if (!this.#over) this.#complete();
      },
      malformed: (report) => {
        if (this.#over) return;
        if (report.kind === 'head-too-large') this.#end('header-too-large', null);
        else this.#end(this.#head ? 'cut' : 'not-http', report.kind);
      },
    });
  }

  #complete(): void {
    const connection = this.#connection;
    const head = this.#head;
    if (connection && head && this.#requestSent && isPersistent(head)) {
      this.#connection = null;
      this.#options.pool.keep(connection);
    }
    this.#end('response', null);
  }

  #setTimer(afterS: number, outcome: EdgeOutcome): void {
    this.#timer = this.#after(this.#timer, afterS, () => {
      this.#end(this.#head ? 'cut' : outcome, this.#head ? 'timed out' : null);
    });
  }

  #after(old: ScheduledEvent | null, afterS: number, expired: () => void): ScheduledEvent {
    const { kernel } = this.#options.machine;
    const { process } = this.#options;
    kernel.cancel(old);
    return kernel.after(afterS * SECOND_US, () => process.post(expired));
  }

  #end(outcome: EdgeOutcome, detail: string | null): void {
    if (this.#over) return;
    this.#over = true;
    const { machine, process, sink } = this.#options;
    for (const timer of [this.#timer, this.#ackTimer, this.#writeTimer]) {
      machine.kernel.cancel(timer);
    }
    if (this.#handshake) {
      process.release(this.#handshake);
      this.#handshake.cancel();
    }
    this.#connection?.close();
    sink.ended({
      outcome,
      phase: this.#phase,
      status: this.#head?.status ?? 0,
      detail,
      requestSent: this.#requestSent,
      startedUs: this.#startedUs,
    });
  }
}

function joinHeadAndBody(head: Uint8Array, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

const closes = (fields: Fields): boolean => hasToken(fields, 'connection', 'close');

/** Whether the origin leaves the connection open after a response. */
const isPersistent = ({ httpVersion, fields }: ResponseHead): boolean =>
  httpVersion === '1.1' ? !closes(fields) : hasToken(fields, 'connection', 'keep-alive');
