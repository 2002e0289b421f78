// What the bindings of one simulated Node process share: its machine, its library, its event loop, and
// the functions that Node's library registers with its C++ part.

import type { Kernel } from '../kernel/kernel.ts';
import type { Platform } from '../platform.ts';
import type { Machine } from '../process/machine.ts';
import type { OutputStream, Process } from '../process/process.ts';
import type { AsyncContext } from './async-context.ts';
import type { Llhttp } from './bindings/llhttp.ts';
import type { EventLoop } from './event-loop.ts';
import type { GuestFunction, GuestObject } from './guest.ts';
import type { MemoryModel } from './heap-watch.ts';
import type { LibraryConstants } from './library.ts';
import type { CallSite } from './stacks/call-site.ts';
import type { TextCodecs } from './text-codecs.ts';

/** Functions of Node's library that its C++ part calls. Set while the library starts. */
export interface LibraryCallbacks {
  tick: GuestFunction | null;
  processImmediate: GuestFunction | null;
  processTimers: GuestFunction | null;
  promiseReject: GuestFunction | null;
  /** `owner_symbol` and the others, shared by bindings and library. */
  bufferPrototype: object | null;
}

/** `import()`: what is set by the library when it starts. */
export interface DynamicImporter {
  /** Imports on behalf of a CommonJS file, or of an ES module where `module` is given. */
  import(referrer: string, specifier: unknown, options: unknown, module?: boolean): unknown;
}

/** A Node process as its bindings see it. */
export interface NodeEnvironment {
  readonly kernel: Kernel;
  readonly machine: Machine;
  readonly process: Process;
  readonly platform: Platform;
  /** The HTTP parser all processes of the world share. */
  readonly llhttp: Llhttp;
  readonly codecs: TextCodecs;
  readonly constants: LibraryConstants;
  readonly loop: EventLoop;
  /** The memory of the process, estimated. */
  readonly memory: MemoryModel;
  readonly callbacks: LibraryCallbacks;
  readonly context: AsyncContext;
  /** Promises that were reported as rejected, with their reasons. */
  readonly rejections: WeakMap<object, { readonly reason: unknown }>;
  importer: DynamicImporter;
  readonly argv: readonly string[];
  /** Options of Node's command line that were set, by their long name. */
  readonly nodeOptions: Readonly<Record<string, unknown>>;
  /** The same as they were written before the file. */
  readonly execArgv: readonly string[];
  readonly environmentVariables: Record<string, string>;
  /** The `process` object of the program. */
  readonly processObject: GuestObject;
  /** The program's global object. */
  readonly globalObject: GuestObject;
  /** Symbols both sides know, by name: `owner_symbol`, `async_id_symbol` ... */
  readonly symbols: Readonly<Record<string, symbol>>;
  readonly privateSymbols: Readonly<Record<string, symbol>>;
  workingDirectory: string;
  /** How many files the process may have open. */
  readonly openFileLimit: number;
  nextAsyncId(): number;
  /** Random bits of the process's own stream, for crypto. */
  randomUint32(): number;
  /** Throws the signal that unwinds a program that has ended or hangs; otherwise does nothing. */
  checkAlive(): void;
  /** Throws what ended the whole run (a pack or the parser is missing), where something did. */
  throwFailure(): void;
  /** The library's microtasks would run now: notes under which frames, and yields between two timers. */
  runMicrotasks(): void;
  /** Runs something so that the errors it makes have no frames, as those of Node's C++ part. */
  withoutFrames<Result>(action: () => Result): Result;
  /** The clock that never goes back, as a program reads it: reading takes a moment. */
  readMonotonicUs(): number;
  /** The frames of the program that runs right now, newest first. */
  callSites(): readonly CallSite[];
  /** Makes a class whose name shows in stack traces and inspections; `base` is what it extends. */
  nameClass<Base extends abstract new (...args: never[]) => object>(
    name: string,
    base?: Base,
  ): Base;
  /** Ends the program: writes nothing, closes everything, and unwinds its stack. */
  exit(code: number): never;
  /** An error nobody caught: `uncaughtException` listeners, or the report and the end. */
  triggerUncaught(error: unknown, fromPromise: boolean): void;
  write(stream: OutputStream, text: string): void;
  /** Requires a module of Node's library. */
  requireLibrary(id: string): GuestObject;
}
