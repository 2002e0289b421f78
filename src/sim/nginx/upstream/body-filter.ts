// How much of what an upstream server sends is the response's body: by length, by chunks, or all
// until it closes.

import { ChunkedReader } from '../http/chunked-reader.ts';
import type { ResponseHead } from './response-head.ts';

/**
 * `invalid`: broken chunks. `too-much`: more than the length said. `after-end`: more after the last
 * chunk.
 */
export type BodyFault = 'invalid' | 'too-much' | 'after-end';

/** Follows a response's body and knows when it is over. */
export class BodyFilter {
  readonly #chunked: ChunkedReader | null;
  /** Bytes that must at least still come; -1 where only the end of the connection tells. */
  length: number;
  /** The whole body has come and the connection can be used again. */
  isKeepable = false;

  constructor(head: ResponseHead, isHead: boolean) {
    const none = isHead || head.status === 204 || head.status === 304;
    this.#chunked = head.chunked && !none ? new ChunkedReader() : null;
    if (none) this.length = 0;
    else if (head.chunked) this.length = 3;
    else this.length = head.contentLength;
    if (this.length === 0) this.isKeepable = !head.connectionClose;
    this.#mayKeep = !head.connectionClose;
  }

  readonly #mayKeep: boolean;

  /** Takes bytes from the server. Answers the pieces that are body. */
  take(bytes: Uint8Array): { content: readonly Uint8Array[]; fault: BodyFault | null } {
    if (this.#chunked) return this.#takeChunked(bytes, this.#chunked);
    if (this.length === -1) return { content: [bytes], fault: null };
    if (this.length === 0) return { content: [], fault: 'too-much' };
    if (bytes.length > this.length) {
      const part = bytes.subarray(0, this.length);
      this.length = 0;
      return { content: [part], fault: 'too-much' };
    }
    this.length -= bytes.length;
    if (this.length === 0) this.isKeepable = this.#mayKeep;
    return { content: [bytes], fault: null };
  }

  #takeChunked(
    bytes: Uint8Array,
    reader: ChunkedReader,
  ): { content: readonly Uint8Array[]; fault: BodyFault | null } {
    if (this.length === 0) return { content: [], fault: bytes.length > 0 ? 'after-end' : null };
    const { used, state, content } = reader.read(bytes);
    if (state === 'invalid') return { content, fault: 'invalid' };
    if (state === 'more') {
      this.length = reader.neededBytes;
      return { content, fault: null };
    }
    this.length = 0;
    const isExtra = used < bytes.length;
    this.isKeepable = this.#mayKeep && !isExtra;
    return { content, fault: isExtra ? 'after-end' : null };
  }
}
