// A simulated computer: a host on the network with its files, its clock and its processes.

import type { FileSystem } from '../files/file-system.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Host } from '../net/host.ts';
import type { Network } from '../net/network.ts';
import { MachineFaults } from './machine-faults.ts';
import type { Process } from './process.ts';

export interface MachineOptions {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly host: Host;
  readonly files: FileSystem;
  /** What the clock on the wall said when the simulation began, in milliseconds since 1970. */
  readonly startedAtMs: number;
  /** What a container lets its programs have, in megabytes of 1,048,576 bytes; nothing limits it where none is said. */
  readonly memoryMb?: number;
}

export class Machine {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly host: Host;
  readonly files: FileSystem;
  /** What is wrong with it. */
  readonly faults: MachineFaults;
  readonly memoryMb: number | null;
  readonly #startedAtMs: number;
  readonly #processes = new Map<number, Process>();
  #nextPid: number;

  constructor(options: MachineOptions) {
    this.kernel = options.kernel;
    this.network = options.network;
    this.host = options.host;
    this.files = options.files;
    this.memoryMb = options.memoryMb ?? null;
    this.faults = new MachineFaults(options.files);
    this.#startedAtMs = options.startedAtMs;
    // A box that has been up for a while: numbers differ from host to host and repeat with the seed.
    this.#nextPid = 300 + options.kernel.random.fork(`pids of ${options.host.name}`).below(4_000);
  }

  /** The wall clock, in milliseconds since 1970 with a fraction. */
  get timeMs(): number {
    return this.#startedAtMs + this.kernel.nowUs / 1_000 + this.faults.clockSkewMs;
  }

  /** How many times as long work takes on its processor. */
  get slowdown(): number {
    return this.faults.slowdown;
  }

  /** The number the next process will have. */
  get nextPid(): number {
    return this.#nextPid;
  }

  /** Takes the next process number. */
  takePid(): number {
    return this.#nextPid++;
  }

  /** Adds a process to the table until it ends. */
  add(process: Process): void {
    this.#processes.set(process.pid, process);
    process.onExit(() => this.#processes.delete(process.pid));
  }

  /** The running processes, oldest first. */
  get processes(): readonly Process[] {
    return [...this.#processes.values()];
  }

  process(pid: number): Process | undefined {
    return this.#processes.get(pid);
  }
}
