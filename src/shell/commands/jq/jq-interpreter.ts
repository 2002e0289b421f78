// Runs a jq filter: each is a generator of what it puts out. With a value goes the path by which it was reached, where
// somebody asks for paths; that is how `|=`, `del` and `path` know what they are about.

import { arithmetic } from './jq-arithmetic.ts';
import { bind } from './jq-bind.ts';
import { calculated, objects, slices, texts } from './jq-calculate.ts';
import { getKey, getPath, setPath } from './jq-paths.ts';
import {
  Break,
  bindValue,
  extended,
  type Item,
  type Items,
  labelOf,
  made,
  type Scope,
  variable,
} from './jq-scope.ts';
import type { Definition, Filter } from './jq-syntax.ts';
import { isArray, isObject, isTrue, JqError, type Json, jsonText, named } from './json-value.ts';

/** What a filter makes of a value, without paths. */
export function* values(filter: Filter, scope: Scope, value: Json): Generator<Json, void> {
  for (const item of run(filter, scope, { value, path: null })) yield item.value;
}

export function* iterate(item: Item): Items {
  const { value } = item;
  if (isArray(value)) {
    for (const [at, one] of value.entries()) yield extended(item, at, one);
  } else if (isObject(value)) {
    for (const [key, one] of value) yield extended(item, key, one);
  } else if (value === null) throw new JqError('Cannot iterate over null');
  else throw new JqError(`Cannot iterate over ${named(value)}`);
}

function* recurse(item: Item): Items {
  yield item;
  if (isArray(item.value) || isObject(item.value)) {
    for (const inner of iterate(item)) yield* recurse(inner);
  }
}

/** Runs a filter on an item. Throws a `JqError`. */
export function* run(filter: Filter, scope: Scope, input: Item): Items {
  switch (filter.kind) {
    case 'identity':
      yield input;
      return;
    case 'recurse':
      yield* recurse(input);
      return;
    case 'literal':
      yield made(filter.value, input);
      return;
    case 'pipe':
      for (const item of run(filter.left, scope, input)) yield* run(filter.right, scope, item);
      return;
    case 'comma':
      yield* run(filter.left, scope, input);
      yield* run(filter.right, scope, input);
      return;
    case 'index':
    case 'slice':
    case 'iterate':
      yield* runPart(filter, scope, input);
      return;
    case 'array':
      yield made(filter.of ? [...values(filter.of, scope, input.value)] : [], input);
      return;
    case 'object':
      for (const members of objects(values, filter.members, scope, input.value)) {
        yield made(members, input);
      }
      return;
    case 'text':
    case 'format':
      for (const text of texts(values, filter, scope, input.value)) yield made(text, input);
      return;
    case 'negate':
    case 'operator':
    case 'and':
    case 'or':
      for (const value of calculated(values, filter, scope, input.value)) yield made(value, input);
      return;
    case 'assign':
      for (const value of assigned(filter, scope, input.value)) yield made(value, input);
      return;
    default:
      yield* runControl(filter, scope, input);
  }
}

type Control = Exclude<
  Filter,
  {
    readonly kind:
      | 'identity'
      | 'recurse'
      | 'literal'
      | 'pipe'
      | 'comma'
      | 'index'
      | 'slice'
      | 'iterate'
      | 'array'
      | 'object'
      | 'text'
      | 'format'
      | 'negate'
      | 'operator'
      | 'and'
      | 'or'
      | 'assign';
  }
>;

function* runControl(filter: Control, scope: Scope, input: Item): Items {
  switch (filter.kind) {
    case 'alternative':
      yield* alternative(filter, scope, input);
      return;
    case 'if':
      for (const condition of values(filter.condition, scope, input.value)) {
        const branch = isTrue(condition) ? filter.then : filter.else;
        if (branch) yield* run(branch, scope, input);
      }
      return;
    case 'try':
      yield* attempt(filter, scope, input);
      return;
    case 'bind':
      for (const value of values(filter.of, scope, input.value)) {
        for (const bound of bind(values, filter.pattern, value, scope, input.value)) {
          yield* run(filter.body, bound, input);
        }
      }
      return;
    case 'reduce':
      yield made(reduced(filter, scope, input.value), input);
      return;
    case 'foreach':
      yield* foreach(filter, scope, input);
      return;
    case 'define':
      yield* run(
        filter.body,
        { kind: 'filter', definition: filter.definition, outer: scope },
        input,
      );
      return;
    case 'call':
      yield* call(filter, scope, input);
      return;
    case 'variable':
      yield made(variable(filter.name, scope), input);
      return;
    case 'label':
      yield* labelled(filter, scope, input);
      return;
    case 'break':
      throw new Break(labelOf(filter.name, scope));
  }
}

function* runPart(
  filter: Extract<Filter, { kind: 'index' | 'slice' | 'iterate' }>,
  scope: Scope,
  input: Item,
): Items {
  if (filter.kind === 'iterate') {
    for (const item of run(filter.of, scope, input)) yield* iterate(item);
    return;
  }
  for (const key of filter.kind === 'index'
    ? values(filter.key, scope, input.value)
    : slices(values, filter, scope, input.value)) {
    for (const item of run(filter.of, scope, input)) {
      yield extended(item, key, getKey(item.value, key));
    }
  }
}

/** The paths a filter leads to. */
export function* paths(
  filter: Filter,
  scope: Scope,
  value: Json,
): Generator<readonly Json[], void> {
  for (const item of run(filter, scope, { value, path: [] })) {
    if (!isArray(item.path as Json)) {
      throw new JqError(`Invalid path expression with result ${jsonText(item.value)}`);
    }
    yield item.path as readonly Json[];
  }
}

function* assigned(
  { how, left, right }: Extract<Filter, { kind: 'assign' }>,
  scope: Scope,
  input: Json,
): Generator<Json, void> {
  if (how === '|=') {
    yield modified(left, scope, input, (part) => values(right, scope, part));
    return;
  }
  for (const value of values(right, scope, input)) {
    let result = input;
    for (const path of paths(left, scope, input)) {
      const before = how === '=' ? null : getPath(result, path);
      if (how === '=') result = setPath(result, path, value);
      else if (how === '//') result = setPath(result, path, isTrue(before) ? before : value);
      else result = setPath(result, path, arithmetic(how, before, value));
    }
    yield result;
  }
}

/** `|=`: the first value of the update; without one, jq 1.6 removes the part. */
function modified(
  left: Filter,
  scope: Scope,
  input: Json,
  update: (part: Json) => Generator<Json, void>,
): Json {
  let result = input;
  for (const path of paths(left, scope, input)) {
    const first = update(getPath(result, path)).next();
    if (!first.done) result = setPath(result, path, first.value as Json);
    else result = deletePathOf(result, path);
  }
  return result;
}

function deletePathOf(value: Json, path: readonly Json[]): Json {
  const parent = getPath(value, path.slice(0, -1));
  const key = path.at(-1);
  if (key === undefined) return null;
  const kept = isArray(parent)
    ? parent.filter((_, at) => at !== key)
    : isObject(parent)
      ? new Map([...parent].filter(([name]) => name !== key))
      : parent;
  return setPath(value, path.slice(0, -1), kept);
}

function* alternative(
  { left, right }: { readonly left: Filter; readonly right: Filter },
  scope: Scope,
  input: Item,
): Items {
  let isAny = false;
  try {
    for (const item of run(left, scope, input)) {
      if (!isTrue(item.value)) continue;
      isAny = true;
      yield item;
    }
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
  }
  if (!isAny) yield* run(right, scope, input);
}

function* attempt(
  { body, handler }: Extract<Filter, { kind: 'try' }>,
  scope: Scope,
  input: Item,
): Items {
  try {
    yield* run(body, scope, input);
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
    if (handler) yield* run(handler, scope, made(error.value, input));
  }
}

function reduced(
  { of, pattern, start, update }: Extract<Filter, { kind: 'reduce' }>,
  scope: Scope,
  input: Json,
): Json {
  let state: Json = null;
  for (const first of values(start, scope, input)) state = first;
  for (const value of values(of, scope, input)) {
    for (const bound of bind(values, pattern, value, scope, input)) {
      let last: Json = null;
      for (const next of values(update, bound, state)) last = next;
      state = last;
    }
  }
  return state;
}

function* foreach(
  { of, pattern, start, update, extract }: Extract<Filter, { kind: 'foreach' }>,
  scope: Scope,
  input: Item,
): Items {
  for (const first of values(start, scope, input.value)) {
    let state = first;
    for (const value of values(of, scope, input.value)) {
      for (const bound of bind(values, pattern, value, scope, input.value)) {
        for (const next of values(update, bound, state)) {
          state = next;
          if (extract) yield* run(extract, bound, made(next, input));
          else yield made(next, input);
        }
      }
    }
  }
}

function* labelled(
  { name, body }: Extract<Filter, { kind: 'label' }>,
  scope: Scope,
  input: Item,
): Items {
  const label = {};
  try {
    yield* run(body, { kind: 'label', name, label, outer: scope }, input);
  } catch (error) {
    if (!(error instanceof Break) || error.label !== label) throw error;
  }
}

function* call(
  { name, args }: Extract<Filter, { kind: 'call' }>,
  scope: Scope,
  input: Item,
): Items {
  for (let at = scope; ; at = at.outer) {
    if (at.kind === 'root') {
      const known = at.definitions.get(`${name}/${args.length}`);
      if (known) {
        yield* callDefined(known, { args, scope, inner: at }, input);
        return;
      }
      const native = at.natives.get(`${name}/${args.length}`);
      if (!native) throw new JqError(`${name}/${args.length} is not defined`);
      const given = args.map((arg) => (item: Item) => run(arg, scope, item));
      yield* native(input, given, scope);
      return;
    }
    if (at.kind === 'closure' && at.name === name && args.length === 0) {
      yield* run(at.filter, at.scope, input);
      return;
    }
    if (at.kind === 'value' && at.name === `$${name}` && args.length === 0) {
      yield made(at.value, input);
      return;
    }
    if (at.kind !== 'filter') continue;
    const { definition } = at;
    if (definition.name !== name || definition.params.length !== args.length) continue;
    yield* callDefined(definition, { args, scope, inner: at }, input);
    return;
  }
}

function* callDefined(
  { params, body }: Definition,
  given: { readonly args: readonly Filter[]; readonly scope: Scope; readonly inner: Scope },
  input: Item,
  at = 0,
  bound: Scope = given.inner,
): Items {
  const param = params[at];
  const arg = given.args[at];
  if (param === undefined || arg === undefined) {
    yield* run(body, bound, input);
    return;
  }
  if (!param.startsWith('$')) {
    const closure: Scope = {
      kind: 'closure',
      name: param,
      filter: arg,
      scope: given.scope,
      outer: bound,
    };
    yield* callDefined({ name: '', params, body }, given, input, at + 1, closure);
    return;
  }
  for (const value of values(arg, given.scope, input.value)) {
    const next = bindValue(param, value, bound);
    yield* callDefined({ name: '', params, body }, given, input, at + 1, next);
  }
}
