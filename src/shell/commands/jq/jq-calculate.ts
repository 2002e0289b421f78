// Filters that make values: objects, texts, operators, the bounds of slices. `of` runs the filters within.

import { arithmetic } from './jq-arithmetic.ts';
import { formatValue } from './jq-format.ts';
import type { Scope, Values } from './jq-scope.ts';
import type { Filter } from './jq-syntax.ts';
import { isTrue, JqError, type Json, named } from './json-value.ts';

export function* slices(
  of: Values,
  { from, to }: Extract<Filter, { kind: 'slice' }>,
  scope: Scope,
  input: Json,
): Generator<Json, void> {
  for (const end of to ? of(to, scope, input) : [null]) {
    for (const start of from ? of(from, scope, input) : [null]) {
      yield new Map([
        ['start', start],
        ['end', end],
      ]);
    }
  }
}

export function* objects(
  of: Values,
  members: readonly (readonly [Filter, Filter])[],
  scope: Scope,
  input: Json,
): Generator<ReadonlyMap<string, Json>, void> {
  const [first, ...rest] = members;
  if (!first) {
    yield new Map();
    return;
  }
  const [key, value] = first;
  for (const name of of(key, scope, input)) {
    if (typeof name !== 'string') {
      throw new JqError(`Cannot use ${named(name)} as object key`);
    }
    for (const one of of(value, scope, input)) {
      for (const others of objects(of, rest, scope, input)) {
        yield new Map([[name, one], ...others]);
      }
    }
  }
}

export function* texts(
  of: Values,
  filter: Extract<Filter, { kind: 'text' | 'format' }>,
  scope: Scope,
  input: Json,
): Generator<string, void> {
  if (filter.kind === 'format') {
    yield formatValue(filter.name, input);
    return;
  }
  yield* joined(of, filter.parts, filter.format ?? '@text', scope, input);
}

function* joined(
  of: Values,
  parts: readonly (string | Filter)[],
  format: string,
  scope: Scope,
  input: Json,
): Generator<string, void> {
  const last = parts.at(-1);
  if (last === undefined) {
    yield '';
    return;
  }
  for (const end of typeof last === 'string' ? [last] : of(last, scope, input)) {
    const text = typeof last === 'string' ? String(end) : formatValue(format, end);
    for (const start of joined(of, parts.slice(0, -1), format, scope, input)) yield start + text;
  }
}

export function* calculated(
  of: Values,
  filter: Extract<Filter, { kind: 'negate' | 'operator' | 'and' | 'or' }>,
  scope: Scope,
  input: Json,
): Generator<Json, void> {
  switch (filter.kind) {
    case 'negate':
      for (const value of of(filter.of, scope, input)) {
        if (typeof value !== 'number') throw new JqError(`${named(value)} cannot be negated`);
        yield -value;
      }
      return;
    case 'operator':
      for (const right of of(filter.right, scope, input)) {
        for (const left of of(filter.left, scope, input)) {
          yield arithmetic(filter.operator, left, right);
        }
      }
      return;
    default:
      for (const left of of(filter.left, scope, input)) {
        if (isTrue(left) === (filter.kind === 'or')) yield filter.kind === 'or';
        else for (const right of of(filter.right, scope, input)) yield isTrue(right);
      }
  }
}
