// What runs with a filter: the value and its path, and the names in force.

import type { Definition, Filter } from './jq-syntax.ts';
import { JqError, type Json, type JsonObject, jsonText } from './json-value.ts';

/** A value, and its path; null where nobody asks, `astray` where it is no part of the input. */
export interface Item {
  readonly value: Json;
  readonly path: readonly Json[] | 'astray' | null;
}

/** Runs a filter for its values alone. */
export type Values = (filter: Filter, scope: Scope, value: Json) => Generator<Json, void>;

export type Items = Generator<Item, void, undefined>;

/** `break`, on its way to its label. */
export class Break extends Error {
  readonly label: object;

  constructor(label: object) {
    super('break');
    this.label = label;
  }
}

/** Names in force, innermost first. */
export type Scope =
  | {
      readonly kind: 'root';
      readonly natives: Natives;
      readonly definitions: ReadonlyMap<string, Definition>;
      readonly environment: JsonObject;
    }
  | { readonly kind: 'value'; readonly name: string; readonly value: Json; readonly outer: Scope }
  | { readonly kind: 'label'; readonly name: string; readonly label: object; readonly outer: Scope }
  | { readonly kind: 'filter'; readonly definition: Definition; readonly outer: Scope }
  /** An argument: a filter with the names of the place where it was written. */
  | {
      readonly kind: 'closure';
      readonly name: string;
      readonly filter: Filter;
      readonly scope: Scope;
      readonly outer: Scope;
    };

/** A filter that is not written in jq. */
export type Native = (
  input: Item,
  args: readonly ((item: Item) => Items)[],
  scope: Scope,
) => Items | Generator<Item, void, undefined>;

export type Natives = ReadonlyMap<string, Native>;

export const bindValue = (name: string, value: Json, outer: Scope): Scope => ({
  kind: 'value',
  name,
  value,
  outer,
});

/** A value that was made here: it has no path. */
export const made = (value: Json, from: Item): Item => ({
  value,
  path: from.path === null ? null : 'astray',
});

export function extended(item: Item, key: Json, value: Json): Item {
  if (item.path === null) return { value, path: null };
  if (item.path === 'astray') {
    throw new JqError(`Invalid path expression with result ${jsonText(item.value)}`);
  }
  return { value, path: [...item.path, key] };
}

export function variable(name: string, scope: Scope): Json {
  for (let at = scope; at.kind !== 'root'; at = at.outer) {
    if (at.kind === 'value' && at.name === name) return at.value;
    if (at.outer.kind === 'root' && name === '$ENV') return at.outer.environment;
  }
  if (scope.kind === 'root' && name === '$ENV') return scope.environment;
  throw new JqError(`${name} is not defined`);
}

export function labelOf(name: string, scope: Scope): object {
  for (let at = scope; at.kind !== 'root'; at = at.outer) {
    if (at.kind === 'label' && at.name === name) return at.label;
  }
  throw new JqError('break');
}
