// Notices a run worker that no longer answers. It watches only while a world is being worked on.

const PING_MS = 150;
/**
 * How long a program may be silent. Its loops end by their own budget and a process that starts gives signs of life, so
 * what is silent is a single call of the engine: shorter, and a busy machine would stop harmless ones.
 */
const SILENCE_MS = 1_000;
/**
 * On a machine that is busy with other things a program is given more, up to so many times. With the start of the process
 * and the look every PING_MS this ends within the two seconds that readers are promised.
 */
const SLOWNESS_MAX = 1.5;
/** While no program runs, silence is our own doing: reading the parser on a slow machine, say. */
const OWN_SILENCE_MS = 15_000;

export interface WatchdogOptions {
  /** Whether a program is running, as far as is known. */
  readonly isProgramRunning: () => boolean;
  readonly slowness: { learn(): void; measure(): number };
  readonly ping: (sequence: number) => void;
  readonly stalled: (silentMs: number) => void;
}

export class Watchdog {
  readonly #options: WatchdogOptions;
  #timer: ReturnType<typeof setInterval> | null = null;
  #lastHeardMs = 0;
  #lastTickMs = 0;
  #sequence = 0;
  #slowness = 1;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /** Work has begun: from now on silence means something. */
  watch(): void {
    this.rest();
    this.#lastHeardMs = performance.now();
    this.#lastTickMs = this.#lastHeardMs;
    this.#timer = setInterval(() => this.#tick(), PING_MS);
  }

  /** The worker has said something. */
  heard(): void {
    this.#lastHeardMs = performance.now();
  }

  /** Work is done: silence is as it should be. */
  rest(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #tick(): void {
    const nowMs = performance.now();
    // When this worker itself was given no time (a laptop that slept, a busy machine), nobody was silent meanwhile.
    const missedMs = nowMs - this.#lastTickMs - PING_MS;
    if (missedMs > 0) this.#lastHeardMs += missedMs;
    this.#lastTickMs = nowMs;
    const silentMs = nowMs - this.#lastHeardMs;
    const limitMs = this.#options.isProgramRunning()
      ? SILENCE_MS * Math.min(Math.max(1, this.#slowness), SLOWNESS_MAX)
      : OWN_SILENCE_MS;
    if (silentMs > limitMs) {
      this.rest();
      this.#options.stalled(silentMs);
      return;
    }
    this.#options.ping(++this.#sequence);
    this.#watchMachine(silentMs);
  }

  /** Measures only once silence is suspicious; what came in meanwhile is heard before the next look. */
  #watchMachine(silentMs: number): void {
    const { slowness } = this.#options;
    if (silentMs > SILENCE_MS / 2) this.#slowness = slowness.measure();
    else slowness.learn();
  }
}
