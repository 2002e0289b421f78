// Splits SQL into tokens, following "Lexical Structure" (4.1) of the PostgreSQL manual.
// Simplified: no U&'' strings and no bit strings; asking for one is a syntax error.

import { SqlError } from '../sql-error.ts';

export interface Token {
  readonly type: 'word' | 'quoted' | 'string' | 'number' | 'parameter' | 'operator' | 'end';
  /** As it stands in the text. */
  readonly text: string;
  /** Folded words, contents of strings and quoted names. */
  readonly value: string;
  readonly at: number;
}

const SPACE = /\s/;
const WORD_START = /[A-Za-z_\u0080-\uffff]/;
const WORD_PART = /[A-Za-z0-9_$\u0080-\uffff]/;
const DIGIT = /[0-9]/;
const OPERATOR = /[+\-*/<>=~!@#%^&|`?]/;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_][A-Za-z0-9_]*)?\$/y;
const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** ASCII letters in lower case: how PostgreSQL folds names that are not quoted. */
export const fold = (text: string): string => text.replace(/[A-Z]+/g, (part) => part.toLowerCase());

class Lexer {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  *tokens(): Generator<Token> {
    for (;;) {
      this.#skipSpace();
      const at = this.#at;
      if (at >= this.#text.length) {
        yield { type: 'end', text: '', value: '', at };
        return;
      }
      const { type, value } = this.#token();
      yield { type, value, text: this.#text.slice(at, this.#at), at };
    }
  }

  #char(offset = 0): string {
    return this.#text.charAt(this.#at + offset);
  }

  #skipSpace(): void {
    for (;;) {
      const char = this.#char();
      if (char !== '' && SPACE.test(char)) {
        this.#at++;
      } else if (char === '-' && this.#char(1) === '-') {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end < 0 ? this.#text.length : end;
      } else if (char === '/' && this.#char(1) === '*') {
        this.#skipComment();
      } else {
        return;
      }
    }
  }

  #skipComment(): void {
    const start = this.#at;
    let depth = 0;
    do {
      const pair = this.#text.slice(this.#at, this.#at + 2);
      if (pair === '') throw this.#unterminated('/* comment', start);
      if (pair === '/*') depth++;
      if (pair === '*/') depth--;
      this.#at += pair === '/*' || pair === '*/' ? 2 : 1;
    } while (depth > 0);
  }

  #token(): Pick<Token, 'type' | 'value'> {
    const char = this.#char();
    const next = this.#char(1);
    if ((char === 'e' || char === 'E') && next === "'") {
      this.#at++;
      return { type: 'string', value: this.#string(true) };
    }
    if (char === "'") return { type: 'string', value: this.#joinedString() };
    if (char === '"') return { type: 'quoted', value: this.#quoted() };
    if (WORD_START.test(char)) return { type: 'word', value: fold(this.#word()) };
    if (DIGIT.test(char) || (char === '.' && DIGIT.test(next))) return this.#number();
    if (char === '$') return this.#dollar();
    if (char === ':' && next === ':') return this.#fixed(2);
    if (char === ':' && next === '=') return this.#fixed(2);
    if (OPERATOR.test(char)) return this.#operator();
    return this.#fixed(1);
  }

  #fixed(length: number): Pick<Token, 'type' | 'value'> {
    const value = this.#text.slice(this.#at, this.#at + length);
    this.#at += length;
    return { type: 'operator', value };
  }

  #word(): string {
    const start = this.#at;
    while (this.#at < this.#text.length && WORD_PART.test(this.#char())) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  #number(): Pick<Token, 'type' | 'value'> {
    const start = this.#at;
    NUMBER.lastIndex = start;
    const value = NUMBER.exec(this.#text)?.[0] ?? '';
    this.#at += value.length;
    if (WORD_START.test(this.#char())) {
      this.#word();
      throw this.#junk('numeric literal', start);
    }
    return { type: 'number', value };
  }

  #junk(what: string, start: number): SqlError {
    const near = this.#text.slice(start, this.#at);
    return new SqlError('42601', `trailing junk after ${what} at or near "${near}"`, { at: start });
  }

  #dollar(): Pick<Token, 'type' | 'value'> {
    const start = this.#at;
    if (DIGIT.test(this.#char(1))) {
      this.#at++;
      while (DIGIT.test(this.#char())) this.#at++;
      const value = this.#text.slice(start + 1, this.#at);
      if (WORD_START.test(this.#char())) {
        this.#word();
        throw this.#junk('parameter', start);
      }
      return { type: 'parameter', value };
    }
    DOLLAR_TAG.lastIndex = start;
    const tag = DOLLAR_TAG.exec(this.#text)?.[0];
    if (!tag) return this.#fixed(1);
    const end = this.#text.indexOf(tag, start + tag.length);
    if (end < 0) throw this.#unterminated('dollar-quoted string', start);
    this.#at = end + tag.length;
    return { type: 'string', value: this.#text.slice(start + tag.length, end) };
  }

  #operator(): Pick<Token, 'type' | 'value'> {
    const start = this.#at;
    while (this.#at < this.#text.length && OPERATOR.test(this.#char())) {
      const pair = this.#text.slice(this.#at, this.#at + 2);
      if (this.#at > start && (pair === '--' || pair === '/*')) break;
      this.#at++;
    }
    let value = this.#text.slice(start, this.#at);
    // A trailing + or - belongs to the operator only where it has one of these characters.
    while (value.length > 1 && /[+-]$/.test(value) && !/[~!@#%^&|`?]/.test(value)) {
      value = value.slice(0, -1);
    }
    this.#at = start + value.length;
    return { type: 'operator', value: value === '!=' ? '<>' : value };
  }

  #quoted(): string {
    const start = this.#at++;
    let value = '';
    for (;;) {
      const end = this.#text.indexOf('"', this.#at);
      if (end < 0) throw this.#unterminated('quoted identifier', start);
      value += this.#text.slice(this.#at, end);
      this.#at = end + 1;
      if (this.#char() !== '"') break;
      value += '"';
      this.#at++;
    }
    if (value !== '') return value;
    throw new SqlError('42601', 'zero-length delimited identifier at or near """"', { at: start });
  }

  /** Strings with only a line break between them are one. */
  #joinedString(): string {
    let value = this.#string(false);
    for (;;) {
      const gap = /^[^\S\n]*\n\s*'/.exec(this.#text.slice(this.#at, this.#at + 200))?.[0];
      if (!gap) return value;
      this.#at += gap.length - 1;
      value += this.#string(false);
    }
  }

  #string(escapes: boolean): string {
    const start = this.#at++;
    let value = '';
    for (;;) {
      const char = this.#char();
      if (char === '') throw this.#unterminated('quoted string', start);
      this.#at++;
      if (char === "'") {
        if (this.#char() !== "'") return value;
        this.#at++;
        value += "'";
      } else if (escapes && char === '\\') {
        value += this.#escape();
      } else {
        value += char;
      }
    }
  }

  #escape(): string {
    const char = this.#char();
    this.#at++;
    const code = { x: /^[0-9a-fA-F]{1,2}/, u: /^[0-9a-fA-F]{4}/ }[char]?.exec(
      this.#text.slice(this.#at, this.#at + 4),
    )?.[0];
    if (!code) return ESCAPES[char] ?? char;
    this.#at += code.length;
    return String.fromCharCode(Number.parseInt(code, 16));
  }

  #unterminated(what: string, start: number): SqlError {
    const near = this.#text.slice(start);
    return new SqlError('42601', `unterminated ${what} at or near "${near}"`, { at: start });
  }
}

/** The tokens of a text, the last one being its end. Throws an SqlError for what is no token. */
export const tokenize = (text: string): Token[] => [...new Lexer(text).tokens()];
