// The global names a Node program finds, beside those of ECMAScript. Most are loaded from the library when
// they are first used, as in lib/internal/bootstrap/web/.

import type { Platform } from '../platform.ts';
import type { NodeEnvironment } from './environment.ts';
import type { GuestFunction, GuestObject } from './guest.ts';

type Require = (id: string) => GuestObject;

/** Names by the library module they come from. */
const LAZY_GLOBALS: Readonly<Record<string, readonly string[]>> = {
  'internal/url': ['URL', 'URLSearchParams'],
  'internal/abort_controller': ['AbortController', 'AbortSignal'],
  'internal/event_target': ['Event', 'EventTarget', 'CustomEvent'],
  'internal/encoding': ['TextEncoder', 'TextDecoder'],
  'internal/blob': ['Blob'],
  'internal/webstreams/readablestream': [
    'ReadableStream',
    'ReadableStreamDefaultReader',
    'ReadableStreamBYOBReader',
    'ReadableStreamDefaultController',
  ],
  'internal/webstreams/writablestream': ['WritableStream', 'WritableStreamDefaultWriter'],
  'internal/webstreams/transformstream': ['TransformStream'],
  'internal/webstreams/queuingstrategies': ['ByteLengthQueuingStrategy', 'CountQueuingStrategy'],
  'internal/webstreams/encoding': ['TextEncoderStream', 'TextDecoderStream'],
};

const TIMERS = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
];

function defineValue(global: GuestObject, name: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(global, name, { value, writable: true, configurable: true, enumerable });
}

function defineLazily(global: GuestObject, name: string, load: () => unknown): void {
  Object.defineProperty(global, name, {
    get: () => {
      const value = load();
      defineValue(global, name, value, false);
      return value;
    },
    set: (value: unknown) => defineValue(global, name, value, false),
    configurable: true,
    enumerable: false,
  });
}

/** The clone of a value; buffers that are transferred are empty afterwards. */
function cloneStructured(platform: Platform, value: unknown, options: unknown): unknown {
  const clone = platform.structuredClone(value);
  const { transfer = [] } = (options ?? {}) as { transfer?: unknown[] };
  for (const item of transfer) {
    const detach = (item as { transfer?: () => unknown }).transfer;
    if (item instanceof ArrayBuffer && detach) detach.call(item);
  }
  return clone;
}

function createWebAssembly(): GuestObject {
  const refuse = (): never => {
    throw new Error('WebAssembly is not modelled by the simulator');
  };
  const names = ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming', 'validate'];
  names.push('Module', 'Instance', 'Memory', 'Table', 'Global');
  return Object.fromEntries(names.map((name) => [name, refuse]));
}

/** Names that the machine's own global scope may hold and a Node program must not see. */
function hideForeignNames(global: GuestObject, names: readonly string[]): void {
  for (const name of names) {
    if (!(name in global)) defineValue(global, name, undefined, false);
  }
}

export function defineGlobals(environment: NodeEnvironment, require: Require): void {
  const { globalObject, processObject, platform } = environment;
  defineValue(globalObject, 'process', processObject, false);
  const buffer = require('buffer');
  defineValue(globalObject, 'Buffer', buffer['Buffer'], false);
  for (const name of ['atob', 'btoa']) defineValue(globalObject, name, buffer[name], true);
  const timers = require('timers');
  for (const name of TIMERS) defineValue(globalObject, name, timers[name], true);
  const { queueMicrotask } = require('internal/process/task_queues');
  defineValue(globalObject, 'queueMicrotask', queueMicrotask, true);
  const structuredClone: GuestFunction = (value, options) =>
    cloneStructured(platform, value, options);
  defineValue(globalObject, 'structuredClone', structuredClone, true);
  for (const [id, names] of Object.entries(LAZY_GLOBALS)) {
    for (const name of names) defineLazily(globalObject, name, () => require(id)[name]);
  }
  defineLazily(globalObject, 'console', () => require('internal/console/global'));
  defineLazily(globalObject, 'performance', () => require('perf_hooks')['performance']);
  defineLazily(globalObject, 'crypto', () => require('crypto')['webcrypto']);
  defineLazily(globalObject, 'navigator', () => ({
    hardwareConcurrency: 2,
    language: 'en-US',
    languages: ['en-US'],
    platform: 'linux',
    userAgent: `Node.js/${environment.constants.version.slice(1).split('.')[0]}`,
  }));
  for (const name of ['fetch', 'Headers', 'Request', 'Response', 'FormData']) {
    defineLazily(globalObject, name, () => require('internal/deps/undici/undici')[name]);
  }
  defineLazily(globalObject, 'DOMException', () => {
    const { internalBinding } = require('internal/bootstrap/realm') as {
      internalBinding: (name: string) => GuestObject;
    };
    return internalBinding('messaging')['DOMException'];
  });
  // Simplified: WebAssembly is there, but programs cannot run any.
  defineValue(globalObject, 'WebAssembly', createWebAssembly(), false);
  hideForeignNames(globalObject, platform.foreignGlobals);
  defineValue(globalObject, Symbol.toStringTag as unknown as string, 'global', false);
}
