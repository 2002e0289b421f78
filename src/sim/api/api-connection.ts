// One connection of a scripted API: reads requests one after the other, and answers each as it is told, on time, in
// pieces, or only in part.

import { hasToken } from '../http/fields.ts';
import { encodeLatin1 } from '../http/latin1.ts';
import type { RequestHead } from '../http/message.ts';
import { type RequestFault, RequestParser } from '../http/request-parser.ts';
import type { ScheduledEvent } from '../kernel/event-queue.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Endpoint, EndpointHandlers } from '../net/endpoint.ts';
import type { Errno } from '../net/errno.ts';
import { RECORD, type TlsLayer } from '../tls/layer.ts';
import { encodeAnswer } from './encode-answer.ts';
import { plainAnswer } from './faults.ts';
import type { ConnectionRules, ScriptAnswer, ScriptResponse } from './script.ts';

/** What is done about a request. */
export interface Decision {
  readonly answer: ScriptAnswer;
  readonly parts: ReadonlyMap<string, string>;
}

export interface ApiConnectionOptions {
  readonly kernel: Kernel;
  readonly endpoint: Endpoint;
  readonly rules: () => ConnectionRules;
  readonly nowMs: () => number;
  readonly encodeUtf8: (text: string) => Uint8Array;
  /** `isReused`: it is not the first request of its connection. */
  readonly decide: (head: RequestHead, isReused: boolean) => Decision;
  readonly closed: () => void;
}

const STATUS_OF_FAULT = { 'bad-request': 400, 'head-too-large': 431, 'bad-version': 505 } as const;
const NO_PARTS: ReadonlyMap<string, string> = new Map();

export class ApiConnection implements EndpointHandlers {
  /** Set when the connection speaks TLS. */
  tls: TlsLayer | null = null;
  readonly #options: ApiConnectionOptions;
  readonly #parser: RequestParser;
  #waiting: Uint8Array[] = [];
  #head: RequestHead | null = null;
  #requests = 0;
  #isAnswering = false;
  #isOver = false;
  #timer: ScheduledEvent | null = null;

  constructor(options: ApiConnectionOptions) {
    this.#options = options;
    this.#parser = new RequestParser({
      head: (head) => {
        this.#head = head;
      },
      body: () => {},
      end: () => this.#requestComplete(),
      malformed: (fault) => this.#refuse(fault),
    });
    this.#waitForRequest();
  }

  data(received: Uint8Array): void {
    const bytes = this.tls ? this.tls.open(received) : received;
    if (bytes.length === 0 || this.#isOver) return;
    if (this.#isAnswering) this.#waiting.push(bytes);
    else this.#read(bytes);
  }

  end(): void {
    this.#finish(() => this.#options.endpoint.close());
  }

  failed(_errno: Errno): void {
    this.#finish(() => {});
  }

  /** Ends the connection from outside. */
  abort(): void {
    this.#finish(() => this.#options.endpoint.reset());
  }

  #finish(how: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.kernel.cancel(this.#timer);
    how();
    this.#options.closed();
  }

  #later(ms: number, action: () => void): void {
    const { kernel } = this.#options;
    kernel.cancel(this.#timer);
    this.#timer = null;
    if (ms <= 0) action();
    else this.#timer = kernel.after(ms * 1_000, () => !this.#isOver && action());
  }

  #waitForRequest(): void {
    const { idleMs } = this.#options.rules();
    if (idleMs > 0) this.#later(idleMs, () => this.end());
  }

  #read(bytes: Uint8Array): void {
    // A TLS handshake in place of a request is told from its first byte, as it may hold no end of a line.
    if (bytes[0] === RECORD.handshake && !this.#parser.isInside) {
      this.#refuse('bad-request');
      return;
    }
    const end = this.#parser.push(bytes);
    if (end < bytes.length && this.#isAnswering) this.#waiting.unshift(bytes.subarray(end));
  }

  #refuse(fault: RequestFault): void {
    this.#isAnswering = true;
    const status = STATUS_OF_FAULT[fault];
    const answer = { ...plainAnswer(status, fault), closes: true };
    this.#carryOut({ answer, parts: NO_PARTS }, 'GET', false);
  }

  #requestComplete(): void {
    const head = this.#head;
    if (!head || this.#isOver) return;
    this.#requests++;
    this.#isAnswering = true;
    this.#options.kernel.cancel(this.#timer);
    const { mostRequests } = this.#options.rules();
    const isLast = mostRequests > 0 && this.#requests >= mostRequests;
    const wantsMore =
      head.httpVersion === '1.1'
        ? !hasToken(head.fields, 'connection', 'close')
        : hasToken(head.fields, 'connection', 'keep-alive');
    const decision = this.#options.decide(head, this.#requests > 1);
    this.#carryOut(decision, head.method, wantsMore && !isLast);
  }

  #carryOut({ answer, parts }: Decision, method: string, mayKeep: boolean): void {
    const { endpoint, nowMs, encodeUtf8 } = this.#options;
    if (answer.does === 'hang') return;
    if (answer.does === 'reset') {
      this.#later(answer.waitMs, () => this.abort());
    } else if (answer.does === 'close') {
      this.#later(answer.waitMs, () => this.end());
    } else if (answer.does === 'garbage') {
      this.#later(answer.waitMs, () => {
        this.#write(encodeLatin1(answer.text));
        this.#finish(() => endpoint.close());
      });
    } else {
      const keepsAlive = mayKeep && !answer.closes && answer.framing !== 'close';
      const context = { parts, method, keepsAlive, nowMs: nowMs(), encodeUtf8 };
      this.#later(answer.waitMs, () =>
        this.#respond(answer, encodeAnswer(answer, context), keepsAlive),
      );
    }
  }

  #respond(
    answer: ScriptResponse,
    { head, body }: { head: Uint8Array; body: Uint8Array },
    keepsAlive: boolean,
  ): void {
    const { cut, drip, bodyWaitMs } = answer;
    const sent = cut ? body.subarray(0, cut.afterBytes) : body;
    const over = (): void => {
      if (cut)
        this.#finish(() => (cut.by === 'reset' ? this.#reset() : this.#options.endpoint.close()));
      else if (keepsAlive) this.#next();
      else this.end();
    };
    if (bodyWaitMs === 0 && !drip) {
      this.#write(head, sent);
      over();
      return;
    }
    this.#write(head);
    const size = drip?.bytes ?? sent.length;
    const sendFrom = (at: number): void => {
      this.#write(sent.subarray(at, at + size));
      if (at + size >= sent.length) over();
      else this.#later(drip?.everyMs ?? 0, () => sendFrom(at + size));
    };
    this.#later(bodyWaitMs, () => sendFrom(0));
  }

  /** A reset takes what is on its way with it; what was written goes out first. */
  #reset(): void {
    const { kernel, endpoint } = this.#options;
    kernel.after(1_000, () => endpoint.reset());
  }

  #write(...pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) {
      if (piece.length > 0) this.#options.endpoint.write(this.tls ? this.tls.seal(piece) : piece);
    }
  }

  #next(): void {
    this.#isAnswering = false;
    this.#parser.next();
    this.#waitForRequest();
    for (let bytes = this.#waiting.shift(); bytes; bytes = this.#waiting.shift()) {
      this.#read(bytes);
      if (this.#isAnswering) return;
    }
  }
}
