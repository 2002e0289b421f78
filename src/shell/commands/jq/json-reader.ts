// Reads JSON values one after the other, as jq 1.6 does (src/jv_parse.c): the same texts are taken and refused, with its
// words and places.

import type { Json, JsonObject } from './json-value.ts';

/** The text is no JSON. */
export class JsonProblem extends Error {}

/** What stands open: an array, an object, or the key of a member whose value is to come. */
type Open =
  | { readonly kind: 'array'; readonly values: Json[] }
  | { readonly kind: 'object'; readonly members: Map<string, Json> }
  | { readonly kind: 'key'; readonly key: string };

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

const LITERALS: Readonly<Record<string, readonly [word: string, value: Json]>> = {
  t: ['true', true],
  f: ['false', false],
  n: ['null', null],
};

const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

export class JsonReader {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #column = 0;
  #token = '';
  #stack: Open[] = [];
  #next: Json | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Ends of lines up to the end of the line that was read last. */
  get linesRead(): number {
    const end = this.#text.indexOf('\n', Math.max(0, this.#at - 1));
    const read = end < 0 ? this.#text : this.#text.slice(0, end + 1);
    return read.split('\n').length - 1;
  }

  /** The next value; undefined at the end. Throws a `JsonProblem`. */
  read(): Json | undefined {
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at++] as string;
      if (character === '\n') {
        this.#line++;
        this.#column = 0;
      } else this.#column++;
      this.#take(character);
      const done = this.#finished();
      if (done !== undefined) return done;
    }
    this.#endToken(' at EOF');
    if (this.#stack.length > 0) this.#fail('Unfinished JSON term', ' at EOF');
    return this.#finished();
  }

  #finished(): Json | undefined {
    if (this.#stack.length > 0) return undefined;
    const done = this.#next;
    this.#next = undefined;
    return done;
  }

  #fail(message: string, where = ''): never {
    throw new JsonProblem(`${message}${where} at line ${this.#line}, column ${this.#column}`);
  }

  #take(character: string): void {
    if (' \t\r\n'.includes(character)) this.#endToken();
    else if ('[{:,]}'.includes(character)) {
      this.#endToken();
      this.#structure(character);
    } else if (character === '"') {
      this.#endToken();
      this.#value(this.#string());
    } else this.#token += character;
  }

  #value(value: Json): void {
    if (this.#next !== undefined) this.#fail('Expected separator between values');
    this.#next = value;
  }

  #endToken(where = ''): void {
    const token = this.#token;
    if (token === '') return;
    this.#token = '';
    const literal = token === 'nan' ? undefined : LITERALS[token[0] as string];
    if (literal) {
      if (token !== literal[0]) this.#fail('Invalid literal', where);
      this.#value(literal[1]);
      return;
    }
    if (token !== 'nan' && !NUMBER.test(token)) this.#fail('Invalid numeric literal', where);
    this.#value(Number(token));
  }

  #string(): string {
    let text = '';
    for (;;) {
      const character = this.#text[this.#at++];
      if (character === undefined) this.#fail('Unfinished string', ' at EOF');
      if (character === '\n') {
        this.#line++;
        this.#column = 0;
      } else this.#column++;
      if (character === '"') return text;
      text += character === '\\' ? this.#escape() : character;
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at++] ?? '';
    this.#column++;
    if (letter === 'u') {
      const code = this.#text.slice(this.#at, this.#at + 4);
      this.#at += 4;
      this.#column += 4;
      if (!/^[\da-f]{4}$/i.test(code)) this.#fail('Invalid escape');
      return String.fromCharCode(Number.parseInt(code, 16));
    }
    return ESCAPES[letter] ?? this.#fail('Invalid escape');
  }

  #structure(character: string): void {
    switch (character) {
      case '[':
        if (this.#next !== undefined) this.#fail('Expected separator between values');
        this.#stack.push({ kind: 'array', values: [] });
        return;
      case '{':
        if (this.#next !== undefined) this.#fail('Expected separator between values');
        this.#stack.push({ kind: 'object', members: new Map() });
        return;
      case ':':
        this.#colon();
        return;
      case ',':
        this.#comma();
        return;
      case ']':
        this.#closeArray();
        return;
      default:
        this.#closeObject();
    }
  }

  #colon(): void {
    const top = this.#stack.at(-1);
    if (!top || top.kind === 'array') this.#fail("':' not as part of an object");
    if (this.#next === undefined) this.#fail("Expected string key before ':'");
    if (top.kind === 'key') this.#fail("':' should follow a key");
    if (typeof this.#next !== 'string') this.#fail('Object keys must be strings');
    this.#stack.push({ kind: 'key', key: this.#next });
    this.#next = undefined;
  }

  #comma(): void {
    const top = this.#stack.at(-1);
    if (this.#next === undefined) this.#fail("Expected value before ','");
    if (!top) this.#fail("',' not as part of an object or array");
    if (top.kind === 'object') this.#fail('Objects must consist of key:value pairs');
    if (top.kind === 'array') top.values.push(this.#next);
    else this.#setMember(top.key, this.#next);
    this.#next = undefined;
  }

  #setMember(key: string, value: Json): void {
    this.#stack.pop();
    const object = this.#stack.at(-1);
    if (object?.kind === 'object') object.members.set(key, value);
  }

  #closeArray(): void {
    const top = this.#stack.at(-1);
    if (top?.kind !== 'array') this.#fail("Unmatched ']'");
    if (this.#next !== undefined) top.values.push(this.#next);
    else if (top.values.length > 0) this.#fail('Expected another array element');
    this.#stack.pop();
    this.#next = top.values;
  }

  #closeObject(): void {
    const top = this.#stack.at(-1);
    if (!top) this.#fail("Unmatched '}'");
    if (this.#next !== undefined) {
      if (top.kind !== 'key') this.#fail('Objects must consist of key:value pairs');
      this.#setMember(top.key, this.#next);
    } else if (top.kind !== 'object') this.#fail("Unmatched '}'");
    else if (top.members.size > 0) this.#fail('Expected another key-value pair');
    const object = this.#stack.pop();
    this.#next = (object?.kind === 'object' ? object.members : new Map()) as JsonObject;
  }
}

/** A text that is one value, as `fromjson` reads it. */
export function parseJson(text: string): Json {
  const reader = new JsonReader(text);
  try {
    const value = reader.read();
    if (value === undefined) return null;
    if (reader.read() !== undefined) {
      throw new JsonProblem('Unexpected extra JSON values');
    }
    return value;
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    throw new JsonProblem(`${error.message} (while parsing '${text}')`);
  }
}
