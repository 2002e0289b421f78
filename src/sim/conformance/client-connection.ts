// The client's side of a connection in a case: bytes that came, whether it is over, and a way to wait for
// either. What carries the bytes is a simulated network or a real one.

import { joinBytes } from '../http/bytes.ts';
import { latin1 } from '../nginx/bytes.ts';
import type { CaseRequest } from './case.ts';
import { Bell, type Clock, Gate, type Task } from './task.ts';

/** One connection of the client's. */
export abstract class CaseConnection {
  protected readonly clock: Clock;
  protected readonly ready = new Gate();
  readonly #bell = new Bell();
  #parts: Uint8Array[] = [];
  length = 0;
  ended = false;
  error: string | null = null;
  endedAtMs: number | null = null;
  firstByteAtMs: number | null = null;
  abortedByClient = false;
  sawInterim = false;
  sawFinal = false;
  bodyWithheld = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Connects, or fails: then `error` is set. */
  *open(request: CaseRequest): Task {
    this.connect(request);
    yield* this.ready.wait();
  }

  /** Begins to connect; opens `ready` when that is over. */
  protected abstract connect(request: CaseRequest): void;
  protected abstract write(bytes: Uint8Array): void;
  /** Closes with FIN (or what closing with unread bytes makes of it) or with RST. */
  protected abstract close(options: { readonly reset: boolean }): void;
  abstract halfClose(): void;
  abstract pauseReading(): void;
  abstract resumeReading(): void;

  protected received(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.length += bytes.length;
    this.firstByteAtMs ??= this.#nowMs;
    this.#bell.ring();
  }

  protected over(error: string | null): void {
    this.error ??= error;
    this.ended = true;
    this.endedAtMs ??= this.#nowMs;
    this.ready.open();
    this.#bell.ring();
  }

  get #nowMs(): number {
    return this.clock.nowUs / 1_000;
  }

  get bytes(): Uint8Array {
    if (this.#parts.length !== 1) this.#parts = [joinBytes(this.#parts)];
    return this.#parts[0] as Uint8Array;
  }

  get text(): string {
    return latin1(this.bytes);
  }

  take(length: number): Uint8Array {
    const all = this.bytes;
    this.#parts = [all.subarray(length)];
    this.length = all.length - Math.min(length, all.length);
    return all.subarray(0, length);
  }

  /**
   * Waits until `holds`, the connection is over, or the deadline has come. Answers whether it
   * holds.
   */
  *until(holds: () => boolean, deadlineMs: number): Task<boolean> {
    const deadlineUs = Math.round(deadlineMs * 1_000);
    yield* this.#bell.until(this.clock, () => holds() || this.ended, deadlineUs);
    return holds();
  }

  wake(): void {
    this.#bell.ring();
  }

  send(bytes: Uint8Array): void {
    if (!this.ended) this.write(bytes);
  }

  /** Leaves, whatever is under way. */
  leave(options: { readonly reset: boolean }): void {
    this.close(options);
    this.ended = true;
    this.endedAtMs ??= this.#nowMs;
    this.#bell.ring();
  }
}
