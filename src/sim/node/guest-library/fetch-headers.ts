// The Headers of fetch (https://fetch.spec.whatwg.org/#headers-class), with undici's words. Runs inside the
// simulated process; see the folder's README.

declare const require: (id: string) => unknown;
declare const module: { exports: object };

export type {};

type Fields = [name: string, value: string][];

const { inspect } = require('internal/util/inspect') as {
  inspect: ((value: unknown, options?: object) => string) & { custom: symbol };
};

const TOKEN = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/;

class Headers {
  #entries = new Map<string, { name: string; values: string[] }>();

  constructor(init?: unknown) {
    if (init === undefined) return;
    if (init === null || typeof init !== 'object') {
      throw new TypeError("Headers constructor: init given by the user isn't a valid HeadersInit.");
    }
    for (const [name, value] of pairsOf(init)) this.append(name, value);
  }

  append(name: unknown, value: unknown): void {
    const [key, text] = checkField('append', name, value);
    const entry = this.#entries.get(key.toLowerCase());
    if (entry) entry.values.push(text);
    else this.#entries.set(key.toLowerCase(), { name: key, values: [text] });
  }

  set(name: unknown, value: unknown): void {
    const [key, text] = checkField('set', name, value);
    const old = this.#entries.get(key.toLowerCase());
    this.#entries.set(key.toLowerCase(), { name: old?.name ?? key, values: [text] });
  }

  get(name: unknown): string | null {
    return this.#entries.get(String(name).toLowerCase())?.values.join(', ') ?? null;
  }

  has(name: unknown): boolean {
    return this.#entries.has(String(name).toLowerCase());
  }

  delete(name: unknown): void {
    this.#entries.delete(String(name).toLowerCase());
  }

  getSetCookie(): string[] {
    return [...(this.#entries.get('set-cookie')?.values ?? [])];
  }

  *entries(): Generator<[string, string]> {
    for (const key of [...this.#entries.keys()].sort()) {
      const { values } = this.#entries.get(key) as { values: string[] };
      if (key === 'set-cookie') for (const value of values) yield [key, value];
      else yield [key, values.join(', ')];
    }
  }

  *keys(): Generator<string> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): Generator<string> {
    for (const [, value] of this.entries()) yield value;
  }

  forEach(callback: (value: string, key: string, headers: Headers) => void, self?: unknown): void {
    for (const [key, value] of this.entries()) callback.call(self, value, key, this);
  }

  [Symbol.iterator](): Generator<[string, string]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'Headers';
  }

  [inspect.custom](_depth: number, options: object): string {
    const own = [...this.#entries.values()].map(({ name, values }) => [name, values.join(', ')]);
    return `Headers ${inspect(Object.fromEntries(own), options)}`;
  }

  /** Whether these are headers themselves, and not only made to look like them by their prototype. */
  static isOne(value: object): value is Headers {
    return #entries in value;
  }

  /** The fields in the order and spelling they were given in. */
  static fieldsOf(headers: Headers): Fields {
    return [...headers.#entries.values()].flatMap(
      ({ name, values }): Fields =>
        name.toLowerCase() === 'set-cookie'
          ? values.map((value) => [name, value])
          : [[name, values.join(', ')]],
    );
  }
}

function* pairsOf(init: object): Generator<[string, string]> {
  if (Headers.isOne(init)) {
    yield* Headers.fieldsOf(init);
  } else if (Symbol.iterator in init) {
    for (const pair of init as Iterable<Iterable<string>>) {
      const [name, value] = [...pair];
      yield [String(name), String(value)];
    }
  } else {
    for (const name of Reflect.ownKeys(init)) {
      const descriptor = Object.getOwnPropertyDescriptor(init, name);
      if (descriptor?.enumerable) yield [String(name), String(Reflect.get(init, name))];
    }
  }
}

function checkField(method: string, name: unknown, value: unknown): [string, string] {
  const key = String(name);
  const text = String(value).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
  if (!TOKEN.test(key)) {
    throw new TypeError(`Headers.${method}: "${key}" is an invalid header name.`);
  }
  if (/[\0\r\n]/.test(text)) {
    throw new TypeError(`Headers.${method}: "${text}" is an invalid header value.`);
  }
  return [key, text];
}

module.exports = { Headers, TOKEN };
