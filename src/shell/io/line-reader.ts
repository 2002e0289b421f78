// Reads a stream line by line, as lines arrive.

import type { Task } from '../task.ts';
import type { TextCodec } from './file-stream.ts';
import type { Stream } from './stream.ts';
import { Utf8Decoder } from './utf8.ts';

export interface Line {
  readonly text: string;
  /** Whether a line feed ends it: the last line of a file may have none. */
  readonly isComplete: boolean;
}

export class LineReader {
  readonly #stream: Stream;
  readonly #decoder: Utf8Decoder;
  #lines: string[] = [];
  #at = 0;
  #rest = '';
  #isOver = false;

  constructor(stream: Stream, codec: TextCodec) {
    this.#stream = stream;
    this.#decoder = new Utf8Decoder(codec);
  }

  /** The next line without its end; null when there is none. */
  *next(): Task<Line | null> {
    for (;;) {
      const text = this.#lines[this.#at];
      if (text !== undefined) {
        this.#at++;
        return { text, isComplete: true };
      }
      if (this.#isOver) return this.#takeRest();
      const chunk = yield* this.#stream.read();
      if (chunk) this.#take(this.#decoder.decode(chunk));
      else {
        this.#isOver = true;
        this.#rest += this.#decoder.finish();
      }
    }
  }

  #takeRest(): Line | null {
    if (this.#rest === '') return null;
    const text = this.#rest;
    this.#rest = '';
    return { text, isComplete: false };
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    this.#lines = lines;
    this.#at = 0;
  }
}
