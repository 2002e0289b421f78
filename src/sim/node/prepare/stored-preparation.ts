// What a pack stores beside a file so that it can be run without a parser: where guards go, and for an ES
// module what it imports and exports. The file itself stays as its author wrote it.

import type { CommonJsNames, ModuleLinks, PreparedScript } from './prepared.ts';
import { SourceEdits } from './source-edits.ts';

/** A stretch of text to be replaced, as [start, end, replacement]. */
export type StoredEdit = readonly [start: number, end: number, text: string];

/** An ES module: the edits that make a function of it, and its links. */
export interface StoredModule {
  readonly edits: readonly StoredEdit[];
  readonly links: ModuleLinks;
}

/** Short names, since there is one of these for many files of a pack. */
export interface StoredPreparation {
  /** Thrown expressions: start and end of each, every number counted from the one before. */
  readonly t?: readonly number[];
  /** Await expressions, in the same form. */
  readonly a?: readonly number[];
  /** Start of each `import()`, in the same form. */
  readonly i?: readonly number[];
  readonly m?: StoredModule;
  /** What an ES module can import by name from this CommonJS file. */
  readonly x?: CommonJsNames;
}

/** Numbers as differences from the one before: short to write. */
export const toDifferences = (numbers: readonly number[]): number[] =>
  numbers.map((number, index) => number - (numbers[index - 1] ?? 0));

function* pairs(differences: readonly number[]): Generator<readonly [number, number]> {
  let at = 0;
  for (let i = 0; i + 1 < differences.length; i += 2) {
    const start = at + (differences[i] as number);
    at = start + (differences[i + 1] as number);
    yield [start, at];
  }
}

/** The place of a `throw` before its expression; both count from 1. */
function placeOfThrow(text: string, expressionStart: number): { line: number; column: number } {
  const start = text.lastIndexOf('throw', expressionStart);
  const before = text.slice(0, start);
  return { line: before.split('\n').length, column: start - before.lastIndexOf('\n') };
}

/** The file as it runs. */
export function applyPreparation(text: string, stored: StoredPreparation): PreparedScript {
  const edits = new SourceEdits(text);
  for (const [start, end] of pairs(stored.t ?? [])) {
    const { line, column } = placeOfThrow(text, start);
    edits.wrap(start, end, ['__th(', `,${line},${column})`]);
  }
  for (const [start, end] of pairs(stored.a ?? [])) {
    edits.wrap(start, end, ['__aw(__fr(),', ')']);
  }
  let at = 0;
  for (const difference of stored.i ?? []) {
    at += difference;
    edits.replace(at, at + 'import'.length, '__impt');
  }
  const { m: module } = stored;
  for (const [start, end, replacement] of module?.edits ?? []) {
    edits.overwrite(start, end, replacement);
  }
  return { ...edits.apply(), ...(module && { links: module.links }) };
}
