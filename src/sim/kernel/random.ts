// Seeded random numbers: sfc32 (Chris Doty-Humphrey's Small Fast Counting generator, 32 bit).
// Every part of the world forks its own stream by name, so that adding a draw in one part
// does not change what another part draws.

const hashName = (name: string, seed: number): number => {
  let hash = seed ^ 0x9e3779b9;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x85ebca6b);
    hash = (hash << 13) | (hash >>> 19);
  }
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** A stream of pseudo-random numbers that depends on nothing but its seed. */
export class Random {
  readonly #seed: number;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#seed = seed >>> 0;
    this.#a = hashName('a', this.#seed);
    this.#b = hashName('b', this.#seed);
    this.#c = hashName('c', this.#seed);
    for (let i = 0; i < 12; i++) this.nextUint32();
  }

  /** A stream of its own for a named part of the world. The parent's stream does not move. */
  fork(name: string): Random {
    return new Random(hashName(name, this.#seed));
  }

  /** A whole number from 0 to 2^32 - 1. */
  nextUint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return sum >>> 0;
  }

  /** A number from 0 (included) to 1 (left out), with 53 random bits as in Math.random. */
  next(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  /**
   * A number from an exponential distribution with mean 1: the time to the next of many independent
   * arrivals. By von Neumann's comparisons (1951), not by a logarithm, whose last bit differs between engines.
   */
  exponential(): number {
    for (let whole = 0; ; whole++) {
      const first = this.next();
      let last = first;
      let length = 1;
      for (let next = this.next(); next < last; next = this.next()) {
        last = next;
        length++;
      }
      if (length % 2 === 1) return whole + first;
    }
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
}
