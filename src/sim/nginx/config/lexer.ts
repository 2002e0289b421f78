// Splits configuration text into directives: words up to `;`, `{` or `}`. It knows no directive.
// Quoting, escapes, `${`, comments and the messages follow what nginx 1.22 does with the same text;
// checked against `nginx -t` (see the recordings of kind nginx-config).

import { ConfigError } from './place.ts';

/** What ends a run of words. */
export type Ending = ';' | '{' | '}' | 'end-of-file';

/** The words of one directive and what ended it. */
export interface Statement {
  readonly words: readonly string[];
  readonly ending: Ending;
}

/** nginx reads its files through a buffer of this size; no word may be longer. */
const LONGEST_WORD_BYTES = 4096;

const isSpace = (ch: string): boolean => ch === ' ' || ch === '\t' || ch === '\r' || ch === '\n';

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  t: '\t',
  r: '\r',
  n: '\n',
};

const unescapeWord = (raw: string): string =>
  raw.includes('\\') ? raw.replace(/\\(["'\\trn])/g, (_, ch: string) => ESCAPES[ch] ?? ch) : raw;

/** Reads one file's statements in order. */
export class Lexer {
  readonly file: string;
  readonly #text: string;
  #position = 0;
  /** The line the reader has come to: messages about a directive name the line it ends on. */
  line = 1;

  constructor(text: string, file: string) {
    this.#text = text;
    this.file = file;
  }

  /** Reads up to the end of the next directive. Throws a ConfigError where nginx refuses. */
  next(): Statement {
    const words: string[] = [];
    for (;;) {
      const first = this.#skipSpace();
      if (first === undefined) {
        if (words.length > 0) this.#failAtEnd();
        return { words, ending: 'end-of-file' };
      }
      if (first === ';' || first === '{') {
        if (words.length === 0) this.#unexpected(first);
        this.#position++;
        return { words, ending: first };
      }
      if (first === '}') {
        if (words.length > 0) this.#unexpected(first);
        this.#position++;
        return { words, ending: '}' };
      }
      words.push(first === '"' || first === "'" ? this.#quoted(first) : this.#bare());
    }
  }

  #skipSpace(): string | undefined {
    let comment = false;
    for (; this.#position < this.#text.length; this.#position++) {
      const ch = this.#text[this.#position] as string;
      if (ch === '\n') {
        this.line++;
        comment = false;
      } else if (!comment && ch === '#') {
        comment = true;
      } else if (!comment && !isSpace(ch)) {
        return ch;
      }
    }
    return undefined;
  }

  #quoted(quote: string): string {
    const startLine = this.line;
    const start = this.#position + 1;
    for (let at = start; at < this.#text.length; at++) {
      const ch = this.#text[at];
      if (ch === '\n') this.line++;
      if (at - start >= LONGEST_WORD_BYTES) this.#tooLong(startLine, quote);
      if (ch === '\\') {
        at++;
        if (this.#text[at] === '\n') this.line++;
      } else if (ch === quote) {
        this.#position = at + 1;
        this.#requireGap();
        return unescapeWord(this.#text.slice(start, at));
      }
    }
    return this.#failAtEnd();
  }

  /** After a closing quote only white space, `;`, `{` or `)` may follow. */
  #requireGap(): void {
    const ch = this.#text[this.#position];
    if (ch === undefined) this.#failAtEnd();
    else if (!isSpace(ch) && ch !== ';' && ch !== '{' && ch !== ')') this.#unexpected(ch);
  }

  #bare(): string {
    const startLine = this.line;
    const start = this.#position;
    let afterDollar = false;
    for (let at = start; at < this.#text.length; at++) {
      const ch = this.#text[at] as string;
      if (at - start >= LONGEST_WORD_BYTES) this.#tooLong(startLine, null);
      if (ch === '{' && afterDollar) continue;
      afterDollar = ch === '$';
      if (ch === '\\') {
        at++;
        if (this.#text[at] === '\n') this.line++;
      } else if (isSpace(ch) || ch === ';' || ch === '{') {
        this.#position = at;
        return unescapeWord(this.#text.slice(start, at));
      }
    }
    return this.#failAtEnd();
  }

  #failAtEnd(): never {
    throw this.#error('unexpected end of file, expecting ";" or "}"');
  }

  #unexpected(ch: string): never {
    throw this.#error(`unexpected "${ch}"`);
  }

  #tooLong(line: number, quote: string | null): never {
    const start = this.#position + (quote ? 1 : 0);
    this.line = line;
    throw this.#error(
      quote
        ? `too long parameter, probably missing terminating "${quote}" character`
        : `too long parameter "${this.#text.slice(start, start + 10)}..." started`,
    );
  }

  #error(text: string): ConfigError {
    const place = { file: this.file, line: this.line };
    return new ConfigError({ level: 'emerg', text, place });
  }
}
