// Takes events as the engine gives them and hands them to the view: at once, or, while a lot happens, together a few
// times a second, so that the page has time for its reader.
import type { TraceEvent } from '#sim';

/** While a lot happens the view is renewed so often. */
const SHOW_EVERY_MS = 250;

export class Arrivals {
  readonly #show: (events: readonly TraceEvent[]) => void;
  #waiting: TraceEvent[] = [];
  #isBusy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(show: (events: readonly TraceEvent[]) => void) {
    this.#show = show;
  }

  take(events: readonly TraceEvent[]): void {
    if (!this.#isBusy) {
      this.#show(events);
      return;
    }
    for (const event of events) this.#waiting.push(event);
    this.#timer ??= setTimeout(() => this.flush(), SHOW_EVERY_MS);
  }

  /** Whether a lot happens from now on. */
  setBusy(isBusy: boolean): void {
    this.#isBusy = isBusy;
    if (!isBusy) this.flush();
  }

  /** Shows what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = this.#waiting;
    if (events.length === 0) return;
    this.#waiting = [];
    this.#show(events);
  }

  /** The world begins again: what waits belongs to one that is gone. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
  }
}
