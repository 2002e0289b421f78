// internalBinding('types'): what kind of object a value is, told from its internal slots (src/node_types.cc).
// Each test calls a method that only works on objects with the slot in question.
// Simplified: there are no externals; proxies are known when a program made them.

import type { Binding } from '../guest.ts';
import { isKnownProxy } from '../guest-proxy.ts';
import { moduleNamespaces } from '../modules/module-namespace.ts';
import { withoutFrames } from '../stacks/error-statics.ts';

/** Whether a method finds its slot. Without frames: finding the stack of the error takes longer than all else. */
function takes(probe: (value: unknown) => unknown, value: unknown): boolean {
  try {
    probe(value);
    return true;
  } catch {
    return false;
  }
}

const slotTest = (probe: (value: unknown) => unknown) => (value: unknown) =>
  !isKnownProxy(value) && withoutFrames(() => takes(probe, value));

const getter = (prototype: object, name: PropertyKey): ((value: unknown) => unknown) => {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get as (this: unknown) => unknown;
  return (value) => get.call(value);
};

const method = (prototype: object, name: PropertyKey): ((value: unknown) => unknown) => {
  const call = (prototype as Record<PropertyKey, unknown>)[name] as (this: unknown) => unknown;
  return (value) => call.call(value);
};

const hasTag = (tag: string) => (value: unknown) =>
  !isKnownProxy(value) && Object.prototype.toString.call(value) === `[object ${tag}]`;

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

const isAncestor = Object.prototype.isPrototypeOf;
const prototypeOfResults = (make: object): object =>
  Object.getPrototypeOf((make as { prototype: object }).prototype) as object;
const GENERATOR = prototypeOfResults(function* () {});
const ASYNC_GENERATOR = prototypeOfResults(async function* () {});

const iteratorPrototype = (iterator: object): object => Object.getPrototypeOf(iterator) as object;
const MAP_ITERATOR = iteratorPrototype(new Map().entries());
const SET_ITERATOR = iteratorPrototype(new Set().entries());

const isMap = slotTest(getter(Map.prototype, 'size'));
const isSet = slotTest(getter(Set.prototype, 'size'));
const isArrayBuffer = slotTest(getter(ArrayBuffer.prototype, 'byteLength'));
const isNumberObject = slotTest(method(Number.prototype, 'valueOf'));
const isStringObject = slotTest(method(String.prototype, 'valueOf'));
const isBooleanObject = slotTest(method(Boolean.prototype, 'valueOf'));
const isBigIntObject = slotTest(method(BigInt.prototype, 'valueOf'));
const isSymbolObject = slotTest(method(Symbol.prototype, 'valueOf'));
const isSharedArrayBuffer =
  typeof SharedArrayBuffer === 'undefined'
    ? () => false
    : slotTest(getter(SharedArrayBuffer.prototype, 'byteLength'));

const boxed = (test: (value: unknown) => boolean) => (value: unknown) =>
  typeof value === 'object' && value !== null && test(value);

const isPromise = (value: unknown): boolean => !isKnownProxy(value) && value instanceof Promise;

const errorTest = (Error as unknown as { isError?: (value: unknown) => boolean }).isError;

/** Whether a value was made by one of the engine's own error constructors, or by a class built on one. */
export const isNativeError = (value: unknown): boolean =>
  errorTest
    ? errorTest(value)
    : value instanceof Error || (isObject(value) && hasTag('Error')(value));

export function createTypes(): Binding {
  const isBoxedPrimitive = boxed(
    (value) =>
      isNumberObject(value) ||
      isStringObject(value) ||
      isBooleanObject(value) ||
      isBigIntObject(value) ||
      isSymbolObject(value),
  );
  return {
    isExternal: () => false,
    isProxy: isKnownProxy,
    isArgumentsObject: (value: unknown) =>
      // Asking for the tag may run a program's code, so it is asked only of what looks the part.
      isObject(value) &&
      !isKnownProxy(value) &&
      Object.hasOwn(value, 'callee') &&
      Object.hasOwn(value, Symbol.iterator) &&
      hasTag('Arguments')(value),
    isArrayBuffer: (value: unknown) => isObject(value) && isArrayBuffer(value),
    isSharedArrayBuffer: (value: unknown) => isObject(value) && isSharedArrayBuffer(value),
    isAnyArrayBuffer: (value: unknown) =>
      isObject(value) && (isArrayBuffer(value) || isSharedArrayBuffer(value)),
    isAsyncFunction: (value: unknown) =>
      typeof value === 'function' &&
      (hasTag('AsyncFunction')(value) || hasTag('AsyncGeneratorFunction')(value)),
    isGeneratorFunction: (value: unknown) =>
      typeof value === 'function' &&
      (hasTag('GeneratorFunction')(value) || hasTag('AsyncGeneratorFunction')(value)),
    isGeneratorObject: (value: unknown) =>
      isObject(value) &&
      !isKnownProxy(value) &&
      (isAncestor.call(GENERATOR, value) || isAncestor.call(ASYNC_GENERATOR, value)),
    isBigIntObject: boxed(isBigIntObject),
    isBooleanObject: boxed(isBooleanObject),
    isNumberObject: boxed(isNumberObject),
    isStringObject: boxed(isStringObject),
    isSymbolObject: boxed(isSymbolObject),
    isBoxedPrimitive,
    isDataView: slotTest(getter(DataView.prototype, 'byteLength')),
    isDate: slotTest(method(Date.prototype, 'getTime')),
    isMap,
    isMapIterator: (value: unknown) =>
      isObject(value) && MAP_ITERATOR === Object.getPrototypeOf(value),
    isModuleNamespaceObject: (value: unknown) => isObject(value) && moduleNamespaces.has(value),
    isNativeError,
    isPromise,
    isRegExp: slotTest((value) => {
      if (value === RegExp.prototype) throw new TypeError();
      getter(RegExp.prototype, 'hasIndices')(value);
    }),
    isSet,
    isSetIterator: (value: unknown) =>
      isObject(value) && SET_ITERATOR === Object.getPrototypeOf(value),
    isWeakMap: slotTest((value) => WeakMap.prototype.has.call(value as WeakMap<object, 0>, {})),
    isWeakSet: slotTest((value) => WeakSet.prototype.has.call(value as WeakSet<object>, {})),
    isEventTarget: () => false,
  };
}
