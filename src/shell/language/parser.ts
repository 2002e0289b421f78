// Parses a script (bash(1), "Shell Grammar"). Errors are worded as bash words them.

import { parseCompound, parseFunction } from './parse-compound.ts';
import { parseRedirect } from './parse-redirect.ts';
import { readWord, type ScriptParser } from './read-word.ts';
import { isPlainText, ScriptReader } from './reader.ts';
import type {
  AndOr,
  Assignment,
  Command,
  ListItem,
  Pipeline,
  Redirect,
  Script,
  Word,
} from './syntax.ts';

/** Words that end a list of commands. */
const CLOSING_WORDS = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}']);

const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)(\+?)=/;

/** What the parts of the parser need of each other. */
export interface Grammar {
  readonly reader: ScriptReader;
  readonly words: ScriptParser;
  /** A list up to an operator or word that ends it; the script's end where `isWhole`. */
  list(): Script;
  command(): Command;
  word(): Word | null;
  /** The word that comes next, without taking it. */
  peekWord(): Word | null;
  takeWord(text: string): void;
  redirects(): Redirect[];
}

class Parser implements Grammar {
  readonly reader: ScriptReader;
  readonly words: ScriptParser = (reader, closing) => new Parser(reader).#inside(closing);
  /** Where aliases have been put in: not again before this place. */
  readonly #expanded = new Map<string, number>();

  constructor(reader: ScriptReader) {
    this.reader = reader;
  }

  whole(): Script {
    const script = this.list();
    const { reader } = this;
    if (!reader.isAtEnd) throw reader.unexpected(this.#nextToken());
    reader.finish();
    return script;
  }

  /** The next line's commands; null at the end. */
  nextLine(): Script | null {
    const { reader } = this;
    reader.skipNewlines();
    if (reader.isAtEnd) return null;
    const items: ListItem[] = [];
    while (!this.#isListEnd()) {
      if (reader.takeIf('\n')) return { items };
      items.push(this.#item());
      if (this.#endsItem() === '\n') return { items };
    }
    reader.skipBlanks();
    if (!reader.isAtEnd) throw reader.unexpected(this.#nextToken());
    reader.finish();
    return { items };
  }

  #inside(closing: ')' | null): Script {
    if (closing === null) return this.whole();
    const script = this.list();
    const operator = this.reader.peekOperator();
    if (operator !== ')' && !this.reader.isAtEnd) throw this.reader.unexpected(this.#nextToken());
    return script;
  }

  #nextToken(): string {
    const { reader } = this;
    return reader.peekOperator() ?? this.peekWord()?.source ?? '';
  }

  list(): Script {
    const { reader } = this;
    const items: ListItem[] = [];
    for (;;) {
      reader.skipNewlines();
      if (this.#isListEnd()) return { items };
      items.push(this.#item());
      if (this.#endsItem() === null) return { items };
    }
  }

  #item(): ListItem {
    const { reader } = this;
    const start = reader.at;
    const andOr = this.#andOr();
    const source = reader.text.slice(start, reader.at).trim();
    return { andOr, isBackground: reader.peekOperator() === '&', source };
  }

  /** Takes what separates two items of a list; null where nothing does. */
  #endsItem(): ';' | '&' | '\n' | null {
    const operator = this.reader.peekOperator();
    if (operator !== ';' && operator !== '&' && operator !== '\n') return null;
    this.reader.takeOperator(operator);
    return operator;
  }

  #isListEnd(): boolean {
    const { reader } = this;
    const operator = reader.peekOperator();
    if (operator !== null)
      return operator === ')' || operator.startsWith(';;') || operator === ';&';
    if (reader.isAtEnd) return true;
    return CLOSING_WORDS.has(this.peekWord()?.source ?? '');
  }

  #andOr(): AndOr {
    const { reader } = this;
    const first = this.#pipeline();
    const rest: { operator: '&&' | '||'; pipeline: Pipeline }[] = [];
    for (;;) {
      const operator = reader.peekOperator();
      if (operator !== '&&' && operator !== '||') return { first, rest };
      reader.takeOperator(operator);
      reader.skipNewlines();
      rest.push({ operator, pipeline: this.#pipeline() });
    }
  }

  #pipeline(): Pipeline {
    const { reader } = this;
    let isNegated = false;
    let isTimed = false;
    for (;;) {
      const word = this.peekWord();
      if (isPlainText(word, '!')) isNegated = !isNegated;
      else if (isPlainText(word, 'time')) isTimed = true;
      else break;
      this.word();
    }
    const commands: Command[] = [];
    if (isTimed && this.#isListEnd()) return { isNegated, isTimed, commands };
    for (;;) {
      let command = this.command();
      const operator = reader.peekOperator();
      if (operator === '|&') command = withStandardError(command);
      commands.push(command);
      if (operator !== '|' && operator !== '|&') return { isNegated, isTimed, commands };
      reader.takeOperator(operator);
      reader.skipNewlines();
    }
  }

  command(): Command {
    this.#expandAlias();
    const { reader } = this;
    const { line } = reader;
    const compound = parseCompound(this);
    if (compound) return compound;
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      const redirect = parseRedirect(this);
      if (redirect) {
        redirects.push(redirect);
        continue;
      }
      if (words.length === 1 && reader.startsWith('(')) {
        const [name] = words;
        const declared = name && parseFunction(this, name.source, line);
        if (declared) return declared;
      }
      const word = this.word();
      if (!word) break;
      const assignment = words.length === 0 ? assignmentOf(word) : null;
      if (assignment) assignments.push(assignment);
      else words.push(word);
    }
    if (assignments.length + words.length + redirects.length === 0) this.#failHere();
    return { kind: 'simple', line, assignments, words, redirects };
  }

  #failHere(): never {
    const { reader } = this;
    const operator = reader.peekOperator();
    if (operator !== null) throw reader.unexpected(operator);
    throw reader.unfinished('syntax error: unexpected end of file');
  }

  word(): Word | null {
    return readWord({ reader: this.reader, parse: this.words });
  }

  peekWord(): Word | null {
    const { reader } = this;
    const { at } = reader;
    reader.skipBlanks();
    // Only plain words are asked for; anything else is read where it belongs.
    const plain = /^[^\s;&|()<>'"\\$`]+/.exec(reader.text.slice(reader.at, reader.at + 200));
    const end = reader.at + (plain?.[0].length ?? 0);
    const isWhole = plain && /^$|[\s;&|()<>]/.test(reader.text[end] ?? '');
    reader.at = at;
    return isWhole ? { parts: [], source: plain[0] } : null;
  }

  takeWord(text: string): void {
    const { reader } = this;
    if (isPlainText(this.peekWord(), text)) {
      this.word();
      return;
    }
    const operator = reader.peekOperator();
    if (operator !== null) throw reader.unexpected(operator);
    if (reader.isAtEnd) throw reader.unfinished('syntax error: unexpected end of file');
    throw reader.unexpected(this.word()?.source ?? '');
  }

  redirects(): Redirect[] {
    const redirects: Redirect[] = [];
    for (let next = parseRedirect(this); next; next = parseRedirect(this)) redirects.push(next);
    return redirects;
  }

  #expandAlias(): void {
    const { reader } = this;
    if (reader.aliases.size === 0) return;
    for (;;) {
      const name = this.peekWord()?.source;
      const text = name === undefined ? undefined : reader.aliases.get(name);
      if (name === undefined || text === undefined) return;
      if (reader.at < (this.#expanded.get(name) ?? -1)) return;
      reader.skipBlanks();
      const behind = reader.text.slice(reader.at + name.length);
      reader.text = `${reader.text.slice(0, reader.at)}${text}${behind}`;
      this.#expanded.set(name, reader.at + text.length);
    }
  }
}

/** `|&` sends standard error through the pipe as well. */
function withStandardError(command: Command): Command {
  const target: Word = { parts: [{ kind: 'text', text: '1', quoted: false }], source: '1' };
  const redirect: Redirect = { operator: '>&', descriptor: 2, target };
  return { ...command, redirects: [...command.redirects, redirect] };
}

/** `NAME=value`, where the name and the sign stand there unquoted. */
export function assignmentOf(word: Word): Assignment | null {
  const [first] = word.parts;
  if (first?.kind !== 'text' || first.quoted) return null;
  const match = ASSIGNMENT.exec(first.text);
  if (!match) return null;
  const rest = first.text.slice(match[0].length);
  const parts = [...(rest ? [{ ...first, text: rest }] : []), ...word.parts.slice(1)];
  const value = { parts, source: word.source.slice(match[0].length) };
  return { name: match[1] as string, appends: match[2] === '+', value };
}

export interface ParseOptions {
  /** Names replaced where a command begins; interactive shells have them. */
  readonly aliases?: ReadonlyMap<string, string>;
  /** The number of the first line. */
  readonly line?: number;
}

/** Parses a whole script. Throws a `SyntaxProblem`. */
export function parseScript(text: string, options: ParseOptions = {}): Script {
  return new Parser(new ScriptReader(text, options)).whole();
}

/** Parses a script line by line, each when it is asked for: what comes before a mistake is run. */
export function scriptLines(text: string): () => Script | null {
  const parser = new Parser(new ScriptReader(text));
  return () => parser.nextLine();
}

/** Parses text as if it stood between double quotes. */
export { readQuotedText } from './read-word.ts';
