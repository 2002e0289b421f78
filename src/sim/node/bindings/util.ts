// internalBinding('util'): looking into objects, private symbols, lazy properties (src/node_util.cc).
// Simplified: the engine does not tell the state of a promise; those that were reported as rejected look so, all
// others look pending.

import { parseDotenv } from '../dotenv.ts';
import type { NodeEnvironment } from '../environment.ts';
import type { Binding, GuestObject } from '../guest.ts';
import { proxyParts } from '../guest-proxy.ts';

const EXIT_INFO_FIELDS = 3;

/** Names of keys that are no array indexes, as `inspect` shows them after the elements. */
function ownNonIndexProperties(target: object, filter: number): PropertyKey[] {
  const isIndex = (key: PropertyKey): boolean =>
    typeof key === 'string' && /^(0|[1-9]\d*)$/.test(key) && Number(key) < 2 ** 32 - 1;
  const keys = Reflect.ownKeys(target).filter((key) => !isIndex(key));
  if (filter === 0) return keys;
  return keys.filter((key) => Object.getOwnPropertyDescriptor(target, key)?.enumerable);
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

function constructorName(target: object): string {
  for (let object: object | null = target; object; object = Object.getPrototypeOf(object)) {
    const descriptor = Object.getOwnPropertyDescriptor(object, 'constructor');
    const value: unknown = descriptor?.value;
    if (typeof value === 'function' && value.name !== '') return value.name;
  }
  return '';
}

/** What `console.log(map.entries())` may show: nothing is consumed, so nothing is shown of iterators. */
function previewEntries(target: unknown, isIterator?: boolean): unknown {
  if (target instanceof Map) return isIterator ? [[...target].flat(), true] : [...target].flat();
  if (target instanceof Set) return isIterator ? [[...target], false] : [...target];
  return isIterator ? [[], false] : [];
}

export function createUtil(environment: NodeEnvironment): Binding {
  const { constants, privateSymbols, processObject } = environment;
  processObject[privateSymbols['exit_info_private_symbol'] as symbol] = new Int32Array(
    EXIT_INFO_FIELDS,
  );
  return {
    constants: constants.util,
    privateSymbols,
    shouldAbortOnUncaughtToggle: new Uint32Array(1),
    getOwnNonIndexProperties: ownNonIndexProperties,
    getPromiseDetails(promise: object) {
      const rejection = environment.rejections.get(promise);
      if (!rejection) return [constants.util['kPending'], undefined];
      return [constants.util['kRejected'], rejection.reason];
    },
    getProxyDetails(value: unknown, withHandler = true) {
      const parts = isObject(value) ? proxyParts(value) : undefined;
      if (!parts) return undefined;
      return withHandler ? [parts.target, parts.handler] : parts.target;
    },
    getCallerLocation: () => undefined,
    getConstructorName: constructorName,
    getExternalValue: () => 0n,
    previewEntries,
    isInsideNodeModules: () => false,
    isArrayBufferDetached: (buffer: { detached?: boolean }) => buffer.detached === true,
    isConstructor: (value: unknown) =>
      typeof value === 'function' && 'prototype' in value && value.prototype !== undefined,
    sleep() {},
    guessHandleType: (descriptor: number) => (descriptor <= 2 ? 'FILE' : 'UNKNOWN'),
    toUSVString: (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd'),
    getCallSites: () => [],
    getSystemErrorName: (errno: number) =>
      constants.uvErrors.find(([number]) => number === errno)?.[1],
    getSystemErrorMessage: (errno: number) =>
      constants.uvErrors.find(([number]) => number === errno)?.[2],
    /** In the order of a C++ map: by name. */
    parseEnv: (text: string) =>
      Object.fromEntries([...parseDotenv(text)].sort(([a], [b]) => (a < b ? -1 : 1))),
    constructSharedArrayBuffer: (bytes: number) => new ArrayBuffer(bytes),
    arrayBufferViewHasBuffer: () => true,
    WeakReference: class WeakReference {
      readonly #target: object;
      constructor(target: object) {
        this.#target = target;
      }
      get(): object {
        return this.#target;
      }
      incRef(): void {}
      decRef(): void {}
    },
    defineLazyProperties(target: object, id: string, keys: string[], enumerable = true) {
      for (const key of keys) defineLazy(environment, { target, id, key, enumerable });
    },
  };
}

interface LazyProperty {
  readonly target: object;
  readonly id: string;
  readonly key: string;
  readonly enumerable: boolean;
}

function defineLazy(environment: NodeEnvironment, property: LazyProperty): void {
  const { target, id, key, enumerable } = property;
  const common = { __proto__: null, configurable: true, enumerable };
  const settle = (value: unknown): unknown => {
    Object.defineProperty(target, key, { ...common, value, writable: true });
    return value;
  };
  const get = (): unknown => settle((environment.requireLibrary(id) as GuestObject)[key]);
  Object.defineProperty(get, 'name', { value: key });
  Object.defineProperty(target, key, { ...common, get, set: settle });
}
