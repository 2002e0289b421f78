// Where a text stops being JSON, in words and with line and column. JSON.parse says it differently in every
// browser and often without a place, so the grammar of RFC 8259 is walked here. Values are not built.

/** The first thing wrong with a text. Lines and columns count from 1. */
export interface JsonProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Thrown inside the walk only. */
class Wrong extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_$][\w$]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const WORDS = new Set(['true', 'false', 'null']);
/** Deeper than this the walk stops and leaves the verdict to whoever parses it. */
const DEPTH_LIMIT = 500;

class Walk {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): void {
    this.#space();
    if (this.#isAtEnd) throw new Wrong(this.#at, 'There is nothing here');
    this.#value();
    this.#space();
    if (!this.#isAtEnd) throw new Wrong(this.#at, 'The value has ended, but there is more');
  }

  get #isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  get #next(): string {
    return this.#text[this.#at] ?? '';
  }

  #is(character: string): boolean {
    return this.#next === character;
  }

  #space(): void {
    while (/^[ \t\r\n]$/.test(this.#next)) this.#at++;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #value(): void {
    const start = this.#at;
    if (this.#is('{')) this.#list('}', () => this.#member());
    else if (this.#is('[')) this.#list(']', () => this.#value());
    else if (this.#is('"')) this.#string();
    else if (this.#match(NUMBER)) this.#afterNumber(start);
    else if (this.#is("'")) throw new Wrong(start, 'Text is put in double quotes');
    else this.#word(start);
  }

  #word(start: number): void {
    const word = this.#match(WORD);
    if (word === undefined) throw new Wrong(start, this.#expected('a value'));
    if (!WORDS.has(word)) throw new Wrong(start, `"${word}" is no JSON value`);
  }

  #afterNumber(start: number): void {
    if (/^[\w.]$/.test(this.#next)) throw new Wrong(start, 'This is no number as JSON writes them');
  }

  /** What stands between brackets, separated by commas. */
  #list(close: '}' | ']', item: () => void): void {
    if (++this.#depth > DEPTH_LIMIT) throw new Wrong(this.#at, 'This is nested too deeply');
    this.#at++;
    this.#space();
    if (this.#is(close)) {
      this.#at++;
      this.#depth--;
      return;
    }
    for (;;) {
      item();
      this.#space();
      const comma = this.#at;
      if (this.#is(close)) break;
      if (!this.#is(',')) throw new Wrong(this.#at, this.#expected(`"," or "${close}"`));
      this.#at++;
      this.#space();
      if (this.#is(close)) throw new Wrong(comma, `No comma may stand before "${close}"`);
    }
    this.#at++;
    this.#depth--;
  }

  #member(): void {
    if (!this.#is('"')) throw new Wrong(this.#at, this.#expected('a name in double quotes'));
    this.#string();
    this.#space();
    if (!this.#is(':')) throw new Wrong(this.#at, this.#expected('":"'));
    this.#at++;
    this.#space();
    this.#value();
  }

  #string(): void {
    const start = this.#at;
    this.#at++;
    for (;;) {
      const next = this.#next;
      if (next === '"') break;
      if (next === '' || next === '\n') throw new Wrong(start, 'This text is not closed');
      if (next === '\\') {
        if (!this.#match(ESCAPE)) throw new Wrong(this.#at, 'JSON does not know this escape');
      } else if (next < ' ') {
        throw new Wrong(this.#at, 'A control character must be written as an escape');
      } else this.#at++;
    }
    this.#at++;
  }

  #expected(what: string): string {
    return this.#isAtEnd ? `Expected ${what}, but the text ends` : `Expected ${what}`;
  }
}

/** The first problem of a text that should be JSON; null where it is JSON. */
export function jsonProblem(text: string): JsonProblem | null {
  try {
    new Walk(text).document();
    return null;
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    const before = text.slice(0, error.at).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    return { line: before.length, column, message: error.message };
  }
}
