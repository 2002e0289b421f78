// A pipe: bytes go in at one end and come out at the other. A full one makes its writer wait, an empty one
// its reader; without a reader the writer gets SIGPIPE (pipe(7)).

import { Killed } from '../signals.ts';
import type { Task } from '../task.ts';
import { IoError, Stream } from './stream.ts';

/** How many bytes fit into a pipe on Linux. */
const CAPACITY_BYTES = 65_536;

class PipeState {
  readonly chunks: Uint8Array[] = [];
  bytes = 0;
  hasReader = true;
  hasWriter = true;
  #waiting: (() => void)[] = [];

  /** Waits until anything about the pipe changes. */
  *change(): Task {
    yield (resume) => {
      this.#waiting.push(resume);
      return () => {
        this.#waiting = this.#waiting.filter((other) => other !== resume);
      };
    };
  }

  changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}

class ReadEnd extends Stream {
  readonly #state: PipeState;

  constructor(state: PipeState) {
    super();
    this.#state = state;
  }

  override *read(): Task<Uint8Array | null> {
    const state = this.#state;
    while (state.chunks.length === 0) {
      if (!state.hasWriter) return null;
      yield* state.change();
    }
    const chunk = state.chunks.shift() as Uint8Array;
    state.bytes -= chunk.length;
    state.changed();
    return chunk;
  }

  // biome-ignore lint/correctness/useYield: never waits
  override *write(): Task {
    throw new IoError('EBADF');
  }

  protected override released(): void {
    this.#state.hasReader = false;
    this.#state.changed();
  }
}

class WriteEnd extends Stream {
  readonly #state: PipeState;

  constructor(state: PipeState) {
    super();
    this.#state = state;
  }

  // biome-ignore lint/correctness/useYield: never waits
  override *read(): Task<Uint8Array | null> {
    throw new IoError('EBADF');
  }

  override *write(bytes: Uint8Array): Task {
    const state = this.#state;
    for (let at = 0; at < bytes.length; ) {
      if (!state.hasReader) throw new Killed('SIGPIPE');
      const room = CAPACITY_BYTES - state.bytes;
      if (room === 0) {
        yield* state.change();
        continue;
      }
      const chunk = bytes.subarray(at, at + room);
      state.chunks.push(chunk);
      state.bytes += chunk.length;
      at += chunk.length;
      state.changed();
    }
  }

  protected override released(): void {
    this.#state.hasWriter = false;
    this.#state.changed();
  }
}

/** Both ends of a new pipe. */
export function createPipe(): { readonly reader: Stream; readonly writer: Stream } {
  const state = new PipeState();
  return { reader: new ReadEnd(state), writer: new WriteEnd(state) };
}
