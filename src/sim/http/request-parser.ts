// Reads the requests of one connection as their bytes arrive (RFC 9112 3 to 7), for servers that are part of the
// simulator. It tells a sink what it finds; what is no request is reported once, and nothing after it is read.

import { ChunkedDecoder, type ChunkSink } from './chunked-decoder.ts';
import { fieldTokens, fieldValues } from './fields.ts';
import { decodeLatin1 } from './latin1.ts';
import { endOfHead, LineBuffer } from './line-buffer.ts';
import type { RequestHead } from './message.ts';
import { headLines, parseFields } from './response-head.ts';

/** Why a request is refused: 400, 431 or 505 is the answer. */
export type RequestFault = 'bad-request' | 'head-too-large' | 'bad-version';

/** Who is told what the bytes mean. Byte arrays are views of what was pushed. */
export interface RequestSink {
  head(head: RequestHead): void;
  body(bytes: Uint8Array): void;
  /** The request is complete. */
  end(): void;
  malformed(fault: RequestFault): void;
}

type State = 'head' | 'length' | 'chunked' | 'complete' | 'malformed';

const LONGEST_HEAD_BYTES = 128 * 1024;
const REQUEST_LINE = /^([!#$%&'*+.^_`|~\w-]+) (\S+) HTTP\/(\d\.\d)$/;

/** A head read from its text, or what is wrong with it. */
function parseRequestHead(text: string): RequestHead | RequestFault {
  const lines = headLines(text);
  const match = REQUEST_LINE.exec(lines[0] ?? '');
  if (!match) return 'bad-request';
  const [, method = '', target = '', httpVersion = ''] = match;
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return 'bad-version';
  const fields = parseFields(lines, 1);
  return 'kind' in fields ? 'bad-request' : { method, target, httpVersion, fields };
}

export class RequestParser {
  readonly #sink: RequestSink;
  readonly #buffer = new LineBuffer();
  #state: State = 'head';
  #leftBytes = 0;
  #chunks: ChunkedDecoder | null = null;

  constructor(sink: RequestSink) {
    this.#sink = sink;
  }

  /** Whether a request has begun and is not complete. */
  get isInside(): boolean {
    return this.#state === 'head' ? this.#buffer.length > 0 : this.#state !== 'complete';
  }

  /** Gets ready for the next request on the connection. */
  next(): void {
    this.#state = 'head';
    this.#buffer.clear();
  }

  /** Takes bytes from `start` on. Returns the place behind the last one that belongs to the request. */
  push(bytes: Uint8Array, start = 0): number {
    let at = start;
    while (at < bytes.length && this.#state !== 'complete' && this.#state !== 'malformed') {
      if (this.#state === 'head') at = this.#takeHead(bytes, at);
      else if (this.#state === 'chunked') at = this.#chunks?.push(bytes, at) ?? bytes.length;
      else at = this.#takeBody(bytes, at);
    }
    return at;
  }

  #takeHead(bytes: Uint8Array, start: number): number {
    let at = start;
    // RFC 9112 2.2: empty lines before a request line are ignored.
    if (this.#buffer.length === 0) while (bytes[at] === 0x0d || bytes[at] === 0x0a) at++;
    if (at >= bytes.length) return at;
    const taken = this.#buffer.take(bytes, at, endOfHead);
    if ((taken ? taken.piece.length : this.#buffer.length) > LONGEST_HEAD_BYTES) {
      this.#fail('head-too-large');
      return bytes.length;
    }
    if (!taken) return bytes.length;
    const head = parseRequestHead(decodeLatin1(taken.piece));
    if (typeof head === 'string') this.#fail(head);
    else this.#begin(head);
    return taken.end;
  }

  #begin(head: RequestHead): void {
    const codings = fieldTokens(head.fields, 'transfer-encoding');
    const lengths = fieldValues(head.fields, 'content-length');
    const [length = '0'] = lengths;
    const isAmbiguous = codings.length > 0 && (codings.at(-1) !== 'chunked' || lengths.length > 0);
    if (isAmbiguous || lengths.length > 1 || !/^\d{1,15}$/.test(length)) {
      this.#fail('bad-request');
      return;
    }
    this.#leftBytes = Number(length);
    this.#state = codings.length > 0 ? 'chunked' : 'length';
    if (codings.length > 0) this.#chunks = new ChunkedDecoder(this.#chunkSink());
    this.#sink.head(head);
    if (this.#state === 'length' && this.#leftBytes === 0) this.#complete();
  }

  #chunkSink(): ChunkSink {
    return {
      chunk: () => {},
      body: (bytes) => this.#sink.body(bytes),
      chunksEnd: () => this.#complete(),
      malformed: () => this.#fail('bad-request'),
    };
  }

  #takeBody(bytes: Uint8Array, at: number): number {
    const end = Math.min(bytes.length, at + this.#leftBytes);
    this.#sink.body(bytes.subarray(at, end));
    this.#leftBytes -= end - at;
    if (this.#leftBytes === 0) this.#complete();
    return end;
  }

  #complete(): void {
    this.#state = 'complete';
    this.#sink.end();
  }

  #fail(fault: RequestFault): void {
    this.#state = 'malformed';
    this.#sink.malformed(fault);
  }
}
