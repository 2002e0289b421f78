// Puts the trace of every error with frames of simulated programs into the hands of the process that runs.
// V8's stack trace API; other engines fall back to what they print.

import { isNativeError } from '../bindings/types.ts';
import type { NodeRelease } from '../release.ts';
import type { ScriptCompiler } from '../script-compiler.ts';
import type { CallSite } from './call-site.ts';
import { capturedFrames, type ErrorStatics, wantedFrames } from './error-statics.ts';
import { guestFrames } from './guest-frames.ts';

/** The process whose code runs, as far as stack traces need it. */
export interface StackOwner {
  readonly errorStatics: ErrorStatics;
  /** Node's text for a stack trace, or whatever the program makes of the frames. */
  formatStack(error: unknown, frames: readonly CallSite[]): unknown;
  /** The frames of Node's library that microtasks run under at the moment. */
  microtaskFrames(): readonly CallSite[];
}

/** A place in a file; line and column count from 1. */
export interface Place {
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

interface StackTraceApi {
  prepareStackTrace?: ((error: unknown, frames: CallSite[]) => unknown) | undefined;
  captureStackTrace?: (target: object) => void;
}

const errorConstructor = Error as unknown as StackTraceApi;

const plainText = (error: unknown, frames: readonly CallSite[]): string =>
  [String(error), ...frames.map((frame) => `    at ${frame.toString()}`)].join('\n');

const stackOf = (error: object): PropertyDescriptor | undefined =>
  Object.getOwnPropertyDescriptor(error, 'stack');

/** The engine's own getter for `stack`, where it has one. */
const engineGetter = stackOf(new Error())?.get;

/** The stack the engine has given an error. A getter of the program's own is not run. */
function ownStack(error: object): unknown {
  const own = stackOf(error);
  return own?.get && own.get === engineGetter ? own.get.call(error) : own?.value;
}

export class StackHook {
  readonly #compiler: ScriptCompiler;
  readonly #release: NodeRelease;
  readonly #current: () => StackOwner | null;
  readonly #raw = new WeakSet<object>();
  readonly #places = new WeakMap<object, Place>();
  /** Under which frames microtasks ran when an error was made: its stack may be asked for much later. */
  readonly #madeUnder = new WeakMap<object, readonly CallSite[]>();
  /** What the hook answered for an error: what its `stack` is until somebody replaces it. */
  readonly #stacks = new WeakMap<object, unknown>();

  /** Installs the hook. `current` tells whose code runs. */
  constructor(compiler: ScriptCompiler, release: NodeRelease, current: () => StackOwner | null) {
    this.#compiler = compiler;
    this.#release = release;
    this.#current = current;
    const previous = errorConstructor.prepareStackTrace;
    errorConstructor.prepareStackTrace = (error, frames) => {
      const owner = this.#current();
      const own = owner ? this.#framesOf(owner, error, frames) : null;
      const isRaw = typeof error === 'object' && error !== null && this.#raw.has(error);
      if (isRaw) return own ?? [];
      if (owner && own) {
        const stack = owner.formatStack(error, own.slice(0, wantedFrames(owner.errorStatics)));
        this.#keepPlace(error, own);
        this.#stacks.set(error as object, stack);
        return stack;
      }
      return previous ? previous(error, frames) : plainText(error, frames);
    };
  }

  /** A program has just made this error. */
  made(error: object): void {
    const owner = this.#current();
    if (owner) this.#madeUnder.set(error, owner.microtaskFrames());
  }

  /** The frames of the program that runs right now. Not from within the hook: V8 calls it only once at a time. */
  capture(): readonly CallSite[] {
    const holder: { stack?: unknown } = {};
    this.#raw.add(holder);
    errorConstructor.captureStackTrace?.(holder);
    return Array.isArray(holder.stack) ? (holder.stack as CallSite[]) : [];
  }

  /** Where an error was made: its newest frame that is no built-in function. */
  placeOf(error: unknown): Place | null {
    if (!isNativeError(error)) return null;
    this.settle(error);
    return this.#places.get(error as object) ?? null;
  }

  /** Whether V8 still knows where an error was made: nobody has replaced its stack. */
  knowsPlace(error: unknown): boolean {
    if (!isNativeError(error)) return false;
    return ownStack(error as object) === this.#stacks.get(error as object);
  }

  /** Has the stack written now, while it is known under which frames microtasks run. */
  settle(error: unknown): void {
    // V8 calls the hook when the stack is first asked for.
    if (isNativeError(error)) ownStack(error as object);
  }

  #framesOf(owner: StackOwner, error: unknown, frames: CallSite[]): CallSite[] | null {
    const isObject = typeof error === 'object' && error !== null;
    const madeUnder = isObject ? this.#madeUnder.get(error) : undefined;
    return guestFrames(frames, {
      compiler: this.#compiler,
      release: this.#release,
      captureLimit: capturedFrames(owner.errorStatics),
      microtaskFrames: () => madeUnder ?? owner.microtaskFrames(),
    });
  }

  #keepPlace(error: unknown, frames: readonly CallSite[]): void {
    const frame = frames.find((site) => site.getScriptNameOrSourceURL());
    if (!frame || typeof error !== 'object' || error === null) return;
    this.#places.set(error, {
      url: frame.getScriptNameOrSourceURL() as string,
      line: frame.getLineNumber() ?? 0,
      column: frame.getColumnNumber() ?? 0,
    });
  }
}
