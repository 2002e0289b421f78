// Functions that awk has itself ("Functions" of POSIX awk, and those of time that mawk adds).

import { formatDate } from '../system/date.ts';
import { formatPrintf } from './awk-format.ts';
import { type AwkRegexps, splitText, substitute } from './awk-regexps.ts';
import type { Scope } from './awk-scope.ts';
import type { Expression, Place } from './awk-syntax.ts';
import { type AwkValue, Input, toNumber } from './awk-values.ts';

/** What a function of awk can do with its surroundings. */
export interface FunctionContext {
  readonly scope: Scope;
  readonly regexps: AwkRegexps;
  readonly timeMs: () => number;
  readonly random: { next(): number; seed: number };
  evaluate(expression: Expression): AwkValue;
  text(expression: Expression): string;
  /** An argument that is a regular expression, as its source. */
  pattern(expression: Expression): string;
  assign(place: Place, value: AwkValue): void;
  /** Runs a command once what was printed before is out. */
  queueCommand(command: string): void;
  close(name: string): number;
}

type AwkFunction = (context: FunctionContext, args: readonly Expression[]) => AwkValue;

const RECORD: Expression = { kind: 'field', index: { kind: 'number', value: 0 } };

const mathematical =
  (compute: (value: number) => number): AwkFunction =>
  (context, [argument = RECORD]) =>
    compute(toNumber(context.evaluate(argument)));

/** Characters from a place on; both are rounded as POSIX says. */
function substring(text: string, from: number, length: number): string {
  const characters = [...text];
  const start = Math.round(from);
  const end = Number.isFinite(length) ? Math.round(from + length) : characters.length + 1;
  return characters.slice(Math.max(0, start - 1), Math.max(0, end - 1)).join('');
}

const replacing =
  (isGlobal: boolean): AwkFunction =>
  (context, [pattern = RECORD, replacement = RECORD, target = RECORD]) => {
    const { regexps } = context;
    const template = context.text(replacement);
    const done = substitute(
      regexps.get(context.pattern(pattern)),
      template,
      context.text(target),
      isGlobal,
    );
    const isPlace =
      target.kind === 'variable' || target.kind === 'field' || target.kind === 'element';
    if (done.count > 0 && isPlace) context.assign(target, done.text);
    return done.count;
  };

const split: AwkFunction = (context, [source = RECORD, array, separator]) => {
  const { scope, regexps } = context;
  const text = context.text(source);
  const by = separator === undefined ? scope.textOf('FS') : context.pattern(separator);
  const isRegexp = separator?.kind === 'regexp';
  const parts = splitText(text, isRegexp && by.length === 1 ? `(${by})` : by, regexps);
  if (array?.kind === 'variable') {
    const target = scope.array(array.name);
    target.clear();
    for (const [index, part] of parts.entries()) target.set(String(index + 1), new Input(part));
  }
  return parts.length;
};

const match: AwkFunction = (
  { scope, regexps, text, pattern },
  [source = RECORD, wanted = RECORD],
) => {
  const subject = text(source);
  const found = regexps.get(pattern(wanted)).exec(subject);
  const start = found ? [...subject.slice(0, found.index)].length + 1 : 0;
  scope.set('RSTART', start);
  scope.set('RLENGTH', found ? [...found[0]].length : -1);
  return start;
};

const length: AwkFunction = (context, [argument = RECORD]) => {
  if (argument.kind === 'variable') {
    const passed = context.scope.passed(argument.name);
    if (passed.array) return passed.array.size;
  }
  return [...context.text(argument)].length;
};

/** `2026 11 27 10 00 00` as seconds since 1970; -1 where it is none. */
const mktime: AwkFunction = (context, [argument = RECORD]) => {
  const parts = context.text(argument).trim().split(/\s+/).map(Number);
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  if (parts.length < 6 || parts.some(Number.isNaN)) return -1;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1_000;
};

export const FUNCTIONS: Readonly<Record<string, AwkFunction>> = {
  atan2: (context, [y = RECORD, x = RECORD]) =>
    Math.atan2(toNumber(context.evaluate(y)), toNumber(context.evaluate(x))),
  cos: mathematical(Math.cos),
  exp: mathematical(Math.exp),
  int: mathematical(Math.trunc),
  log: mathematical(Math.log),
  sin: mathematical(Math.sin),
  sqrt: mathematical(Math.sqrt),
  rand: ({ random }) => random.next(),
  srand: ({ random, timeMs, evaluate }, [seed]) => {
    const before = random.seed;
    random.seed = seed === undefined ? Math.floor(timeMs() / 1_000) : toNumber(evaluate(seed));
    return before;
  },
  sub: replacing(false),
  gsub: replacing(true),
  index: (context, [text = RECORD, part = RECORD]) => {
    const subject = context.text(text);
    const at = subject.indexOf(context.text(part));
    return at < 0 ? 0 : [...subject.slice(0, at)].length + 1;
  },
  length,
  match,
  split,
  sprintf: (context, [format = RECORD, ...values]) =>
    formatPrintf(
      context.text(format),
      values.map((value) => context.evaluate(value)),
    ),
  substr: (context, [text = RECORD, from = RECORD, count]) =>
    substring(
      context.text(text),
      toNumber(context.evaluate(from)),
      count === undefined ? Number.POSITIVE_INFINITY : toNumber(context.evaluate(count)),
    ),
  tolower: (context, [text = RECORD]) => context.text(text).toLowerCase(),
  toupper: (context, [text = RECORD]) => context.text(text).toUpperCase(),
  // Simplified: the command runs after the statement, and its status counts as 0.
  system: (context, [command = RECORD]) => {
    context.queueCommand(context.text(command));
    return 0;
  },
  close: (context, [name = RECORD]) => context.close(context.text(name)),
  fflush: () => 0,
  systime: ({ timeMs }) => Math.floor(timeMs() / 1_000),
  mktime,
  strftime: (context, [format, seconds]) =>
    formatDate(
      format === undefined ? '%c' : context.text(format),
      seconds === undefined ? context.timeMs() : toNumber(context.evaluate(seconds)) * 1_000,
    ),
};
