// Reads one word: quotes, parameters, substitutions (bash(1), "Quoting" and "Expansion"). What the pieces
// stand for is decided when the word is expanded.

import { ScriptReader } from './reader.ts';
import type { ParameterExpansion, Script, Word, WordPart } from './syntax.ts';

/** Parses the inside of `$(…)`: given by the parser, which needs words itself. */
export type ScriptParser = (reader: ScriptReader, closing: ')' | null) => Script;

const WORD_END = /[\s;&|()<>]/;
const NAME_START = /[A-Za-z_]/;
const NAME = /[A-Za-z0-9_]/;
const SPECIAL = /[@*#?$!0-9-]/;
const OPERATORS = [':-', ':=', ':?', ':+', '##', '%%', '//', '/#', '/%', '^^', ',,'];

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The text of `$'…'` with its escapes taken for what they mean. */
export function decodeEscapes(text: string): string {
  return text.replace(
    /\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[0-7]{1,3}|c.|.)/gs,
    (whole, code: string) => {
      if (/^[xuU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
      if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 255);
      if (code.length === 2) return String.fromCharCode(code.charCodeAt(1) & 31);
      if ('\\\'"?'.includes(code)) return code;
      return ESCAPES[code] ?? whole;
    },
  );
}

/** Where a word ends, and how it is read. */
interface WordContext {
  readonly reader: ScriptReader;
  readonly parse: ScriptParser;
}

class WordReader {
  readonly #reader: ScriptReader;
  readonly #parse: ScriptParser;
  readonly #parts: WordPart[] = [];
  #text = '';
  #textQuoted = false;

  constructor({ reader, parse }: WordContext) {
    this.#reader = reader;
    this.#parse = parse;
  }

  get parts(): readonly WordPart[] {
    return this.#parts;
  }

  /** Reads up to where `ends` says so, not past it. */
  readUntil(ends: (character: string) => boolean, quoted: boolean): void {
    const reader = this.#reader;
    while (!reader.isAtEnd && !ends(reader.peek())) {
      const character = reader.peek();
      if (character === '\\') this.#readBackslash(quoted);
      else if (character === '$') this.#readDollar(quoted);
      else if (character === '`') this.#readBackquotes(quoted);
      else if (quoted) this.#add(character, true);
      else if (character === "'") this.#readSingleQuotes();
      else if (character === '"') this.#readDoubleQuotes();
      else this.#add(character, false);
    }
    this.flush();
  }

  #add(text: string, quoted: boolean): void {
    if (quoted !== this.#textQuoted) this.flush();
    this.#textQuoted = quoted;
    this.#text += text;
    this.#reader.at += text.length;
  }

  flush(): void {
    if (this.#text === '') return;
    this.#parts.push({ kind: 'text', text: this.#text, quoted: this.#textQuoted });
    this.#text = '';
  }

  #push(part: WordPart): void {
    this.flush();
    this.#parts.push(part);
  }

  #readBackslash(quoted: boolean): void {
    const reader = this.#reader;
    const next = reader.peek(1);
    if (next === '\n') {
      reader.at += 2;
    } else if (next === '') {
      this.#add('\\', quoted);
    } else if (quoted && !'$`"\\'.includes(next)) {
      this.#add('\\', true);
    } else {
      reader.at++;
      this.#add(next, true);
    }
  }

  #readSingleQuotes(): void {
    const reader = this.#reader;
    const { line } = reader;
    const end = reader.text.indexOf("'", reader.at + 1);
    if (end < 0) throw reader.unfinished("unexpected EOF while looking for matching `''", line);
    const text = reader.text.slice(reader.at + 1, end);
    this.#push({ kind: 'text', text, quoted: true });
    reader.at = end + 1;
  }

  #readDoubleQuotes(): void {
    const reader = this.#reader;
    const { line } = reader;
    reader.at++;
    const before = this.#parts.length;
    this.flush();
    this.readUntil((character) => character === '"', true);
    if (reader.isAtEnd) {
      throw reader.unfinished('unexpected EOF while looking for matching `"\'', line);
    }
    if (this.#parts.length === before) this.#push({ kind: 'text', text: '', quoted: true });
    reader.at++;
  }

  #readDollar(quoted: boolean): void {
    const reader = this.#reader;
    const next = reader.peek(1);
    if (!quoted && next === "'") this.#readAnsiQuotes();
    else if (!quoted && next === '"') {
      reader.at++;
      this.#readDoubleQuotes();
    } else if (reader.startsWith('$((')) this.#readArithmetic(quoted);
    else if (next === '(') this.#readSubstitution(quoted);
    else if (next === '{') this.#readBraces(quoted);
    else if (NAME_START.test(next) || SPECIAL.test(next)) this.#readName(quoted);
    else this.#add('$', quoted);
  }

  #readAnsiQuotes(): void {
    const reader = this.#reader;
    let end = reader.at + 2;
    while (end < reader.text.length && reader.text[end] !== "'") {
      end += reader.text[end] === '\\' ? 2 : 1;
    }
    if (end >= reader.text.length) {
      throw reader.unfinished("unexpected EOF while looking for matching `''");
    }
    const text = decodeEscapes(reader.text.slice(reader.at + 2, end));
    this.#push({ kind: 'text', text, quoted: true });
    reader.at = end + 1;
  }

  #readName(quoted: boolean): void {
    const reader = this.#reader;
    let end = reader.at + 2;
    if (NAME_START.test(reader.text[reader.at + 1] as string)) {
      while (NAME.test(reader.text[end] ?? '')) end++;
    }
    const expansion = plainExpansion(reader.text.slice(reader.at + 1, end));
    this.#push({ kind: 'parameter', expansion, quoted });
    reader.at = end;
  }

  #readSubstitution(quoted: boolean): void {
    const reader = this.#reader;
    reader.at += 2;
    const script = this.#parse(reader, ')');
    if (!reader.takeIf(')'))
      throw reader.unfinished("unexpected EOF while looking for matching `)'");
    this.#push({ kind: 'command', script, quoted });
  }

  #readBackquotes(quoted: boolean): void {
    const reader = this.#reader;
    let end = reader.at + 1;
    while (end < reader.text.length && reader.text[end] !== '`') {
      end += reader.text[end] === '\\' ? 2 : 1;
    }
    if (end >= reader.text.length) {
      throw reader.unfinished("unexpected EOF while looking for matching ``'");
    }
    const inside = reader.text.slice(reader.at + 1, end).replace(/\\([\\`$])/g, '$1');
    const script = this.#parse(new ScriptReader(inside, { line: reader.line }), null);
    reader.at = end + 1;
    this.#push({ kind: 'command', script, quoted });
  }

  #readArithmetic(quoted: boolean): void {
    const reader = this.#reader;
    reader.at += 3;
    const expression = readArithmeticWord({ reader, parse: this.#parse });
    this.#push({ kind: 'arithmetic', expression, quoted });
  }

  #readBraces(quoted: boolean): void {
    const reader = this.#reader;
    const start = reader.at;
    reader.at += 2;
    const isLength = reader.peek() === '#' && reader.peek(1) !== '}';
    if (isLength) reader.at++;
    const name = this.#takeParameterName();
    const operator = this.#takeOperator();
    const operands = this.#readOperands(operator, quoted);
    if (reader.isAtEnd) throw reader.unfinished("unexpected EOF while looking for matching `}'");
    reader.at++;
    const isBad = name === '' || (operator === '' && operands.length > 0);
    const expansion: ParameterExpansion = {
      name: isBad ? '' : name,
      isLength,
      operator: isBad ? reader.text.slice(start, reader.at) : operator,
      operand: operands[0] ?? null,
      second: operands[1] ?? null,
    };
    this.#push({ kind: 'parameter', expansion, quoted });
  }

  #takeParameterName(): string {
    const reader = this.#reader;
    const start = reader.at;
    if (NAME_START.test(reader.peek())) while (NAME.test(reader.peek())) reader.at++;
    else if (/\d/.test(reader.peek())) while (/\d/.test(reader.peek())) reader.at++;
    else if (SPECIAL.test(reader.peek())) reader.at++;
    return reader.text.slice(start, reader.at);
  }

  #takeOperator(): string {
    const reader = this.#reader;
    const found =
      OPERATORS.find((operator) => reader.startsWith(operator)) ??
      ('-=?+#%/:^,'.includes(reader.peek() || ' ') ? reader.peek() : '');
    reader.at += found.length;
    return found;
  }

  #readOperands(operator: string, quoted: boolean): Word[] {
    const reader = this.#reader;
    if (operator === '' && reader.peek() === '}') return [];
    const separator = operator.startsWith('/') ? '/' : operator === ':' ? ':' : '';
    const operands: Word[] = [];
    do {
      if (operands.length > 0) reader.at++;
      const isLast = operands.length > 0 || separator === '';
      const word = new WordReader({ reader, parse: this.#parse });
      const start = reader.at;
      const ends = (character: string): boolean =>
        character === '}' || (!isLast && character === separator);
      word.readOperand(ends, quoted && !/^[#%/^,]/.test(operator));
      operands.push({ parts: word.parts, source: reader.text.slice(start, reader.at) });
    } while (operands.length < 2 && separator !== '' && reader.peek() === separator);
    return operands;
  }

  /** The operand of an expansion in double quotes may hold double quotes of its own. */
  readOperand(ends: (character: string) => boolean, quoted: boolean): void {
    if (!quoted) {
      this.readUntil(ends, false);
      return;
    }
    const reader = this.#reader;
    while (!reader.isAtEnd && !ends(reader.peek())) {
      if (reader.peek() === '"') this.#readDoubleQuotes();
      else this.readUntil((character) => ends(character) || character === '"', true);
    }
  }
}

const plainExpansion = (name: string): ParameterExpansion => ({
  name,
  isLength: false,
  operator: '',
  operand: null,
  second: null,
});

/** Reads a word; null where none begins. */
export function readWord(context: WordContext): Word | null {
  const { reader } = context;
  reader.skipBlanks();
  const start = reader.at;
  if (reader.isAtEnd || WORD_END.test(reader.peek())) return null;
  const word = new WordReader(context);
  word.readUntil((character) => WORD_END.test(character), false);
  return { parts: word.parts, source: reader.text.slice(start, reader.at) };
}

/** The text of a here-document whose delimiter is not quoted, or of an assignment's subscript: as in quotes. */
export function readQuotedText(text: string, parse: ScriptParser): Word {
  const reader = new ScriptReader(text);
  const word = new WordReader({ reader, parse });
  word.readUntil(() => false, true);
  return { parts: word.parts, source: text };
}

/** The inside of `((…))` up to the two brackets that end it, which are taken. */
export function readArithmeticWord(context: WordContext): Word {
  const { reader, parse } = context;
  let depth = 0;
  let end = reader.at;
  for (; end < reader.text.length; end++) {
    const character = reader.text[end];
    if (character === '(') depth++;
    else if (character === ')' && depth > 0) depth--;
    else if (character === ')') break;
  }
  if (end >= reader.text.length || reader.text[end + 1] !== ')') {
    throw reader.unfinished("unexpected EOF while looking for matching `)'");
  }
  const word = readQuotedText(reader.text.slice(reader.at, end), parse);
  reader.at = end + 2;
  return word;
}
