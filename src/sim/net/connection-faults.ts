// One connection and the faults it meets: bytes that have passed each way, whether a fault of connections has
// struck it, how it was cut. Both of its directions share one.

import type { Micros } from '../kernel/event-queue.ts';
import type { Direction } from './network-fault.ts';
import {
  type ActiveFault,
  type Course,
  type Cut,
  type Meeting,
  type NetworkFaults,
  UNHARMED,
} from './network-faults.ts';

/** What a segment meets: faults of packets, and perhaps the end of its connection. */
export interface SegmentMeeting extends Meeting {
  readonly cut: Cut | null;
}

const PASSES: SegmentMeeting = { ...UNHARMED, cut: null };
const LOST: SegmentMeeting = { lost: true, delayUs: 0, cut: null };

/** What travels, as far as faults tell it apart. */
export interface Travelling {
  readonly bytes: number;
  readonly isEnd: boolean;
}

/** What one fault has to do with one connection. */
interface Affair {
  readonly strikes: boolean;
  /** Bytes that had passed each way when they met. */
  readonly before: Readonly<Record<Direction, number>>;
}

export class ConnectionFaults {
  readonly #faults: NetworkFaults;
  readonly #establishedUs: Micros;
  readonly #courses: Readonly<Record<Direction, Course>>;
  readonly #passed: Record<Direction, number> = { 'to-server': 0, 'to-client': 0 };
  #affairs: Map<ActiveFault, Affair> | null = null;
  /** How the connection was cut: nothing of it goes through any more. */
  #cut: Cut['by'] | null = null;

  constructor(options: {
    faults: NetworkFaults;
    establishedUs: Micros;
    from: string;
    to: string;
    port: number;
  }) {
    const { from, to, port } = options;
    this.#faults = options.faults;
    this.#establishedUs = options.establishedUs;
    this.#courses = {
      'to-server': { from, to, port, direction: 'to-server' },
      'to-client': { from: to, to: from, port, direction: 'to-client' },
    };
  }

  /** Whether the connection has been cut. A reset one is over for both ends. */
  get cutBy(): Cut['by'] | null {
    return this.#cut;
  }

  /** Bytes that have arrived, or will. */
  passed(direction: Direction, bytes: number): void {
    this.#passed[direction] += bytes;
  }

  meet(direction: Direction, travelling: Travelling, nowUs: Micros): SegmentMeeting {
    if (this.#cut === 'silence') return LOST;
    if (this.#cut === 'fin') return { ...PASSES, cut: { afterBytes: 0, by: 'sender-reset' } };
    if (this.#faults.isQuiet) return PASSES;
    const course = this.#courses[direction];
    let closeDelayUs = 0;
    for (const active of this.#faults.onCourse(course)) {
      const { fault } = active;
      if (fault.type === 'slow-close' && travelling.isEnd) {
        if (this.#affair(active).strikes) closeDelayUs += fault.delayMs * 1_000;
      }
      const cut = this.#cutBy(active, direction, travelling.bytes);
      if (!cut) continue;
      if (cut.by !== 'sender-reset') this.#cut = cut.by;
      return cut.by === 'silence' && cut.afterBytes === 0 ? LOST : { ...PASSES, cut };
    }
    const meeting = this.#faults.meet(course, travelling.bytes, nowUs);
    if (meeting === UNHARMED && closeDelayUs === 0) return PASSES;
    return { lost: meeting.lost, delayUs: meeting.delayUs + closeDelayUs, cut: null };
  }

  #affair(active: ActiveFault): Affair {
    this.#affairs ??= new Map();
    let affair = this.#affairs.get(active);
    if (!affair) {
      const strikes = this.#faults.drawFor(active);
      affair = { strikes, before: { ...this.#passed } };
      this.#affairs.set(active, affair);
    }
    return affair;
  }

  #cutBy(active: ActiveFault, direction: Direction, bytes: number): Cut | null {
    const { fault } = active;
    switch (fault.type) {
      case 'reset':
        return this.#affair(active).strikes ? { afterBytes: 0, by: 'reset' } : null;
      case 'half-open': {
        if (this.#establishedUs > active.sinceUs || !this.#affair(active).strikes) return null;
        return { afterBytes: 0, by: fault.answer === 'silence' ? 'silence' : 'sender-reset' };
      }
      case 'cut':
      case 'lost-answer': {
        const affair = this.#affair(active);
        const counted = fault.type === 'cut' ? fault.direction : 'to-client';
        if (!affair.strikes || counted !== direction) return null;
        const limit = fault.type === 'cut' ? fault.afterBytes : 0;
        const left = limit - (this.#passed[direction] - affair.before[direction]);
        if (bytes === 0 || bytes <= left) return null;
        return { afterBytes: Math.max(0, left), by: fault.type === 'cut' ? fault.by : 'reset' };
      }
      default:
        return null;
    }
  }
}

/** One direction of a connection, as the bytes on it see it. */
export class FaultyCourse {
  readonly #connection: ConnectionFaults;
  readonly #direction: Direction;

  constructor(connection: ConnectionFaults, direction: Direction) {
    this.#connection = connection;
    this.#direction = direction;
  }

  /** Whether the connection is over for both ends, whatever they still send. */
  get isOver(): boolean {
    return this.#connection.cutBy === 'reset';
  }

  meet(travelling: Travelling, nowUs: Micros): SegmentMeeting {
    return this.#connection.meet(this.#direction, travelling, nowUs);
  }

  passed(bytes: number): void {
    this.#connection.passed(this.#direction, bytes);
  }
}
