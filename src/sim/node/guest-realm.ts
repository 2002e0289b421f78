// What all simulated Node processes of one world share: compiled texts, Node's primordials, the clock,
// and the knowledge of which process is running right now.

import type { Pack } from '../files/pack.ts';
import type { Platform } from '../platform.ts';
import type { Algorithms } from './algorithms.ts';
import { type AsyncContext, setRunningContext } from './async-context.ts';
import { Llhttp } from './bindings/llhttp.ts';
import type { Guards } from './guards.ts';
import type { GuestFunction, GuestObject } from './guest.ts';
import { createGuestDate, createGuestMath, type TimeSource } from './guest-clock.ts';
import { createGuestJson, ParseFailures } from './guest-json.ts';
import { guestProxy } from './guest-proxy.ts';
import { guestWeakReferences } from './guest-weak.ts';
import { Intrinsics } from './intrinsics.ts';
import type { NodeLibrary } from './library.ts';
import { ALGORITHMS_ID, MissingPackError } from './missing-pack.ts';
import type { StoredPreparation } from './prepare/stored-preparation.ts';
import { privateSymbols } from './private-symbols.ts';
import { type NodeRelease, olderMajor, releaseOf } from './release.ts';
import { ScriptCompiler } from './script-compiler.ts';
import { GuestError } from './stacks/error-statics.ts';
import { turnScript } from './stacks/guest-frames.ts';
import { StackHook, type StackOwner } from './stacks/stack-hook.ts';
import { SyntaxErrors } from './syntax-errors.ts';

/** A process as the realm sees it while it runs. */
export interface RunningProcess extends TimeSource, StackOwner {
  readonly context: AsyncContext;
}

/** Standard objects of ECMAScript that a program's global object has. */
const INTRINSIC_NAMES = Object.getOwnPropertyNames(globalThis).filter((name) =>
  /^(?:AggregateError|Array|ArrayBuffer|AsyncDisposableStack|Atomics|BigInt|BigInt64Array|BigUint64Array|Boolean|DataView|Date|DisposableStack|Error|EvalError|FinalizationRegistry|Float16Array|Float32Array|Float64Array|Function|Infinity|Int16Array|Int32Array|Int8Array|Intl|Iterator|JSON|Map|Math|NaN|Number|Object|Promise|Proxy|RangeError|ReferenceError|Reflect|RegExp|Set|SharedArrayBuffer|String|SuppressedError|Symbol|SyntaxError|TypeError|URIError|Uint16Array|Uint32Array|Uint8Array|Uint8ClampedArray|WeakMap|WeakRef|WeakSet|decodeURI|decodeURIComponent|encodeURI|encodeURIComponent|escape|eval|isFinite|isNaN|parseFloat|parseInt|undefined|unescape)$/.test(
    name,
  ),
);

export class GuestRealm {
  readonly platform: Platform;
  readonly library: NodeLibrary;
  readonly release: NodeRelease;
  readonly compiler: ScriptCompiler;
  readonly llhttp: Llhttp;
  /** Node's `primordials`: standard methods in a form that programs cannot change. */
  readonly primordials: GuestObject;
  readonly privateSymbols: Readonly<Record<string, symbol>>;
  readonly symbols: Readonly<Record<string, symbol>>;
  readonly stacks: StackHook;
  readonly syntaxErrors: SyntaxErrors;
  readonly intrinsics: Intrinsics;
  /** Calls a function so that stack traces can tell the synchronous part of a turn from its microtasks. */
  readonly runMarked: (action: () => void) => void;
  #current: RunningProcess | null = null;
  #failure: Error | null = null;
  readonly #error = new GuestError((error) => this.stacks.made(error));
  readonly #date: DateConstructor;
  readonly #math: Math;
  readonly #json: JSON;
  readonly #parseFailures: ParseFailures;
  readonly #classes = new Map<string, unknown>();
  readonly #preparations = new Map<string, StoredPreparation>();

  constructor(platform: Platform, library: NodeLibrary) {
    this.platform = platform;
    this.library = library;
    this.compiler = new ScriptCompiler(platform);
    this.llhttp = new Llhttp(platform);
    const { constants } = library;
    this.release = releaseOf(constants.version);
    this.privateSymbols = privateSymbols(constants.privateSymbols);
    this.symbols = namedSymbols(constants.symbols);
    this.#date = createGuestDate(() => this.#current);
    this.#math = createGuestMath(() => this.#current);
    this.#parseFailures = new ParseFailures();
    this.#json = createGuestJson(platform, this.#parseFailures, this.release);
    this.syntaxErrors = new SyntaxErrors(platform);
    this.intrinsics = new Intrinsics(platform.evaluate, [this.#date, this.#math, this.#json]);
    this.stacks = new StackHook(this.compiler, this.release, () => this.#current);
    this.runMarked = platform.evaluate(turnScript('(function(action){action()})')) as (
      action: () => void,
    ) => void;
    this.primordials = this.#createPrimordials();
  }

  /** Algorithms few programs use. Fails the run where they are not loaded. */
  readonly algorithms = (): Algorithms =>
    this.library.algorithms() ?? this.fail(new MissingPackError(ALGORITHMS_ID));

  /** The text a JSON error is about, for the crash report. */
  parsedText(error: unknown): string | undefined {
    return this.#parseFailures.textOf(error);
  }

  /** The function of a library module. Fails the run where no pack holds it. */
  compileLibrary(
    id: string,
    options: {
      parameters: readonly string[];
      globalObject: GuestObject;
      guardsFor: (url: string, missing: () => never) => Guards;
    },
  ): GuestFunction {
    const text = this.library.text(id);
    const release = olderMajor(this.release.major);
    const missing = (): never => this.fail(new MissingPackError(id, release));
    if (text === undefined) missing();
    const url = `node:${id}`;
    const guards = options.guardsFor(url, missing);
    const { globalObject, parameters } = options;
    const stored = this.library.preparation?.(id);
    return this.compiler.compile(
      { url, text: text as string, parameters, bound: guards.names, ...(stored && { stored }) },
      { globalObject, bound: guards.values },
    );
  }

  /** Makes known how the files of a package are to be run; packs say so beside each file. */
  addPackage(pack: Pack): void {
    for (const name of pack.names) {
      const stored = pack.note(name) as StoredPreparation | undefined;
      if (stored) this.#preparations.set(pack.get(name) as string, stored);
    }
  }

  /** What a pack stored for a file of exactly this text. */
  preparationOf(text: string): StoredPreparation | undefined {
    return this.#preparations.get(text);
  }

  /**
   * Ends the whole run with an error that is the simulator's own: a pack or the parser is missing. Programs
   * may catch what this throws; it is thrown again when their turn ends.
   */
  fail(error: Error): never {
    this.#failure ??= error;
    throw this.#failure;
  }

  get hasFailed(): boolean {
    return this.#failure !== null;
  }

  /** Throws what `fail` was called with, until it is taken. */
  throwFailure(): void {
    if (this.#failure) throw this.#failure;
  }

  /** The failure is reported; the realm can be used again. */
  takeFailure(): Error | null {
    const failure = this.#failure;
    this.#failure = null;
    return failure;
  }

  /**
   * A class with this name, made from text: a bundler's short names would show in stack traces. Made anew
   * for each base, once for a plain class.
   */
  nameClass<Base>(name: string, base: Base): Base {
    let make = this.#classes.get(name) as ((base: Base) => Base) | undefined;
    if (!make) {
      make = this.platform.evaluate(`(Base)=>class ${name} extends Base{}`) as typeof make;
      this.#classes.set(name, make);
    }
    return (make as (base: Base) => Base)(base);
  }

  /** A global object with ECMAScript's standard names, the clock and the random numbers of the world. */
  createGlobalObject(): GuestObject {
    const global: GuestObject = {};
    for (const name of INTRINSIC_NAMES) {
      const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
      if (descriptor) Object.defineProperty(global, name, descriptor);
    }
    const own = {
      Date: this.#date,
      Error: this.#error.constructorProxy,
      JSON: this.#json,
      Math: this.#math,
      Proxy: guestProxy,
      ...guestWeakReferences,
      globalThis: global,
      global,
    };
    for (const [name, value] of Object.entries(own)) {
      const hidden = { value, writable: true, configurable: true, enumerable: false };
      Object.defineProperty(global, name, hidden);
    }
    return global;
  }

  /** Runs something as a process: its clock, its random numbers, its way to print errors. */
  runAs<Result>(process: RunningProcess, action: () => Result): Result {
    const previous = this.#current;
    this.setCurrent(process);
    try {
      return action();
    } finally {
      this.setCurrent(previous);
    }
  }

  /** Makes a process the running one until another takes over: its microtasks come after its callback. */
  setCurrent(process: RunningProcess | null): void {
    this.#current = process;
    this.#error.use(process?.errorStatics ?? null);
    setRunningContext(process?.context ?? null);
  }

  #createPrimordials(): GuestObject {
    const id = 'internal/per_context/primordials';
    const text = this.library.text(id);
    if (text === undefined) throw new Error('The Node library pack lacks its primordials');
    const primordials: GuestObject = Object.create(null) as GuestObject;
    const run: GuestFunction = this.compiler.compile(
      {
        url: `node:${id}`,
        text,
        parameters: ['exports', 'primordials', 'privateSymbols', 'perIsolateSymbols'],
      },
      { globalObject: this.createGlobalObject() },
    );
    run.call(undefined, {}, primordials, this.privateSymbols, this.symbols);
    return primordials;
  }
}

const namedSymbols = (names: readonly string[]): Record<string, symbol> =>
  Object.fromEntries(names.map((name) => [name, Symbol(name)]));
