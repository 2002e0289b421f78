// Names of an awk program: variables and arrays, global ones and those of the function at hand.

import type { Fields } from './awk-fields.ts';
import { toText } from './awk-format.ts';
import { type AwkValue, Input, toNumber } from './awk-values.ts';

export type AwkArray = Map<string, AwkValue>;

/** A name of a function: a value, or an array. What was passed untouched becomes an array when it is used as one. */
export interface Slot {
  value: AwkValue;
  array: AwkArray | null;
  /** Makes the array in the caller, too. */
  readonly makeArray: (() => AwkArray) | null;
}

const text = (value: AwkValue): string => toText(value, '%.6g');

export class Scope {
  readonly fields: Fields;
  readonly #variables = new Map<string, AwkValue>([
    ['FS', ' '],
    ['OFS', ' '],
    ['ORS', '\n'],
    ['RS', '\n'],
    ['NR', 0],
    ['FNR', 0],
    ['SUBSEP', '\u001c'],
    ['CONVFMT', '%.6g'],
    ['OFMT', '%.6g'],
    ['RSTART', 0],
    ['RLENGTH', -1],
    ['FILENAME', null],
  ]);
  readonly #arrays = new Map<string, AwkArray>();
  /** Of the functions being called, the innermost last. */
  readonly #frames: ReadonlyMap<string, Slot>[] = [];

  constructor(makeFields: (scope: Scope) => Fields) {
    this.fields = makeFields(this);
  }

  /** Inside a function: its names are looked up first. */
  enter(frame: ReadonlyMap<string, Slot>): void {
    this.#frames.push(frame);
  }

  leave(): void {
    this.#frames.pop();
  }

  get depth(): number {
    return this.#frames.length;
  }

  slot(name: string): Slot | undefined {
    return this.#frames.at(-1)?.get(name);
  }

  get(name: string): AwkValue {
    const slot = this.slot(name);
    if (slot) return slot.value;
    if (name === 'NF') return this.fields.count;
    return this.#variables.get(name) ?? null;
  }

  set(name: string, value: AwkValue): void {
    const slot = this.slot(name);
    if (slot) slot.value = value;
    else if (name === 'NF') this.fields.count = toNumber(value);
    else this.#variables.set(name, value);
  }

  /** A variable of awk's own as text: FS, OFS. */
  textOf(name: string): string {
    return text(this.#variables.get(name) ?? null);
  }

  /** Sets a variable from outside: a number where it looks like one. */
  setInput(name: string, value: string): void {
    this.set(name, new Input(value));
  }

  array(name: string): AwkArray {
    const slot = this.slot(name);
    if (slot) {
      slot.array ??= slot.makeArray?.() ?? new Map();
      return slot.array;
    }
    let found = this.#arrays.get(name);
    if (!found) {
      found = new Map();
      this.#arrays.set(name, found);
    }
    return found;
  }

  /** The slot a bare name makes as an argument. */
  passed(name: string): Slot {
    const own = this.slot(name);
    const array = own ? own.array : (this.#arrays.get(name) ?? null);
    return { value: this.get(name), array, makeArray: () => this.array(name) };
  }
}
