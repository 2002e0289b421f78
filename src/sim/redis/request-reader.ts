// Takes a client's bytes apart into commands: arrays of bulk strings, and lines of words ("inline
// commands", for telnet). The errors are those of networking.c in Redis 7.0.

import { splitWords } from './split-words.ts';

const LONGEST_INLINE_BYTES = 64 * 1024;
const MOST_ARGUMENTS = 2 ** 31 - 1;
const LONGEST_BULK_BYTES = 512 * 1024 * 1024;

/** What is wrong with the bytes; the connection is closed after it. */
export interface ProtocolError {
  readonly protocolError: string;
}

export type ReadResult = readonly string[] | ProtocolError | null;

const error = (text: string): ProtocolError => ({ protocolError: `Protocol error: ${text}` });

export class RequestReader {
  #buffer = '';
  #at = 0;
  #missing = 0;
  #arguments: string[] = [];

  get bufferedBytes(): number {
    return this.#buffer.length - this.#at;
  }

  push(bytes: string): void {
    this.#buffer = this.#buffer.slice(this.#at) + bytes;
    this.#at = 0;
  }

  /** The next command, null where its end is not here yet. An empty one is nothing to answer. */
  next(isAuthenticated: boolean): ReadResult {
    if (this.#missing === 0) {
      if (this.bufferedBytes === 0) return null;
      if (this.#buffer[this.#at] !== '*') return this.#readInline();
      const count = this.#readLength('too big mbulk count string', '\r');
      if (typeof count !== 'string') return count;
      const length = /^-?\d+$/.test(count) ? Number(count) : Number.NaN;
      if (!(length <= MOST_ARGUMENTS)) return error('invalid multibulk length');
      if (length > 10 && !isAuthenticated) return error('unauthenticated multibulk length');
      if (length <= 0) return [];
      this.#missing = length;
      this.#arguments = [];
    }
    return this.#readArguments(isAuthenticated);
  }

  #readArguments(isAuthenticated: boolean): ReadResult {
    while (this.#missing > 0) {
      const start = this.#at;
      if (this.bufferedBytes === 0) return null;
      const mark = this.#buffer[start];
      const lengthText = this.#readLength('too big bulk count string', '\r');
      if (typeof lengthText !== 'string') return lengthText;
      if (mark !== '$') return error(`expected '$', got '${mark}'`);
      const length = /^\d+$/.test(lengthText) ? Number(lengthText) : Number.NaN;
      if (!(length <= LONGEST_BULK_BYTES)) return error('invalid bulk length');
      if (length > 16_384 && !isAuthenticated) return error('unauthenticated bulk length');
      if (this.bufferedBytes < length + 2) {
        this.#at = start;
        return null;
      }
      this.#arguments.push(this.#buffer.slice(this.#at, this.#at + length));
      this.#at += length + 2;
      this.#missing--;
    }
    return this.#arguments;
  }

  /** The text behind the mark of a length, up to the end of its line. */
  #readLength(tooLong: string, end: string): string | ProtocolError | null {
    const newline = this.#buffer.indexOf(end, this.#at);
    if (newline < 0) return this.bufferedBytes > LONGEST_INLINE_BYTES ? error(tooLong) : null;
    if (newline + 1 >= this.#buffer.length) return null;
    const text = this.#buffer.slice(this.#at + 1, newline);
    this.#at = newline + 2;
    return text;
  }

  #readInline(): ReadResult {
    const newline = this.#buffer.indexOf('\n', this.#at);
    if (newline < 0) {
      return this.bufferedBytes > LONGEST_INLINE_BYTES ? error('too big inline request') : null;
    }
    const line = this.#buffer.slice(this.#at, newline).replace(/\r$/, '');
    this.#at = newline + 1;
    return splitWords(line) ?? error('unbalanced quotes in request');
  }
}
