// Takes the chunked transfer coding off a body as it arrives (RFC 9112 7.1): sizes, extensions (ignored),
// trailers.

import type { Fields } from './fields.ts';
import { decodeLatin1 } from './latin1.ts';
import { endOfHead, endOfLine, LineBuffer } from './line-buffer.ts';
import { type Malformed, malformed } from './malformed.ts';
import { headLines, parseFields } from './response-head.ts';

/** A size line longer than this is no size line. */
const LONGEST_SIZE_LINE_BYTES = 16 * 1024;

/** Who is told what a chunked body holds. */
export interface ChunkSink {
  /** A chunk has come to its end. */
  chunk(sizeBytes: number): void;
  body(bytes: Uint8Array): void;
  /** The last chunk and the trailers have come. `rawTrailers` are their bytes with the empty line. */
  chunksEnd(trailers: Fields, rawTrailers: Uint8Array): void;
  malformed(report: Malformed): void;
}

type State = 'size' | 'data' | 'data-end' | 'trailers' | 'over';

export class ChunkedDecoder {
  readonly #sink: ChunkSink;
  readonly #buffer = new LineBuffer();
  #state: State = 'size';
  #sizeBytes = 0;
  #leftBytes = 0;

  constructor(sink: ChunkSink) {
    this.#sink = sink;
  }

  /** Takes bytes from `start` on. Returns the place behind the last byte that belongs to the body. */
  push(bytes: Uint8Array, start: number): number {
    let at = start;
    while (at < bytes.length && this.#state !== 'over') {
      if (this.#state === 'data') at = this.#takeData(bytes, at);
      else at = this.#takeLines(bytes, at);
    }
    return at;
  }

  #takeData(bytes: Uint8Array, at: number): number {
    const end = Math.min(bytes.length, at + this.#leftBytes);
    this.#leftBytes -= end - at;
    if (this.#leftBytes === 0) this.#state = 'data-end';
    this.#sink.body(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end));
    return end;
  }

  #takeLines(bytes: Uint8Array, at: number): number {
    const state = this.#state;
    const taken = this.#buffer.take(bytes, at, state === 'trailers' ? endOfHead : endOfLine);
    if (!taken) {
      const tooLong = this.#buffer.length > LONGEST_SIZE_LINE_BYTES && state !== 'trailers';
      if (tooLong) this.#fail('bad-chunk-size', this.#buffer.bytes);
      return bytes.length;
    }
    if (state === 'size') this.#takeSize(taken.piece);
    else if (state === 'data-end') this.#takeDataEnd(taken.piece);
    else this.#takeTrailers(taken.piece);
    return taken.end;
  }

  #takeSize(line: Uint8Array): void {
    const match = /^([0-9a-fA-F]{1,13})[ \t]*(?:;.*)?\r?\n$/.exec(decodeLatin1(line));
    if (!match) {
      this.#fail('bad-chunk-size', line);
      return;
    }
    this.#sizeBytes = Number.parseInt(match[1] as string, 16);
    this.#leftBytes = this.#sizeBytes;
    this.#state = this.#sizeBytes === 0 ? 'trailers' : 'data';
  }

  #takeDataEnd(line: Uint8Array): void {
    if (line.length > 2 || (line.length === 2 && line[0] !== 0x0d)) {
      this.#fail('bad-chunk-end', line);
      return;
    }
    this.#state = 'size';
    this.#sink.chunk(this.#sizeBytes);
  }

  #takeTrailers(piece: Uint8Array): void {
    const fields = parseFields(headLines(decodeLatin1(piece)), 0);
    this.#state = 'over';
    if ('kind' in fields) this.#sink.malformed(fields);
    else this.#sink.chunksEnd(fields, piece);
  }

  #fail(kind: 'bad-chunk-size' | 'bad-chunk-end', line: Uint8Array): void {
    this.#state = 'over';
    this.#sink.malformed(malformed(kind, decodeLatin1(line).trimEnd()));
  }
}
