// Cuts what is typed into statements and backslash commands, as psqlscan.l does: quotes, dollar quotes, comments,
// brackets, and variables that stand in the text.

/** A piece of input that is whole. */
export type Piece =
  | { readonly kind: 'statement'; readonly text: string }
  /** A backslash command and what stands behind it on its line. */
  | { readonly kind: 'command'; readonly text: string };

type State =
  | { readonly kind: 'plain' }
  | { readonly kind: "'" | '"'; readonly escapes: boolean }
  | { readonly kind: '$'; readonly tag: string }
  | { readonly kind: '*'; readonly depth: number };

const PLAIN: State = { kind: 'plain' };

const quoted = (text: string, quote: string): string =>
  quote + text.replaceAll(quote, quote + quote) + quote;

export class Scanner {
  readonly #variables: ReadonlyMap<string, string>;
  #text = '';
  #state: State = PLAIN;
  #brackets = 0;

  constructor(variables: ReadonlyMap<string, string>) {
    this.#variables = variables;
  }

  /** What has been typed of a statement that has no end yet. */
  get pending(): string {
    return this.#text;
  }

  /** The mark in a prompt that says what is missing: `-` for the end of a statement. */
  get mark(): string {
    if (this.#state.kind !== 'plain') return this.#state.kind;
    if (this.#brackets > 0) return '(';
    return this.#text === '' ? '=' : '-';
  }

  reset(): void {
    this.#text = '';
    this.#state = PLAIN;
    this.#brackets = 0;
  }

  /** Takes what was typed so far as a statement: for \g. */
  take(): string {
    const text = this.#text;
    this.reset();
    return text;
  }

  /** Takes a line with its end. Go on only when the piece handed out has been dealt with. */
  *feed(line: string): Generator<Piece, void, void> {
    let at = 0;
    while (at < line.length) {
      const rest = line.slice(at);
      if (this.#state.kind !== 'plain') {
        at += this.#within(rest);
        continue;
      }
      if (rest.startsWith('\\;')) {
        this.#text += ';';
        at += 2;
      } else if (rest.startsWith('\\')) {
        const end = commandEnd(rest);
        at += end.next;
        yield { kind: 'command', text: rest.slice(0, end.length).trimEnd() };
      } else if (rest.startsWith(';') && this.#brackets === 0) {
        at++;
        this.#text += ';';
        yield { kind: 'statement', text: this.take() };
      } else at += this.#plain(rest);
    }
  }

  #add(text: string): number {
    // What stands in front of a statement is no part of it.
    if (this.#text !== '' || text.trim() !== '') this.#text += text;
    return text.length;
  }

  #plain(rest: string): number {
    const comment = /^--[^\n]*/.exec(rest)?.[0];
    if (comment !== undefined) {
      if (this.#text !== '') this.#text += comment;
      return comment.length;
    }
    if (rest.startsWith('/*')) {
      this.#state = { kind: '*', depth: 1 };
      return this.#add('/*');
    }
    const dollar = /^\$(?:[A-Za-z_]\w*)?\$/.exec(rest)?.[0];
    if (dollar !== undefined && !/\w$/.test(this.#text)) {
      this.#state = { kind: '$', tag: dollar };
      return this.#add(dollar);
    }
    const [first = ''] = rest;
    if (first === "'" || first === '"') {
      this.#state = { kind: first, escapes: first === "'" && /(?:^|\W)[eE]$/.test(this.#text) };
      return this.#add(first);
    }
    if (first === '(' || first === '[') this.#brackets++;
    if (first === ')' || first === ']') this.#brackets = Math.max(0, this.#brackets - 1);
    if (rest.startsWith('::')) return this.#add('::');
    if (first === ':') return this.#variable(rest);
    return this.#add(/^\w+/.exec(rest)?.[0] ?? first);
  }

  /** `:name`, `:'name'`, `:"name"`; one that is not set stays as it is. */
  #variable(rest: string): number {
    const match = /^:(?:(\w+)|'(\w+)'|"(\w+)")/.exec(rest);
    if (!match) return this.#add(':');
    const [whole, bare, literal, name] = match;
    const value = this.#variables.get(bare ?? literal ?? name ?? '');
    if (value === undefined) this.#add(whole);
    else if (literal !== undefined) this.#add(quoted(value, "'"));
    else this.#add(name === undefined ? value : quoted(value, '"'));
    return whole.length;
  }

  /** Inside a quote or a comment: up to its end, or all there is. */
  #within(rest: string): number {
    const state = this.#state;
    if (state.kind === '*') {
      const match = /\/\*|\*\//.exec(rest);
      if (!match) return this.#add(rest);
      const depth = state.depth + (match[0] === '/*' ? 1 : -1);
      this.#state = depth === 0 ? PLAIN : { kind: '*', depth };
      return this.#add(rest.slice(0, match.index + 2));
    }
    if (state.kind === '$') {
      const end = rest.indexOf(state.tag);
      if (end < 0) return this.#add(rest);
      this.#state = PLAIN;
      return this.#add(rest.slice(0, end + state.tag.length));
    }
    if (state.kind === 'plain') return 0;
    for (let at = 0; at < rest.length; at++) {
      if (state.escapes && rest[at] === '\\') at++;
      else if (rest[at] === state.kind) {
        this.#state = PLAIN;
        return this.#add(rest.slice(0, at + 1));
      }
    }
    return this.#add(rest);
  }
}

/** Where a backslash command ends: at the end of the line, or where the next one begins. */
function commandEnd(rest: string): { readonly length: number; readonly next: number } {
  const lineEnd = rest.indexOf('\n');
  const line = lineEnd < 0 ? rest : rest.slice(0, lineEnd);
  const whole = { length: line.length, next: lineEnd < 0 ? line.length : line.length + 1 };
  if (line.startsWith('\\!')) return whole;
  let quote = '';
  for (let at = 1; at < line.length; at++) {
    const character = line[at] as string;
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === "'" || character === '"') quote = character;
    else if (character === '\\') {
      return { length: at, next: line[at + 1] === '\\' ? at + 2 : at };
    }
  }
  return whole;
}

/** The arguments of a backslash command, with variables put in. */
export function commandArguments(text: string, variables: ReadonlyMap<string, string>): string[] {
  const words: string[] = [];
  const pattern = /\s*((?:'(?:[^'\\]|\\.|'')*'|"[^"]*"|[^\s'"])+)/y;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [, word = ''] = match;
    const variable = /^:(\w+)$/.exec(word)?.[1];
    const value = variable === undefined ? undefined : variables.get(variable);
    words.push(
      value ??
        word.replace(/'((?:[^'\\]|\\.|'')*)'/g, (_whole, inside: string) =>
          inside
            .replaceAll("''", "'")
            .replace(/\\(.)/g, (_all, one: string) => ESCAPES[one] ?? one),
        ),
    );
  }
  return words;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
