// JSON (RFC 8259) read with the line each value stands on, for settings files whose mistakes are to be named. It takes
// what JSON.parse takes and nothing else; a name that comes twice is a mistake too.

/** A value and its line, from 1. */
export type JsonNode =
  | {
      readonly kind: 'object';
      readonly line: number;
      readonly members: ReadonlyMap<string, JsonNode>;
    }
  | { readonly kind: 'array'; readonly line: number; readonly items: readonly JsonNode[] }
  | {
      readonly kind: 'value';
      readonly line: number;
      readonly value: string | number | boolean | null;
    };

/** Text that is no JSON, and where it stops being any. */
export class JsonLineError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

const TOKEN = /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\n]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null))/y;
/** Deeper than this is no settings file. */
const DEEPEST = 50;

type Token = { readonly mark: string } | { readonly value: string | number | boolean | null };

class Reader {
  readonly #text: string;
  #at = 0;
  #counted = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  /** The line of what was read last. */
  get line(): number {
    for (; this.#counted < this.#at; this.#counted++) {
      if (this.#text[this.#counted] === '\n') this.#line++;
    }
    return this.#line;
  }

  fail(message: string): never {
    throw new JsonLineError(this.line, message);
  }

  next(): Token {
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.#text);
    if (!match) {
      const rest = this.#text.slice(this.#at).trimStart();
      this.#at = this.#text.length - rest.length;
      return this.fail(rest === '' ? 'it ends too early' : `unexpected ${JSON.stringify(rest[0])}`);
    }
    this.#at = TOKEN.lastIndex;
    const [, mark, ...literals] = match;
    if (mark !== undefined) return { mark };
    const literal = literals.find((text) => text !== undefined) ?? '';
    try {
      return { value: JSON.parse(literal) as string | number | boolean | null };
    } catch {
      return this.fail(`${literal} is no JSON value`);
    }
  }

  end(): void {
    const rest = this.#text.slice(this.#at).trimStart();
    this.#at = this.#text.length - rest.length;
    if (rest !== '') this.fail(`unexpected ${JSON.stringify(rest[0])} behind the end`);
  }
}

function readValue(reader: Reader, token: Token, depth: number): JsonNode {
  const { line } = reader;
  if (depth > DEEPEST) reader.fail('it is nested too deep');
  if ('value' in token) return { kind: 'value', line, value: token.value };
  if (token.mark === '{') return readObject(reader, line, depth);
  if (token.mark === '[') return readArray(reader, line, depth);
  return reader.fail(`unexpected ${JSON.stringify(token.mark)}`);
}

const isMark = (token: Token, mark: string): boolean => 'mark' in token && token.mark === mark;

function readObject(reader: Reader, line: number, depth: number): JsonNode {
  const members = new Map<string, JsonNode>();
  let token = reader.next();
  if (isMark(token, '}')) return { kind: 'object', line, members };
  for (;;) {
    if (!('value' in token) || typeof token.value !== 'string') {
      return reader.fail('a name in quotes is missing');
    }
    const name = token.value;
    if (members.has(name)) reader.fail(`"${name}" comes twice`);
    if (!isMark(reader.next(), ':')) reader.fail(`":" is missing behind "${name}"`);
    members.set(name, readValue(reader, reader.next(), depth + 1));
    const after = reader.next();
    if (isMark(after, '}')) return { kind: 'object', line, members };
    if (!isMark(after, ',')) reader.fail('"," or "}" is missing');
    token = reader.next();
  }
}

function readArray(reader: Reader, line: number, depth: number): JsonNode {
  const items: JsonNode[] = [];
  let token = reader.next();
  if (isMark(token, ']')) return { kind: 'array', line, items };
  for (;;) {
    items.push(readValue(reader, token, depth + 1));
    const after = reader.next();
    if (isMark(after, ']')) return { kind: 'array', line, items };
    if (!isMark(after, ',')) reader.fail('"," or "]" is missing');
    token = reader.next();
  }
}

/** Reads a text. Throws a JsonLineError where it is no JSON. */
export function readJsonLines(text: string): JsonNode {
  const reader = new Reader(text);
  const node = readValue(reader, reader.next(), 0);
  reader.end();
  return node;
}

/** The value without its lines. */
export function plainJson(node: JsonNode): unknown {
  if (node.kind === 'value') return node.value;
  if (node.kind === 'array') return node.items.map(plainJson);
  return Object.fromEntries([...node.members].map(([name, member]) => [name, plainJson(member)]));
}
