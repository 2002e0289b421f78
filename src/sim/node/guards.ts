// What prepared files call while they run: in every loop, in every catch, at every throw and await. Guards
// make an endless loop a process that hangs, keep a program that has ended from catching its own end, and
// carry the async context over an await.

import type { NodeEnvironment } from './environment.ts';
import type { FileRoots } from './heap-estimate.ts';
import type { HeapWatch } from './heap-watch.ts';
import type { Place } from './stacks/stack-hook.ts';

/**
 * Loop rounds a single turn may take before the process counts as stuck. A third of a second of real work between
 * looks at the clock takes some thirty million.
 */
export const LOOP_BUDGET = 100_000_000;
/** Awaits, ticks and microtasks a single turn may go through before the process counts as stuck. */
export const CONTINUATION_BUDGET = 1_000_000;

/** Unwinds a program that has ended. Nobody may keep it: guards throw it on. */
export class ExitSignal extends Error {
  constructor() {
    super('The process has ended');
    this.name = 'ExitSignal';
  }
}

/** Unwinds a program caught in an endless loop; it stays, hung, until somebody kills it. */
export class HangSignal extends Error {
  constructor() {
    super('The process hangs');
    this.name = 'HangSignal';
  }
}

/** Errors that are not the program's and that no program may keep. */
export const isUnwinding = (error: unknown): boolean =>
  error instanceof ExitSignal || error instanceof HangSignal;

/** Functions for the text of one file, by the names the text calls them. */
export interface Guards {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
}

/** The guards of all files: throw, await, the async context before an await. */
const COMMON_NAMES = ['__th', '__aw', '__fr'];
/** A file of a program may import others while it runs. */
const PROGRAM_NAMES = [...COMMON_NAMES, '__impt'];
/** Files of packs may have functions that the pack does without. */
const LIBRARY_NAMES = [...COMMON_NAMES, '__mp'];
const PACKAGE_NAMES = [...PROGRAM_NAMES, '__mp'];
/** Those of a reader's own files have loops, catches, and catches in async functions as well. */
const FULL_NAMES = ['__lg', '__ck', '__ca', '__rt', ...PROGRAM_NAMES];

export class GuardState {
  readonly #heap: HeapWatch;
  #rounds = 0;
  #continuations = 0;
  #lastThrow: { readonly value: unknown; readonly place: Place } | null = null;

  constructor(heap: HeapWatch) {
    this.#heap = heap;
  }

  /** A new turn begins: it has its whole budget. */
  reset(): void {
    this.#rounds = 0;
    this.#continuations = 0;
  }

  /** Where this value was thrown, if it was the last one thrown in prepared text. */
  throwSite(value: unknown): Place | null {
    const last = this.#lastThrow;
    return last && last.value === value ? last.place : null;
  }

  /** Counts something that makes the turn go on: a tick, a microtask, an await that is over. */
  countContinuation({ process, checkAlive }: NodeEnvironment): void {
    this.#continuations++;
    if (this.#continuations > CONTINUATION_BUDGET) process.hang();
    if (!process.canRun) checkAlive();
  }

  /** All guards for one file of the reader's own. */
  forOwnFile(environment: NodeEnvironment, file: string): Guards {
    const { process, context } = environment;
    const round = (): void => {
      this.#rounds++;
      this.#heap.step();
      if (this.#rounds > LOOP_BUDGET) {
        process.hang();
        throw new HangSignal();
      }
    };
    const caught = (error: unknown): void => {
      if (isUnwinding(error)) throw error;
      environment.throwFailure();
    };
    const caughtInAsync = (error: unknown, frame: unknown): void => {
      caught(error);
      context.frame = frame;
    };
    const values = this.#programGuards(environment, file);
    const roots = (variables: FileRoots): void => this.#heap.addFile(variables);
    return { names: FULL_NAMES, values: [round, caught, caughtInAsync, roots, ...values] };
  }

  /** The guards for a file of Node's library; `missing` is what an emptied function calls. */
  forLibraryFile(environment: NodeEnvironment, file: string, missing: () => never): Guards {
    return { names: LIBRARY_NAMES, values: [...this.#commonGuards(environment, file), missing] };
  }

  /** The guards for a file of a package; `missing` as for the library. */
  forPackageFile(environment: NodeEnvironment, file: string, missing: () => never): Guards {
    return { names: PACKAGE_NAMES, values: [...this.#programGuards(environment, file), missing] };
  }

  #programGuards(environment: NodeEnvironment, file: string): unknown[] {
    return [...this.#commonGuards(environment, file), importFrom(environment, file)];
  }

  #commonGuards(environment: NodeEnvironment, file: string): unknown[] {
    const { context } = environment;
    const thrown = (value: unknown, line: number, column: number): unknown => {
      this.#lastThrow = { value, place: { url: file, line, column } };
      return value;
    };
    const awaited = (frame: unknown, value: unknown): unknown => {
      this.countContinuation(environment);
      context.frame = frame;
      return value;
    };
    return [thrown, awaited, () => context.frame];
  }
}

/** `import()` in a CommonJS file. An ES module has its own. */
const importFrom =
  (environment: NodeEnvironment, file: string) =>
  (specifier: unknown, options: unknown): unknown =>
    environment.importer.import(file, specifier, options);
