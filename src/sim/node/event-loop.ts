// The event loop of a simulated Node process: timers, then input and output, then immediates, then
// closing handles, as libuv runs it (docs.libuv.org, "The I/O loop"). Each callback is one turn of the
// kernel. While a turn uses processor time, everything that happens to the process waits for it.
// Simplified: no idle and prepare handles; the poll phase takes what is there without a limit.

import type { Micros, ScheduledEvent } from '../kernel/event-queue.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { Roster } from '../kernel/roster.ts';

/** Something that keeps the loop alive while it is active and referenced: a socket, a server, a timer. */
export interface LoopHandle {
  readonly isActive: boolean;
  readonly isReferenced: boolean;
}

/** What the loop asks of the process it belongs to. */
export interface LoopOwner {
  readonly canRun: boolean;
  /** Runs a callback as a turn; the loop hears of its end through `turnEnded`. */
  startTurn(callback: () => void): void;
  /** Runs due timers; calls `continueTimers` when it stopped between two of them. */
  runTimers(): void;
  /** Runs the immediates set so far; calls `continueImmediates` when it stopped between two. */
  runImmediates(): void;
  readonly hasImmediates: boolean;
  readonly hasReferencedImmediates: boolean;
  /** Nothing is left to wait for: the process may find something to do, or ends. */
  drained(): void;
}

/** What waits for the poll phase, and since when. */
interface PostedCallback {
  readonly callback: () => void;
  readonly sinceUs: Micros;
}

type LoopPhase = 'timers' | 'poll' | 'check' | 'closing';

export class EventLoop {
  readonly #kernel: Kernel;
  readonly #owner: LoopOwner;
  readonly #handles = new Roster<LoopHandle>();
  #phase: LoopPhase = 'timers';
  #inbox: PostedCallback[] = [];
  /** How many callbacks were there when this iteration's poll phase began. */
  #pollBatch = 0;
  #closing: (() => void)[] = [];
  #immediatesRan = false;
  #timerDueMs: number | null = null;
  #timerReferenced = true;
  /** Timers stopped between two of them: what the code between has set does not put the rest off. */
  #timersInterrupted = false;
  #activeRequests = 0;
  #wakeEvent: ScheduledEvent | null = null;
  #busyUntilUs: Micros = 0;
  #inTurn = false;
  #longestWaitUs: Micros = 0;
  #nowMs = 0;

  constructor(kernel: Kernel, owner: LoopOwner) {
    this.#kernel = kernel;
    this.#owner = owner;
    this.updateTime();
  }

  /** The loop's idea of now, in whole milliseconds: it is taken once per phase, as uv_now is. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Looks at the clock again, as uv_update_time does. */
  updateTime(): void {
    this.#nowMs = Math.floor(this.#kernel.nowUs / 1_000);
  }

  /** The handles that are active, in the order they came. */
  get activeHandles(): LoopHandle[] {
    return [...this.#handles].filter((handle) => handle.isActive);
  }

  addHandle(handle: LoopHandle): void {
    this.#handles.add(handle);
  }

  removeHandle(handle: LoopHandle): void {
    this.#handles.delete(handle);
  }

  /** A request under way (a connect, a lookup, a file operation) keeps the loop alive. */
  beginRequest(): void {
    this.#activeRequests++;
  }

  endRequest(): void {
    this.#activeRequests--;
  }

  /** Queues a callback for the poll phase: input has arrived, a request is done. */
  post(callback: () => void): void {
    this.#inbox.push({ callback, sinceUs: this.#kernel.nowUs });
    this.poke();
  }

  /** Queues a callback for the closing phase: a handle's close callback. */
  postClosing(callback: () => void): void {
    this.#closing.push(callback);
    this.poke();
  }

  /** The longest that input has waited for the loop since this was last asked, in microseconds; what waits counts. */
  takeLongestWait(): Micros {
    this.#noteWait(this.#inbox[0]);
    const longestUs = this.#longestWaitUs;
    this.#longestWaitUs = 0;
    return longestUs;
  }

  #noteWait(posted: PostedCallback | undefined): void {
    const waitedUs = posted ? this.#kernel.nowUs - posted.sinceUs : 0;
    if (waitedUs > this.#longestWaitUs) this.#longestWaitUs = waitedUs;
  }

  /** Sets the one timer of the loop, in milliseconds from the loop's now. */
  setTimer(delayMs: number): void {
    this.#timerDueMs = this.#nowMs + Math.max(1, delayMs);
    this.poke();
  }

  setTimerReferenced(referenced: boolean): void {
    this.#timerReferenced = referenced;
  }

  /** The timers stopped between two of them: go on before anything else. */
  continueTimers(): void {
    this.#timersInterrupted = true;
    this.#phase = 'timers';
  }

  /** The immediates of this iteration stopped between two of them: go on with the rest. */
  continueImmediates(): void {
    this.#immediatesRan = false;
  }

  /** The process ended: nothing runs any more. */
  stop(): void {
    this.#kernel.cancel(this.#wakeEvent);
    this.#wakeEvent = null;
    this.#inbox = [];
    this.#closing = [];
    this.#handles.clear();
  }

  /** Calls back when there is still nothing to wait for; otherwise the loop goes on. */
  endIfDrained(ended: () => void): void {
    if (!this.#isAlive()) ended();
  }

  /** Runs a callback as a turn outside the phases: the main script. */
  runFirst(callback: () => void): void {
    this.#begin(callback);
  }

  /** The turn is over; it used this much processor time. */
  turnEnded(usedUs: Micros): void {
    this.#inTurn = false;
    this.#busyUntilUs = this.#kernel.nowUs + usedUs;
    this.poke();
  }

  /** Looks again whether there is something to do, and when. */
  poke(): void {
    if (this.#inTurn || !this.#owner.canRun) return;
    const dueUs = this.#nextDueUs();
    if (dueUs === null) return;
    const atUs = Math.max(dueUs, this.#busyUntilUs, this.#kernel.nowUs);
    if (this.#wakeEvent) {
      // A wake-up that turns out to be early finds nothing and looks again; a late one may not stay.
      if (this.#wakeEvent.timeUs <= atUs) return;
      this.#kernel.cancel(this.#wakeEvent);
    }
    this.#wakeEvent = this.#kernel.at(atUs, () => {
      this.#wakeEvent = null;
      if (this.#owner.canRun) this.#step();
    });
  }

  #begin(callback: () => void): void {
    this.#inTurn = true;
    this.#owner.startTurn(callback);
  }

  /** When there is something to do: now, at the time of the timer, or never. */
  #nextDueUs(): Micros | null {
    if (this.#inbox.length > 0 || this.#closing.length > 0) return this.#kernel.nowUs;
    if (this.#timersInterrupted) return this.#kernel.nowUs;
    if (this.#owner.hasImmediates || !this.#isAlive()) return this.#kernel.nowUs;
    return this.#timerDueMs === null ? null : this.#timerDueMs * 1_000;
  }

  #isAlive(): boolean {
    if (this.#activeRequests > 0 || this.#closing.length > 0 || this.#inbox.length > 0) return true;
    if (this.#timersInterrupted) return true;
    if (this.#timerDueMs !== null && this.#timerReferenced) return true;
    if (this.#owner.hasReferencedImmediates) return true;
    return this.#handles.some((handle) => handle.isActive && handle.isReferenced);
  }

  /** Takes the next callback in the order of the phases and runs it. */
  #step(): void {
    // Once around the four phases and back to the one it began with.
    for (let moves = 0; moves <= 4; moves++) {
      const callback = this.#nextCallback();
      if (callback) {
        this.#begin(callback);
        return;
      }
    }
    if (this.#isAlive()) this.poke();
    else this.#begin(() => this.#owner.drained());
  }

  /** The next callback of the current phase; null when the phase is over and the next one began. */
  #nextCallback(): (() => void) | null {
    switch (this.#phase) {
      case 'timers':
        return this.#nextTimers();
      case 'poll':
        return this.#nextInput();
      case 'check':
        return this.#nextImmediates();
      case 'closing':
        return this.#nextClosing();
    }
  }

  #nextTimers(): (() => void) | null {
    this.updateTime();
    const isDue = this.#timerDueMs !== null && this.#timerDueMs <= this.#nowMs;
    if (isDue || this.#timersInterrupted) {
      this.#timersInterrupted = false;
      this.#timerDueMs = null;
      return () => this.#owner.runTimers();
    }
    this.#phase = 'poll';
    this.#pollBatch = this.#inbox.length;
    return null;
  }

  #nextInput(): (() => void) | null {
    if (this.#pollBatch > 0) {
      this.#pollBatch--;
      this.updateTime();
      const posted = this.#inbox.shift();
      this.#noteWait(posted);
      if (posted) return posted.callback;
    }
    this.#phase = 'check';
    this.#immediatesRan = false;
    return null;
  }

  #nextImmediates(): (() => void) | null {
    if (!this.#immediatesRan && this.#owner.hasImmediates) {
      this.#immediatesRan = true;
      return () => this.#owner.runImmediates();
    }
    this.#phase = 'closing';
    return null;
  }

  #nextClosing(): (() => void) | null {
    const callback = this.#closing.shift();
    if (callback) return callback;
    this.#phase = 'timers';
    return null;
  }
}
