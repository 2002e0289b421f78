// The trace: everything that happened, in order. Logs, routes, waterfalls, checks and explanations
// are all read from it, and nothing else. The kernel defines only the list; each layer above adds its
// own kinds of event to `TraceEvents` by declaration merging, so the kernel knows none of them.

import { Digest } from './digest.ts';
import type { Micros } from './event-queue.ts';

/** Kinds of trace event and their fields. Layers add to it: `declare module '../kernel/trace.ts'`. */
// biome-ignore lint/suspicious/noEmptyInterface: open for declaration merging by the layers above
export interface TraceEvents {}

/** One thing that happened, at a moment of simulated time. */
export type TraceEvent = {
  [Kind in keyof TraceEvents]: { readonly kind: Kind; readonly atUs: Micros } & TraceEvents[Kind];
}[keyof TraceEvents];

/** An event before it is given its time. */
type Happening = {
  [Kind in keyof TraceEvents]: { readonly kind: Kind } & TraceEvents[Kind];
}[keyof TraceEvents];

/** How many times as many events as asked for are kept before the oldest go. */
const SLACK = 1.25;

export interface TraceOptions {
  readonly keep?: number | undefined;
  readonly isHashed?: boolean | undefined;
}

/** Events as they happen. The digest covers all of them for ever; the list keeps the newest. */
export class Trace {
  readonly #now: () => Micros;
  readonly #keep: number;
  /** Of the events before place `#hashed`, and of all payloads: events are hashed when somebody asks, or as they go. */
  readonly #digests: { readonly events: Digest; readonly payloads: Digest } | null;
  #hashed = 0;
  #events: TraceEvent[] = [];
  #dropped = 0;
  #listeners: ((event: TraceEvent) => void)[] = [];

  /**
   * `keep` bounds how many events stay in memory; the oldest go first. A trace that is not hashed has no digest: that
   * saves a tenth of what a run under load takes.
   */
  constructor(now: () => Micros, { keep = 200_000, isHashed = true }: TraceOptions = {}) {
    this.#now = now;
    this.#keep = keep;
    this.#digests = isHashed ? { events: new Digest(), payloads: new Digest() } : null;
  }

  /** Takes an event over and gives it its time. */
  record(happening: Happening): void {
    // Written into the object it was given: every record would be a copy otherwise, on the busiest path there is.
    const timed: Happening & { atUs?: Micros } = happening;
    timed.atUs = this.#now();
    const event = timed as TraceEvent;
    this.#events.push(event);
    if (this.#events.length > this.#keep * SLACK) this.#dropOldest();
    for (const listener of this.#listeners) listener(event);
  }

  /** Adds bytes that travelled to the digest without keeping them. */
  addPayload(bytes: Uint8Array): void {
    this.#digests?.payloads.addBytes(bytes);
  }

  /** Calls `listener` for each event from now on, until the returned function is called. */
  subscribe(listener: (event: TraceEvent) => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** How many events there have been, dropped ones included: a place to read on from. */
  get length(): number {
    return this.#dropped + this.#events.length;
  }

  /** The events from place `from` on, as far as they are still kept. */
  since(from = 0): readonly TraceEvent[] {
    return this.#events.slice(Math.max(0, from - this.#dropped));
  }

  /** The hash over times, fields and payloads of the whole run so far. Throws where the trace is not hashed. */
  digest(): string {
    if (!this.#digests) throw new Error('The trace was not to be hashed');
    this.#hashUpTo(this.length);
    const whole = new Digest();
    whole.addString(this.#digests.events.toHex());
    whole.addString(this.#digests.payloads.toHex());
    return whole.toHex();
  }

  #dropOldest(): void {
    const dropped = this.#events.length - this.#keep;
    this.#hashUpTo(this.#dropped + dropped);
    this.#dropped += dropped;
    this.#events = this.#events.slice(dropped);
  }

  /** Hashing an event takes as long as half of what else is done with it, and most runs are never compared. */
  #hashUpTo(place: number): void {
    if (!this.#digests) return;
    for (; this.#hashed < place; this.#hashed++) {
      this.#digests.events.addData(this.#events[this.#hashed - this.#dropped]);
    }
  }
}
