// The characters of a script and the place the parser has reached in them: blanks, comments, operators,
// here-documents that wait for the end of their line.

import { SyntaxProblem, type Word } from './syntax.ts';

/** Operators by the character they begin with, the longest first. */
const OPERATORS = [
  '&>>',
  '<<<',
  '<<-',
  ';;&',
  '&&',
  '||',
  ';;',
  ';&',
  '|&',
  '<<',
  '>>',
  '>|',
  '<>',
  '<&',
  '>&',
  '&>',
  '\n',
  ';',
  '&',
  '|',
  '(',
  ')',
  '<',
  '>',
] as const;

export type Operator = (typeof OPERATORS)[number];

/** A here-document whose body has not been read. */
export interface PendingHereDocument {
  readonly delimiter: string;
  /** `<<-` takes tabs off the beginning of each line. */
  readonly stripsTabs: boolean;
  readonly line: number;
  readonly take: (body: string) => void;
}

export class ScriptReader {
  text: string;
  at = 0;
  readonly aliases: ReadonlyMap<string, string>;
  readonly hereDocuments: PendingHereDocument[] = [];
  #firstLine: number;

  constructor(
    text: string,
    options: { aliases?: ReadonlyMap<string, string>; line?: number } = {},
  ) {
    this.text = text;
    this.aliases = options.aliases ?? new Map();
    this.#firstLine = options.line ?? 1;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  get line(): number {
    let line = this.#firstLine;
    for (let at = this.text.indexOf('\n'); at >= 0 && at < this.at; ) {
      line++;
      at = this.text.indexOf('\n', at + 1);
    }
    return line;
  }

  peek(offset = 0): string {
    return this.text[this.at + offset] ?? '';
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  /** Skips blanks, continued lines and a comment. */
  skipBlanks(): void {
    for (;;) {
      const character = this.peek();
      if (character === ' ' || character === '\t') this.at++;
      else if (character === '\\' && this.peek(1) === '\n') this.at += 2;
      else if (character === '#' && this.#isWordStart()) this.#skipComment();
      else return;
    }
  }

  #isWordStart(): boolean {
    return this.at === 0 || /[\s;&|()<>]/.test(this.text[this.at - 1] as string);
  }

  #skipComment(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  /** The operator that comes next, after blanks; null where a word or the end comes. */
  peekOperator(): Operator | null {
    this.skipBlanks();
    return OPERATORS.find((operator) => this.startsWith(operator)) ?? null;
  }

  /** Takes an operator; a line's end brings the here-documents of that line. */
  takeOperator(operator: Operator): void {
    this.at += operator.length;
    if (operator === '\n') this.#readHereDocuments();
  }

  takeIf(operator: Operator): boolean {
    if (this.peekOperator() !== operator) return false;
    this.takeOperator(operator);
    return true;
  }

  skipNewlines(): void {
    while (this.takeIf('\n'));
  }

  #readHereDocuments(): void {
    for (const pending of this.hereDocuments.splice(0)) {
      const lines: string[] = [];
      for (;;) {
        // Simplified: bash takes the end of the script for the end of the document, with a warning.
        if (this.isAtEnd) throw this.unfinished('syntax error: unexpected end of file');
        const end = this.text.indexOf('\n', this.at);
        const stop = end < 0 ? this.text.length : end;
        let line = this.text.slice(this.at, stop);
        this.at = Math.min(stop + 1, this.text.length);
        if (pending.stripsTabs) line = line.replace(/^\t+/, '');
        if (line === pending.delimiter) break;
        lines.push(`${line}\n`);
      }
      pending.take(lines.join(''));
    }
  }

  /** Reads what is still owed when the script ends behind a here-document's operator. */
  finish(): void {
    if (this.hereDocuments.length > 0) {
      throw this.unfinished('syntax error: unexpected end of file');
    }
  }

  unfinished(message: string, line = this.line): SyntaxProblem {
    return new SyntaxProblem(message, { isIncomplete: true, line });
  }

  unexpected(token: string): SyntaxProblem {
    const start = this.text.lastIndexOf('\n', Math.max(0, this.at - 1)) + 1;
    const end = this.text.indexOf('\n', this.at);
    const shownLine = this.text.slice(start, end < 0 ? this.text.length : end);
    const shown = token === '\n' ? 'newline' : token;
    return new SyntaxProblem(`syntax error near unexpected token \`${shown}'`, {
      line: this.line,
      shownLine,
    });
  }
}

/** A word that is exactly this text, unquoted: how keywords are known. */
export const isPlainText = (word: Word | null, text: string): boolean =>
  word !== null && word.source === text;
