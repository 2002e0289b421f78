// Patterns: what `as [$a, {b: $c}]` makes of a value. `of` runs the filters within.

import { getKey } from './jq-paths.ts';
import { bindValue, type Scope, type Values } from './jq-scope.ts';
import type { Pattern } from './jq-syntax.ts';
import { isArray, JqError, type Json, typeOf } from './json-value.ts';

export function* bind(
  of: Values,
  pattern: Pattern,
  value: Json,
  scope: Scope,
  input: Json,
): Generator<Scope, void> {
  switch (pattern.kind) {
    case 'variable':
      yield bindValue(pattern.name, value, scope);
      return;
    case 'array':
      if (value !== null && !isArray(value)) {
        throw new JqError(`Cannot index ${typeOf(value)} with number`);
      }
      yield* bindAll(
        pattern.items.map((item, at) => (outer) => bind(of, item, getKey(value, at), outer, input)),
        scope,
      );
      return;
    case 'object':
      yield* bindAll(
        pattern.members.map((member) => (outer) => bindMember(of, member, value, outer, input)),
        scope,
      );
  }
}

function* bindMember(
  of: Values,
  { key, variable: name, value: inner }: Extract<Pattern, { kind: 'object' }>['members'][number],
  value: Json,
  scope: Scope,
  input: Json,
): Generator<Scope, void> {
  for (const one of of(key, scope, input)) {
    if (typeof one !== 'string') {
      throw new JqError(`Cannot index ${typeOf(value)} with ${typeOf(one)}`);
    }
    const part = getKey(value, one);
    const bound = name === null ? scope : bindValue(name, part, scope);
    if (inner) yield* bind(of, inner, part, bound, input);
    else yield bound;
  }
}

function* bindAll(
  binders: readonly ((scope: Scope) => Generator<Scope, void>)[],
  scope: Scope,
): Generator<Scope, void> {
  const [first, ...rest] = binders;
  if (!first) {
    yield scope;
    return;
  }
  for (const bound of first(scope)) yield* bindAll(rest, bound);
}
