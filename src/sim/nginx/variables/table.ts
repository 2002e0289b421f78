// The names of all variables of a configuration: built-in ones, and those that `set`, `map`, groups
// of regular expressions and other directives define.

import type { VariableGetter, VariableSlot } from '../config/template.ts';

/** A built-in variable: how it is read, and whether `set` may give it another value. */
export interface BuiltIn {
  readonly get: VariableGetter;
  readonly isChangeable: boolean;
}

/** Finds a built-in variable by name, `http_...` and its like included. */
export type BuiltInLookup = (name: string) => BuiltIn | null;

/** The variables of one configuration. */
export class VariableTable {
  readonly #builtIns: BuiltInLookup;
  readonly #slots = new Map<string, VariableSlot>();
  readonly #defined = new Map<string, VariableGetter>();

  constructor(builtIns: BuiltInLookup) {
    this.#builtIns = builtIns;
  }

  /** A use of a variable, whether or not it is known yet. */
  slot(name: string): VariableSlot {
    const key = name.toLowerCase();
    let slot = this.#slots.get(key);
    if (!slot) {
      slot = { name: key, get: () => null };
      this.#slots.set(key, slot);
    }
    return slot;
  }

  /** Whether a name can be defined by a directive: not one of nginx's fixed ones. */
  canDefine(name: string): boolean {
    return this.#builtIns(name.toLowerCase())?.isChangeable ?? true;
  }

  /** Defines a variable. A later definition of the same name wins. */
  define(name: string, get: VariableGetter): void {
    this.#defined.set(name.toLowerCase(), get);
  }

  /** Ties uses to definitions. Answers the first name nobody defines; null when all is well. */
  complete(): string | null {
    for (const slot of this.#slots.values()) {
      const get = this.#defined.get(slot.name) ?? this.#builtIns(slot.name)?.get;
      if (!get) return slot.name;
      slot.get = get;
    }
    return null;
  }
}
