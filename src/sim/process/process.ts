// A process on a simulated host: its number, its state, what it holds open, how it ends. Programs are
// built on it: native ones (nginx, a database) run their callbacks at once, JavaScript ones in turns.

import type { Micros } from '../kernel/event-queue.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { Roster } from '../kernel/roster.ts';
import type { Executor } from '../net/executor.ts';
import type { Host } from '../net/host.ts';

/** The signals the simulator knows. */
export type Signal =
  | 'SIGHUP'
  | 'SIGINT'
  | 'SIGQUIT'
  | 'SIGKILL'
  | 'SIGUSR1'
  | 'SIGUSR2'
  | 'SIGTERM'
  | 'SIGCONT'
  | 'SIGSTOP'
  | 'SIGABRT'
  | 'SIGPIPE';

/** The order in which Linux hands over signals that wait: by their numbers (signal(7)). */
const SIGNAL_ORDER: readonly Signal[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGABRT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGPIPE',
  'SIGTERM',
];

/** How a process ended: by itself with a code, or by a signal. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: Signal | null;
}

/** Where a process writes. */
export type OutputStream = 'stdout' | 'stderr';

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    'process-started': {
      readonly pid: number;
      readonly host: string;
      readonly name: string;
      readonly command: string;
    };
    'process-output': {
      readonly pid: number;
      readonly host: string;
      readonly name: string;
      readonly stream: OutputStream;
      readonly text: string;
    };
    /** The process no longer comes back from a callback: it uses a whole core and answers nothing. */
    'process-hung': { readonly pid: number; readonly host: string; readonly name: string };
    /** Memory ran out: that of the machine, or a heap's own limit. The process ends of it. */
    'process-out-of-memory': {
      readonly pid: number;
      readonly host: string;
      readonly name: string;
      readonly of: 'machine' | 'heap';
      /** What lay in memory of it, where that is known. */
      readonly residentBytes?: number;
    };
    'process-signal': { readonly pid: number; readonly host: string; readonly signal: Signal };
    'process-exited': {
      readonly pid: number;
      readonly host: string;
      readonly name: string;
      readonly code: number | null;
      readonly signal: Signal | null;
    };
  }
}

/** Something the operating system closes when its process ends: a socket, a listener. */
export interface Closable {
  close(): void;
}

export interface ProcessOptions {
  readonly kernel: Kernel;
  readonly host: Host;
  readonly pid: number;
  /** The name operators know it by: `my-app`, `nginx`. */
  readonly name: string;
  /** What `ps` shows. */
  readonly command: string;
}

/** How a process does, over the time since it was last asked. */
export interface ProcessSample {
  readonly memoryBytes: number;
  /** The longest that something had to wait for its event loop. */
  readonly loopDelayUs: Micros;
}

export abstract class Process implements Executor {
  readonly kernel: Kernel;
  readonly host: Host;
  readonly pid: number;
  readonly name: string;
  readonly command: string;
  #exit: ProcessExit | null = null;
  #paused = false;
  readonly #waitingSignals = new Set<Signal>();
  #hung = false;
  readonly #open = new Roster<Closable>();
  #exitListeners: ((exit: ProcessExit) => void)[] = [];

  constructor(options: ProcessOptions) {
    this.kernel = options.kernel;
    this.host = options.host;
    this.pid = options.pid;
    this.name = options.name;
    this.command = options.command;
    this.kernel.trace.record({
      kind: 'process-started',
      pid: this.pid,
      host: this.host.name,
      name: this.name,
      command: this.command,
    });
  }

  /** What `ps` shows: the command, or what the program has put in its place. */
  get title(): string {
    return this.command;
  }

  abstract post(callback: () => void): void;

  /** Called when a paused process may run again. */
  protected abstract resumed(): void;

  get exit(): ProcessExit | null {
    return this.#exit;
  }

  get isDead(): boolean {
    return this.#exit !== null;
  }

  /** Stopped by SIGSTOP. */
  get isPaused(): boolean {
    return this.#paused;
  }

  /** Caught in a callback that never returns. */
  get isHung(): boolean {
    return this.#hung;
  }

  /** Whether callbacks can run now. */
  get canRun(): boolean {
    return !this.#exit && !this.#paused && !this.#hung;
  }

  /** Calls `listener` when the process ends; at once if it has. */
  onExit(listener: (exit: ProcessExit) => void): void {
    if (this.#exit) {
      listener(this.#exit);
      return;
    }
    this.#exitListeners = [...this.#exitListeners, listener];
  }

  /** Registers something to be closed at the latest when the process ends; at once if it has. */
  hold(resource: Closable): void {
    if (this.#exit) resource.close();
    else this.#open.add(resource);
  }

  release(resource: Closable): void {
    this.#open.delete(resource);
  }

  write(stream: OutputStream, text: string): void {
    if (this.#exit || text === '') return;
    const { pid, name } = this;
    this.kernel.trace.record({
      kind: 'process-output',
      pid,
      host: this.host.name,
      name,
      stream,
      text,
    });
  }

  /**
   * Sends a signal; what it does by default is Linux's, unless a program overrides `handleSignal`.
   * A stopped process gets it when it continues, but for SIGKILL; the same one twice counts once.
   */
  signal(signal: Signal): void {
    if (this.#exit) return;
    const { pid } = this;
    this.kernel.trace.record({ kind: 'process-signal', pid, host: this.host.name, signal });
    if (signal === 'SIGSTOP') {
      this.#paused = true;
    } else if (signal === 'SIGCONT') {
      this.#continue();
    } else if (this.#paused && signal !== 'SIGKILL') {
      this.#waitingSignals.add(signal);
    } else {
      this.#take(signal);
    }
  }

  /** Memory runs out. The kernel kills for the machine's (SIGKILL); what a full heap means is the program's affair. */
  runOutOfMemory(of: 'machine' | 'heap', residentBytes?: number): void {
    if (this.#exit) return;
    const { pid, name } = this;
    this.kernel.trace.record({
      kind: 'process-out-of-memory',
      pid,
      host: this.host.name,
      name,
      of,
      ...(residentBytes !== undefined && { residentBytes }),
    });
    if (of === 'machine' || !this.endOfFullHeap()) this.signal('SIGKILL');
  }

  /** Ends the process as a full heap ends its kind of program; false where it has no heap of its own. */
  protected endOfFullHeap(): boolean {
    return false;
  }

  #continue(): void {
    this.#paused = false;
    for (const signal of SIGNAL_ORDER) {
      if (this.#waitingSignals.delete(signal)) this.#take(signal);
    }
    if (this.canRun) this.resumed();
  }

  #take(signal: Signal): void {
    if (this.#exit) return;
    if (signal === 'SIGKILL' || !this.handleSignal(signal)) this.end({ code: null, signal });
  }

  /** Whether the program takes care of a signal itself. */
  protected handleSignal(_signal: Signal): boolean {
    return false;
  }

  /** How it does at the moment, where that is known of its kind of program. */
  sample(): ProcessSample | null {
    return null;
  }

  /** Marks the process as caught in a callback that never returns. */
  hang(): void {
    if (this.#exit || this.#hung) return;
    this.#hung = true;
    const { pid, name } = this;
    this.kernel.trace.record({ kind: 'process-hung', pid, host: this.host.name, name });
  }

  /** Ends the process. The operating system closes what it held, as Linux does. */
  end(exit: ProcessExit): void {
    if (this.#exit) return;
    this.#exit = exit;
    const { pid, name } = this;
    this.kernel.trace.record({
      kind: 'process-exited',
      pid,
      host: this.host.name,
      name,
      code: exit.code,
      signal: exit.signal,
    });
    for (const resource of this.#open) resource.close();
    this.#open.clear();
    for (const listener of this.#exitListeners) listener(exit);
  }
}
