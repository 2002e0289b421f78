// The shapes the matcher reads: signatures, tables of codes, causes. Plain data; the files are in content/signatures and
// their schemas, with every field explained, in src/content/schemas/signature.ts.

/** How much a match proves: the cause itself, very likely the cause, or only where to look. */
export type Strength = 'proof' | 'strong' | 'hint';

/** What a match says. */
export interface Finding {
  readonly hop: string;
  readonly cause: string;
  readonly phase: string;
  /** The status that is implied where none is written; null where nothing reaches the client. */
  readonly status: number | null;
  readonly strength: Strength;
}

/** Literal words that name a cause. */
export interface Signature extends Finding {
  readonly id: string;
  /** All of these must be there, in the language of pattern.ts. */
  readonly match: readonly string[];
  /** At least one of these too, when the list is not empty. */
  readonly any: readonly string[];
  /** None of these. */
  readonly not: readonly string[];
  /** Whether the words must stand on one line. */
  readonly within: 'line' | 'paste';
  /** Whether capitals matter. */
  readonly exact: boolean;
  /** Values that fields of the same line or response must have. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

/** One row of a table. */
export interface CodeRow extends Finding {
  readonly key: string;
}

/** The codes of one field of one format: Heroku's `code`, HAProxy's termination state. */
export interface CodeTable {
  readonly id: string;
  /** The format of line that has the field, as src/diagnose/formats name it; `any` for every format. */
  readonly format: string;
  readonly field: string;
  readonly rows: readonly CodeRow[];
}

/** Everything the matcher knows. */
export interface Knowledge {
  readonly signatures: readonly Signature[];
  readonly tables: readonly CodeTable[];
  /** Words that show a line to come from a build, a shell or another protocol. */
  readonly elsewhere: readonly string[];
  /** By cause: other causes worth a look, likeliest first. */
  readonly neighbours: Readonly<Record<string, readonly string[]>>;
}
