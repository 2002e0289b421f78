// A process started from a terminal: a task with a number, a group and a reaction to signals. Apps and
// servers are the simulator's own processes; these are the commands people type.

import type { Micros } from '#sim';
import { Killed, type ShellSignal, SIGNAL_NUMBERS } from './signals.ts';
import { Fiber, type Task } from './task.ts';

/** Signals that stop a process or let it go on. */
const STOPPING = new Set<ShellSignal>(['SIGSTOP', 'SIGTSTP', 'SIGCONT']);

/** Processes that get the terminal's signals together: a job. */
export class ProcessGroup {
  readonly id: number;
  readonly members = new Set<ShellProcess>();

  constructor(id: number) {
    this.id = id;
  }

  get isStopped(): boolean {
    return this.members.size > 0 && [...this.members].every((member) => member.isStopped);
  }

  signal(signal: ShellSignal): void {
    const members = [...this.members];
    // Nobody goes on before all have been told: what one's end does to another comes second.
    const running = STOPPING.has(signal) ? [] : members.filter((member) => !member.isStopped);
    for (const member of running) member.freeze();
    for (const member of members) member.signal(signal);
    for (const member of running) member.thaw();
  }
}

export interface ShellProcessOptions {
  readonly pid: number;
  readonly parentPid: number;
  readonly group: ProcessGroup;
  /** What `ps` shows. */
  readonly title: string;
  readonly startedUs: Micros;
  readonly terminal: string | null;
  /** A task that failed in a way no command foresees: answers its status. */
  readonly failed: (process: ShellProcess, error: unknown) => number;
}

/** Signals that do nothing unless a process asks for them. */
const IGNORED = new Set<ShellSignal>(['SIGCHLD', 'SIGWINCH', 'SIGCONT']);

export class ShellProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly group: ProcessGroup;
  readonly startedUs: Micros;
  readonly terminal: string | null;
  title: string;
  /** What a process does on a signal instead of ending. */
  readonly handlers = new Map<ShellSignal, () => void>();
  readonly #failed: (process: ShellProcess, error: unknown) => number;
  #fiber: Fiber | null = null;
  #isStopped = false;
  #status: number | null = null;
  #endedBy: ShellSignal | null = null;
  #listeners: (() => void)[] = [];

  constructor(options: ShellProcessOptions) {
    this.pid = options.pid;
    this.parentPid = options.parentPid;
    this.group = options.group;
    this.title = options.title;
    this.startedUs = options.startedUs;
    this.terminal = options.terminal;
    this.#failed = options.failed;
    this.group.members.add(this);
  }

  /** The exit status; null while it runs. */
  get status(): number | null {
    return this.#status;
  }

  /** The signal that ended it. */
  get endedBy(): ShellSignal | null {
    return this.#endedBy;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  start(task: Task<number>): void {
    this.#fiber = new Fiber(task, (end) => {
      if ('status' in end) this.#status = end.status;
      else if (end.error instanceof Killed) {
        this.#status = end.error.status;
        this.#endedBy = end.error.signal;
      } else this.#status = this.#failed(this, end.error);
      this.group.members.delete(this);
      this.#changed();
    });
    this.#fiber.start();
  }

  /** Holds the task where it waits, for a moment, and lets it go on. */
  freeze(): void {
    this.#fiber?.stop();
  }

  thaw(): void {
    this.#fiber?.continue();
  }

  /** Throws into the task where it waits. */
  throw(error: unknown): void {
    this.#fiber?.throw(error);
  }

  signal(signal: ShellSignal): void {
    const fiber = this.#fiber;
    if (!fiber || fiber.isOver) return;
    if (signal === 'SIGCONT') {
      this.#isStopped = false;
      fiber.continue();
      this.#changed();
      return;
    }
    const handler = this.handlers.get(signal);
    if (handler && signal !== 'SIGKILL' && signal !== 'SIGSTOP') handler();
    else if (signal === 'SIGSTOP' || signal === 'SIGTSTP') {
      fiber.stop();
      this.#isStopped = true;
      this.#changed();
    } else if (!IGNORED.has(signal) && signal in SIGNAL_NUMBERS) fiber.throw(new Killed(signal));
  }

  /** Calls `listener` whenever it ends, stops or goes on, until the result is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** Waits until it has ended; with `orStopped` also until it was stopped. */
  *wait(orStopped = false): Task {
    while (this.#status === null && !(orStopped && this.isStopped)) {
      yield (resume) => this.onChange(resume);
    }
  }
}
