// How much a run may tell the page for one command. A program that prints without end is stopped before
// the page has to carry it all.

/** Events, messages and text a single command may produce. */
const EVENTS_LIMIT = 400_000;
const MESSAGES_LIMIT = 4_000;
const TEXT_LIMIT = 8_000_000;
/** Lines that programs print: nobody reads so many, and the page has to draw them. */
const LINES_LIMIT = 20_000;

export class Quota {
  #events = 0;
  #messages = 0;
  #text = 0;
  #lines = 0;

  /** Counts a message's events. Returns what was too much, or null. */
  take(events: readonly unknown[]): string | null {
    this.#messages++;
    this.#events += events.length;
    for (const event of events) {
      const text = (event as { text?: unknown } | null)?.text;
      if (typeof text !== 'string') continue;
      this.#text += text.length;
      this.#lines++;
    }
    if (this.#messages > MESSAGES_LIMIT) return `More than ${MESSAGES_LIMIT} messages.`;
    if (this.#events > EVENTS_LIMIT) return `More than ${EVENTS_LIMIT} events.`;
    if (this.#lines > LINES_LIMIT) return `More than ${LINES_LIMIT} lines of output.`;
    if (this.#text > TEXT_LIMIT) return `More than ${TEXT_LIMIT / 1_000_000} MB of output.`;
    return null;
  }
}
