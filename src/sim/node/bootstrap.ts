// Starts Node's library in a simulated process: the `process` object, the globals, ticks and timers, the
// module loader. It follows what lib/internal/bootstrap/node.js and its neighbours do in a real Node, and
// leaves out what a server does not need.

import type { Signal } from '../process/process.ts';
import { createBindings } from './bindings/index.ts';
import type { TickInfo } from './bindings/task-queue.ts';
import type { ImmediateInfo } from './bindings/timers.ts';
import { BuiltinLoader } from './builtin-loader.ts';
import type { NodeEnvironment } from './environment.ts';
import { defineGlobals } from './globals.ts';
import type { GuardState } from './guards.ts';
import type { GuestFunction, GuestObject } from './guest.ts';
import type { GuestRealm } from './guest-realm.ts';
import { createOwnModules } from './own-modules.ts';
import type { ScriptPreparer } from './prepare/prepared.ts';
import { defineProcessFacts, defineProcessObject } from './process-object.ts';
import { ProgramCompiler } from './program-compiler.ts';
import type { CallSite } from './stacks/call-site.ts';

export interface BootstrapOptions {
  readonly environment: NodeEnvironment;
  readonly realm: GuestRealm;
  readonly preparer: ScriptPreparer;
  readonly guards: GuardState;
  readonly ticks: TickInfo;
  readonly immediates: ImmediateInfo;
}

/** The started library, as the process uses it. */
export interface Bootstrap {
  require(id: string): GuestObject;
  runMain(): void;
  formatStack(error: unknown, frames: readonly CallSite[]): unknown;
  /**
   * Offers an uncaught error to the program. True when it took it, false when not, and what was thrown
   * when its handler failed itself.
   */
  handleFatal(error: unknown, fromPromise: boolean): boolean | { readonly thrown: unknown };
  /** The code the process ends with after an uncaught error. */
  exitCode(): number;
  emitBeforeExit(): void;
  /** The warning about a top-level await of the program that has not settled; null when there is none. */
  stalledAwait(): string | null;
  /** Emits 'exit' and answers the code to end with. */
  emitExit(): number;
  hasSignalListener(signal: Signal): boolean;
  emitSignal(signal: Signal): void;
}

type Require = (id: string) => GuestObject;

interface ErrorsModule extends GuestObject {
  readonly ErrorPrepareStackTrace: (error: unknown, frames: readonly CallSite[]) => unknown;
  readonly prepareStackTraceCallback: (
    globalObject: GuestObject,
    error: unknown,
    frames: readonly CallSite[],
  ) => unknown;
}

export function bootstrap(options: BootstrapOptions): Bootstrap {
  const { environment, realm, preparer, guards } = options;
  const { processObject, globalObject } = environment;
  const compiler = new ProgramCompiler({
    environment,
    realm,
    preparer,
    guards,
  });
  const loader: BuiltinLoader = new BuiltinLoader({
    realm,
    globalObject,
    processObject,
    internalBinding: createBindings({ ...options, compiler, require: (id) => loader.require(id) }),
    ownModules: createOwnModules(environment, realm, compiler),
    loaded: (id) => {
      environment.memory.exclude([loader.require(id)]);
      // Whoever asks first, the library or the program, finds the console connected to the streams.
      if (id === 'internal/console/global') connectConsole(loader.require);
      if (id === 'async_hooks' && realm.release.major === 20) useFrames(loader.require);
    },
    guardsFor: (url, missing) => guards.forLibraryFile(environment, url, missing),
    readToRun: (action) => environment.machine.files.readToRun(action),
  });
  const { require } = loader;
  let stacks: ErrorsModule | null = null;
  const entry = new EntryPoint(environment);
  const library: Bootstrap = {
    require,
    runMain() {
      start();
      require('internal/main/run_main_module');
      entry.watch();
    },
    stalledAwait: () => (entry.isPending ? compiler.stalledAwait() : null),
    formatStack(error, frames) {
      stacks ??= require('internal/errors') as ErrorsModule;
      return stacks.prepareStackTraceCallback(globalObject, error, frames);
    },
    ...createEndings(processObject),
  };
  const start = (): void => {
    realm.runAs(environment.process as never, () => {
      defineProcessFacts(environment);
      startErrors(environment, require);
      initializeDebugLog(environment, require);
      const { Buffer } = require('buffer') as { Buffer: { prototype: object } };
      environment.callbacks.bufferPrototype = Buffer.prototype;
      defineProcessObject(environment, require);
      startTasks(processObject, require);
      defineGlobals(environment, require);
      startModules(require);
    });
  };
  return library;
}

/** The promise of an ES module the program starts with: whether it is still waiting when all else is done. */
class EntryPoint {
  readonly #environment: NodeEnvironment;
  isPending = false;

  constructor(environment: NodeEnvironment) {
    this.#environment = environment;
  }

  /** Follows the promise, where the library has made one. */
  watch(): void {
    const { globalObject, privateSymbols } = this.#environment;
    const promise = globalObject[privateSymbols['entry_point_promise_private_symbol'] as symbol];
    if (!(promise instanceof Promise)) return;
    this.isPending = true;
    const settled = (): void => {
      this.isPending = false;
    };
    promise.then(settled, settled);
  }
}

/** Errors format themselves with the library's own function, and async contexts are frames, from the start. */
function startErrors(environment: NodeEnvironment, require: Require): void {
  const { ErrorPrepareStackTrace } = require('internal/errors') as ErrorsModule;
  Object.defineProperty(environment.globalObject['Error'], 'prepareStackTrace', {
    value: ErrorPrepareStackTrace,
    writable: true,
    enumerable: false,
    configurable: true,
  });
  // Asking is what switches the frames on, in releases that have them.
  const { builtinIds } = environment.constants;
  if (builtinIds.includes('internal/async_context_frame')) {
    void require('internal/async_context_frame')['enabled'];
  }
}

/** Ticks and timers. Between two timers the library calls `runMicrotasks`, and there it yields. */
function startTasks(processObject: GuestObject, require: Require): void {
  const { setupTaskQueue } = require('internal/process/task_queues') as {
    setupTaskQueue: () => { nextTick: GuestFunction; runNextTicks: GuestFunction };
  };
  const { nextTick, runNextTicks } = setupTaskQueue();
  processObject['nextTick'] = nextTick;
  processObject['_tickCallback'] = runNextTicks;
  const { getTimerCallbacks } = require('internal/timers') as {
    getTimerCallbacks: (runNextTicks: GuestFunction) => {
      processImmediate: GuestFunction;
      processTimers: GuestFunction;
    };
  };
  const { processImmediate, processTimers } = getTimerCallbacks(runNextTicks);
  const { internalBinding } = require('internal/bootstrap/realm') as {
    internalBinding: (name: string) => { setupTimers: (...callbacks: GuestFunction[]) => void };
  };
  internalBinding('timers').setupTimers(processImmediate, processTimers);
}

/** `NODE_DEBUG` is looked at before anything logs. */
function initializeDebugLog(environment: NodeEnvironment, require: Require): void {
  const { initializeDebugEnv } = require('internal/util/debuglog') as {
    initializeDebugEnv: (value: string | undefined) => void;
  };
  initializeDebugEnv(environment.environmentVariables['NODE_DEBUG']);
}

function connectConsole(require: Require): void {
  const console = require('internal/console/global');
  const { initializeGlobalConsole } = require('internal/console/constructor') as {
    initializeGlobalConsole: (console: GuestObject) => void;
  };
  initializeGlobalConsole(console);
}

function startModules(require: Require): void {
  const { initializeCJS } = require('internal/modules/cjs/loader') as { initializeCJS: () => void };
  initializeCJS();
  const { initializeESM } = require('internal/modules/esm/utils') as {
    initializeESM: (spawnHookWorker: boolean) => void;
  };
  initializeESM(false);
}

type Emitter = GuestObject & {
  emit(name: string, ...args: unknown[]): boolean;
  listenerCount(name: string): number;
};

/** How the process hears of its end, and of signals. */
function createEndings(
  processObject: GuestObject,
): Omit<Bootstrap, 'require' | 'runMain' | 'stalledAwait' | 'formatStack'> {
  const emitter = processObject as Emitter;
  const code = (fallback: number): number => {
    const set = processObject['exitCode'];
    return set === undefined ? fallback : Number(set);
  };
  return {
    handleFatal(error, fromPromise) {
      const handler = processObject['_fatalException'];
      if (typeof handler !== 'function') return false;
      try {
        return Boolean((handler as GuestFunction).call(processObject, error, fromPromise));
      } catch (thrown) {
        return { thrown };
      }
    },
    exitCode: () => code(1),
    emitBeforeExit() {
      emitter.emit?.('beforeExit', code(0));
    },
    emitExit() {
      processObject['_exiting'] = true;
      emitter.emit?.('exit', code(0));
      return code(0);
    },
    hasSignalListener: (signal) => (emitter.listenerCount?.(signal) ?? 0) > 0,
    emitSignal(signal) {
      const { constants } = SIGNAL_NUMBERS;
      emitter.emit(signal, signal, constants[signal]);
    },
  };
}

/** Gives programs on Node 20 an AsyncLocalStorage that works without hooks into the engine's promises. */
function useFrames(require: (id: string) => GuestObject): void {
  const { AsyncLocalStorage } = require('internal/async_local_storage/frames');
  Object.assign(require('async_hooks'), { AsyncLocalStorage });
}

const SIGNAL_NUMBERS = {
  constants: {
    SIGHUP: 1,
    SIGINT: 2,
    SIGQUIT: 3,
    SIGABRT: 6,
    SIGKILL: 9,
    SIGUSR1: 10,
    SIGUSR2: 12,
    SIGPIPE: 13,
    SIGTERM: 15,
    SIGCONT: 18,
    SIGSTOP: 19,
  },
} as const;
