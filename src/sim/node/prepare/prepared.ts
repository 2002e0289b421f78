// What becomes of a reader's file before it runs, and who does it. The work itself needs a parser, which
// is large and loaded only when a file was edited; files as the lab ships them are prepared at build.

import type { ColumnShift } from '../script-compiler.ts';

/** A module another one asks for: `import ... from 'specifier' with { type: 'json' }`. */
export interface ModuleRequest {
  readonly specifier: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Where a name stands in a file: line and column count from 1. */
export interface NamePlace {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** A name that an `import` declaration brings in. */
export interface ImportedName {
  /** Which of the module's requests it comes from. */
  readonly request: number;
  /** The exported name there; null for the whole namespace. */
  readonly imported: string | null;
  readonly local: string;
  readonly place: NamePlace;
}

/** A name that is exported again, or all of them. */
export interface ReExport {
  readonly request: number;
  /** The name there; null for the whole namespace, or for all names. */
  readonly imported: string | null;
  /** The name here; null for `export *`. */
  readonly exported: string | null;
  readonly place: NamePlace;
}

/** A variable of the module that is exported. */
export interface LocalExport {
  readonly exported: string;
  /** The expression that reads it. */
  readonly local: string;
  /** Whether it may get another value after the module has run. */
  readonly isMutable: boolean;
}

/** What an ES module has to do with others. */
export interface ModuleLinks {
  readonly requests: readonly ModuleRequest[];
  readonly imports: readonly ImportedName[];
  readonly reExports: readonly ReExport[];
  readonly exports: readonly LocalExport[];
  /** The first `await` outside of any function; absent where there is none. */
  readonly topLevelAwait?: { readonly line: number; readonly column: number };
}

/** A file ready to be compiled: types gone, guards in, lines kept, columns accounted for. */
export interface PreparedScript {
  readonly text: string;
  readonly shifts: readonly ColumnShift[];
  /** Absent in a CommonJS file. */
  readonly links?: ModuleLinks;
}

/** How a file is to be read. */
export type ScriptKind = 'module' | 'commonjs';

/** Names a CommonJS file seems to export, and files it exports whole, as cjs-module-lexer finds them. */
export interface CommonJsNames {
  readonly exports: readonly string[];
  readonly reExports: readonly string[];
}

/** A part of a text, as offsets. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

interface SyntaxErrorDetails {
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The token the mistake is in, and the one before it. */
  readonly range: TextRange;
  readonly previous: TextRange;
  readonly reason: 'invalid' | 'unsupported';
}

/** Something in a file that is no valid JavaScript or TypeScript, with its place; both count from 1. */
export class ScriptSyntaxError extends Error {
  readonly isScriptSyntaxError = true;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly range: TextRange;
  readonly previous: TextRange;
  /** `unsupported` for TypeScript that type stripping cannot take away, such as an enum. */
  readonly reason: 'invalid' | 'unsupported';

  constructor(details: SyntaxErrorDetails) {
    super(details.message);
    this.file = details.file;
    this.line = details.line;
    this.column = details.column;
    this.range = details.range;
    this.previous = details.previous;
    this.reason = details.reason;
  }
}

/**
 * Whether an error is a ScriptSyntaxError. Not by its class: in browsers the parser is a script of its own, which
 * brings a class of its own along.
 */
export const isScriptSyntaxError = (error: unknown): error is ScriptSyntaxError =>
  error instanceof Error && 'isScriptSyntaxError' in error;

/** Thrown when a file has to be parsed and the parser is not there: load it, and run again. */
export class MissingParserError extends Error {
  constructor() {
    super('The parser is not loaded');
  }
}

/** Prepares files. Throws ScriptSyntaxError, or MissingParserError. */
export interface ScriptPreparer {
  prepare(text: string, file: string, kind: ScriptKind): PreparedScript;
  /** Takes the types off, keeping every other character where it was. */
  stripTypes(text: string, file: string): string;
  /** Whether the text can only be read as an ES module: it has an import, an export or a top-level await. */
  looksLikeModule(text: string): boolean;
  /** What an ES module can import from a CommonJS file by name. */
  commonJsNames(text: string): CommonJsNames;
}
