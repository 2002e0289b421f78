// jq's filters that are not written in jq: sizes, keys, order, texts, paths, dates, errors.

import { splitText } from './jq-arithmetic.ts';
import {
  byKeys,
  contains,
  extreme,
  firstOf,
  flatten,
  groups,
  has,
  indices,
  keys,
  lastOf,
  length,
} from './jq-collections.ts';
import { strftime, strptime, timegm } from './jq-dates.ts';
import { plainText } from './jq-format.ts';
import { deletePaths, getPath, setPath } from './jq-paths.ts';
import type { Item, Items, Native, Natives } from './jq-scope.ts';
import { matches, patternOf, utf8Bytes } from './jq-text.ts';
import { JsonProblem, parseJson } from './json-reader.ts';
import { isArray, isTrue, JqError, type Json, jsonText, named, typeOf } from './json-value.ts';

/** Stops the program: `halt`, `halt_error`. */
export class Halt extends Error {
  readonly status: number;
  readonly value: Json | undefined;

  constructor(status: number, value?: Json) {
    super('halt');
    this.status = status;
    this.value = value;
  }
}

/** What natives need of the command. */
export interface Surroundings {
  /** The next input; undefined at the end. */
  readonly input: () => Json | undefined;
  readonly line: () => number;
  readonly fileName: () => string | null;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly debug: (value: Json) => void;
}

type Plain = (input: Json, ...args: Json[]) => Json;

/** A native of values: each combination of its arguments' values, the last varying slowest. */
function plain(make: Plain): Native {
  return function* (input, args): Items {
    const combine = function* (at: number, given: readonly Json[]): Generator<Json[]> {
      const arg = args[at];
      if (!arg) {
        yield [...given];
        return;
      }
      for (const { value } of arg({ value: input.value, path: null })) {
        yield* combine(at - 1, [value, ...given]);
      }
    };
    for (const given of combine(args.length - 1, [])) {
      yield { value: make(input.value, ...given), path: input.path === null ? null : 'astray' };
    }
  };
}

function read(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonProblem) throw new JqError(error.message);
    throw error;
  }
}

function toNumber(value: Json): Json {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') throw new JqError(`${named(value)} cannot be parsed as a number`);
  const found = read(value);
  if (typeof found !== 'number') throw new JqError(`${named(value)} cannot be parsed as a number`);
  return found;
}

function textOf(value: Json, problem: string): string {
  if (typeof value === 'string') return value;
  throw new JqError(problem);
}

function implode(value: Json): Json {
  if (!isArray(value)) throw new JqError('implode input must be an array');
  return value
    .map((code) => {
      if (typeof code !== 'number') {
        throw new JqError('Unicode codepoint must be numeric');
      }
      return String.fromCodePoint(code);
    })
    .join('');
}

function affix(value: Json, part: Json, kind: 'startsWith' | 'endsWith'): boolean {
  const name = kind.toLowerCase();
  if (typeof value !== 'string' || typeof part !== 'string') {
    throw new JqError(`${name}() requires string inputs`);
  }
  return value[kind](part);
}

function trim(value: Json, part: Json, side: 'left' | 'right'): Json {
  if (typeof value !== 'string' || typeof part !== 'string') return value;
  if (side === 'left') return value.startsWith(part) ? value.slice(part.length) : value;
  return part !== '' && value.endsWith(part) ? value.slice(0, -part.length) : value;
}

function split(value: Json, at: Json): Json {
  if (typeof value === 'string' && typeof at === 'string') return splitText(value, at);
  throw new JqError('split input and separator must be strings');
}

const MATH: Readonly<Record<string, (value: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round: (value) => Math.sign(value) * Math.round(Math.abs(value)),
  sqrt: Math.sqrt,
  fabs: Math.abs,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  exp: Math.exp,
  exp2: (value) => 2 ** value,
  exp10: (value) => 10 ** value,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  trunc: Math.trunc,
};

const number = (value: Json): number => {
  if (typeof value === 'number') return value;
  throw new JqError(`${named(value)} number required`);
};

function mathNatives(): [string, Native][] {
  return [
    ...Object.entries(MATH).map(([name, calculate]): [string, Native] => [
      `${name}/0`,
      plain((value) => calculate(number(value))),
    ]),
    ['pow/2', plain((_, base = null, power = null) => number(base) ** number(power))],
    ['infinite/0', plain(() => Number.POSITIVE_INFINITY)],
    ['nan/0', plain(() => Number.NaN)],
    ['isinfinite/0', plain((value) => Math.abs(number(value)) === Number.POSITIVE_INFINITY)],
    ['isnan/0', plain((value) => Number.isNaN(number(value)))],
    ['isnormal/0', plain((value) => Number.isFinite(number(value)) && value !== 0)],
  ];
}

function collectionNatives(): [string, Native][] {
  return [
    ['length/0', plain(length)],
    [
      'utf8bytelength/0',
      plain(
        (value) =>
          utf8Bytes(textOf(value, `${named(value)} only strings have UTF-8 byte length`)).length,
      ),
    ],
    ['keys/0', plain((value) => keys(value, true))],
    ['keys_unsorted/0', plain((value) => keys(value, false))],
    ['has/1', plain((value, key = null) => has(value, key))],
    ['contains/1', plain((value, part = null) => contains(value, part))],
    ['type/0', plain(typeOf)],
    ['not/0', plain((value) => !isTrue(value))],
    [
      'reverse/0',
      plain((value) => {
        if (value === null) return [];
        if (typeof value === 'string') return [...value].reverse().join('');
        if (!isArray(value)) throw new JqError(`Cannot reverse ${named(value)}`);
        return [...value].reverse();
      }),
    ],
    ['flatten/1', plain((value, depth = null) => flatten(value, depth))],
    ['indices/1', plain((value, part = null) => indices(value, part))],
    ['_indices/1', plain((value, part = null) => indices(value, part))],
    ['index/1', plain((value, part = null) => firstOf(indices(value, part)))],
    ['rindex/1', plain((value, part = null) => lastOf(indices(value, part)))],
    [
      '_sort/1',
      plain((value, order = null) => byKeys(value, order, 'sorted').map(({ one }) => one)),
    ],
    ['_group/1', plain((value, order = null) => groups(value, order))],
    ['_min/1', plain((value, order = null) => extreme(value, order, -1))],
    ['_max/1', plain((value, order = null) => extreme(value, order, 1))],
  ];
}

function textNatives(): [string, Native][] {
  return [
    ['tostring/0', plain(plainText)],
    ['tojson/0', plain((value) => jsonText(value))],
    [
      'fromjson/0',
      plain((value) => read(textOf(value, `${named(value)} only strings can be parsed`))),
    ],
    ['tonumber/0', plain(toNumber)],
    [
      'explode/0',
      plain((value) =>
        [...textOf(value, 'explode input must be a string')].map((one) => one.codePointAt(0) ?? 0),
      ),
    ],
    ['implode/0', plain(implode)],
    ['split/1', plain((value, at = null) => split(value, at))],
    ['startswith/1', plain((value, part = null) => affix(value, part, 'startsWith'))],
    ['endswith/1', plain((value, part = null) => affix(value, part, 'endsWith'))],
    ['ltrimstr/1', plain((value, part = null) => trim(value, part, 'left'))],
    ['rtrimstr/1', plain((value, part = null) => trim(value, part, 'right'))],
    [
      'test/2',
      plain((value, pattern = null, flags = null) =>
        matches(value, ...patternOf(pattern, flags), true),
      ),
    ],
    [
      'match/2',
      iterated((value, pattern = null, flags = null) =>
        matches(value, ...patternOf(pattern, flags), false),
      ),
    ],
  ];
}

/** A native that puts out each value of a list. */
function iterated(make: Plain): Native {
  const list = plain(make);
  return function* (input, args, scope): Items {
    for (const item of list(input, args, scope)) {
      for (const value of isArray(item.value) ? item.value : []) yield { ...item, value };
    }
  };
}

function pathsOf(value: Json): readonly (readonly Json[])[] {
  if (!isArray(value)) throw new JqError('Paths must be specified as an array');
  return value.map((path) => {
    if (!isArray(path)) throw new JqError('Path must be specified as an array');
    return path;
  });
}

function pathNatives(): [string, Native][] {
  return [
    [
      'path/1',
      function* (input, [filter]): Items {
        for (const { path, value } of filter?.({ value: input.value, path: [] }) ?? []) {
          if (!Array.isArray(path)) {
            throw new JqError(`Invalid path expression with result ${jsonText(value)}`);
          }
          yield { value: path as Json, path: input.path === null ? null : 'astray' };
        }
      },
    ],
    [
      'getpath/1',
      function* (input, [filter]): Items {
        for (const { value: path } of filter?.({ value: input.value, path: null }) ?? []) {
          if (!isArray(path)) throw new JqError('Path must be specified as an array');
          yield {
            value: getPath(input.value, path),
            path: Array.isArray(input.path) ? [...input.path, ...path] : input.path,
          };
        }
      },
    ],
    [
      'setpath/2',
      plain((value, path = null, part = null) => {
        if (!isArray(path)) throw new JqError('Path must be specified as an array');
        return setPath(value, path, part);
      }),
    ],
    ['delpaths/1', plain((value, list = null) => deletePaths(value, pathsOf(list)))],
    [
      'range/2',
      function* (input, [from, to]): Items {
        for (const { value: start } of from?.({ value: input.value, path: null }) ?? []) {
          for (const { value: end } of to?.({ value: input.value, path: null }) ?? []) {
            if (typeof start !== 'number' || typeof end !== 'number') {
              throw new JqError('Range bounds must be numeric');
            }
            for (let at = start; at < end; at++) yield { value: at, path: null };
          }
        }
      },
    ],
  ];
}

function controlNatives(around: Surroundings): [string, Native][] {
  const made = (value: Json, input: Item): Item => ({
    value,
    path: input.path === null ? null : 'astray',
  });
  return [
    ['empty/0', function* (): Items {}],
    [
      'error/0',
      plain((value) => {
        throw new JqError(value);
      }),
    ],
    [
      'error/1',
      plain((_, value = null) => {
        throw new JqError(value);
      }),
    ],
    [
      'halt/0',
      plain(() => {
        throw new Halt(0);
      }),
    ],
    [
      'halt_error/1',
      plain((value, status = null) => {
        throw new Halt(Number(status), value);
      }),
    ],
    [
      'input/0',
      function* (input): Items {
        const value = around.input();
        if (value === undefined) throw new JqError('No more inputs');
        yield made(value, input);
      },
    ],
    [
      'debug/0',
      function* (input): Items {
        around.debug(input.value);
        yield input;
      },
    ],
    [
      'stderr/0',
      function* (input): Items {
        around.debug(input.value);
        yield input;
      },
    ],
    ['input_filename/0', plain(() => around.fileName())],
    ['_line/0', plain(() => around.line())],
    ['now/0', plain(() => around.now())],
    ['mktime/0', plain((value) => timegm(value))],
    ['gmtime/0', plain((value) => strptime(value, null))],
    ['localtime/0', plain((value) => strptime(value, null))],
    ['strftime/1', plain((value, format = null) => strftime(value, format))],
    ['strflocaltime/1', plain((value, format = null) => strftime(value, format))],
    ['strptime/1', plain((value, format = null) => strptime(value, format))],
    ['input_line/0', plain(() => around.line())],
    ['builtins/0', plain(() => [])],
  ];
}

/** All natives of one run. */
export const natives = (around: Surroundings): Natives =>
  new Map([
    ...mathNatives(),
    ...collectionNatives(),
    ...textNatives(),
    ...pathNatives(),
    ...controlNatives(around),
  ]);
