// The words of an awk program ("Lexical Conventions" of POSIX awk). A slash begins a regular expression where no operand
// stands before it.

import { AwkSyntaxError } from './awk-syntax.ts';

export interface Token {
  readonly kind:
    | 'number'
    | 'string'
    | 'regexp'
    | 'name'
    /** A name with its bracket right behind it: the call of a function. */
    | 'call'
    | 'keyword'
    | 'builtin'
    | 'operator'
    | 'newline'
    | 'end';
  readonly text: string;
  readonly line: number;
}

const KEYWORDS = new Set(
  'BEGIN END function func if else while for do break continue next nextfile exit return delete in print printf getline'.split(
    ' ',
  ),
);

export const BUILTINS = new Set(
  'atan2 cos exp int log rand sin sqrt srand gsub index length match split sprintf sub substr tolower toupper close system fflush strftime systime mktime'.split(
    ' ',
  ),
);

const OPERATORS = [
  '**=',
  '&&',
  '||',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '==',
  '<=',
  '>=',
  '!=',
  '!~',
  '>>',
  '**',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ';',
  ',',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '!',
  '>',
  '<',
  '|',
  '?',
  ':',
  '~',
  '$',
  '=',
];

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  '"': '"',
  '/': '/',
  '\\': '\\',
};

/** Escapes of strings; an unknown one keeps its backslash, as in mawk. */
export const unescapeAwk = (text: string): string =>
  text.replace(/\\(\d{1,3}|[\s\S])/g, (whole, what: string) =>
    /^\d/.test(what) ? String.fromCharCode(Number.parseInt(what, 8)) : (ESCAPES[what] ?? whole),
  );

const NUMBER = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/;

export class AwkLexer {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  /** All words, the end last. Throws an `AwkSyntaxError`. */
  read(): Token[] {
    while (this.#at < this.#text.length) this.#next(this.#text.slice(this.#at));
    this.#push('newline', '\n', 0);
    this.#line++;
    this.#push('end', '', 0);
    return this.#tokens;
  }

  #push(kind: Token['kind'], text: string, length = text.length): void {
    this.#tokens.push({ kind, text, line: this.#line });
    this.#at += length;
  }

  #next(rest: string): void {
    const space = /^(?:[ \t\r]|\\\r?\n)+/.exec(rest)?.[0];
    if (space !== undefined) {
      this.#line += space.split('\n').length - 1;
      this.#at += space.length;
      return;
    }
    if (rest.startsWith('#')) {
      this.#at += /^[^\n]*/.exec(rest)?.[0].length ?? 0;
      return;
    }
    if (rest.startsWith('\n')) {
      this.#push('newline', '\n');
      this.#line++;
      return;
    }
    if (rest.startsWith('"')) {
      this.#string(rest);
      return;
    }
    if (rest.startsWith('/') && this.#wantsOperand()) {
      this.#regexp(rest);
      return;
    }
    const number = NUMBER.exec(rest)?.[0];
    if (number !== undefined) {
      this.#push('number', number);
      return;
    }
    const name = /^[A-Za-z_]\w*/.exec(rest)?.[0];
    if (name !== undefined) this.#name(name, rest);
    else this.#operator(rest);
  }

  #name(name: string, rest: string): void {
    if (KEYWORDS.has(name)) this.#push('keyword', name === 'func' ? 'function' : name, name.length);
    else if (BUILTINS.has(name)) this.#push('builtin', name);
    else this.#push(rest[name.length] === '(' ? 'call' : 'name', name);
  }

  #operator(rest: string): void {
    const operator = OPERATORS.find((one) => rest.startsWith(one));
    if (operator === undefined) {
      throw new AwkSyntaxError(`unexpected character '${rest[0]}'`, this.#line);
    }
    this.#push('operator', operator.replace('**', '^'), operator.length);
  }

  #string(rest: string): void {
    const match = /^"((?:[^"\\\n]|\\[\s\S])*)"/.exec(rest);
    if (!match)
      throw new AwkSyntaxError(`runaway string constant ${rest.slice(0, 12)} ...`, this.#line);
    this.#push('string', unescapeAwk((match[1] ?? '').replace(/\\\n/g, '')), match[0].length);
  }

  #regexp(rest: string): void {
    const match = /^\/((?:\[\^?\]?[^\]\n]*\]|\\.|[^/\\[\n])*)\//.exec(rest);
    if (!match) {
      throw new AwkSyntaxError(`runaway regular expression ${rest.slice(0, 12)} ...`, this.#line);
    }
    this.#push('regexp', match[1] ?? '', match[0].length);
  }

  #wantsOperand(): boolean {
    const last = this.#tokens.at(-1);
    if (!last) return true;
    if (['number', 'string', 'regexp', 'name', 'builtin'].includes(last.kind)) return false;
    return !(last.kind === 'operator' && [')', ']', '$', '++', '--'].includes(last.text));
  }
}
