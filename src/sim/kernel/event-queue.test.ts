import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue, type ScheduledEvent } from './event-queue.ts';

const nothing = (): void => {};

/** The next event, taken out. */
function take(queue: EventQueue): ScheduledEvent | undefined {
  const next = queue.peek();
  queue.take();
  return next;
}

function takeAll(queue: EventQueue): ScheduledEvent[] {
  const taken: ScheduledEvent[] = [];
  for (let event = take(queue); event; event = take(queue)) taken.push(event);
  return taken;
}

/** What the queue should be, written without a heap: a list that is searched. */
class SortedList {
  readonly #events: ScheduledEvent[] = [];

  get size(): number {
    return this.#events.length;
  }

  add(event: ScheduledEvent): void {
    const place = this.#events.findIndex((other) => other.timeUs > event.timeUs);
    this.#events.splice(place < 0 ? this.#events.length : place, 0, event);
  }

  remove(event: ScheduledEvent): void {
    const place = this.#events.indexOf(event);
    if (place >= 0) this.#events.splice(place, 1);
  }

  shift(): ScheduledEvent | undefined {
    return this.#events.shift();
  }
}

describe('EventQueue', () => {
  it('hands events out by time', () => {
    const queue = new EventQueue();
    for (const timeUs of [30, 10, 20]) queue.add(timeUs, nothing);
    expect(takeAll(queue).map((event) => event.timeUs)).toEqual([10, 20, 30]);
  });

  it('keeps the order of insertion among events of one time', () => {
    const queue = new EventQueue();
    const added = Array.from({ length: 50 }, () => queue.add(7, nothing));
    expect(takeAll(queue)).toEqual(added);
  });

  it('does not hand out a cancelled event', () => {
    const queue = new EventQueue();
    queue.add(1, nothing);
    const cancelled = queue.add(2, nothing);
    queue.add(3, nothing);
    queue.cancel(cancelled);
    expect(takeAll(queue).map((event) => event.timeUs)).toEqual([1, 3]);
  });

  it('counts only events that are still to come', () => {
    const queue = new EventQueue();
    const first = queue.add(1, nothing);
    queue.add(2, nothing);
    queue.cancel(first);
    queue.cancel(first);
    expect(queue.size).toBe(1);
    queue.take();
    expect(queue.size).toBe(0);
  });

  it('takes a cancel of an event that has run as nothing', () => {
    const queue = new EventQueue();
    const first = queue.add(1, nothing);
    queue.add(2, nothing);
    queue.take();
    queue.cancel(first);
    expect(queue.size).toBe(1);
    expect(take(queue)?.timeUs).toBe(2);
  });

  it('hands out each callback once and keeps none of what is over', () => {
    const queue = new EventQueue();
    const callback = (): void => {};
    const event = queue.add(1, callback);
    expect(queue.take()).toBe(callback);
    expect(event.end()).not.toBe(callback);
    const cancelled = queue.add(2, callback);
    queue.cancel(cancelled);
    expect(cancelled.end()).not.toBe(callback);
  });

  it('shows the next event without taking it', () => {
    const queue = new EventQueue();
    const early = queue.add(1, nothing);
    const late = queue.add(2, nothing);
    queue.cancel(early);
    expect(queue.peek()).toBe(late);
    expect(queue.peek()).toBe(late);
    expect(queue.size).toBe(1);
  });

  it('has nothing to show or take when it is empty', () => {
    const queue = new EventQueue();
    expect(queue.peek()).toBeUndefined();
    expect(queue.take()).toBeUndefined();
    expect(queue.size).toBe(0);
  });

  it('keeps its order through the sweep of many cancelled events', () => {
    const queue = new EventQueue();
    const events = Array.from({ length: 1000 }, (_, index) => queue.add(index % 37, nothing));
    const kept = events.filter((event, index) => {
      if (index % 10 !== 0) queue.cancel(event);
      return index % 10 === 0;
    });
    kept.sort((a, b) => a.timeUs - b.timeUs || a.sequence - b.sequence);
    expect(queue.size).toBe(100);
    expect(takeAll(queue)).toEqual(kept);
  });

  it('behaves like a sorted list, whatever is added, cancelled and taken', () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ add: fc.nat({ max: 20 }) }) },
      { weight: 3, arbitrary: fc.record({ cancel: fc.nat() }) },
      { weight: 2, arbitrary: fc.constant('take' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const queue = new EventQueue();
        const list = new SortedList();
        const all: ScheduledEvent[] = [];
        for (const action of steps) {
          if (action === 'take') {
            expect(take(queue)).toBe(list.shift());
          } else if ('add' in action) {
            const event = queue.add(action.add, nothing);
            list.add(event);
            all.push(event);
          } else if (all.length > 0) {
            const event = all[action.cancel % all.length] as ScheduledEvent;
            queue.cancel(event);
            list.remove(event);
          }
          expect(queue.size).toBe(list.size);
        }
        while (list.size > 0) expect(take(queue)).toBe(list.shift());
        expect(queue.take()).toBeUndefined();
      }),
    );
  });
});
