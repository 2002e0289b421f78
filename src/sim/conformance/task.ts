// Straight-line code in simulated or real time: a generator that yields whenever it has to wait. In
// simulated time everything runs inside the kernel's events, so a case takes no real time.

/** What tells the time and calls back later: the simulation's kernel, or a real clock. */
export interface Clock {
  readonly nowUs: number;
  at(timeUs: number, callback: () => void): unknown;
  after(delayUs: number, callback: () => void): unknown;
  cancel(event: unknown): void;
}

/** Something to wait for: it is given the way to go on, and calls it once. */
export type Wait = (goOn: () => void) => void;

/** Code that waits. */
export type Task<T = void> = Generator<Wait, T, void>;

/** Lets so many milliseconds pass. */
export function* sleep(kernel: Clock, ms: number): Task {
  yield (goOn) => {
    kernel.after(Math.max(0, ms) * 1_000, goOn);
  };
}

/** Runs a task; `done` is called with what it returns. */
export const start = <T>(task: Task<T>, done: (value: T) => void = () => {}): void => {
  const step = (): void => {
    const next = task.next();
    if (next.done) done(next.value);
    else next.value(step);
  };
  step();
};

/** Something others can wait for. */
export class Gate {
  #isOpen = false;
  #waiting: (() => void)[] = [];

  get isOpen(): boolean {
    return this.#isOpen;
  }

  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const goOn of waiting) goOn();
  }

  *wait(): Task {
    if (this.#isOpen) return;
    yield (goOn) => {
      this.#waiting.push(goOn);
    };
  }
}

/** Wakes those who wait for a change, again and again. */
export class Bell {
  #waiting: (() => void)[] = [];

  ring(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const goOn of waiting) goOn();
  }

  /** Waits until `holds`, at the latest until `deadlineUs`. Answers whether it holds. */
  *until(kernel: Clock, holds: () => boolean, deadlineUs: number): Task<boolean> {
    while (!holds()) {
      if (kernel.nowUs >= deadlineUs) return false;
      yield (goOn) => {
        let isDone = false;
        const once = (): void => {
          if (isDone) return;
          isDone = true;
          kernel.cancel(timer);
          goOn();
        };
        const timer = kernel.at(Math.min(deadlineUs, Number.MAX_SAFE_INTEGER), once);
        this.#waiting.push(once);
      };
    }
    return true;
  }
}
