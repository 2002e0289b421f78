// Takes an object of a settings file apart, name by name, strictly: what is of the wrong kind, missing or unknown is a
// JsonLineError at its line.

import { JsonLineError, type JsonNode, plainJson } from './json-lines.ts';

interface Range {
  readonly from: number;
  readonly to: number;
  /** Whole numbers only, unless told otherwise. */
  readonly isFraction?: boolean;
}

const kindOf = (node: JsonNode): string => {
  if (node.kind !== 'value') return node.kind === 'array' ? 'a list' : 'an object';
  return node.value === null ? 'null' : `a ${typeof node.value}`;
};

export class JsonFields {
  /** The line the object begins on. */
  readonly line: number;
  readonly #what: string;
  readonly #members: ReadonlyMap<string, JsonNode>;
  readonly #known = new Set<string>();

  /** `what` is what the object is, for messages: `a route`. */
  constructor(node: JsonNode, what: string) {
    this.line = node.line;
    this.#what = what;
    if (node.kind !== 'object') {
      throw new JsonLineError(node.line, `${what} must be an object, not ${kindOf(node)}`);
    }
    this.#members = node.members;
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  /** The line of a member, or of the object where it is missing. */
  lineOf(name: string): number {
    return this.#members.get(name)?.line ?? this.line;
  }

  fail(name: string, message: string): never {
    throw new JsonLineError(this.lineOf(name), message);
  }

  text<Default extends string | null>(name: string, otherwise: Default): string | Default {
    const value = this.#value(name);
    if (value === undefined) return otherwise;
    return typeof value === 'string' ? value : this.#wrong(name, 'a text');
  }

  flag(name: string): boolean {
    const value = this.#value(name) ?? false;
    return typeof value === 'boolean' ? value : this.#wrong(name, 'true or false');
  }

  number<Default extends number | null>(
    name: string,
    otherwise: Default,
    { from, to, isFraction = false }: Range,
  ): number | Default {
    const value = this.#value(name);
    if (value === undefined) return otherwise;
    const kind = isFraction ? 'a number' : 'a whole number';
    const isRight =
      typeof value === 'number' &&
      (isFraction || Number.isInteger(value)) &&
      value >= from &&
      value <= to;
    return isRight ? (value as number) : this.#wrong(name, `${kind} from ${from} to ${to}`);
  }

  oneOf<Word extends string>(name: string, words: readonly Word[], otherwise: Word): Word {
    const value = this.#value(name);
    if (value === undefined) return otherwise;
    const found = words.find((word) => word === value);
    return found ?? this.#wrong(name, `one of ${words.join(', ')}`);
  }

  /** The items of a list; empty where it is missing. */
  list(name: string): readonly JsonNode[] {
    const node = this.node(name);
    if (!node) return [];
    return node.kind === 'array' ? node.items : this.#wrong(name, 'a list');
  }

  /** A member of any kind. */
  node(name: string): JsonNode | undefined {
    this.#known.add(name);
    return this.#members.get(name);
  }

  object(name: string, what: string): JsonFields | null {
    const node = this.node(name);
    return node ? new JsonFields(node, what) : null;
  }

  /** Names and texts, in their order. */
  texts(name: string): [string, string][] {
    const node = this.node(name);
    if (!node) return [];
    if (node.kind !== 'object') return this.#wrong(name, 'an object of texts');
    return [...node.members].map(([key, member]) => {
      const value = member.kind === 'value' ? member.value : null;
      if (typeof value === 'string') return [key, value];
      throw new JsonLineError(member.line, `"${key}" in "${name}" must be a text`);
    });
  }

  /** Refuses members nobody asked for. Called when all that are known have been asked for. */
  finish(): void {
    for (const [name, { line }] of this.#members) {
      if (this.#known.has(name)) continue;
      const known = [...this.#known].join(', ');
      throw new JsonLineError(line, `"${name}" is not known in ${this.#what}; known are ${known}`);
    }
  }

  #value(name: string): unknown {
    const node = this.node(name);
    return node && plainJson(node);
  }

  #wrong(name: string, wanted: string): never {
    const node = this.#members.get(name);
    const shown = node?.kind === 'value' ? JSON.stringify(node.value) : node && kindOf(node);
    return this.fail(name, `"${name}" must be ${wanted}, not ${shown}`);
  }
}
