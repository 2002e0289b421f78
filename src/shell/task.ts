// Tasks: programs of the terminal as generators. A task runs at once until it waits for something; what it
// waits for resumes it from an event of the kernel. There are no promises, so a run is the same every time
// and the kernel never awaits.

/** Something to wait for: given how to go on, begins; may return how to stop, called once the wait is over. */
export type Wait = (resume: () => void) => (() => void) | undefined;

/** A program, or a part of one, that can wait. */
export type Task<Result = void> = Generator<Wait, Result, void>;

/** Waits for a value that `begin` hands over, at once or later. */
export function* until<Value>(
  begin: (done: (value: Value) => void) => (() => void) | undefined,
): Task<Value> {
  let result: { readonly value: Value } | undefined;
  yield (resume) =>
    begin((value) => {
      result = { value };
      resume();
    });
  return (result as unknown as { readonly value: Value }).value;
}

/** How a fiber ended. */
export type FiberEnd = { readonly status: number } | { readonly error: unknown };

/** A task being run: it can be stopped, continued, and thrown into. */
export class Fiber {
  readonly #task: Task<number>;
  readonly #ended: (end: FiberEnd) => void;
  #giveUp: (() => void) | undefined;
  #waitNumber = 0;
  #isRunning = false;
  #isStopped = false;
  #isReady = false;
  #isOver = false;
  #thrown: { readonly error: unknown } | null = null;

  constructor(task: Task<number>, ended: (end: FiberEnd) => void) {
    this.#task = task;
    this.#ended = ended;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  start(): void {
    this.#advance();
  }

  /** Throws into the task where it waits; into a running one at its next wait. */
  throw(error: unknown): void {
    if (this.#isOver) return;
    this.#thrown = { error };
    if (this.#isRunning) return;
    this.#giveUp?.();
    this.#giveUp = undefined;
    this.#isStopped = false;
    this.#advance();
  }

  /** Stops the task at its next wait: SIGSTOP. */
  stop(): void {
    this.#isStopped = true;
  }

  continue(): void {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    if (this.#isReady && !this.#isRunning) this.#advance();
  }

  #advance(): void {
    this.#isRunning = true;
    this.#isReady = true;
    while (this.#isReady && !this.#isStopped && !this.#isOver) {
      this.#isReady = false;
      this.#step();
      if (this.#thrown && !this.#isOver) {
        this.#giveUp?.();
        this.#giveUp = undefined;
        this.#isReady = true;
      }
    }
    this.#isRunning = false;
  }

  #step(): void {
    const thrown = this.#thrown;
    this.#thrown = null;
    const number = ++this.#waitNumber;
    try {
      const { done, value } = thrown ? this.#task.throw(thrown.error) : this.#task.next();
      if (done) {
        this.#finish({ status: value });
        return;
      }
      const giveUp = value(() => this.#resume(number));
      if (this.#isReady) giveUp?.();
      else this.#giveUp = giveUp;
    } catch (error) {
      this.#finish({ error });
    }
  }

  #resume(number: number): void {
    if (this.#isOver || number !== this.#waitNumber || this.#isReady) return;
    this.#giveUp?.();
    this.#giveUp = undefined;
    this.#isReady = true;
    if (!this.#isRunning && !this.#isStopped) this.#advance();
  }

  #finish(end: FiberEnd): void {
    this.#isOver = true;
    this.#ended(end);
  }
}
