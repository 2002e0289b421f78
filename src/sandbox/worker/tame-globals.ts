// Takes everything out of the run worker's global scope that is not ECMAScript. The wall that keeps reader
// code in is the frame's origin and policy, not this; taming makes a program see what Node would show
// it (no `self`, no browser's `fetch`), and keeps real clocks and timers away from the simulation.

/** What stays: the standard objects, and nothing that knows a browser. */
const KEPT = new Set(
  `AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array
  Boolean DataView Date DisposableStack Error EvalError FinalizationRegistry Float16Array
  Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON
  Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set
  String SuppressedError Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array
  Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI decodeURIComponent encodeURI
  encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt undefined unescape`
    .split(/\s+/)
    .filter(Boolean),
);

function remove(holder: object, name: PropertyKey): void {
  try {
    if (Reflect.deleteProperty(holder, name)) return;
    Object.defineProperty(holder, name, { value: undefined, writable: false });
  } catch {
    // What can be neither deleted nor redefined stays; the policy holds without it.
  }
}

/** Tames the global object and the prototypes it gets its methods from. */
export function tameGlobals(): void {
  const root: object = globalThis;
  for (const name of Reflect.ownKeys(root)) {
    if (typeof name !== 'string' || !KEPT.has(name)) remove(root, name);
  }
  let prototype = Object.getPrototypeOf(root) as object | null;
  while (prototype && prototype !== Object.prototype) {
    for (const name of Reflect.ownKeys(prototype)) {
      if (name !== 'constructor') remove(prototype, name);
    }
    remove(prototype, 'constructor');
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
}
