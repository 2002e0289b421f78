// Records of a stream, as RS cuts it, as they come.

import type { TextCodec } from '../../io/file-stream.ts';
import type { Stream } from '../../io/stream.ts';
import { Utf8Decoder } from '../../io/utf8.ts';
import type { Task } from '../../task.ts';
import type { AwkRegexps } from './awk-regexps.ts';

export class RecordReader {
  readonly #stream: Stream;
  readonly #decoder: Utf8Decoder;
  readonly #regexps: AwkRegexps;
  #rest = '';
  #isOver = false;

  constructor(stream: Stream, codec: TextCodec, regexps: AwkRegexps) {
    this.#stream = stream;
    this.#decoder = new Utf8Decoder(codec);
    this.#regexps = regexps;
  }

  /** The next record without its end; null when there is none. */
  *next(separator: string): Task<string | null> {
    for (;;) {
      const text = this.#take(separator);
      if (text !== null) return text;
      if (this.#isOver) return this.#last(separator);
      const chunk = yield* this.#stream.read();
      if (chunk) this.#rest += this.#decoder.decode(chunk);
      else {
        this.#isOver = true;
        this.#rest += this.#decoder.finish();
      }
    }
  }

  #take(separator: string): string | null {
    if (separator.length === 1) return this.#cut(this.#rest.indexOf(separator), 1);
    // An empty RS: records are paragraphs.
    if (separator === '') this.#rest = this.#rest.replace(/^\n+/, '');
    const pattern = separator === '' ? /\n\n+/g : this.#regexps.get(separator);
    pattern.lastIndex = 0;
    const match = pattern.exec(this.#rest);
    // A match at the end may go on with what comes next.
    const end = match ? match.index + match[0].length : 0;
    if (!match || match[0] === '' || (end === this.#rest.length && !this.#isOver)) return null;
    return this.#cut(match.index, match[0].length);
  }

  #cut(at: number, length: number): string | null {
    if (at < 0) return null;
    const record = this.#rest.slice(0, at);
    this.#rest = this.#rest.slice(at + length);
    return record;
  }

  #last(separator: string): string | null {
    const record = separator === '\n' ? this.#rest : this.#rest.replace(/\n$/, '');
    this.#rest = '';
    return record === '' ? null : record;
  }
}
