// The memory of a Node process as the process itself and the operating system see it: what it keeps, what it has used
// and not yet given back, and what happens at a limit. Figures are estimates by fixed rules, so that they are the same in
// every run; the engine's own would not be.
//
// - kept: what the variables of the program's files hold (heap-estimate.ts), looked at more rarely the more it is.
// - garbage: each turn leaves some, and it grows until the young generation is full and is collected. So `heapUsed`
//   rises and falls as a saw, on top of what is kept.
// - Near the heap's limit collections come more often and free less: turns take longer before the process dies.

import { type FileRoots, type KeptMemory, keptMemory } from './heap-estimate.ts';

const MEGABYTE = 1024 ** 2;
/** What Node itself keeps after it has started: heapUsed of an empty program, measured with Node 24. */
const OWN_BYTES = 4 * MEGABYTE;
/** Code, stacks and the executable itself: what lies in memory beside heap and buffers. */
const RESIDENT_BYTES = 42 * MEGABYTE;
/** Buffers of Node's own. */
const OWN_BUFFER_BYTES = 1.5 * MEGABYTE;
/** What a turn leaves behind: a request of Express leaves some ten to thirty kilobytes. */
const GARBAGE_PER_TURN_BYTES = 16_000;
/** When the young generation is collected: a semi-space of V8 on 64-bit machines. */
const YOUNG_BYTES = 16 * MEGABYTE;
/** What marking and compacting takes for each megabyte kept. */
const COLLECTION_US_PER_MEGABYTE = 500;
/** Rounds of loops, and turns, between two looks at first. */
const FIRST_STEPS = 100;
/** So many objects looked at make the next look one step later: it takes as long as they are many. */
const OBJECTS_PER_STEP = 20;

/** What limits the memory of a process; null for nothing. */
export interface MemoryLimits {
  /** The old generation of the heap (`--max-old-space-size`). */
  readonly heapBytes: number | null;
  /** What the operating system lets all of the process have: a container's memory. */
  readonly residentBytes: number | null;
}

/** What happens when memory ends. */
export interface MemoryEnds {
  heapFull(): never;
  /** The kernel kills. */
  machineFull(residentBytes: number): never;
}

/** What `process.memoryUsage()` tells, in bytes. */
export interface MemoryFigures {
  readonly rss: number;
  readonly heapTotal: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly arrayBuffers: number;
}

/** The memory of a process as its program can ask for it. */
export interface MemoryModel {
  figures(): MemoryFigures;
  /** What limits its heap; null for nothing. */
  readonly heapLimitBytes: number | null;
  /** Objects of the simulator or the library that programs hold: what lies behind them is not theirs. */
  exclude(objects: readonly unknown[]): void;
  /** A collection that was asked for: `gc()`, which is there with `--expose-gc`. */
  collect(): void;
}

export class HeapWatch implements MemoryModel {
  readonly #limits: MemoryLimits;
  readonly #ends: MemoryEnds;
  readonly #files: FileRoots[] = [];
  readonly #borders = new Set<object>();
  readonly #isLimited: boolean;
  #kept: KeptMemory = { heapBytes: 0, bufferBytes: 0, objects: 0 };
  #garbageBytes = 0;
  #stepsLeft = FIRST_STEPS;

  constructor(limits: MemoryLimits, ends: MemoryEnds) {
    this.#limits = limits;
    this.#ends = ends;
    this.#isLimited = limits.heapBytes !== null || limits.residentBytes !== null;
  }

  /** A file has begun to run; these are its variables. */
  addFile(variables: FileRoots): void {
    this.#files.push(variables);
  }

  exclude(objects: readonly unknown[]): void {
    for (const object of objects) this.#borders.add(object as object);
  }

  /** A turn: some garbage more. Answers what collections take in it, in microseconds. */
  turn(): number {
    this.#garbageBytes += GARBAGE_PER_TURN_BYTES;
    const room = this.#heapRoom();
    const freed = Math.min(YOUNG_BYTES, room - this.#kept.heapBytes);
    if (this.#garbageBytes >= freed) this.#garbageBytes = 0;
    if (!this.#isLimited) return 0;
    this.step();
    if (freed >= YOUNG_BYTES) return 0;
    const share = GARBAGE_PER_TURN_BYTES / Math.max(freed, GARBAGE_PER_TURN_BYTES);
    const markedMegabytes = (OWN_BYTES + this.#kept.heapBytes) / MEGABYTE;
    return Math.round(share * markedMegabytes * COLLECTION_US_PER_MEGABYTE);
  }

  /** A round of a loop, or a turn. */
  step(): void {
    if (!this.#isLimited || --this.#stepsLeft > 0) return;
    const { heapBytes, bufferBytes, objects } = this.#look();
    this.#stepsLeft = FIRST_STEPS + Math.floor(objects / OBJECTS_PER_STEP);
    if (heapBytes > this.#heapRoom()) this.#ends.heapFull();
    const resident = RESIDENT_BYTES + OWN_BYTES + OWN_BUFFER_BYTES + heapBytes + bufferBytes;
    if (this.#limits.residentBytes !== null && resident > this.#limits.residentBytes) {
      this.#ends.machineFull(resident);
    }
  }

  collect(): void {
    this.#garbageBytes = 0;
  }

  /** What the process is told of its memory. */
  figures(): MemoryFigures {
    const { heapBytes, bufferBytes } = this.#look();
    const heapUsed = Math.round(OWN_BYTES + heapBytes + this.#garbageBytes);
    // V8 takes memory in pages, and some ahead.
    const heapTotal = Math.ceil((heapUsed * 1.15 + MEGABYTE) / 262_144) * 262_144;
    const external = OWN_BUFFER_BYTES + bufferBytes;
    const rss = Math.ceil((RESIDENT_BYTES + heapTotal + external) / 4_096) * 4_096;
    return { rss, heapTotal, heapUsed, external, arrayBuffers: 10_515 + bufferBytes };
  }

  get heapLimitBytes(): number | null {
    return this.#limits.heapBytes;
  }

  #heapRoom(): number {
    const { heapBytes } = this.#limits;
    return heapBytes === null ? Number.POSITIVE_INFINITY : heapBytes - OWN_BYTES;
  }

  #look(): KeptMemory {
    const { residentBytes } = this.#limits;
    const limitBytes = Math.max(this.#heapRoom(), residentBytes ?? 0);
    this.#kept = keptMemory(this.#files, { limitBytes, borders: this.#borders });
    return this.#kept;
  }
}
