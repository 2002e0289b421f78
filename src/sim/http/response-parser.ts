// Reads the responses of one connection as their bytes arrive (RFC 9112). It tells a sink what it finds and
// keeps nothing but unfinished lines. What cannot be understood is reported once; nothing after it is read.

import { joinBytes } from './bytes.ts';
import { ChunkedDecoder, type ChunkSink } from './chunked-decoder.ts';
import type { Fields } from './fields.ts';
import { decodeLatin1 } from './latin1.ts';
import { endOfHead, LineBuffer } from './line-buffer.ts';
import { type Malformed, malformed } from './malformed.ts';
import type { ResponseHead } from './message.ts';
import { type Framing, responseFraming } from './response-framing.ts';
import { parseResponseHead } from './response-head.ts';

/** Larger heads are refused, as curl does (CURL_MAX_HTTP_HEADER, 300 kB in all). */
const LONGEST_HEAD_BYTES = 300 * 1024;

/** Who is told what the bytes mean. Byte arrays are views of what was pushed. */
export interface ResponseSink {
  /** A 1xx response; the real one is still to come. `raw` are its bytes with the empty line. */
  informational(head: ResponseHead, raw: Uint8Array): void;
  head(head: ResponseHead, framing: Framing, lengthBytes: number, raw: Uint8Array): void;
  /** A chunk of a chunked body has come to its end. */
  chunk(sizeBytes: number): void;
  body(bytes: Uint8Array): void;
  /** The response is complete. `rawTrailers` is empty but for chunked bodies. */
  end(trailers: Fields, rawTrailers: Uint8Array): void;
  /** `raw` are the bytes of the head the report is about; empty when it is about the body. */
  malformed(report: Malformed, raw: Uint8Array): void;
}

/** Where the end of a connection leaves a response. */
export type Ending =
  /** It was complete, or complete by this very end (and `end` has been told). */
  | 'complete'
  /** Not one byte of it had come. */
  | 'before-response'
  | 'inside-head'
  | 'inside-body'
  /** It had been reported as malformed. */
  | 'malformed';

type State = 'head' | 'length' | 'chunked' | 'until-close' | 'complete' | 'malformed';

const NO_BYTES = new Uint8Array(0);
const HTTP = [0x48, 0x54, 0x54, 0x50, 0x2f];

/** Whether `before` and the bytes from `start` on begin a status line, as far as there are any. */
const looksLikeHttp = (before: Uint8Array, bytes: Uint8Array, start: number): boolean => {
  const had = before.length;
  const count = Math.min(HTTP.length, had + bytes.length - start);
  for (let i = had; i < count; i++) if (bytes[start + i - had] !== HTTP[i]) return false;
  return true;
};

export class ResponseParser {
  readonly #sink: ResponseSink;
  readonly #headBuffer = new LineBuffer();
  #method: string;
  #state: State = 'head';
  #leftBytes = 0;
  #chunks: ChunkedDecoder | null = null;

  constructor(method: string, sink: ResponseSink) {
    this.#method = method;
    this.#sink = sink;
  }

  /** Whether the response has come to its end. */
  get isComplete(): boolean {
    return this.#state === 'complete';
  }

  /** The bytes of a head that has begun and is not complete. */
  get partialHead(): Uint8Array {
    return this.#headBuffer.bytes;
  }

  /** Gets ready for the next response on the connection, to a request with this method. */
  next(method: string): void {
    this.#method = method;
    this.#state = 'head';
    this.#headBuffer.clear();
  }

  /** Takes bytes from `start` on. Returns the place behind the last one that belongs to the response. */
  push(bytes: Uint8Array, start = 0): number {
    let at = start;
    while (at < bytes.length && this.#state !== 'complete' && this.#state !== 'malformed') {
      if (this.#state === 'head') at = this.#takeHead(bytes, at);
      else if (this.#state === 'chunked') at = this.#chunks?.push(bytes, at) ?? bytes.length;
      else at = this.#takeBody(bytes, at);
    }
    return at;
  }

  /** The connection has ended (or broke): nothing more will come. */
  finish(): Ending {
    if (this.#state === 'until-close') this.#complete([], NO_BYTES);
    if (this.#state === 'complete' || this.#state === 'malformed') return this.#state;
    if (this.#state !== 'head') return 'inside-body';
    return this.#headBuffer.length > 0 ? 'inside-head' : 'before-response';
  }

  #takeHead(bytes: Uint8Array, at: number): number {
    const buffer = this.#headBuffer;
    if (buffer.length < HTTP.length && !looksLikeHttp(buffer.bytes, bytes, at)) {
      const raw = joinBytes([buffer.bytes, bytes.subarray(at)]);
      this.#fail(malformed('not-http', decodeLatin1(raw, 0, Math.min(200, raw.length))), raw);
      return bytes.length;
    }
    const taken = buffer.take(bytes, at, endOfHead);
    const headBytes = taken ? taken.piece.length : buffer.length;
    if (headBytes > LONGEST_HEAD_BYTES) {
      const raw = taken ? taken.piece : buffer.bytes;
      this.#fail(malformed('head-too-large', `${headBytes} bytes`), raw);
      return bytes.length;
    }
    if (!taken) return bytes.length;
    this.#readHead(taken.piece);
    return taken.end;
  }

  #readHead(raw: Uint8Array): void {
    const head = parseResponseHead(decodeLatin1(raw));
    if ('kind' in head) {
      this.#fail(head, raw);
      return;
    }
    if (head.status < 200 && head.status !== 101) {
      this.#sink.informational(head, raw);
      return;
    }
    const body = responseFraming(this.#method, head);
    if ('kind' in body) {
      this.#fail(body, raw);
      return;
    }
    this.#sink.head(head, body.framing, body.lengthBytes, raw);
    this.#leftBytes = body.lengthBytes;
    if (body.framing === 'chunked') {
      this.#chunks = new ChunkedDecoder(this.#createChunkSink());
      this.#state = 'chunked';
    } else if (body.framing === 'close' || body.framing === 'upgraded') {
      this.#state = 'until-close';
    } else if (this.#leftBytes > 0) {
      this.#state = 'length';
    } else {
      this.#complete([], NO_BYTES);
    }
  }

  #createChunkSink(): ChunkSink {
    const sink = this.#sink;
    return {
      chunk: (sizeBytes) => sink.chunk(sizeBytes),
      body: (bytes) => sink.body(bytes),
      chunksEnd: (trailers, rawTrailers) => this.#complete(trailers, rawTrailers),
      malformed: (report) => this.#fail(report, NO_BYTES),
    };
  }

  #takeBody(bytes: Uint8Array, at: number): number {
    const untilClose = this.#state === 'until-close';
    const end = untilClose ? bytes.length : Math.min(bytes.length, at + this.#leftBytes);
    this.#sink.body(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end));
    if (!untilClose) {
      this.#leftBytes -= end - at;
      if (this.#leftBytes === 0) this.#complete([], NO_BYTES);
    }
    return end;
  }

  #complete(trailers: Fields, rawTrailers: Uint8Array): void {
    this.#state = 'complete';
    this.#sink.end(trailers, rawTrailers);
  }

  #fail(report: Malformed, raw: Uint8Array): void {
    this.#state = 'malformed';
    this.#sink.malformed(report, raw);
  }
}
