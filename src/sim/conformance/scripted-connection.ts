// A connection of a scripted server: runs its script and notes what it sees. The other side is on a
// simulated network or on a real one.

import { joinBytes } from '../http/bytes.ts';
import { latin1 } from '../nginx/bytes.ts';
import type { ScriptStep } from './case.ts';
import { toPieces } from './parts.ts';
import { Bell, type Clock, sleep, type Task } from './task.ts';
import type { TextTools } from './tools.ts';

/** The socket behind a connection. */
export interface ScriptedPeer {
  setHandlers(handlers: {
    data(bytes: Uint8Array): void;
    end(): void;
    failed(errno: string): void;
  }): void;
  write(bytes: Uint8Array): unknown;
  /** Closes with FIN. */
  shutdown(): void;
  /** Closes with RST. */
  reset(): void;
  pauseReading(): void;
  resumeReading(): void;
}

/** Something a scripted server saw. */
export interface ServerEvent {
  conn: number;
  event: string;
  head?: readonly string[];
  body_bytes?: number;
  body_complete?: boolean;
  body?: string;
  raw_body?: string;
  raw_body_bytes?: number;
  after_bytes?: number;
  code?: string;
}

/** One connection of a scripted server's. */
export class ScriptedConnection {
  readonly #endpoint: ScriptedPeer;
  readonly #number: number;
  readonly #events: ServerEvent[];
  readonly #bell = new Bell();
  #buffer: Uint8Array = new Uint8Array(0);
  #total = 0;
  #ended = false;
  #closedByUs = false;

  constructor(endpoint: ScriptedPeer, number: number, events: ServerEvent[]) {
    this.#endpoint = endpoint;
    this.#number = number;
    this.#events = events;
    endpoint.setHandlers({
      data: (bytes) => {
        this.#total += bytes.length;
        this.#buffer = joinBytes([this.#buffer, bytes].filter(({ length }) => length > 0));
        this.#bell.ring();
      },
      end: () => {
        if (!this.#closedByUs) {
          this.#say({ event: 'peer closed', ...(this.#total ? {} : { after_bytes: 0 }) });
        }
        this.#over();
      },
      failed: (errno) => {
        if (!this.#closedByUs) this.#say({ event: 'socket error', code: errno });
        this.#over();
      },
    });
  }

  #say(event: Omit<ServerEvent, 'conn'>): void {
    this.#events.push({ conn: this.#number, ...event });
  }

  #over(): void {
    this.#ended = true;
    this.#bell.ring();
  }

  *#until(kernel: Clock, holds: () => boolean): Task<boolean> {
    yield* this.#bell.until(kernel, () => holds() || this.#ended, Number.MAX_SAFE_INTEGER);
    return holds();
  }

  *run(script: readonly ScriptStep[], world: { kernel: Clock; tools: TextTools }): Task {
    for (let at = 0; at < script.length; at++) {
      const step = script[at] as ScriptStep;
      if (step.loop_to !== undefined) at = step.loop_to - 1;
      else if (!(yield* this.#step(step, world))) return;
    }
  }

  /** False: the script is over. */
  *#step(step: ScriptStep, world: { kernel: Clock; tools: TextTools }): Task<boolean> {
    const { kernel, tools } = world;
    if (step.read) return yield* this.#read(kernel, step.read);
    if (step.send !== undefined) {
      for (const piece of toPieces(tools, step.send)) {
        if (piece.kind === 'wait') yield* sleep(kernel, piece.ms);
        else if (piece.kind === 'bytes' && !this.#ended) this.#endpoint.write(piece.bytes);
      }
      return true;
    }
    if (step.wait_ms !== undefined) {
      yield* sleep(kernel, step.wait_ms);
      return true;
    }
    if (step.stop_reading) {
      this.#endpoint.pauseReading();
      return true;
    }
    if (step.drain) {
      this.#endpoint.resumeReading();
      return true;
    }
    if (step.hold) {
      yield* this.#until(kernel, () => false);
      return false;
    }
    if (step.close) {
      this.#closedByUs = true;
      if (step.close === 'fin') this.#endpoint.shutdown();
      else this.#endpoint.reset();
      return false;
    }
    return true;
  }

  *#read(kernel: Clock, what: 'head' | 'request'): Task<boolean> {
    this.#endpoint.resumeReading();
    const headEnd = (): number => latin1(this.#buffer).indexOf('\r\n\r\n');
    if (!(yield* this.#until(kernel, () => headEnd() >= 0))) return false;
    const end = headEnd() + 4;
    const head = latin1(this.#buffer.subarray(0, end)).split('\r\n').filter(Boolean);
    this.#buffer = this.#buffer.subarray(end);
    const event: Omit<ServerEvent, 'conn'> = { event: 'request', head };
    if (what === 'request') yield* this.#readBody(kernel, head, event);
    this.#say(event);
    return true;
  }

  *#readBody(kernel: Clock, head: readonly string[], event: Omit<ServerEvent, 'conn'>): Task {
    const line = head.find((one) => /^content-length:/i.test(one));
    const length = /^content-length:\s*(\d+)/i.exec(line ?? '')?.[1];
    if (length !== undefined) {
      const wanted = Number(length);
      const isWhole = yield* this.#until(kernel, () => this.#buffer.length >= wanted);
      event.body_bytes = isWhole ? wanted : this.#buffer.length;
      if (!isWhole) event.body_complete = false;
      if (event.body_bytes <= 200) event.body = latin1(this.#buffer.subarray(0, event.body_bytes));
      this.#buffer = this.#buffer.subarray(event.body_bytes);
    } else if (head.some((one) => /^transfer-encoding:.*chunked/i.test(one))) {
      const last = (): number => latin1(this.#buffer).indexOf('0\r\n\r\n');
      const isWhole = yield* this.#until(kernel, () => last() >= 0);
      if (!isWhole) event.body_complete = false;
      const stop = isWhole ? last() + 5 : this.#buffer.length;
      if (stop <= 200) event.raw_body = latin1(this.#buffer.subarray(0, stop));
      else event.raw_body_bytes = stop;
      this.#buffer = this.#buffer.subarray(stop);
    }
  }
}
