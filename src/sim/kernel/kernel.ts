// The heart of the simulation: a clock in whole microseconds and the queue of what happens next.
// It knows no network, no process and no program. Everything in it is synchronous but for one
// thing: a turn, the callback of a simulated JavaScript process, whose microtasks have to be
// drained before the clock may move on. See the notes on turns in this folder's README.

import type { DrivenRun, Driver, Phase } from './driver.ts';
import { EventQueue, type Micros, type ScheduledEvent } from './event-queue.ts';
import { Random } from './random.ts';
import { Trace } from './trace.ts';

/** One callback of a simulated process with everything it leaves behind in this moment. */
export interface Turn {
  /** The callback itself. Must not throw. */
  run(): void;
  /** How many times as long its work takes as on a healthy processor; 1 where nothing is said. */
  readonly slowdown?: number;
  /** Takes the place of `run` in a turn that is known never to come back. Must not throw. */
  stick?(): void;
  /** Runs ticks that microtasks have queued. Returns whether there were any. */
  drain(): boolean;
  rejected(promise: Promise<unknown>, reason: unknown): void;
  rejectionHandled(promise: Promise<unknown>): void;
  /** The turn is over and used `elapsedUs` of processor time. */
  end(elapsedUs: Micros): void;
}

/** Why a run came back: nothing left to do, the given moment reached, or `stop` was called. */
export type RunOutcome = 'idle' | 'until' | 'stopped';

export interface KernelOptions {
  readonly seed: number;
  readonly driver: Driver;
  /** How many trace events stay in memory. */
  readonly keepEvents?: number;
  /** Whether runs are to be compared by the trace's digest; they are unless this says no. */
  readonly isHashed?: boolean;
  /** Called before each turn with its number, which is the same in every replay. */
  readonly onTurn?: (turn: number) => void;
  /** Numbers of turns that never came back in an earlier run: they are stuck at once. */
  readonly stuckTurns?: ReadonlySet<number>;
}

/** The clock cannot be set to more than this. */
const LAST_MOMENT_US = Number.MAX_SAFE_INTEGER;

/** After so many events without a turn the driver gets control, so that messages can come in. */
const EVENTS_PER_PHASE = 2_000;

export class Kernel {
  readonly random: Random;
  readonly trace: Trace;
  readonly #queue = new EventQueue();
  readonly #driver: Driver;
  readonly #onTurn: ((turn: number) => void) | undefined;
  readonly #stuckTurns: ReadonlySet<number> | undefined;
  #nowUs: Micros = 0;
  #elapsedUs: Micros = 0;
  #turn: Turn | null = null;
  #untilUs: Micros = 0;
  #stopRequested = false;
  #running = false;
  #outcome: RunOutcome = 'idle';
  #turns = 0;
  #runs = 0;

  constructor(options: KernelOptions) {
    this.random = new Random(options.seed);
    this.#driver = options.driver;
    this.#onTurn = options.onTurn;
    this.#stuckTurns = options.stuckTurns;
    this.trace = new Trace(() => this.nowUs, {
      keep: options.keepEvents,
      isHashed: options.isHashed,
    });
  }

  /** Now. Within a turn it includes the processor time the turn has used so far. */
  get nowUs(): Micros {
    return this.#nowUs + this.#elapsedUs;
  }

  /** How many turns have run: a name for a turn that is the same in every replay. */
  get turns(): number {
    return this.#turns;
  }

  /** How many runs have begun: within one, nothing but the simulation happens. */
  get runs(): number {
    return this.#runs;
  }

  /** When the next event is due; undefined when nothing is. */
  get nextEventUs(): Micros | undefined {
    return this.#queue.peek()?.timeUs;
  }

  /** Schedules a callback. A moment that is over stands for now. */
  at(timeUs: Micros, callback: () => void): ScheduledEvent {
    if (!(timeUs <= LAST_MOMENT_US)) throw new RangeError(`${timeUs} is no moment in time`);
    return this.#queue.add(Math.max(Math.round(timeUs), this.nowUs), callback);
  }

  after(delayUs: Micros, callback: () => void): ScheduledEvent {
    return this.at(this.nowUs + delayUs, callback);
  }

  cancel(event: ScheduledEvent | null | undefined): void {
    if (event) this.#queue.cancel(event);
  }

  /** Starts a turn. Only one can run at a time, and only from within an event. */
  startTurn(turn: Turn): void {
    if (this.#turn) throw new Error('A turn is already running');
    this.#turn = turn;
    this.#turns++;
  }

  /** Uses processor time in the current turn; outside a turn it does nothing. */
  useProcessor(us: Micros): void {
    if (this.#turn) this.#elapsedUs += Math.round(us * (this.#turn.slowdown ?? 1));
  }

  /** Ends the run after the event or turn that is being handled. */
  stop(): void {
    this.#stopRequested = true;
  }

  /**
   * Runs events until nothing is left, the moment `untilUs` is reached, or `stop` is called. A run up
   * to a moment leaves the clock at that moment, whether or not anything happened before it.
   */
  async run(untilUs: Micros = LAST_MOMENT_US): Promise<RunOutcome> {
    if (this.#running) throw new Error('The kernel is already running');
    this.#running = true;
    this.#runs++;
    this.#stopRequested = false;
    this.#untilUs = untilUs;
    try {
      await this.#driver.drive(this.#drivenRun);
    } finally {
      this.#running = false;
    }
    return this.#outcome;
  }

  readonly #drivenRun: DrivenRun = {
    phase: () => this.#phase(),
    drain: () => this.#turn?.drain() ?? false,
    rejected: (promise, reason) => this.#turn?.rejected(promise, reason),
    rejectionHandled: (promise) => this.#turn?.rejectionHandled(promise),
  };

  #phase(): Phase {
    const turn = this.#turn;
    if (turn) {
      if (turn.drain()) return 'again';
      this.#turn = null;
      const elapsedUs = this.#elapsedUs;
      this.#elapsedUs = 0;
      turn.end(elapsedUs);
    }
    for (let handled = 0; handled < EVENTS_PER_PHASE; handled++) {
      if (this.#stopRequested) return this.#finish('stopped');
      const next = this.#queue.peek();
      if (!next) return this.#finish('idle');
      if (next.timeUs > this.#untilUs) return this.#finish('until');
      this.#nowUs = next.timeUs;
      this.#queue.take()?.();
      const started = this.#turn as Turn | null;
      if (started) {
        this.#runTurn(started);
        return 'again';
      }
    }
    return 'again';
  }

  #runTurn(turn: Turn): void {
    this.#onTurn?.(this.#turns);
    if (this.#stuckTurns?.has(this.#turns)) turn.stick?.();
    else turn.run();
  }

  #finish(outcome: RunOutcome): Phase {
    if (outcome !== 'stopped' && this.#untilUs < LAST_MOMENT_US) {
      this.#nowUs = Math.max(this.#nowUs, this.#untilUs);
    }
    this.#outcome = outcome;
    return 'stop';
  }
}
