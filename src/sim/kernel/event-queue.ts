// The queue of a discrete-event simulation: a binary heap ordered by time, then by order of insertion.
// It knows nothing of what an event does, and it never looks at a wall clock.

/** Simulated time in whole microseconds since the start of the world. */
export type Micros = number;

const NOTHING = (): void => {};

/**
 * A scheduled callback. Hold on to it only to cancel it. Once it is over, either way, it lets go of the callback and
 * with it of a whole connection: events that are over lie in the queue, and in memory, much longer than what they were
 * about. A class, not a literal: engines put literals of a kind that once lived long into old space from the start,
 * and whatever such an event refers to survives with it.
 */
export class ScheduledEvent {
  readonly timeUs: Micros;
  readonly sequence: number;
  #callback: () => void;
  #isOver = false;

  constructor(timeUs: Micros, sequence: number, callback: () => void) {
    this.timeUs = timeUs;
    this.sequence = sequence;
    this.#callback = callback;
  }

  /** Cancelled, or taken to be run. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Ends it and hands its callback over. */
  end(): () => void {
    const callback = this.#callback;
    this.#callback = NOTHING;
    this.#isOver = true;
    return callback;
  }
}

const comesBefore = (a: ScheduledEvent, b: ScheduledEvent): boolean =>
  a.timeUs < b.timeUs || (a.timeUs === b.timeUs && a.sequence < b.sequence);

/** Events in the order they are due; two events of the same time keep the order they were added in. */
export class EventQueue {
  #heap: ScheduledEvent[] = [];
  #nextSequence = 0;
  #cancelledCount = 0;

  /** How many events are waiting, cancelled ones not counted. */
  get size(): number {
    return this.#heap.length - this.#cancelledCount;
  }

  add(timeUs: Micros, callback: () => void): ScheduledEvent {
    const event = new ScheduledEvent(timeUs, this.#nextSequence++, callback);
    this.#heap.push(event);
    this.#siftUp(this.#heap.length - 1);
    return event;
  }

  /** Takes an event out of the future. Cancelling twice, or after it ran, does nothing. */
  cancel(event: ScheduledEvent): void {
    if (event.isOver) return;
    event.end();
    this.#cancelledCount++;
    // Timers that are set and cleared with every request would otherwise fill the heap.
    if (this.#cancelledCount > 64 && this.#cancelledCount * 2 > this.#heap.length) this.#sweep();
  }

  /** The next event that is due, without taking it. */
  peek(): ScheduledEvent | undefined {
    this.#dropCancelledHead();
    return this.#heap[0];
  }

  /** Takes the next event out and returns its callback. A later cancel of it does nothing. */
  take(): (() => void) | undefined {
    this.#dropCancelledHead();
    const head = this.#heap[0];
    if (!head) return undefined;
    this.#removeHead();
    return head.end();
  }

  #dropCancelledHead(): void {
    while (this.#heap[0]?.isOver) {
      this.#removeHead();
      this.#cancelledCount--;
    }
  }

  #sweep(): void {
    const live = this.#heap.filter((event) => !event.isOver);
    live.sort((a, b) => a.timeUs - b.timeUs || a.sequence - b.sequence); // a sorted list is a heap
    this.#heap = live;
    this.#cancelledCount = 0;
  }

  #removeHead(): void {
    const last = this.#heap.pop();
    if (last && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#siftDown(0);
    }
  }

  #siftUp(start: number): void {
    const heap = this.#heap;
    let index = start;
    const moving = heap[index] as ScheduledEvent;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex] as ScheduledEvent;
      if (!comesBefore(moving, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = moving;
  }

  #siftDown(start: number): void {
    const heap = this.#heap;
    const length = heap.length;
    let index = start;
    const moving = heap[index] as ScheduledEvent;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= length) break;
      const right = child + 1;
      if (
        right < length &&
        comesBefore(heap[right] as ScheduledEvent, heap[child] as ScheduledEvent)
      ) {
        child = right;
      }
      const next = heap[child] as ScheduledEvent;
      if (!comesBefore(next, moving)) break;
      heap[index] = next;
      index = child;
    }
    heap[index] = moving;
  }
}
