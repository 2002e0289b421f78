// Turns program text into functions of a simulated process. The text is compiled once and shared by all
// processes; each gives it a global object of its own. Lines and columns stay those of the file.

import type { Platform } from '../platform.ts';
import type { GuestFunction, GuestObject } from './guest.ts';
import { applyPreparation, type StoredPreparation } from './prepare/stored-preparation.ts';

/**
 * Names that a program looks up all the time and never replaces. They come in as parameters, since a
 * name found through the global object costs more.
 */
const FIXED_NAMES = [
  // Inside a `with` even these are names like any other, and looked for by the engine's slowest path.
  'undefined',
  'NaN',
  'Infinity',
  'process',
  'Buffer',
  'globalThis',
  'global',
  'Date',
  'Math',
  'Object',
  'Array',
  'Function',
  'Error',
  'TypeError',
  'RangeError',
  'JSON',
  'Promise',
  'Number',
  'String',
  'Boolean',
  'Symbol',
  'Map',
  'Set',
  'WeakMap',
  'RegExp',
  'Uint8Array',
  'isNaN',
  'parseInt',
  'encodeURIComponent',
  'decodeURIComponent',
] as const;

/** Where text was inserted into a line: what stood at `column` stands `inserted` further right. */
export interface ColumnShift {
  readonly line: number;
  /** Column in the reader's file, counted from 1. */
  readonly column: number;
  readonly inserted: number;
}

/** A text to compile. */
export interface ScriptSource {
  /** What stack traces call it: a path, a file URL, `node:internal/...`. */
  readonly url: string;
  readonly text: string;
  /** Parameters of the function that the text becomes the body of. */
  readonly parameters: readonly string[];
  /** Names that have the same value in every call: the guards. Their values come with `compile`. */
  readonly bound?: readonly string[];
  /** Put before the text on its first line, behind the parameters: a directive, bindings of imports. */
  readonly head?: string;
  readonly kind?: 'function' | 'async' | 'generator';
  readonly shifts?: readonly ColumnShift[];
  /** Guards to put into the text before it is compiled, as a pack stores them. */
  readonly stored?: StoredPreparation;
  /** The text as its author wrote it, where `text` is not. */
  readonly original?: string;
  /** Whether a second object with names of its own (a module's imports) stands before the global one. */
  readonly innerScope?: boolean;
}

const NO_NAMES = Object.freeze(Object.create(null) as object);

type Factory = (scope: object, inner: object, fixed: readonly unknown[]) => GuestFunction;

/** What a process gives to the function of a text. */
export interface ScriptContext {
  readonly globalObject: GuestObject;
  /** Values of the source's bound names, in their order. */
  readonly bound?: readonly unknown[];
  /** Names that stand before the global ones; for sources with an inner scope. */
  readonly inner?: object;
}

interface CompiledScript {
  /** The source as it was handed in, and with the stored guards put in. */
  readonly given: ScriptSource;
  readonly source: ScriptSource;
  readonly factory: Factory;
  /** Characters before the text on its first line. */
  readonly headLength: number;
}

const KEYWORDS = { function: 'function', async: 'async function', generator: 'function*' } as const;

/** Whether two sources make the same function. */
const isSame = (a: ScriptSource, b: ScriptSource): boolean =>
  a.text === b.text && a.head === b.head && a.kind === b.kind && a.innerScope === b.innerScope;

function withStored(source: ScriptSource, stored: StoredPreparation): ScriptSource {
  const { text, shifts } = applyPreparation(source.text, stored);
  return { ...source, text, shifts, original: source.text };
}

export class ScriptCompiler {
  readonly #platform: Platform;
  readonly #scripts = new Map<string, CompiledScript>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** The function of a text, bound to a process's global object. Throws the engine's SyntaxError. */
  compile(source: ScriptSource, context: ScriptContext): GuestFunction {
    const { globalObject, bound = [], inner = NO_NAMES } = context;
    const known = this.#scripts.get(source.url);
    const script = known && isSame(known.given, source) ? known : this.#compile(source);
    const fixed = FIXED_NAMES.map((name) => globalObject[name]);
    return script.factory(globalObject, inner, [...fixed, ...bound]);
  }

  /** Whether a stack frame with this URL belongs to a simulated program. */
  knows(url: string): boolean {
    return this.#scripts.has(url);
  }

  /** How many characters stand before a script's own text; undefined for a script nobody compiled. */
  headLength(url: string): number | undefined {
    return this.#scripts.get(url)?.headLength;
  }

  /** The column in the file for a column in the compiled text; both count from 1. */
  originalColumn(url: string, line: number, column: number): number {
    const script = this.#scripts.get(url);
    if (!script) return column;
    let original = line === 1 ? column - script.headLength : column;
    for (const shift of script.source.shifts ?? []) {
      if (shift.line !== line) continue;
      if (original >= shift.column + shift.inserted) original -= shift.inserted;
      else if (original > shift.column) original = shift.column;
    }
    return Math.max(1, original);
  }

  /** A line of a file as the program knows it, for crash reports; '' where there is none. */
  sourceLine(url: string, line: number): string {
    const source = this.#scripts.get(url)?.source;
    const text = source?.original ?? source?.text ?? '';
    return text.split('\n')[line - 1] ?? '';
  }

  #compile(given: ScriptSource): CompiledScript {
    const source = given.stored ? withStored(given, given.stored) : given;
    const { url, parameters, bound = [], head = '', kind = 'function' } = source;
    const text = source.text.startsWith('#!') ? `//${source.text.slice(2)}` : source.text;
    const fixed = [...FIXED_NAMES, ...bound].join(',');
    // Names are looked for in the file, then among its imports, then here, then in the global object.
    const inner = source.innerScope ? 'with(__inner)' : '';
    const own = `${KEYWORDS[kind]}(${parameters.join(',')}){${head}`;
    const start = `(function(__scope,__inner,__fixed){with(__scope){return(function(${fixed}){${inner}{return ${own}`;
    const factory = this.#platform.evaluate(
      `${start}${text}\n}}}).apply(undefined,__fixed)}})\n//# sourceURL=${url}`,
    ) as Factory;
    const script = { given, source, factory, headLength: start.length };
    this.#scripts.set(url, script);
    return script;
  }
}
