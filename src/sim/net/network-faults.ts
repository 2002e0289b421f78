// The faults at work on a network: which of them a packet, a connection or an attempt to connect meets, and what
// becomes of it then. Switched while the world runs. A network without faults pays one look at an empty list.

import type { Micros } from '../kernel/event-queue.ts';
import type { Random } from '../kernel/random.ts';
import type { Direction, NetworkFault, NetworkPlace } from './network-fault.ts';

/** A fault that is switched on. */
export interface ActiveFault {
  readonly id: string;
  readonly fault: NetworkFault;
  readonly place: NetworkPlace;
  readonly sinceUs: Micros;
  readonly random: Random;
  /** Until when the bandwidth of each direction is used up. */
  readonly busyUntilUs: Map<string, Micros>;
}

/** One direction of a connection: which hosts, which port of the one that listens. */
export interface Course {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly direction: Direction;
}

/** What an established connection breaks with, once so many bytes of the packet have passed. */
export interface Cut {
  readonly afterBytes: number;
  /** `sender-reset`: who sent the packet gets RST, the other end learns nothing. */
  readonly by: 'reset' | 'fin' | 'silence' | 'sender-reset';
}

/** What faults do to one packet. */
export interface Meeting {
  readonly lost: boolean;
  readonly delayUs: Micros;
}

export const UNHARMED: Meeting = { lost: false, delayUs: 0 };

const strikes = ({ fault, random }: ActiveFault): boolean =>
  fault.probability === undefined || random.next() < fault.probability;

/** Whether a place is on the way of packets; direction matters only to `oneWay`. */
function isOnCourse(place: NetworkPlace, { from, to, port }: Course): boolean {
  if (place.port !== undefined && place.port !== port) return false;
  if ('host' in place) return from !== to && (place.host === from || place.host === to);
  const [first, second] = place.link;
  if (first === from && second === to) return true;
  return !place.oneWay && first === to && second === from;
}

/** The same for an attempt to connect: a host that refuses is one that others connect to. */
function isForAttempt(place: NetworkPlace, course: Course): boolean {
  return isOnCourse(place, course) && !('host' in place && place.host !== course.to);
}

export class NetworkFaults {
  #active: readonly ActiveFault[] = [];

  get active(): readonly ActiveFault[] {
    return this.#active;
  }

  /** Whether no fault is switched on. */
  get isQuiet(): boolean {
    return this.#active.length === 0;
  }

  /** Switches a fault on; one of the same id gives way. */
  start(started: Omit<ActiveFault, 'busyUntilUs'>): void {
    this.end(started.id);
    this.#active = [...this.#active, { ...started, busyUntilUs: new Map() }];
  }

  end(id: string): void {
    this.#active = this.#active.filter((fault) => fault.id !== id);
  }

  /** Whether an attempt to connect is answered with RST. */
  refuses(course: Course): boolean {
    return this.#active.some(
      (active) =>
        active.fault.type === 'refuse' && isForAttempt(active.place, course) && strikes(active),
    );
  }

  /** Whether there is no route for an attempt to connect. */
  isUnreachable(course: Course): boolean {
    return this.#active.some(
      (active) =>
        active.fault.type === 'unreachable' &&
        isForAttempt(active.place, course) &&
        strikes(active),
    );
  }

  /** What becomes of a packet of `bytes` bytes, whatever connection it belongs to. */
  meet(course: Course, bytes: number, nowUs: Micros): Meeting {
    if (this.isQuiet) return UNHARMED;
    let delayUs = 0;
    for (const active of this.#active) {
      if (!isOnCourse(active.place, course)) continue;
      const { fault, random, busyUntilUs } = active;
      if (fault.type === 'blackhole' || fault.type === 'unreachable') {
        if (strikes(active)) return { lost: true, delayUs: 0 };
      } else if (fault.type === 'latency' && strikes(active)) {
        delayUs += fault.latencyMs * 1_000;
        if (fault.jitterMs) delayUs += random.below(fault.jitterMs * 1_000 + 1);
      } else if (fault.type === 'bandwidth' && strikes(active)) {
        const key = `${course.from}>${course.to}`;
        const start = Math.max(nowUs, busyUntilUs.get(key) ?? 0);
        const end = start + Math.ceil((bytes / fault.bytesPerSecond) * 1_000_000);
        busyUntilUs.set(key, end);
        delayUs += end - nowUs;
      }
    }
    return delayUs === 0 ? UNHARMED : { lost: false, delayUs: Math.round(delayUs) };
  }

  /** The faults of connections that a packet can meet. */
  onCourse(course: Course): readonly ActiveFault[] {
    return this.#active.filter(({ place }) => isOnCourse(place, course));
  }

  /** Whether a fault that strikes a connection once strikes this one. */
  drawFor(active: ActiveFault): boolean {
    return strikes(active);
  }
}
