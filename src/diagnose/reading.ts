// What a line or a block of lines was recognised as, and the fields read from it. Written by src/diagnose/formats.
import type { Span } from './pattern.ts';

/** A value read from a paste, with its place. */
export interface Field extends Span {
  readonly value: string;
}

/** The kinds of part a paste is made of. */
export type PartKind =
  | 'response'
  | 'error page'
  | 'access log'
  | 'error log'
  | 'JSON log'
  | 'stack trace'
  | 'exit code'
  | 'client output'
  | 'status in words';

/** One recognised part. */
export interface Reading extends Span {
  readonly kind: PartKind;
  /** The format by name: `haproxy-log`, `response`. */
  readonly format: string;
  /** By lower-case name. */
  readonly fields: ReadonlyMap<string, Field>;
}

/** One line of a paste. */
export interface Line extends Span {
  readonly text: string;
}

/** Fields from the groups of a match: names and values, found in the line from left to right. */
export function fieldsOf(
  line: Line,
  pairs: readonly (readonly [string, string | undefined])[],
): Map<string, Field> {
  const fields = new Map<string, Field>();
  let from = 0;
  for (const [name, value] of pairs) {
    if (value === undefined || value === '') continue;
    const at = line.text.indexOf(value, from);
    if (at < 0) continue;
    from = at + value.length;
    fields.set(name, { value, from: line.from + at, to: line.from + at + value.length });
  }
  return fields;
}
