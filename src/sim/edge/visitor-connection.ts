// A visitor's connection to an edge: requests one after the other, each answered before the next is begun.
// Simplified: HTTP/1.x in clear only, and a request's body is taken in whole before anything is done with it.

import { joinBytes } from '../http/bytes.ts';
import { hasToken } from '../http/fields.ts';
import { encodeResponseHead, type RequestHead } from '../http/message.ts';
import { type RequestFault, RequestParser } from '../http/request-parser.ts';
import type { ScheduledEvent } from '../kernel/event-queue.ts';
import type { Endpoint } from '../net/endpoint.ts';
import type { EdgeContext } from './edge-context.ts';
import { EdgeRequest } from './edge-request.ts';
import { CLIENT_IDLE_S } from './limits.ts';

const FAULTS: Readonly<Record<RequestFault, readonly [status: number, reason: string]>> = {
  'bad-request': [400, 'Bad Request'],
  'head-too-large': [431, 'Request Header Fields Too Large'],
  'bad-version': [505, 'HTTP Version Not Supported'],
};

export class VisitorConnection {
  readonly #context: EdgeContext;
  readonly #endpoint: Endpoint;
  readonly #parser: RequestParser;
  #unread: Uint8Array = new Uint8Array(0);
  #head: RequestHead | null = null;
  #body: Uint8Array[] = [];
  #current: EdgeRequest | null = null;
  #idle: ScheduledEvent | null = null;
  #closed = false;

  constructor(context: EdgeContext, endpoint: Endpoint) {
    this.#context = context;
    this.#endpoint = endpoint;
    this.#parser = new RequestParser({
      head: (head) => {
        this.#head = head;
      },
      body: (bytes) => this.#body.push(bytes),
      end: () => this.#begin(),
      malformed: (fault) => this.#refuse(fault),
    });
    context.process.hold(endpoint);
    endpoint.setHandlers({
      data: (bytes) => this.#received(bytes),
      end: () => this.#left(),
      failed: () => this.#left(),
    });
    endpoint.resumeReading();
    this.#wait();
  }

  /** Closes at once, whatever is under way. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#context.machine.kernel.cancel(this.#idle);
    this.#context.process.release(this.#endpoint);
    this.#endpoint.close();
  }

  #wait(): void {
    const { machine, process } = this.#context;
    const expired = (): void => process.post(() => this.close());
    this.#idle = machine.kernel.after(CLIENT_IDLE_S * 1_000_000, expired);
  }

  #left(): void {
    const current = this.#current;
    this.#current = null;
    this.close();
    current?.abandon();
  }

  #received(bytes: Uint8Array): void {
    this.#unread = joinBytes([this.#unread, bytes]);
    this.#read();
  }

  /** Reads on, but never past a request that is being answered. */
  #read(): void {
    while (!this.#current && !this.#closed && this.#unread.length > 0) {
      const end = this.#parser.push(this.#unread);
      this.#unread = this.#unread.subarray(end);
    }
  }

  #begin(): void {
    const head = this.#head;
    if (!head) return;
    const { machine } = this.#context;
    machine.kernel.cancel(this.#idle);
    const body = joinBytes(this.#body);
    this.#head = null;
    this.#body = [];
    const requestId = this.#context.nextRequestId();
    const ray = this.#context.newRay();
    const host = head.fields.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? null;
    const { method, target } = head;
    const { connection } = this.#endpoint;
    const told = { requestId, connection, method, target, host, ray };
    this.#context.record({ kind: 'edge-request', ...told });
    const keepAlive = head.httpVersion === '1.1' && !hasToken(head.fields, 'connection', 'close');
    const request = new EdgeRequest({
      context: this.#context,
      requestId,
      ray,
      head,
      body,
      clientIp: this.#endpoint.remote.ip,
      keepAlive,
      visitor: {
        write: (bytes) => void this.#endpoint.write(bytes),
        done: (isComplete) => this.#answered(keepAlive && isComplete, isComplete),
      },
    });
    this.#current = request;
    request.start();
  }

  #answered(isKept: boolean, isComplete: boolean): void {
    this.#current = null;
    if (!isKept || this.#closed) {
      if (isComplete) this.close();
      else this.#breakOff();
      return;
    }
    this.#parser.next();
    this.#wait();
    // Later: the response of this request may have been written while its bytes were being read.
    const { machine, process } = this.#context;
    machine.kernel.after(0, () => process.post(() => this.#read()));
  }

  /** A response that cannot be completed: the visitor must not take it for whole. */
  #breakOff(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#context.machine.kernel.cancel(this.#idle);
    this.#context.process.release(this.#endpoint);
    this.#endpoint.close();
  }

  #refuse(fault: RequestFault): void {
    const [status, reason] = FAULTS[fault];
    const fields = [
      ['Server', 'cloudflare'],
      ['Date', this.#context.httpDate()],
      ['Content-Length', '0'],
      ['Connection', 'close'],
      ['CF-RAY', '-'],
    ] as const;
    this.#endpoint.write(encodeResponseHead({ httpVersion: '1.1', status, reason, fields }));
    this.close();
  }
}
