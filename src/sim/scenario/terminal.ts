// What a terminal is to a world, and a world to its terminal. The terminal's language and commands live
// outside the simulator (src/shell) and are given to a world from there, as peers are; what people type is
// part of the world's input, and what is printed part of its trace.

import type { CurlOutput } from '../client/curl-output.ts';
import type { HttpClient, HttpClientOptions } from '../client/http-client.ts';
import type { LoadGenerator, LoadOptions } from '../client/load.ts';
import type { ClientOutcome } from '../client/outcome.ts';
import type { Micros } from '../kernel/event-queue.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Network } from '../net/network.ts';
import type { TestResult } from '../nginx/nginx.ts';
import type { Platform } from '../platform.ts';
import type { Machine } from '../process/machine.ts';
import type { NativeProcess } from '../process/native-process.ts';
import type { Process } from '../process/process.ts';
import type { HostService } from './host-service.ts';
import type { HostFile, SystemSpec } from './system.ts';

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    /** A terminal printed something. A note is the simulator's own remark, not a program's output. */
    'terminal-output': {
      readonly session: string;
      readonly stream: 'stdout' | 'stderr' | 'note';
      readonly text: string;
    };
    /** A terminal waits for a line: at the shell's prompt, or for more of an unfinished command. */
    'terminal-prompt': {
      readonly session: string;
      readonly host: string;
      readonly directory: string;
      readonly text: string;
      /** The status of what ran before. */
      readonly status: number;
    };
    /** A file the world began with is another one now, by whatever a terminal ran; null where it is gone or too long. */
    'file-changed': {
      readonly host: string;
      readonly path: string;
      readonly text: string | null;
      /** When; it is told a little later. */
      readonly changedUs: Micros;
    };
    /** The session has ended: its shell was left. */
    'terminal-closed': { readonly session: string; readonly status: number };
  }
}

/** Signals a keyboard sends: Ctrl-C, Ctrl-Z, Ctrl-\, and the end of the input, Ctrl-D. */
export type TerminalSignal = 'SIGINT' | 'SIGTSTP' | 'SIGQUIT' | 'EOF';

/** What could be typed on. */
export interface Completion {
  /** Where in the line the candidates begin. */
  readonly from: number;
  readonly candidates: readonly string[];
}

/** The terminals of a world. */
export interface Terminal {
  /** Opens a session with a shell on a host. `settled` is called when it waits for the reader. */
  open(session: string, host: string, settled: () => void): void;
  /** A line was typed, with Enter. */
  type(session: string, line: string, settled: () => void): void;
  signal(session: string, signal: TerminalSignal, settled: () => void): void;
  /** Time goes on although nobody typed: what was held back may be printed. */
  renew(): void;
  /** What Tab offers. Changes nothing. */
  complete(session: string, line: string, cursor: number): Completion;
}

/** A Node program started by hand. */
export interface NodeRun {
  readonly machine: Machine;
  /** What stands behind `node`: options, the file, the program's arguments. */
  readonly words: readonly string[];
  readonly workingDirectory: string;
  readonly environmentVariables: Readonly<Record<string, string>>;
}

/** What a terminal can do with its world. Values come from here, so that its code carries no copy of them. */
export interface TerminalWorld {
  readonly system: SystemSpec;
  /** The files the world began with. */
  readonly sourceFiles: readonly HostFile[];
  readonly kernel: Kernel;
  readonly network: Network;
  readonly platform: Platform;
  machine(name: string): Machine | undefined;
  service(host: string): HostService | undefined;
  createClient(options: HttpClientOptions): HttpClient;
  createLoad(options: LoadOptions): LoadGenerator;
  createProcess(machine: Machine, name: string, command: string): NativeProcess;
  formatCurl(outcome: ClientOutcome, options: { readonly include: boolean }): CurlOutput;
  testNginx(machine: Machine, path: string, version: '1.22.1' | '1.29.7'): TestResult;
  /** The version of Node on a host: `v24.21.0`. */
  nodeVersion(host: string): string;
  runNode(run: NodeRun): Process;
}

export type TerminalFactory = (world: TerminalWorld) => Terminal;

/** A command is for a terminal, whose code has not been loaded: load it, and build the world again. */
export class MissingTerminalError extends Error {
  constructor() {
    super('The terminal is not loaded');
  }
}
