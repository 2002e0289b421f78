// How much slower this machine is at the moment than at its best: other programs take processor time too, and then
// a harmless program is silent for longer. Found by doing the same piece of work again and again.

/** One piece of work: about a millisecond. */
const STEPS = 1_000_000;
/** Long enough to be interrupted by whatever else wants to run. */
const PIECES = 16;

function work(): number {
  let value = 1;
  for (let step = 0; step < STEPS; step++) value = (Math.imul(value, 48_271) + 1) | 0;
  return value;
}

export class Slowness {
  readonly #nowMs: () => number;
  readonly #work: () => unknown;
  #bestMs = Number.POSITIVE_INFINITY;

  constructor(nowMs: () => number = () => performance.now(), piece: () => unknown = work) {
    this.#nowMs = nowMs;
    this.#work = piece;
  }

  /** Does one piece of work, to know how quick the machine can be. */
  learn(): void {
    this.#piece();
  }

  /** 1 on a machine that has nothing else to do, 2 where everything takes twice as long. */
  measure(): number {
    let sumMs = 0;
    for (let piece = 0; piece < PIECES; piece++) sumMs += this.#piece();
    return sumMs / (PIECES * this.#bestMs);
  }

  #piece(): number {
    const startedMs = this.#nowMs();
    this.#work();
    // Browsers round their clocks; nothing takes no time.
    const tookMs = Math.max(0.1, this.#nowMs() - startedMs);
    this.#bestMs = Math.min(this.#bestMs, tookMs);
    return tookMs;
  }
}
