// Collects bytes until a line or a head is complete. Most come in one piece, which is not copied.

import { joinBytes } from './bytes.ts';

const LF = 0x0a;
const CR = 0x0d;
const NOTHING = new Uint8Array(0);

/** The place behind the first line from `start` on, or -1. */
export function endOfLine(bytes: Uint8Array, start: number): number {
  return bytes.indexOf(LF, start) + 1 || -1;
}

/** The place behind the empty line that ends a head beginning at `start`, or -1. */
export function endOfHead(bytes: Uint8Array, start: number): number {
  let lineStart = start;
  for (;;) {
    const next = endOfLine(bytes, lineStart);
    if (next < 0) return -1;
    const lineBytes = next - 1 - lineStart;
    if (lineBytes === 0 || (lineBytes === 1 && bytes[lineStart] === CR)) return next;
    lineStart = next;
  }
}

/** Bytes of which the end is not here yet. */
export class LineBuffer {
  #pending: Uint8Array | null = null;

  get length(): number {
    return this.#pending?.length ?? 0;
  }

  /** What is waiting; empty when nothing is. */
  get bytes(): Uint8Array {
    return this.#pending ?? NOTHING;
  }

  /**
   * Adds bytes from `start` on. When `findEnd` finds the end, returns the complete piece and how many of
   * the given bytes belong to it; until then keeps them all and returns null.
   */
  take(
    bytes: Uint8Array,
    start: number,
    findEnd: (bytes: Uint8Array, start: number) => number,
  ): { readonly piece: Uint8Array; readonly end: number } | null {
    const before = this.#pending;
    if (!before) {
      const end = findEnd(bytes, start);
      if (end >= 0) return { piece: bytes.subarray(start, end), end };
      if (start < bytes.length) this.#pending = bytes.slice(start);
      return null;
    }
    const joined = joinBytes([before, bytes.subarray(start)]);
    const end = findEnd(joined, 0);
    if (end < 0) {
      this.#pending = joined;
      return null;
    }
    this.#pending = null;
    return { piece: joined.subarray(0, end), end: start + end - before.length };
  }

  clear(): void {
    this.#pending = null;
  }
}
