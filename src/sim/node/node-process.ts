// A simulated Node process: its event loop, its turns, its end. What its library sees of the machine
// is in bindings/; how it starts is in bootstrap.ts.

import type { Micros } from '../kernel/event-queue.ts';
import type { Turn } from '../kernel/kernel.ts';
import type { Random } from '../kernel/random.ts';
import type { Machine } from '../process/machine.ts';
import { type OutputStream, Process, type ProcessSample, type Signal } from '../process/process.ts';
import type { AsyncContext } from './async-context.ts';
import { HAS_REJECTION_TO_WARN, HAS_TICK_SCHEDULED, type TickInfo } from './bindings/task-queue.ts';
import {
  IMMEDIATE_COUNT,
  IMMEDIATE_OUTSTANDING,
  IMMEDIATE_REFERENCED_COUNT,
  type ImmediateInfo,
} from './bindings/timers.ts';
import { type Bootstrap, bootstrap } from './bootstrap.ts';
import type { LibraryCallbacks, NodeEnvironment } from './environment.ts';
import { EventLoop, type LoopOwner } from './event-loop.ts';
import { fullHeapText } from './full-heap.ts';
import { ExitSignal, GuardState, HangSignal, isUnwinding } from './guards.ts';
import type { GuestObject } from './guest.ts';
import type { GuestRealm, RunningProcess } from './guest-realm.ts';
import { HeapWatch } from './heap-watch.ts';
import { NO_CHANGES, type ProgramChanges } from './intrinsics.ts';
import { enterTurn, leaveTurn } from './leaked-globals.ts';
import { memoryLimits } from './memory-limits.ts';
import type { ScriptPreparer } from './prepare/prepared.ts';
import { reportedErrors } from './reported-errors.ts';
import type { CallSite } from './stacks/call-site.ts';
import {
  type CrashReporter,
  createCrashReporter,
  type UncaughtOrigin,
} from './stacks/crash-report.ts';
import { createErrorStatics, type ErrorStatics, withoutFrames } from './stacks/error-statics.ts';
import { TextCodecs } from './text-codecs.ts';
import { YieldSignal } from './yield-signal.ts';

/** Processor time of starting Node itself, before the first line of the program. */
const START_US = 40_000;
/** A turn that takes longer holds up requests so that it shows. */
const BLOCKED_US = 50_000;
/** Processor time of one turn: parsing, allocation, everything that is not modelled apart. */
const TURN_US = 120;
/** What Node raises its own limit to: the hard limit of a usual Linux. */
const OPEN_FILE_LIMIT = 1_048_576;
/** Processor time of the collections V8 tries before it gives up a full heap. */
const LAST_COLLECTIONS_US = 200_000;
/** Reading the clock is quick; a program that does nothing else must still get somewhere. */
const CLOCK_READ_US = 1;
const BUSY_CLOCK_READ_US = 100;
const CLOCK_READS_BEFORE_BUSY = 1_000;

/** The code Node ends with when a top-level await never settles (exit code 13). */
const EXIT_UNSETTLED_AWAIT = 13;
/** The code Node ends with when the handler of an uncaught error throws (exit code 7). */
const EXIT_HANDLER_FAILED = 7;

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    /** A mistake in the simulator, met while a program ran; its process was ended. */
    'simulator-failed': { readonly pid: number; readonly host: string; readonly detail: string };
  }
}

export interface NodeProcessOptions {
  readonly machine: Machine;
  readonly realm: GuestRealm;
  readonly preparer: ScriptPreparer;
  readonly name: string;
  /** The file to run, absolute, and its arguments. */
  readonly argv: readonly string[];
  readonly workingDirectory: string;
  readonly environmentVariables: Readonly<Record<string, string>>;
  /** Command line options of Node itself, by their long name. */
  readonly nodeOptions?: Readonly<Record<string, unknown>>;
  /** The same as they were written before the file. */
  readonly execArgv?: readonly string[];
  /** How many files it may have open (`ulimit -n`). */
  readonly openFileLimit?: number;
}

export class NodeProcess extends Process implements LoopOwner, RunningProcess {
  readonly #machine: Machine;
  readonly #startedUs: Micros;
  readonly #realm: GuestRealm;
  readonly #loop: EventLoop;
  readonly #random: Random;
  readonly #heap: HeapWatch;
  readonly #guards: GuardState;
  readonly #environment: NodeEnvironment;
  readonly #callbacks: LibraryCallbacks = {
    tick: null,
    processImmediate: null,
    processTimers: null,
    promiseReject: null,
    bufferPrototype: null,
  };
  readonly #ticks: TickInfo = { fields: new Uint8Array(2) };
  readonly #immediates: ImmediateInfo = { fields: new Uint32Array(3) };
  readonly #reporter: CrashReporter;
  readonly #library: Bootstrap;
  readonly errorStatics: ErrorStatics;
  readonly context: AsyncContext = { frame: undefined };
  readonly #rejections = new WeakMap<object, { readonly reason: unknown }>();
  #changes: ProgramChanges = NO_CHANGES;
  #clockReads = 0;
  #asyncId = 1_000;
  /** Timers or immediates run: between two of them the library lets microtasks run. */
  #isYielding = false;
  /**
   * Under which frames microtasks run, or ran last: a stack may first be asked for in a later turn than
   * the one its error was made in.
   */
  #microtaskFrames: readonly CallSite[] = [];
  /** In this turn the library has come to where microtasks run. */
  #knowsMicrotaskFrames = false;
  /** The frames under which microtasks run after ticks; always the same, so they are taken once. */
  #tickFrames: readonly CallSite[] | null = null;

  constructor(options: NodeProcessOptions) {
    const { machine, name, argv } = options;
    super({
      kernel: machine.kernel,
      host: machine.host,
      pid: machine.takePid(),
      name,
      command: ['node', ...(options.execArgv ?? []), ...argv].join(' '),
    });
    machine.add(this);
    this.errorStatics = createErrorStatics(options.nodeOptions?.['--stack-trace-limit']);
    this.#heap = new HeapWatch(memoryLimits(machine, options.nodeOptions), {
      heapFull: () => {
        this.kernel.useProcessor(LAST_COLLECTIONS_US);
        this.runOutOfMemory('heap');
        throw new ExitSignal();
      },
      machineFull: (residentBytes) => {
        this.runOutOfMemory('machine', residentBytes);
        throw new ExitSignal();
      },
    });
    this.#guards = new GuardState(this.#heap);
    this.#machine = machine;
    this.#startedUs = machine.kernel.nowUs;
    this.#realm = options.realm;
    this.#random = machine.kernel.random.fork(`process ${this.pid}`);
    this.#loop = new EventLoop(machine.kernel, this);
    this.#environment = this.#createEnvironment(options);
    this.#reporter = createCrashReporter(this.#environment, this.#realm, this.#guards);
    const { globalObject, processObject } = this.#environment;
    this.#heap.exclude([this, machine, this.kernel, this.#realm, this.#loop, this.#environment]);
    this.#heap.exclude([globalObject, processObject]);
    this.#library = bootstrap({
      environment: this.#environment,
      realm: this.#realm,
      preparer: options.preparer,
      guards: this.#guards,
      ticks: this.#ticks,
      immediates: this.#immediates,
    });
    this.kernel.after(0, () => this.#loop.runFirst(() => this.#runMain()));
  }

  /** The `process` object of the program: for tests and for the memory estimate. */
  get processObject(): GuestObject {
    return this.#environment.processObject;
  }

  override post(callback: () => void): void {
    if (!this.isDead) this.#loop.post(callback);
  }

  protected override resumed(): void {
    this.#loop.poke();
  }

  override hang(): void {
    super.hang();
    this.#loop.stop();
  }

  override end(exit: { code: number | null; signal: Signal | null }): void {
    super.end(exit);
    this.#loop.stop();
  }

  protected override endOfFullHeap(): boolean {
    const uptimeMs = Math.round((this.kernel.nowUs - this.#startedUs) / 1_000);
    this.write(
      'stderr',
      fullHeapText(this.#realm.release, {
        pid: this.pid,
        uptimeMs,
        limitBytes: this.#heap.heapLimitBytes,
      }),
    );
    this.end({ code: null, signal: 'SIGABRT' });
    return true;
  }

  override sample(): ProcessSample {
    return {
      memoryBytes: this.#heap.figures().rss,
      loopDelayUs: this.#loop.takeLongestWait(),
    };
  }

  get hasImmediates(): boolean {
    const { fields } = this.#immediates;
    return (fields[IMMEDIATE_COUNT] as number) > 0 || fields[IMMEDIATE_OUTSTANDING] === 1;
  }

  get hasReferencedImmediates(): boolean {
    return (this.#immediates.fields[IMMEDIATE_REFERENCED_COUNT] as number) > 0;
  }

  override write(stream: OutputStream, text: string): void {
    super.write(stream, text);
    if (this.isDead) return;
    const { pid, kernel, host } = this;
    for (const error of reportedErrors(text)) {
      kernel.trace.record({ kind: 'app-error', pid, host: host.name, ...error });
    }
  }

  readClockMs(): number {
    this.#spendClockRead();
    return this.#machine.timeMs;
  }

  random(): number {
    return this.#random.next();
  }

  formatStack(error: unknown, frames: readonly CallSite[]): unknown {
    return this.#library.formatStack(error, frames);
  }

  microtaskFrames(): readonly CallSite[] {
    return this.#microtaskFrames;
  }

  startTurn(callback: () => void): void {
    this.kernel.startTurn(this.#createTurn(callback));
  }

  runTimers(): void {
    const { processTimers } = this.#callbacks;
    const now = this.#loop.nowMs;
    let nextExpiry: unknown;
    this.#isYielding = true;
    try {
      nextExpiry = processTimers?.call(this.processObject, now);
    } catch (error) {
      // After an error, and when another timer is due, the library starts again where it stopped.
      this.#loop.continueTimers();
      throw error;
    } finally {
      this.#isYielding = false;
    }
    const expiry = typeof nextExpiry === 'number' ? nextExpiry : 0;
    if (expiry === 0) {
      this.#loop.setTimerReferenced(false);
      return;
    }
    this.#loop.setTimer(Math.abs(expiry) - this.#loop.nowMs);
    this.#loop.setTimerReferenced(expiry > 0);
  }

  runImmediates(): void {
    this.#isYielding = true;
    try {
      this.#callbacks.processImmediate?.call(this.processObject);
    } catch (error) {
      this.#loop.continueImmediates();
      throw error;
    } finally {
      this.#isYielding = false;
    }
  }

  drained(): void {
    this.#library.emitBeforeExit();
    if (!this.isDead) this.#loop.endIfDrained(() => this.#exitNaturally());
  }

  protected override handleSignal(signal: Signal): boolean {
    if (this.isHung || !this.#library.hasSignalListener(signal)) return false;
    this.post(() => this.#library.emitSignal(signal));
    return true;
  }

  #exitNaturally(): void {
    const stalled = this.#library.stalledAwait();
    if (stalled !== null) this.processObject['exitCode'] ??= EXIT_UNSETTLED_AWAIT;
    const code = this.#library.emitExit();
    if (stalled !== null) this.write('stderr', stalled);
    this.end({ code, signal: null });
  }

  #spendClockRead(): void {
    this.#clockReads++;
    const isBusy = this.#clockReads > CLOCK_READS_BEFORE_BUSY;
    this.kernel.useProcessor(isBusy ? BUSY_CLOCK_READ_US : CLOCK_READ_US);
  }

  #runMain(): void {
    this.kernel.useProcessor(START_US);
    this.#library.runMain();
  }

  #createTurn(callback: () => void): Turn {
    return {
      slowdown: this.#machine.slowdown,
      run: () => {
        this.#beginTurn();
        this.#protect(callback);
        // Ticks a callback has queued come before its microtasks; see the kernel's README.
        if (this.#ticks.fields[HAS_TICK_SCHEDULED] === 1) this.#runTicks();
        if (!this.#knowsMicrotaskFrames) this.#microtaskFrames = [];
        this.#protect(() => this.kernel.useProcessor(this.#heap.turn()));
      },
      stick: () => this.hang(),
      drain: () => {
        if (!this.canRun || !this.#hasTicks()) return false;
        this.#runTicks();
        return true;
      },
      rejected: (promise, reason) => this.#reportRejection(0, promise, reason),
      rejectionHandled: (promise) => this.#reportRejection(1, promise, undefined),
      end: (elapsedUs) => {
        leaveTurn(this.#environment.globalObject);
        this.#changes = this.#realm.intrinsics.leave(this.#changes);
        this.#realm.setCurrent(null);
        if (elapsedUs >= BLOCKED_US) this.#reportBlocked(elapsedUs);
        this.#loop.turnEnded(elapsedUs);
        const failure = this.#realm.takeFailure();
        if (failure) throw failure;
      },
    };
  }

  #reportBlocked(durationUs: number): void {
    const { pid, name, host } = this;
    const { trace } = this.#machine.kernel;
    trace.record({ kind: 'process-blocked', pid, host: host.name, name, durationUs });
  }

  #beginTurn(): void {
    this.#realm.setCurrent(this);
    enterTurn(this.#environment.globalObject, this.kernel, this.kernel.runs);
    this.#realm.intrinsics.enter(this.#changes);
    this.#guards.reset();
    this.#clockReads = 0;
    this.#knowsMicrotaskFrames = false;
    this.context.frame = undefined;
    this.kernel.useProcessor(TURN_US);
  }

  #runMicrotasks(): void {
    this.#knowsMicrotaskFrames = true;
    if (this.#isYielding) {
      this.#microtaskFrames = this.#realm.stacks.capture();
      throw withoutFrames(() => new YieldSignal());
    }
    this.#tickFrames ??= this.#realm.stacks.capture();
    this.#microtaskFrames = this.#tickFrames;
  }

  #hasTicks(): boolean {
    const { fields } = this.#ticks;
    return fields[HAS_TICK_SCHEDULED] === 1 || fields[HAS_REJECTION_TO_WARN] === 1;
  }

  #runTicks(): void {
    this.#protect(() => this.#callbacks.tick?.call(this.processObject));
  }

  #reportRejection(type: number, promise: Promise<unknown>, reason: unknown): void {
    if (!this.canRun || isUnwinding(reason)) return;
    this.#realm.stacks.settle(reason);
    if (type === 0) this.#rejections.set(promise, { reason });
    try {
      this.#callbacks.promiseReject?.call(undefined, type, promise, reason);
    } catch (error) {
      // Library code that throws here has been asked for something no pack holds; the turn's end says so.
      if (!this.#realm.hasFailed) this.#failed(error);
    }
  }

  /** Runs code of the program; what it throws is an uncaught exception. */
  #protect(action: () => void): void {
    if (!this.canRun) return;
    try {
      this.#realm.runMarked(action);
    } catch (error) {
      this.#catch(error);
    }
  }

  #catch(error: unknown): void {
    if (isUnwinding(error) || error instanceof YieldSignal || this.#realm.hasFailed) return;
    try {
      this.#realm.runMarked(() => this.#handleUncaught(error, 'thrown', false));
    } catch (second) {
      if (!isUnwinding(second) && !this.#realm.hasFailed) this.#failed(second);
    }
  }

  /** The simulator itself failed while it ran the program: the program ends, the world goes on. */
  #failed(error: unknown): void {
    const detail =
      error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
    const { pid } = this;
    this.kernel.trace.record({ kind: 'simulator-failed', pid, host: this.host.name, detail });
    this.end({ code: null, signal: 'SIGABRT' });
  }

  #handleUncaught(error: unknown, origin: UncaughtOrigin, fromPromise: boolean): void {
    if (isUnwinding(error)) throw error;
    this.#realm.throwFailure();
    const place = this.#reporter.locate(error, origin);
    const handled = this.#library.handleFatal(error, fromPromise);
    if (handled === true) return;
    if (this.isDead) throw new ExitSignal();
    if (handled === false) {
      this.#reporter.report(error, place);
      this.end({ code: this.#library.exitCode(), signal: null });
    } else {
      this.#reporter.report(handled.thrown, this.#reporter.locate(handled.thrown, 'thrown'));
      this.end({ code: EXIT_HANDLER_FAILED, signal: null });
    }
    throw new ExitSignal();
  }

  #createEnvironment(options: NodeProcessOptions): NodeEnvironment {
    const { realm, machine } = options;
    const heap = this.#heap;
    const globalObject = realm.createGlobalObject();
    if (options.nodeOptions?.['--expose-gc'] === true) {
      globalObject['gc'] = function gc(): void {
        heap.collect();
      };
    }
    // `process` gets its prototype before the library does anything with it.
    const processPrototype = Object.create(Object.prototype, {
      constructor: { value: function process() {}, enumerable: false, writable: true },
    }) as object;
    return {
      kernel: this.kernel,
      machine,
      process: this,
      platform: realm.platform,
      llhttp: realm.llhttp,
      codecs: new TextCodecs(realm.platform),
      constants: realm.library.constants,
      loop: this.#loop,
      memory: this.#heap,
      callbacks: this.#callbacks,
      context: this.context,
      rejections: this.#rejections,
      importer: { import: () => Promise.reject(new Error('No module loader has started')) },
      argv: options.argv,
      nodeOptions: options.nodeOptions ?? {},
      execArgv: options.execArgv ?? [],
      environmentVariables: { ...options.environmentVariables },
      processObject: Object.create(processPrototype) as GuestObject,
      globalObject,
      symbols: realm.symbols,
      privateSymbols: realm.privateSymbols,
      workingDirectory: options.workingDirectory,
      openFileLimit: options.openFileLimit ?? OPEN_FILE_LIMIT,
      nextAsyncId: () => ++this.#asyncId,
      randomUint32: () => this.#random.nextUint32(),
      checkAlive: () => {
        if (this.isDead) throw new ExitSignal();
        if (this.isHung) throw new HangSignal();
      },
      throwFailure: () => realm.throwFailure(),
      runMicrotasks: () => this.#runMicrotasks(),
      withoutFrames: (action) => withoutFrames(action),
      readMonotonicUs: () => {
        this.#spendClockRead();
        return this.kernel.nowUs;
      },
      callSites: () => realm.stacks.capture(),
      nameClass: (className, base) => realm.nameClass(className, base ?? (Object as never)),
      exit: (code) => {
        this.end({ code: code & 255, signal: null });
        throw new ExitSignal();
      },
      triggerUncaught: (error, fromPromise) =>
        this.#handleUncaught(error, 'triggered', fromPromise),
      write: (stream: OutputStream, text: string) => {
        this.#environment.checkAlive();
        this.write(stream, text);
      },
      requireLibrary: (id) => this.#library.require(id),
    };
  }
}
