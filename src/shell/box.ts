// A host as the terminal's commands see it: its files, clock and network, the processes people started on
// it, and the system it is a part of.

import type { FileSystem, Kernel, Machine, Micros, Platform, TerminalWorld } from '#sim';
import type { CommandTable } from './commands/command.ts';
import type { TextCodec } from './io/file-stream.ts';
import { ProcessGroup, ShellProcess } from './process.ts';
import type { Task } from './task.ts';
import type { LogBook } from './terminal/log-book.ts';

export interface BoxOptions {
  readonly machine: Machine;
  readonly world: TerminalWorld;
  readonly commands: CommandTable;
  /** The other hosts, by name. */
  readonly boxes: (name: string) => Box | undefined;
  readonly log: LogBook;
}

/** What a process is started with. */
export interface SpawnOptions {
  readonly title: string;
  readonly parentPid: number;
  /** A group of its own without it. */
  readonly group?: ProcessGroup;
  readonly terminal: string | null;
  readonly task: (process: ShellProcess) => Task<number>;
}

export class Box {
  readonly machine: Machine;
  readonly world: TerminalWorld;
  readonly commands: CommandTable;
  readonly boxes: (name: string) => Box | undefined;
  readonly log: LogBook;
  readonly #processes = new Map<number, ShellProcess>();

  constructor(options: BoxOptions) {
    this.machine = options.machine;
    this.world = options.world;
    this.commands = options.commands;
    this.boxes = options.boxes;
    this.log = options.log;
  }

  get name(): string {
    return this.machine.host.name;
  }

  get kernel(): Kernel {
    return this.machine.kernel;
  }

  get files(): FileSystem {
    return this.machine.files;
  }

  get platform(): Platform {
    return this.world.platform;
  }

  get codec(): TextCodec {
    return this.world.platform;
  }

  /** The wall clock in milliseconds since 1970. */
  get timeMs(): number {
    return this.machine.timeMs;
  }

  /** Processes started from terminals, oldest first. */
  get processes(): readonly ShellProcess[] {
    return [...this.#processes.values()];
  }

  process(pid: number): ShellProcess | undefined {
    return this.#processes.get(pid);
  }

  /** Starts a process; it runs until it first waits before this returns. */
  spawn(options: SpawnOptions): ShellProcess {
    const pid = this.machine.takePid();
    const process = new ShellProcess({
      pid,
      parentPid: options.parentPid,
      group: options.group ?? new ProcessGroup(pid),
      title: options.title,
      startedUs: this.kernel.nowUs,
      terminal: options.terminal,
      failed: (_process, error) => {
        const detail = error instanceof Error ? `${error.message}\n${error.stack}` : String(error);
        this.kernel.trace.record({ kind: 'simulator-failed', pid, host: this.name, detail });
        return 70;
      },
    });
    this.#processes.set(pid, process);
    process.onChange(() => {
      if (process.status !== null) this.#processes.delete(pid);
    });
    process.start(options.task(process));
    return process;
  }

  /** Lets time pass. */
  *sleep(durationUs: Micros): Task {
    yield (resume) => {
      const event = this.kernel.after(durationUs, resume);
      return () => this.kernel.cancel(event);
    };
  }
}
