// A place in a list of tokens, and the ways to move on that all parts of the parser share.

import { SqlError } from '../sql-error.ts';
import type { Name, Query } from './ast.ts';
import type { Token } from './lexer.ts';

/** Words that are never names unless they are quoted (appendix C of the manual: reserved). */
const RESERVED = new Set(
  `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint
  create current_catalog current_date current_role current_time current_timestamp current_user default
  deferrable desc distinct do else end except false fetch for foreign from grant group having in
  initially intersect into lateral leading limit localtime localtimestamp not null offset on only or
  order placing primary references returning select session_user some symmetric table then to trailing
  true union unique user using variadic when where window with`.split(/\s+/),
);
/** Reserved too, but for functions and types. */
const NOT_TABLES = new Set(
  `authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull
  join left like natural notnull outer overlaps right similar tablesample verbose`.split(/\s+/),
);
/** Names that a column's alias needs AS for. */
const NEED_AS = new Set(
  `char character day filter hour isnull minute month notnull over overlaps precision second to varying
  within without year`.split(/\s+/),
);

export class Cursor {
  readonly text: string;
  /** Set by the parser of queries, which expressions need for what is in parentheses. */
  query: (cursor: Cursor) => Query = () => {
    throw new Error('The parser of queries is not set');
  };
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.text = text;
    this.#tokens = tokens;
  }

  get token(): Token {
    return this.peek(0);
  }

  get at(): number {
    return this.token.at;
  }

  get index(): number {
    return this.#index;
  }

  set index(index: number) {
    this.#index = index;
  }

  peek(ahead: number): Token {
    const last = this.#tokens.length - 1;
    return this.#tokens[Math.min(this.#index + ahead, last)] as Token;
  }

  next(): Token {
    const { token } = this;
    this.#index++;
    return token;
  }

  /** Where the last token read ends. */
  get endOfPrevious(): number {
    const previous = this.#tokens[this.#index - 1];
    return previous ? previous.at + previous.text.length : 0;
  }

  isEnd(): boolean {
    return this.token.type === 'end' || this.isOperator(';');
  }

  isWord(...words: readonly string[]): boolean {
    return words.every((word, ahead) => {
      const token = this.peek(ahead);
      return token.type === 'word' && token.value === word;
    });
  }

  isOneOf(words: readonly string[]): boolean {
    return this.token.type === 'word' && words.includes(this.token.value);
  }

  isOperator(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.type === 'operator' && token.value === text;
  }

  /** Reads these words if they come next. */
  takeWords(...words: readonly string[]): boolean {
    if (!this.isWord(...words)) return false;
    this.#index += words.length;
    return true;
  }

  takeOperator(text: string): boolean {
    if (!this.isOperator(text)) return false;
    this.#index++;
    return true;
  }

  expectWords(...words: readonly string[]): void {
    for (const word of words) if (!this.takeWords(word)) throw this.error();
  }

  expectOperator(text: string): void {
    if (!this.takeOperator(text)) throw this.error();
  }

  /** PostgreSQL's own words for a token that cannot stand here. */
  error(token = this.token): SqlError {
    if (token.type === 'end') {
      return new SqlError('42601', 'syntax error at end of input', { at: token.at });
    }
    return new SqlError('42601', `syntax error at or near "${token.text}"`, { at: token.at });
  }

  isName(use: 'column' | 'table' | 'alias' | 'label' = 'column', ahead = 0): boolean {
    const token = this.peek(ahead);
    if (token.type === 'quoted') return true;
    if (token.type !== 'word') return false;
    if (use === 'label') return true;
    if (RESERVED.has(token.value)) return false;
    if (use === 'alias') return !NEED_AS.has(token.value);
    return !NOT_TABLES.has(token.value);
  }

  /** An identifier. `label` takes any word, as after AS or a dot. */
  name(use: 'column' | 'table' | 'label' = 'column'): string {
    if (!this.isName(use)) throw this.error();
    return this.next().value;
  }

  /** `table` or `schema.table` */
  qualifiedName(): Name {
    const { at } = this;
    const first = this.name('table');
    if (!this.takeOperator('.')) return { schema: null, name: first, at };
    return { schema: first, name: this.name('label'), at };
  }

  /** What stands between commas, at least one. */
  list<Item>(item: () => Item): Item[] {
    const items = [item()];
    while (this.takeOperator(',')) items.push(item());
    return items;
  }

  parenthesised<Result>(content: () => Result): Result {
    this.expectOperator('(');
    const result = content();
    this.expectOperator(')');
    return result;
  }

  /** `(a, b)` */
  names(): string[] {
    return this.parenthesised(() => this.list(() => this.name()));
  }

  integer(): number {
    const negative = this.takeOperator('-');
    if (this.token.type !== 'number' || !/^\d+$/.test(this.token.value)) throw this.error();
    return Number(this.next().value) * (negative ? -1 : 1);
  }

  string(): string {
    if (this.token.type !== 'string') throw this.error();
    return this.next().value;
  }
}
