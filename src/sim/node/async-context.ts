// The async context of the process that runs, and how it comes along where the engine runs callbacks: those
// given to `then`. Awaits carry it by their guards (guards.ts), everything else by the library.

import type { Platform } from '../platform.ts';
import type { GuestFunction } from './guest.ts';
import { facadeScript } from './stacks/guest-frames.ts';

/** The async context of the moment: what AsyncLocalStorage's values hang on. */
export interface AsyncContext {
  frame: unknown;
}

/** The context of the process whose code runs. */
let running: AsyncContext | null = null;
let isInstalled = false;

export function setRunningContext(context: AsyncContext | null): void {
  running = context;
}

const THEN = `(function(then,bind){return {then(onFulfilled,onRejected){
return then.call(this,bind(onFulfilled),bind(onRejected))}}.then})`;

/** A callback that runs in the context of now; itself where there is none. */
function bindToContext(callback: unknown): unknown {
  const frame = running?.frame;
  if (frame === undefined || typeof callback !== 'function') return callback;
  return (value: unknown): unknown => {
    const context = running;
    if (!context) return callback(value);
    const outer = context.frame;
    context.frame = frame;
    try {
      return callback(value);
    } finally {
      context.frame = outer;
    }
  };
}

/**
 * From now on callbacks given to `then` run in the context they were given in. Called when a program first
 * uses a context: all others keep the engine's own `then`.
 */
export function carryThroughPromises(platform: Platform): void {
  if (isInstalled) return;
  isInstalled = true;
  const wrap = platform.evaluate(facadeScript(THEN)) as (
    then: GuestFunction,
    bind: (callback: unknown) => unknown,
  ) => GuestFunction;
  const then = wrap(Promise.prototype.then as GuestFunction, bindToContext);
  Object.defineProperty(Promise.prototype, 'then', {
    value: then,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}
