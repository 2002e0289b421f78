// What is wrong with a text that is no JSON, in the words of PostgreSQL's parser (src/common/jsonapi.c).

import { SqlError } from '../sql-error.ts';

const TOKEN = /[ \t\n\r]*("(?:[^"\\]|\\.)*"|-?[0-9][0-9A-Za-z.+-]*|[A-Za-z0-9_]+|[{}[\],:]|\S)/y;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const WORD = /^(?:true|false|null)$/;

class JsonReader {
  readonly #text: string;
  #end = 0;
  #token = '';

  constructor(text: string) {
    this.#text = text;
    this.next();
  }

  next(): void {
    TOKEN.lastIndex = this.#end;
    const found = TOKEN.exec(this.#text);
    this.#token = found?.[1] ?? '';
    if (!found) return;
    this.#end = TOKEN.lastIndex;
    const token = this.#token;
    const isKnown = token.startsWith('"')
      ? token.length > 1
      : NUMBER.test(token) || WORD.test(token) || /^[{}[\],:]$/.test(token);
    if (!isKnown) throw this.#error(`Token "${token}" is invalid.`);
  }

  #error(detail: string): SqlError {
    const rest = this.#end < this.#text.length ? '...' : '';
    const where = `JSON data, line 1: ${this.#text.slice(0, this.#end)}${rest}`;
    return new SqlError('22P02', 'invalid input syntax for type json', { detail, where });
  }

  get token(): string {
    return this.#token;
  }

  /** The next token is not what should stand here. */
  fail(expected: string): SqlError {
    if (this.#token === '') return this.#error('The input string ended unexpectedly.');
    return this.#error(`Expected ${expected}, but found "${this.#token}".`);
  }

  value(expected = 'JSON value'): void {
    if (this.#token === '{') this.#object();
    else if (this.#token === '[') this.#array();
    else if (/^["\-0-9tfn]/.test(this.#token)) this.next();
    else throw this.fail(expected);
  }

  /** Reads a token that has to be this one. */
  #take(token: string, expected: string): void {
    if (this.token !== token) throw this.fail(expected);
    this.next();
  }

  #object(): void {
    this.next();
    if (this.token === '}') {
      this.next();
      return;
    }
    for (let expected = 'string or "}"'; ; expected = 'string') {
      if (!this.token.startsWith('"')) throw this.fail(expected);
      this.next();
      this.#take(':', '":"');
      this.value();
      if (this.token === '}') break;
      this.#take(',', '"," or "}"');
    }
    this.next();
  }

  #array(): void {
    this.next();
    if (this.#token !== ']') {
      for (;;) {
        this.value();
        if (this.#token === ']') break;
        if (this.token !== ',') throw this.fail('"," or "]"');
        this.next();
      }
    }
    this.next();
  }
}

/** The error for a text; null where this reader finds none. */
export function jsonError(text: string): SqlError | null {
  try {
    const reader = new JsonReader(text);
    reader.value();
    if (reader.token !== '') throw reader.fail('end of input');
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  return null;
}
