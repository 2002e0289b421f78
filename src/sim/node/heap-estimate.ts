// How much memory a program keeps: what can be reached from the top-level variables of its own files, in the sizes
// V8 gives things on 64-bit machines (without pointer compression, as Node is built). Bytes of buffers lie outside the
// heap and are counted apart.
// Simplified: what only closures, timers and sockets hold is not seen, and strings count each time they are met.

/** A file's top-level variables; each is asked for by itself, as it may not have a value yet. */
export type FileRoots = () => readonly (() => unknown)[];

/** What was found. */
export interface KeptMemory {
  /** On the JavaScript heap. */
  readonly heapBytes: number;
  /** In buffers. */
  readonly bufferBytes: number;
  /** How many objects were looked at. */
  readonly objects: number;
}

export interface EstimateOptions {
  /** Counting stops above so many bytes, of both kinds together. */
  readonly limitBytes: number;
  /** Objects that are not the program's: what lies behind them is not looked at. */
  readonly borders?: ReadonlySet<object>;
}

const OBJECT_BYTES = 24;
const SLOT_BYTES = 8;
const ENTRY_BYTES = 24;
const STRING_HEADER_BYTES = 16;
/** A buffer's view and what knows its bytes. */
const BUFFER_OBJECT_BYTES = 96;

class Walk {
  readonly #limitBytes: number;
  readonly #seen: Set<object>;
  readonly #waiting: object[] = [];
  heapBytes = 0;
  bufferBytes = 0;
  objects = 0;

  constructor({ limitBytes, borders }: EstimateOptions) {
    this.#limitBytes = limitBytes;
    this.#seen = new Set(borders);
  }

  add(value: unknown): void {
    if (typeof value === 'string') {
      this.heapBytes += STRING_HEADER_BYTES + value.length;
      return;
    }
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
    if (!isObject || this.#seen.has(value)) return;
    this.#seen.add(value);
    this.#waiting.push(value);
  }

  /** Goes on until everything is counted, or more than the limit is found. */
  run(): KeptMemory {
    for (let next = this.#waiting.pop(); next; next = this.#waiting.pop()) {
      this.#count(next);
      if (this.heapBytes + this.bufferBytes > this.#limitBytes) break;
    }
    const { heapBytes, bufferBytes, objects } = this;
    return { heapBytes, bufferBytes, objects };
  }

  #count(object: object): void {
    this.objects++;
    this.heapBytes += OBJECT_BYTES;
    if (Array.isArray(object)) {
      this.heapBytes += object.length * SLOT_BYTES;
      for (const entry of object as unknown[]) this.add(entry);
    } else if (object instanceof Map) {
      this.heapBytes += object.size * ENTRY_BYTES;
      for (const [key, value] of object as Map<unknown, unknown>) {
        this.add(key);
        this.add(value);
      }
    } else if (object instanceof Set) {
      this.heapBytes += object.size * ENTRY_BYTES;
      for (const value of object as Set<unknown>) this.add(value);
    } else if (ArrayBuffer.isView(object)) {
      this.heapBytes += BUFFER_OBJECT_BYTES;
      this.add(object.buffer);
    } else if (object instanceof ArrayBuffer) {
      this.bufferBytes += object.byteLength;
    } else {
      this.#countProperties(object);
    }
  }

  /** Values that are there: getters are code of the program and are not run. */
  #countProperties(object: object): void {
    const isFunction = typeof object === 'function';
    for (const key of Reflect.ownKeys(object)) {
      this.heapBytes += SLOT_BYTES;
      // What a class is made of belongs to the program's code, not to its data.
      if (isFunction && key === 'prototype') continue;
      const property = Reflect.getOwnPropertyDescriptor(object, key);
      if (property && 'value' in property) this.add(property.value);
    }
  }
}

/** What the variables of these files keep. */
export function keptMemory(files: readonly FileRoots[], options: EstimateOptions): KeptMemory {
  const walk = new Walk(options);
  for (const variables of files) {
    for (const read of variables()) {
      try {
        walk.add(read());
      } catch {
        // Not there yet.
      }
    }
  }
  return walk.run();
}
