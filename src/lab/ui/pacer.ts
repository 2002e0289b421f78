// How fast the reader watches: the engine is done in an instant, and its trace is handed on at once, at simulated
// speed, or event by event. It changes nothing about what happened, only when it is shown.
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { TraceEvent } from '#sim';

/** `instant` shows everything as it comes; a number is simulated time per real time. */
export type Pace = 'paused' | 1 | 10 | 'instant';

export class Pacer {
  #show: (events: readonly TraceEvent[]) => void = () => {};
  readonly #pace: Signal<Pace> = signal('instant');
  readonly #shownUs = signal(0);
  readonly #waiting = signal(0);
  readonly #next: Signal<TraceEvent | null> = signal(null);
  #held: TraceEvent[] = [];
  #isHolding = false;
  #onDrained: (() => void)[] = [];
  #clock: { realMs: number; simulatedUs: number } | null = null;
  #frame = 0;

  get pace(): ReadonlySignal<Pace> {
    return this.#pace;
  }

  /** The simulated moment on show. */
  get shownUs(): ReadonlySignal<number> {
    return this.#shownUs;
  }

  /** Events that have happened and are not shown yet. */
  get waiting(): ReadonlySignal<number> {
    return this.#waiting;
  }

  /** The next of them. */
  get next(): ReadonlySignal<TraceEvent | null> {
    return this.#next;
  }

  /** From here on events are shown at the chosen pace; before, and while a world is built, at once. */
  hold(): void {
    this.#isHolding = true;
  }

  /** Takes events from the engine; `show` is what shows them. */
  take(events: readonly TraceEvent[], show: (events: readonly TraceEvent[]) => void): void {
    this.#show = show;
    if (!this.#isHolding || (this.#pace.peek() === 'instant' && this.#held.length === 0)) {
      this.#hand(events);
      return;
    }
    this.#held.push(...events);
    this.#tell();
    this.#run();
  }

  /** Resolves when everything is shown; what comes later is shown at once. */
  async drain(): Promise<void> {
    if (this.#held.length > 0) await new Promise<void>((done) => this.#onDrained.push(done));
    this.#isHolding = false;
  }

  /** The world begins again: what was held belongs to one that is gone. */
  forget(): void {
    this.#held = [];
    this.#isHolding = false;
    this.#stop();
    this.#tell();
  }

  setPace(pace: Pace): void {
    this.#pace.value = pace;
    this.#stop();
    this.#run();
  }

  /** Shows the next event. */
  step(): void {
    const next = this.#held.shift();
    if (next) this.#hand([next]);
    this.#tell();
  }

  #hand(events: readonly TraceEvent[]): void {
    const last = events.at(-1);
    if (!last) return;
    this.#shownUs.value = last.atUs;
    this.#show(events);
  }

  #tell(): void {
    this.#waiting.value = this.#held.length;
    this.#next.value = this.#held[0] ?? null;
    if (this.#held.length > 0) return;
    this.#stop();
    for (const done of this.#onDrained.splice(0)) done();
  }

  #stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#clock = null;
  }

  #run(): void {
    const pace = this.#pace.peek();
    if (this.#held.length === 0 || pace === 'paused') return;
    if (pace === 'instant') {
      this.#hand(this.#held.splice(0));
      this.#tell();
      return;
    }
    if (this.#frame !== 0) return;
    const step = (nowMs: number): void => {
      this.#clock ??= { realMs: nowMs, simulatedUs: this.#held[0]?.atUs ?? 0 };
      const passedUs = (nowMs - this.#clock.realMs) * 1_000 * pace;
      const untilUs = this.#clock.simulatedUs + passedUs;
      const later = this.#held.findIndex(({ atUs }) => atUs > untilUs);
      this.#hand(this.#held.splice(0, later < 0 ? this.#held.length : later));
      this.#shownUs.value = Math.max(this.#shownUs.peek(), later < 0 ? 0 : Math.round(untilUs));
      this.#frame = 0;
      this.#tell();
      if (this.#held.length > 0) this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }
}
