// The terminal as a device: lines typed come in, what programs write goes out (termios(3), cooked mode). A
// program that writes without end is held back until the reader does something.

import type { TextCodec } from '../io/file-stream.ts';
import { Stream } from '../io/stream.ts';
import { Utf8Decoder } from '../io/utf8.ts';
import type { Task } from '../task.ts';

export type OutputStream = 'stdout' | 'stderr';

export interface TtyOptions {
  readonly codec: TextCodec;
  readonly printed: (stream: OutputStream, text: string) => void;
  /** Nothing more happens until the reader does something. */
  readonly settled: () => void;
}

/** So much is printed before a program has to wait for the reader. */
const PRINTED_CHARACTERS = 200_000;

export class Tty {
  readonly #options: TtyOptions;
  readonly #decoders: Readonly<Record<OutputStream, Utf8Decoder>>;
  #typed: Uint8Array[] = [];
  #ends = 0;
  #readers: (() => void)[] = [];
  #writers: (() => void)[] = [];
  #printedCharacters = 0;

  constructor(options: TtyOptions) {
    this.#options = options;
    const { codec } = options;
    this.#decoders = { stdout: new Utf8Decoder(codec), stderr: new Utf8Decoder(codec) };
  }

  /** A line was typed. */
  type(line: string): void {
    this.#typed.push(this.#options.codec.encodeUtf8(`${line}\n`));
    this.#wakeReaders();
  }

  /** Ctrl-D: who reads now meets the end. */
  end(): void {
    this.#ends++;
    this.#wakeReaders();
  }

  /** Drops what was typed ahead. */
  discard(): void {
    this.#typed = [];
    this.#ends = 0;
  }

  /** The reader did something: output goes on. */
  renew(): void {
    this.#printedCharacters = 0;
    const writers = this.#writers;
    this.#writers = [];
    for (const resume of writers) resume();
  }

  #wakeReaders(): void {
    const readers = this.#readers;
    this.#readers = [];
    for (const resume of readers) resume();
  }

  *read(): Task<Uint8Array | null> {
    for (;;) {
      const typed = this.#typed.shift();
      if (typed) return typed;
      if (this.#ends > 0) {
        this.#ends--;
        return null;
      }
      yield (resume) => {
        this.#readers.push(resume);
        this.#options.settled();
        return () => {
          this.#readers = this.#readers.filter((other) => other !== resume);
        };
      };
    }
  }

  *write(stream: OutputStream, bytes: Uint8Array): Task {
    while (this.#printedCharacters > PRINTED_CHARACTERS) {
      yield (resume) => {
        this.#writers.push(resume);
        this.#options.settled();
        return () => {
          this.#writers = this.#writers.filter((other) => other !== resume);
        };
      };
    }
    const text = this.#decoders[stream].decode(bytes);
    this.#printedCharacters += text.length;
    this.#options.printed(stream, text);
  }
}

/** A descriptor of the terminal. */
export class TtyStream extends Stream {
  readonly #tty: Tty;
  readonly #stream: OutputStream;

  constructor(tty: Tty, stream: OutputStream) {
    super();
    this.#tty = tty;
    this.#stream = stream;
  }

  override get isTerminal(): boolean {
    return true;
  }

  override read(): Task<Uint8Array | null> {
    return this.#tty.read();
  }

  override write(bytes: Uint8Array): Task {
    return this.#tty.write(this.#stream, bytes);
  }

  protected override released(): void {}
}
