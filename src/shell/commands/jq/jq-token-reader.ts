// The tokens of a jq program one after the other, the names that are known at each, and jq's words for what it refuses.

import { type Token, tokens as tokensOf } from './jq-lexer.ts';
import { CompileProblem } from './jq-syntax.ts';

/** What can be named at a place of the program. */
export interface Names {
  has(name: string): boolean;
}

const TOKEN_NAMES: Readonly<Partial<Record<Token['kind'], string>>> = {
  identifier: 'IDENT',
  field: 'FIELD',
  number: 'LITERAL',
  format: 'FORMAT',
  string: 'QQSTRING_START',
  invalid: 'INVALID_CHARACTER',
  end: '$end',
};

export function tokenName({ kind, text }: Token): string {
  if (kind === 'variable') return "'$'";
  if (kind === 'operator') return text.length === 1 ? `'${text}'` : `"${text}"`;
  return TOKEN_NAMES[kind] ?? text;
}

export class TokenReader {
  protected readonly program: string;
  protected readonly base: number;
  protected readonly whole: string;
  protected readonly tokens: readonly Token[];
  protected readonly problems: string[];
  protected at = 0;
  protected names: readonly string[];
  protected readonly outer: Names;

  constructor(
    program: string,
    outer: Names,
    inside?: { whole: string; base: number; names: readonly string[]; problems: string[] },
  ) {
    this.program = program;
    this.whole = inside?.whole ?? program;
    this.base = inside?.base ?? 0;
    this.names = inside?.names ?? [];
    this.problems = inside?.problems ?? [];
    this.outer = outer;
    this.tokens = tokensOf(program);
  }

  protected peek(ahead = 0): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)] as Token;
  }

  protected is(text: string): boolean {
    const { kind, text: found } = this.peek();
    return found === text && (kind === 'operator' || kind === 'keyword');
  }

  protected accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  /** `isOnly`: nothing else could stand here, which jq then says. */
  protected expect(text: string, isOnly = false): void {
    if (!this.accept(text)) this.unexpected(isOnly ? `, expecting '${text}'` : '');
  }

  protected message(words: string, at: number): string {
    const from = this.base + at;
    const before = this.whole.slice(0, from);
    const line = before.split('\n').length;
    const start = before.lastIndexOf('\n') + 1;
    const shown = this.whole.slice(start).split('\n', 1)[0] ?? '';
    return `${words} at <top-level>, line ${line}:\n${shown}${' '.repeat(from - start)}`;
  }

  protected unexpected(expecting = ''): never {
    const token = this.peek();
    const words = `syntax error, unexpected ${tokenName(token)}${expecting} (Unix shell quoting issues?)`;
    throw new CompileProblem([...this.problems, this.message(words, token.at)]);
  }

  protected refuse(words: string, at: number): void {
    this.problems.push(this.message(words, at));
  }

  protected isKnown(name: string): boolean {
    return this.names.includes(name) || this.outer.has(name);
  }

  /** Reads with more names known than before. */
  protected within<Result>(names: readonly string[], read: () => Result): Result {
    const before = this.names;
    this.names = [...before, ...names];
    const result = read();
    this.names = before;
    return result;
  }

  protected word(): string {
    const token = this.peek();
    if (token.kind !== 'identifier' && token.kind !== 'keyword') this.unexpected();
    this.at++;
    return token.text;
  }

  protected variableName(): string {
    const token = this.peek();
    if (token.kind !== 'variable') this.unexpected();
    this.at++;
    return token.text;
  }
}
