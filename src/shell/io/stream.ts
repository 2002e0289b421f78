// What a file descriptor refers to: something to read from or write to, shared by whoever holds it. Closed
// when the last holder lets go.

import type { Task } from '../task.ts';

/** Thrown by reads and writes that fail; the code is an errno's name. */
export class IoError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export abstract class Stream {
  #holders = 1;

  /** Whether a person sits at the other end. */
  get isTerminal(): boolean {
    return false;
  }

  /** The file behind it, where there is one. */
  get path(): string | null {
    return null;
  }

  /** The next bytes; null at the end. */
  abstract read(): Task<Uint8Array | null>;

  abstract write(bytes: Uint8Array): Task;

  protected abstract released(): void;

  /** Another descriptor for the same thing. */
  hold(): this {
    this.#holders++;
    return this;
  }

  close(): void {
    this.#holders--;
    if (this.#holders === 0) this.released();
  }
}

/** /dev/null */
export class NullStream extends Stream {
  // biome-ignore lint/correctness/useYield: reads never wait
  override *read(): Task<Uint8Array | null> {
    return null;
  }

  override *write(): Task {}

  protected override released(): void {}
}

/** Bytes that are there already: here-documents, pasted input. */
export class BytesStream extends Stream {
  #bytes: Uint8Array | null;

  constructor(bytes: Uint8Array) {
    super();
    this.#bytes = bytes.length > 0 ? bytes : null;
  }

  // biome-ignore lint/correctness/useYield: reads never wait
  override *read(): Task<Uint8Array | null> {
    const bytes = this.#bytes;
    this.#bytes = null;
    return bytes;
  }

  // biome-ignore lint/correctness/useYield: writes never wait
  override *write(): Task {
    throw new IoError('EBADF');
  }

  protected override released(): void {}
}

/** Keeps what is written: command substitution. */
export class CollectStream extends Stream {
  readonly #parts: Uint8Array[] = [];

  get parts(): readonly Uint8Array[] {
    return this.#parts;
  }

  // biome-ignore lint/correctness/useYield: reads never wait
  override *read(): Task<Uint8Array | null> {
    throw new IoError('EBADF');
  }

  // biome-ignore lint/correctness/useYield: writes never wait
  override *write(bytes: Uint8Array): Task {
    this.#parts.push(bytes);
  }

  protected override released(): void {}
}
