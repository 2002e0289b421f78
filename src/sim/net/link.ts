// The way between two hosts: how long packets take, how many bytes fit through, and what goes
// wrong. One object per pair of hosts and direction. It knows no connection.

import type { Micros } from '../kernel/event-queue.ts';
import type { Random } from '../kernel/random.ts';

/** What a direction of a link does to packets. Change it while the world runs to inject a fault. */
export interface LinkConditions {
  /** One-way delay. */
  latencyUs: Micros;
  /** A random extra delay, even over 0 to this. */
  jitterUs: Micros;
  /** Bytes per second; Infinity for no limit. At 0 nothing passes. */
  bytesPerSecond: number;
  /** Share of packets that are lost, 0 to 1. */
  lossProbability: number;
  /** Packets vanish (a firewall that drops, a partition). */
  blackhole: boolean;
  /**
   * How far a program can write ahead of what the other host takes in, and how much that takes in ahead of its program.
   * Linux grows both with the connection: up to some megabytes between fast neighbours. 128 kB where nothing is said.
   */
  sendBufferBytes?: number;
  receiveBufferBytes?: number;
}

/** What becomes of a packet: it arrives after a delay, or it is lost. */
export type Passage = { readonly lost: false; readonly delayUs: Micros } | { readonly lost: true };

const LOST: Passage = { lost: true };

export class Link {
  readonly conditions: LinkConditions;
  readonly #random: Random;
  #busyUntilUs: Micros = 0;

  constructor(conditions: LinkConditions, random: Random) {
    this.conditions = conditions;
    this.#random = random;
  }

  /** Sends a packet of `packetBytes` on its way at `nowUs`. */
  pass(packetBytes: number, nowUs: Micros): Passage {
    const { latencyUs, jitterUs, bytesPerSecond, lossProbability, blackhole } = this.conditions;
    if (blackhole || bytesPerSecond <= 0) return LOST;
    if (lossProbability > 0 && this.#random.next() < lossProbability) return LOST;
    let delayUs = latencyUs;
    if (jitterUs > 0) delayUs += this.#random.below(jitterUs + 1);
    if (bytesPerSecond !== Number.POSITIVE_INFINITY) {
      const start = Math.max(nowUs, this.#busyUntilUs);
      this.#busyUntilUs = start + Math.ceil((packetBytes / bytesPerSecond) * 1_000_000);
      delayUs += this.#busyUntilUs - nowUs;
    }
    return { lost: false, delayUs };
  }
}
