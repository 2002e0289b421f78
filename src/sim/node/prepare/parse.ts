// Parses a reader's file with acorn, and with its TypeScript extension where types have to go. Mistakes come
// back as ScriptSyntaxError; in TypeScript in the words of the parser that Node uses (swc), as far as
// acorn sees what that one sees.

import { tsPlugin } from '@sveltejs/acorn-typescript';
import { type Options, Parser, type TokenType, tokTypes } from 'acorn';
import { type ScriptKind, ScriptSyntaxError, type TextRange } from './prepared.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** Parts of acorn's parser that its types leave out. */
interface ParserInternals {
  readonly type: TokenType;
  readonly value: unknown;
  readonly start: number;
  readonly end: number;
  readonly lastTokStart: number;
  readonly lastTokEnd: number;
  eat(type: TokenType): boolean;
  raise(position: number, message: string): never;
}

type ParserClass = new (
  options: Options,
  text: string,
) => ParserInternals & {
  parse(): unknown;
  unexpected(position?: number): never;
};

/** How swc names a token it did not expect. */
function tokenName({ type, value }: ParserInternals): string {
  if (type === tokTypes.eof) return '<eof>';
  if (type === tokTypes.num) return 'numeric literal';
  if (type === tokTypes.string) return 'string literal';
  if (type === tokTypes.name)
    return /^(?:from|as|of|get|set|async|type)$/.test(String(value)) ? String(value) : 'ident';
  return type.keyword ?? (typeof value === 'string' && value ? value : type.label);
}

const TypeScriptBase = Parser.extend(tsPlugin()) as unknown as ParserClass;

/** Mistakes in swc's words; names that are declared twice are found when the file is compiled. */
class TypeScriptParser extends TypeScriptBase {
  expect(type: TokenType): void {
    if (this.eat(type)) return;
    this.raise(this.start, `Expected '${type.label}', got '${tokenName(this)}'`);
  }

  override unexpected(position?: number): never {
    const atEnd = this.type === tokTypes.eof && position === undefined;
    this.raise(position ?? this.start, atEnd ? "Expected '}', got '<eof>'" : 'Expression expected');
  }

  semicolon(): void {
    const canInsert = (Parser.prototype as unknown as { canInsertSemicolon(): boolean })
      .canInsertSemicolon;
    if (this.eat(tokTypes.semi) || canInsert.call(this as never)) return;
    this.raise(this.start, 'Expected a semicolon');
  }

  declareName(): void {}

  checkLocalExport(): void {}
}

interface AcornError extends Error {
  readonly pos: number;
  readonly loc: { readonly line: number; readonly column: number };
}

const isAcornError = (error: unknown): error is AcornError =>
  error instanceof SyntaxError && 'loc' in error;

const TYPESCRIPT_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^'return' outside of function/, 'Return statement is not allowed here'],
  [/^Unterminated string constant/, 'Unterminated string constant'],
  [/^Unterminated template/, 'Unterminated template'],
];

function messageOf(error: AcornError, typescript: boolean): string {
  const message = error.message.replace(/ \(\d+:\d+\)$/, '');
  if (!typescript) return message;
  return TYPESCRIPT_WORDS.find(([pattern]) => pattern.test(message))?.[1] ?? message;
}

/** The tree of a file. Throws ScriptSyntaxError with the place of the first mistake. */
export function parseScript(
  text: string,
  options: { file: string; kind: ScriptKind; typescript: boolean },
): SyntaxNode {
  const { file, kind, typescript } = options;
  const settings = {
    ecmaVersion: 'latest',
    sourceType: kind === 'module' ? 'module' : 'script',
    allowHashBang: true,
    allowReturnOutsideFunction: kind === 'commonjs',
    locations: typescript,
  } as const;
  const ParserOfKind = (typescript ? TypeScriptParser : Parser) as unknown as ParserClass;
  const parser = new ParserOfKind(settings, text);
  try {
    return parser.parse() as SyntaxNode;
  } catch (error) {
    if (!isAcornError(error)) throw error;
    throw new ScriptSyntaxError({
      message: messageOf(error, typescript),
      file,
      range: tokenRange(parser, error.pos, text),
      previous: { start: parser.lastTokStart, end: parser.lastTokEnd },
      line: error.loc.line,
      column: error.loc.column + 1,
      reason: 'invalid',
    });
  }
}

/** From the mistake to the end of the token it is in. */
function tokenRange(parser: ParserInternals, start: number, text: string): TextRange {
  if (parser.start === start && parser.end > start) return { start, end: parser.end };
  const word = /[\p{ID_Continue}$]+|\S/uy;
  word.lastIndex = start;
  return { start, end: start + (word.exec(text)?.[0].length ?? 0) };
}
