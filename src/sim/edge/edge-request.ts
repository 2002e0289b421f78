// What an edge does with one request: looks into its cache, asks the origin, writes the response or passes one on.
// Decisions and outcomes go to the trace.

import { joinBytes } from '../http/bytes.ts';
import { type Field, type Fields, fieldValue, isNamed } from '../http/fields.ts';
import { encodeLatin1 } from '../http/latin1.ts';
import type { RequestHead, ResponseHead } from '../http/message.ts';
import { encodeChunk, encodeResponseHead, LAST_CHUNK } from '../http/message.ts';
import type { Framing } from '../http/response-framing.ts';
import {
  ageS,
  type CacheEntry,
  conditionsOf,
  isFresh,
  mayServeWhileUpdating,
  mayStandIn,
} from './cache.ts';
import { isEligible, type Keeping, keepingOf } from './cache-policy.ts';
import type { EdgeContext } from './edge-context.ts';
import { brandedPage, type EdgeError, edgeErrorPage, edgeReason } from './error-pages.ts';
import type { OriginExchange, OriginResult } from './origin-exchange.ts';
import { originHead } from './origin-head.ts';
import type { CacheStatus, EdgeOutcome, EdgeRule } from './trace.ts';

/** The code for each failure, as documented; the others have a response. */
const CODES: { readonly [Outcome in EdgeOutcome]?: EdgeError } = {
  'dns-failed': 530,
  refused: 521,
  unreachable: 523,
  'connect-timeout': 522,
  'ack-timeout': 522,
  'handshake-failed': 525,
  'bad-certificate': 526,
  'write-timeout': 524,
  'read-timeout': 524,
  closed: 520,
  reset: 520,
  'not-http': 520,
  'header-too-large': 520,
};

/** The limit or setting behind each failure. */
const RULES: { readonly [Outcome in EdgeOutcome]?: EdgeRule } = {
  'connect-timeout': 'connect_timeout',
  'ack-timeout': 'ack_timeout',
  'handshake-failed': 'ssl',
  'bad-certificate': 'ssl',
  'write-timeout': 'write_timeout',
  'read-timeout': 'read_timeout',
  'header-too-large': 'header_limit',
};

/** Fields that are for one connection only, or that the edge sets itself. */
const DROPPED = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'server',
  'date',
  'content-length',
];

/** The visitor's side of a request: takes bytes, and is told when the response is over. */
export interface VisitorSide {
  write(bytes: Uint8Array): void;
  /** The response is over; `isComplete` is false where it broke off. */
  done(isComplete: boolean): void;
}

export interface EdgeRequestOptions {
  readonly context: EdgeContext;
  readonly requestId: number;
  readonly ray: string;
  readonly head: RequestHead;
  readonly body: Uint8Array;
  readonly clientIp: string;
  readonly keepAlive: boolean;
  readonly visitor: VisitorSide;
}

export class EdgeRequest {
  readonly #options: EdgeRequestOptions;
  readonly #host: string;
  readonly #isEligible: boolean;
  readonly #key: string;
  #exchange: OriginExchange | null = null;
  #entry: CacheEntry | null = null;
  /** The origin's response, while it comes. */
  #head: ResponseHead | null = null;
  #pieces: Uint8Array[] = [];
  /** Whether the head has gone to the visitor: then it cannot be changed any more. */
  #isPassing = false;
  #isChunked = false;
  #sentBytes = 0;
  #cacheStatus: CacheStatus = 'DYNAMIC';
  #over = false;

  constructor(options: EdgeRequestOptions) {
    const { head, context } = options;
    this.#options = options;
    this.#host = fieldValue(head.fields, 'host') ?? context.settings.origin;
    this.#isEligible = isEligible(head, context.settings);
    this.#key = `${this.#host.toLowerCase()} ${head.target}`;
  }

  start(): void {
    const { context } = this.#options;
    const { nowUs } = context.machine.kernel;
    if (!this.#isEligible) {
      this.#ask([]);
      return;
    }
    const entry = context.cache.get(this.#key);
    this.#entry = entry;
    this.#cacheStatus = entry ? 'EXPIRED' : 'MISS';
    if (!entry) {
      this.#ask([]);
    } else if (isFresh(entry, nowUs)) {
      this.#sendEntry(entry, 'HIT');
    } else if (mayServeWhileUpdating(entry, nowUs)) {
      this.#sendEntry(entry, 'UPDATING');
      this.#update(entry);
    } else {
      this.#ask(conditionsOf(entry));
    }
  }

  /** The visitor has left. */
  abandon(): void {
    if (this.#over) return;
    this.#exchange?.abandon();
    this.#finish({ status: this.#head?.status ?? 0, writtenBy: 'edge', isComplete: false });
  }

  #ask(conditions: Fields): void {
    const { context, head, body, requestId, ray, clientIp } = this.#options;
    const exchange = context.exchange({
      head: originHead({
        head,
        conditions,
        ray,
        clientIp,
        ssl: context.settings.ssl,
        bodyBytes: body.length,
      }),
      body,
      publicName: this.#host.replace(/:\d+$/, ''),
      sink: {
        attempt: (address, connection, isReused) =>
          context.record({
            kind: 'edge-origin-attempt',
            requestId,
            address,
            connection,
            isReused,
          }),
        head: (response, framing) => this.#headCame(response, framing),
        body: (bytes) => this.#bodyCame(bytes),
        ended: (result) => this.#originEnded(result),
      },
    });
    this.#exchange = exchange;
    exchange.start();
  }

  /** Fetches an entry anew while its old form is served; nobody waits for it. */
  #update(entry: CacheEntry): void {
    const { context } = this.#options;
    if (context.cache.updating.has(this.#key)) return;
    context.cache.updating.add(this.#key);
    const visitor: VisitorSide = {
      write: () => {},
      done: () => context.cache.updating.delete(this.#key),
    };
    const update = new EdgeRequest({
      ...this.#options,
      visitor,
      requestId: context.nextRequestId(),
    });
    update.#entry = entry;
    update.#cacheStatus = 'EXPIRED';
    update.#ask(conditionsOf(entry));
  }

  #headCame(head: ResponseHead, framing: Framing): void {
    this.#head = head;
    const { settings } = this.#options.context;
    const isHeld =
      (head.status === 304 && this.#entry !== null) ||
      (head.status >= 500 && this.#mayStandIn()) ||
      ((head.status === 502 || head.status === 504) && !settings.originErrorPages);
    if (isHeld) return;
    if (this.#isEligible && this.#keeping() === null && this.#cacheStatus === 'MISS') {
      this.#cacheStatus = 'BYPASS';
    }
    this.#isPassing = true;
    const length = fieldValue(head.fields, 'content-length');
    const hasNoBody = framing === 'none';
    this.#isChunked =
      !hasNoBody && length === undefined && this.#options.head.httpVersion === '1.1';
    const framingFields: Field[] = this.#isChunked
      ? [['Transfer-Encoding', 'chunked']]
      : length === undefined || head.status === 204 || head.status === 304
        ? []
        : [['Content-Length', length]];
    this.#writeHead(head.status, head.reason, [...passedFields(head.fields), ...framingFields]);
  }

  #bodyCame(bytes: Uint8Array): void {
    const isKept = this.#isEligible && this.#head !== null && this.#keeping() !== null;
    if (isKept || !this.#isPassing) this.#pieces.push(bytes);
    if (!this.#isPassing) return;
    this.#sentBytes += bytes.length;
    this.#options.visitor.write(this.#isChunked ? encodeChunk(bytes) : bytes);
  }

  #keeping(): Keeping | null {
    const { context, head } = this.#options;
    const { edgeTtlS } = context.settings;
    const nowMs = context.machine.timeMs;
    return this.#head ? keepingOf(head, this.#head, { edgeTtlS, nowMs }) : null;
  }

  #mayStandIn(): boolean {
    return (
      this.#entry !== null && mayStandIn(this.#entry, this.#options.context.machine.kernel.nowUs)
    );
  }

  #originEnded(result: OriginResult): void {
    if (this.#over) return;
    const { context, requestId } = this.#options;
    const { outcome, phase, status, detail, requestSent, startedUs } = result;
    const elapsedMs = Math.round((context.machine.kernel.nowUs - startedUs) / 1_000);
    context.record({
      kind: 'edge-origin-result',
      requestId,
      outcome,
      phase,
      status,
      detail,
      requestSent,
      elapsedMs,
    });
    if (outcome === 'client-left') return;
    if (outcome === 'response') this.#responseCame(status);
    else if (this.#isPassing) this.#finish({ status, writtenBy: 'origin', isComplete: false });
    else this.#failed(outcome);
  }

  #responseCame(status: number): void {
    const { context } = this.#options;
    const { nowUs } = context.machine.kernel;
    const entry = this.#entry;
    if (this.#isPassing) {
      this.#store(nowUs);
      if (this.#isChunked) this.#options.visitor.write(LAST_CHUNK);
      this.#finish({ status, writtenBy: 'origin', isComplete: true });
    } else if (status === 304 && entry) {
      const confirmed = { ...entry, freshUs: nowUs };
      context.cache.set(this.#key, confirmed);
      this.#sendEntry(confirmed, 'REVALIDATED');
    } else if (entry && this.#mayStandIn()) {
      this.#decide('stale_if_error');
      this.#sendEntry(entry, 'STALE');
    } else {
      this.#sendBranded(status === 504 ? 504 : 502);
    }
  }

  #failed(outcome: EdgeOutcome): void {
    const rule = RULES[outcome];
    if (rule) this.#decide(rule);
    if (this.#entry && this.#mayStandIn()) {
      this.#decide('stale_if_error');
      this.#sendEntry(this.#entry, 'STALE');
      return;
    }
    const { head, ray } = this.#options;
    const status = CODES[outcome] ?? 520;
    const accept = fieldValue(head.fields, 'accept') ?? '';
    this.#sendOwn(status, edgeErrorPage({ status, host: this.#host, ray, accept }), 'edge');
  }

  #store(nowUs: number): void {
    const head = this.#head;
    const { context } = this.#options;
    if (!this.#isEligible || !head) return;
    const keeping = this.#keeping();
    if (!keeping) {
      if (head.status < 500) context.cache.delete(this.#key);
      return;
    }
    const body = joinBytes(this.#pieces);
    context.cache.set(this.#key, { head, body, keeping, freshUs: nowUs });
  }

  #sendEntry(entry: CacheEntry, status: CacheStatus): void {
    const { context, head } = this.#options;
    const { nowUs } = context.machine.kernel;
    this.#cacheStatus = status;
    this.#decide('cache');
    const { head: kept, body } = entry;
    const fields: Field[] = [
      ...passedFields(kept.fields),
      ['Content-Length', String(body.length)],
      ['Age', String(ageS(entry, nowUs))],
    ];
    this.#writeHead(kept.status, kept.reason, fields);
    if (head.method !== 'HEAD') this.#writeBody(body);
    this.#finish({ status: kept.status, writtenBy: 'cache', isComplete: true });
  }

  /** An origin's 502 or 504 whose page the edge replaces with its own. */
  #sendBranded(status: 502 | 504): void {
    const { head, ray } = this.#options;
    this.#decide('origin_error_pages');
    const accept = fieldValue(head.fields, 'accept') ?? '';
    const page = brandedPage({ status, host: this.#host, ray, accept });
    this.#sendOwn(status, page, 'origin');
  }

  #sendOwn(
    status: number,
    { fields, body }: { readonly fields: Fields; readonly body: string },
    writtenBy: 'edge' | 'origin',
  ): void {
    const bytes = encodeLatin1(body);
    this.#writeHead(status, edgeReason(status), [
      ...fields,
      ['Content-Length', String(bytes.length)],
    ]);
    if (this.#options.head.method !== 'HEAD') this.#writeBody(bytes);
    this.#finish({ status, writtenBy, isComplete: true });
  }

  #writeHead(status: number, reason: string, fields: Fields): void {
    const { context, ray, keepAlive, visitor } = this.#options;
    const all: Field[] = [
      ['Date', context.httpDate()],
      ...fields,
      ['Connection', keepAlive ? 'keep-alive' : 'close'],
      ['cf-cache-status', this.#cacheStatus],
      ['Server', 'cloudflare'],
      ['CF-RAY', ray],
    ];
    visitor.write(encodeResponseHead({ httpVersion: '1.1', status, reason, fields: all }));
  }

  #writeBody(bytes: Uint8Array): void {
    this.#sentBytes += bytes.length;
    this.#options.visitor.write(bytes);
  }

  #decide(rule: EdgeRule): void {
    const { context, requestId } = this.#options;
    context.record({ kind: 'edge-decision', requestId, rule, place: context.placeOf(rule) });
  }

  #finish(end: {
    readonly status: number;
    readonly writtenBy: 'edge' | 'origin' | 'cache';
    readonly isComplete: boolean;
  }): void {
    if (this.#over) return;
    this.#over = true;
    const { context, requestId, visitor } = this.#options;
    context.record({
      kind: 'edge-response',
      requestId,
      ...end,
      cacheStatus: end.writtenBy === 'edge' && end.status === 0 ? null : this.#cacheStatus,
      bodyBytes: this.#sentBytes,
    });
    visitor.done(end.isComplete);
  }
}

/** The origin's fields as they go to the visitor. */
const passedFields = (fields: Fields): Field[] =>
  fields.filter((field) => !DROPPED.some((name) => isNamed(field, name)));
