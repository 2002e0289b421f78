// Parses a script of sed (POSIX sed with GNU's additions people use).

import { compilePattern, PatternError } from './posix-regexp.ts';

export type SedAddress =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'pattern'; readonly pattern: RegExp }
  | { readonly kind: 'count'; readonly count: number };

export interface SedCommand {
  readonly from: SedAddress | null;
  readonly to: SedAddress | null;
  readonly isNegated: boolean;
  readonly name: string;
  readonly text: string;
  readonly pattern: RegExp | null;
  readonly flags: string;
  readonly body: readonly SedCommand[];
}

/** Worded as GNU sed does behind `sed: -e expression #1, char N: `. */
export class SedError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

class SedParser {
  readonly #text: string;
  readonly #isExtended: boolean;
  #at = 0;

  constructor(text: string, isExtended: boolean) {
    this.#text = text;
    this.#isExtended = isExtended;
  }

  #peek(): string {
    return this.#text[this.#at] ?? '';
  }

  #fail(message: string, at = this.#at): never {
    throw new SedError(message, at);
  }

  #skip(pattern: RegExp): void {
    while (this.#at < this.#text.length && pattern.test(this.#peek())) this.#at++;
  }

  commands(isInside: boolean): SedCommand[] {
    const found: SedCommand[] = [];
    for (;;) {
      this.#skip(/[\s;]/);
      if (this.#at >= this.#text.length) {
        if (isInside) this.#fail("unmatched `{'", 0);
        return found;
      }
      if (this.#peek() === '#') {
        this.#skip(/[^\n]/);
        continue;
      }
      if (this.#peek() === '}') {
        this.#at++;
        if (!isInside) this.#fail("unexpected `}'");
        return found;
      }
      found.push(this.#command());
    }
  }

  #address(): SedAddress | null {
    const rest = this.#text.slice(this.#at);
    const step = /^(\d+)~(\d+)/.exec(rest);
    const number = /^\d+/.exec(rest);
    if (step) {
      this.#at += step[0].length;
      return { kind: 'step', first: Number(step[1]), step: Number(step[2]) };
    }
    if (number) {
      this.#at += number[0].length;
      return { kind: 'line', line: Number(number[0]) };
    }
    if (rest.startsWith('$')) {
      this.#at++;
      return { kind: 'last' };
    }
    if (!rest.startsWith('/') && !rest.startsWith('\\')) return null;
    if (rest.startsWith('\\')) this.#at++;
    const source = this.#delimited('unterminated address regex');
    const ignoresCase = this.#peek() === 'I';
    if (ignoresCase) this.#at++;
    return { kind: 'pattern', pattern: this.#compile(source, ignoresCase ? 'i' : '') };
  }

  #compile(source: string, flags: string): RegExp {
    try {
      return compilePattern(source, { isExtended: this.#isExtended, flags });
    } catch (error) {
      if (error instanceof PatternError) this.#fail(error.message);
      throw error;
    }
  }

  /** Text up to the delimiter that stands here, which is taken on both sides. */
  #delimited(problem: string): string {
    const delimiter = this.#peek();
    this.#at++;
    const text = this.#upTo(delimiter, problem);
    return text;
  }

  #upTo(delimiter: string, problem: string): string {
    let text = '';
    let inBracket = false;
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#peek();
      const next = this.#text[this.#at + 1] ?? '';
      if (character === '\\' && next === delimiter) {
        text +=
          delimiter === '/' || !/[|+?(){}.*[\]^$]/.test(delimiter) ? delimiter : `\\${delimiter}`;
        this.#at++;
      } else if (character === '\\') {
        text += character + next;
        this.#at++;
      } else if (character === delimiter && !inBracket) {
        this.#at++;
        return text;
      } else {
        if (character === '[') inBracket = true;
        if (character === ']') inBracket = false;
        text += character;
      }
    }
    this.#fail(problem);
  }

  #command(): SedCommand {
    const from = this.#address();
    let to: SedAddress | null = null;
    if (from && this.#peek() === ',') {
      this.#at++;
      if (this.#peek() === '+') {
        this.#at++;
        const count = this.#address();
        to = { kind: 'count', count: count?.kind === 'line' ? count.line : 0 };
      } else to = this.#address() ?? this.#fail("unexpected `,'");
    }
    this.#skip(/\s/);
    let isNegated = false;
    while (this.#peek() === '!') {
      isNegated = true;
      this.#at++;
      this.#skip(/\s/);
    }
    const name = this.#peek();
    this.#at++;
    const common = { from, to, isNegated, name, text: '', pattern: null, flags: '', body: [] };
    if (name === '') this.#fail('missing command');
    if (name === '{') return { ...common, body: this.commands(true) };
    if (name === 's') return { ...common, ...this.#substitution() };
    if (name === 'y') return { ...common, ...this.#transliteration() };
    if ('aic'.includes(name)) return { ...common, text: this.#textArgument() };
    if ('bt:rwT'.includes(name)) {
      this.#skip(/[ \t]/);
      const start = this.#at;
      this.#skip(name === ':' || name === 'r' || name === 'w' ? /[^\n]/ : /[^\n;}]/);
      return { ...common, text: this.#text.slice(start, this.#at).trim() };
    }
    if (!'pdDgGhHnNqQxlP='.includes(name)) this.#fail(`unknown command: \`${name}'`);
    const status = name === 'q' || name === 'Q' ? /^\s*\d+/.exec(this.#text.slice(this.#at)) : null;
    this.#at += status?.[0].length ?? 0;
    this.#skip(/[ \t]/);
    if (!/^[;}\n#]?$/.test(this.#peek()))
      this.#fail('extra characters after command', this.#at + 1);
    return { ...common, text: status?.[0].trim() ?? '' };
  }

  #substitution(): Pick<SedCommand, 'pattern' | 'text' | 'flags'> {
    const delimiter = this.#peek();
    const source = this.#delimited("unterminated `s' command");
    const text = this.#upTo(delimiter, "unterminated `s' command");
    const start = this.#at;
    this.#skip(/[gpIimMe0-9]/);
    const flags = this.#text.slice(start, this.#at);
    if (this.#peek() === 'w') {
      this.#skip(/[^\n]/);
    } else if (!/^[\s;}#]?$/.test(this.#peek())) {
      this.#fail("unknown option to `s'", this.#at + 1);
    }
    const folded = /[iI]/.test(flags) ? 'i' : '';
    return {
      pattern: this.#compile(source, folded + (/[mM]/.test(flags) ? 'm' : '')),
      text,
      flags,
    };
  }

  #transliteration(): Pick<SedCommand, 'text' | 'flags'> {
    const delimiter = this.#peek();
    const text = this.#delimited("unterminated `y' command");
    const flags = this.#upTo(delimiter, "unterminated `y' command");
    if (text.length !== flags.length) this.#fail("strings for `y' command are different lengths");
    return { text, flags };
  }

  #textArgument(): string {
    this.#skip(/[ \t]/);
    if (this.#peek() === '\\') {
      this.#at++;
      this.#skip(/[ \t]/);
      if (this.#peek() === '\n') this.#at++;
    }
    let text = '';
    for (; this.#at < this.#text.length && this.#peek() !== '\n'; this.#at++) {
      if (this.#peek() === '\\') {
        this.#at++;
        const next = this.#peek();
        text += next === 'n' ? '\n' : next === 't' ? '\t' : next;
      } else text += this.#peek();
    }
    if (text === '' && this.#at >= this.#text.length && !this.#text.endsWith('\\\n')) {
      this.#fail("expected \\ after `a', `c' or `i'");
    }
    return text;
  }
}

/** Parses a script. Throws a `SedError`. */
export const parseSed = (text: string, isExtended: boolean): SedCommand[] =>
  new SedParser(text, isExtended).commands(false);
