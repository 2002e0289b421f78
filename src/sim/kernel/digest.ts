// A running 64-bit hash of everything observable in a run: event times, fields and payload bytes.
// Two runs with the same digest did the same things in the same order. It is not cryptographic.

/** The golden ratio in 32 bits, signed: an unsigned one would turn the addition into one of fractions. */
const GOLDEN = 0x9e3779b9 | 0;

/** How many 32-bit words are mixed in at a time. */
const CHUNK_WORDS = 256;

// Taken before any program runs: one may put its own in place of it.
const { stringify } = JSON;

/** A hash that grows with each thing added. Order matters; types are told apart. */
export class Digest {
  /** The two halves. Typed, so that engines keep them as whole numbers and allocate nothing. */
  readonly #state = Int32Array.of(0x243f6a88, 0x85a308d3);
  readonly #words = new Int32Array(CHUNK_WORDS);

  #mix(word: number): void {
    this.#words[0] = word;
    this.#mixWords(1);
  }

  #mixWords(count: number): void {
    const words = this.#words;
    let high = this.#state[0] as number;
    let low = this.#state[1] as number;
    for (let i = 0; i < count; i++) {
      const word = words[i] as number;
      high = Math.imul(high ^ word, 0xcc9e2d51);
      high = (((high << 15) | (high >>> 17)) + low) | 0;
      low = Math.imul(low ^ (word + GOLDEN), 0x1b873593);
      low = ((low << 13) | (low >>> 19)) ^ high;
    }
    this.#state[0] = high;
    this.#state[1] = low;
  }

  addString(value: string): void {
    this.#mix(2);
    this.#mix(value.length);
    const words = this.#words;
    // Two characters to a word; the last of an odd number has one to itself.
    const pairs = value.length >> 1;
    let at = 0;
    for (let left = pairs; left > 0; left -= CHUNK_WORDS) {
      const count = Math.min(CHUNK_WORDS, left);
      for (let i = 0; i < count; i++, at += 2) {
        words[i] = value.charCodeAt(at) | (value.charCodeAt(at + 1) << 16);
      }
      this.#mixWords(count);
    }
    if (value.length & 1) this.#mix(value.charCodeAt(value.length - 1));
  }

  addBytes(bytes: Uint8Array): void {
    this.#mix(3);
    this.#mix(bytes.length);
    const words = this.#words;
    const whole = bytes.length & ~3;
    let at = 0;
    while (at < whole) {
      let count = 0;
      for (; count < CHUNK_WORDS && at < whole; at += 4) {
        const a = bytes[at] as number;
        const b = bytes[at + 1] as number;
        const c = bytes[at + 2] as number;
        const d = bytes[at + 3] as number;
        words[count++] = a | (b << 8) | (c << 16) | (d << 24);
      }
      this.#mixWords(count);
    }
    for (; at < bytes.length; at++) this.#mix(bytes[at] as number);
  }

  /** Data that JSON can say: as its text, which the engine writes faster than its parts can be walked. */
  addData(value: unknown): void {
    this.addString(stringify(value));
  }

  /** The hash of all that was added so far: 16 hexadecimal digits. */
  toHex(): string {
    const finish = (word: number): string => {
      let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      return ((mixed ^ (mixed >>> 16)) >>> 0).toString(16).padStart(8, '0');
    };
    const high = this.#state[0] as number;
    const low = this.#state[1] as number;
    return finish(high) + finish(low ^ high);
  }
}
