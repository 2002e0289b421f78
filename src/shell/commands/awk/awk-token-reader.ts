// Walks over the words of an awk program.

import type { Token } from './awk-lexer.ts';
import { AwkSyntaxError } from './awk-syntax.ts';

export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get token(): Token {
    return this.#tokens[this.#at] as Token;
  }

  /** The word after this one. */
  get following(): Token {
    return this.#tokens[Math.min(this.#at + 1, this.#tokens.length - 1)] as Token;
  }

  /** A place to go back to. */
  get place(): number {
    return this.#at;
  }

  goTo(place: number): void {
    this.#at = place;
  }

  next(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  is(...texts: readonly string[]): boolean {
    const { kind, text } = this.token;
    return (kind === 'operator' || kind === 'keyword') && texts.includes(text);
  }

  /** Whether a name is next, and this word behind it. */
  isNameBefore(text: string): boolean {
    return this.token.kind === 'name' && this.following.text === text;
  }

  take(...texts: readonly string[]): string | null {
    return this.is(...texts) ? this.next().text : null;
  }

  expect(text: string): void {
    if (this.take(text) !== null) return;
    if (text !== ')' && text !== '}') this.fail();
    throw new AwkSyntaxError(`missing ${text} near ${this.#near()}`, this.#line());
  }

  /** The end of the program shows as an end of line first. */
  get #isAtEnd(): boolean {
    const { kind } = this.token;
    return kind === 'end' || (kind === 'newline' && this.following.kind === 'end');
  }

  #near(): string {
    if (this.#isAtEnd) return 'end of file';
    return this.token.kind === 'newline' ? 'end of line' : this.token.text;
  }

  #line(): number {
    return this.#isAtEnd ? (this.#tokens.at(-1)?.line ?? 1) : this.token.line;
  }

  name(): string {
    if (this.token.kind !== 'name') this.fail();
    return this.next().text;
  }

  skipNewlines(): void {
    while (this.token.kind === 'newline') this.next();
  }

  fail(): never {
    throw new AwkSyntaxError(`syntax error at or near ${this.#near()}`, this.#line());
  }

  /** The line the program ends in, as mawk counts. */
  get lastLine(): number {
    return this.#tokens.at(-1)?.line ?? 1;
  }
}
