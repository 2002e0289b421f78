// Conditions: `test`, `[ … ]` and `[[ … ]]` (bash(1), "CONDITIONAL EXPRESSIONS").

import type { FileSystem } from '#sim';
import { resolvePath } from '../paths.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { matches, type PatternText } from './pattern.ts';
import { ShellError, type ShellState } from './state.ts';

export interface ConditionContext {
  readonly files: FileSystem;
  readonly state: ShellState;
  /** Whether a descriptor is a terminal: `-t`. */
  readonly isTerminal: (descriptor: number) => boolean;
}

const UNARY = /^-[abcdefghkLnNoprsStuvwxzGO]$/;
const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge']);
const FILE_BINARY = new Set(['-nt', '-ot', '-ef']);

function fileTest(operator: string, path: string, { files, state }: ConditionContext): boolean {
  const absolute = resolvePath(state.cwd, path);
  if (path === '') return false;
  const isLink = operator === '-L' || operator === '-h';
  let status: ReturnType<FileSystem['status']>;
  try {
    status = files.status(absolute, !isLink);
  } catch {
    return absolute === '/dev/null' && '-e-r-w-c'.includes(operator);
  }
  switch (operator) {
    case '-d':
      return status.kind === 'directory';
    case '-f':
      return status.kind === 'file';
    case '-L':
    case '-h':
      return status.kind === 'link';
    case '-s':
      return status.sizeBytes > 0;
    case '-x':
      return status.kind === 'directory' || (status.mode & 0o111) !== 0;
    case '-r':
    case '-w':
    case '-e':
    case '-a':
    case '-O':
    case '-G':
    case '-N':
      return true;
    default:
      return false;
  }
}

function unary(operator: string, operand: string, context: ConditionContext): boolean {
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-v':
      return context.state.get(operand) !== undefined;
    case '-o':
      return (context.state.options as unknown as Record<string, boolean>)[operand] ?? false;
    case '-t':
      return context.isTerminal(Number(operand));
    default:
      return fileTest(operator, operand, context);
  }
}

const whole = (text: string): number => {
  if (!/^\s*[-+]?\d+\s*$/.test(text))
    throw new ShellError(`${text}: integer expression expected`, 2);
  return Number(text);
};

function compareNumbers(operator: string, left: number, right: number): boolean {
  switch (operator) {
    case '-eq':
      return left === right;
    case '-ne':
      return left !== right;
    case '-lt':
      return left < right;
    case '-le':
      return left <= right;
    case '-gt':
      return left > right;
    default:
      return left >= right;
  }
}

function compareFiles(operator: string, left: string, right: string, context: ConditionContext) {
  const { files, state } = context;
  const find = (path: string) => files.find(resolvePath(state.cwd, path));
  const [a, b] = [find(left), find(right)];
  if (operator === '-ef') return a !== undefined && a === b;
  const [x, y] = operator === '-nt' ? [a, b] : [b, a];
  return x !== undefined && (y === undefined || x.modifiedUs > y.modifiedUs);
}

/** `test` with its arguments. Throws a `ShellError` for what is no expression. */
export function evaluateTest(args: readonly string[], context: ConditionContext): boolean {
  let at = 0;
  const fail = (text: string): never => {
    throw new ShellError(text, 2);
  };
  const primary = (): boolean => {
    const [first, second, third] = args.slice(at, at + 3);
    if (first === undefined) return fail('argument expected');
    if (
      second !== undefined &&
      third !== undefined &&
      (BINARY.has(second) || FILE_BINARY.has(second))
    ) {
      at += 3;
      if (FILE_BINARY.has(second)) return compareFiles(second, first, third, context);
      if (second.startsWith('-')) return compareNumbers(second, whole(first), whole(third));
      if (second === '<' || second === '>') return second === '<' ? first < third : first > third;
      return (first === third) === (second !== '!=');
    }
    if (first === '!' && args.length > 1) {
      at++;
      return !primary();
    }
    if (first === '(' && args.length > 1) {
      at++;
      const value = or();
      if (args[at] !== ')') fail("`)' expected");
      at++;
      return value;
    }
    if (UNARY.test(first) && second !== undefined && !(second === '-a' && args.length > 2)) {
      at += 2;
      return unary(first, second, context);
    }
    if (args.length === 2 && at === 0) return fail(`${first}: unary operator expected`);
    at++;
    return first !== '';
  };
  const and = (): boolean => {
    let value = primary();
    while (args[at] === '-a') {
      at++;
      value = primary() && value;
    }
    return value;
  };
  function or(): boolean {
    let value = and();
    while (args[at] === '-o') {
      at++;
      value = and() || value;
    }
    return value;
  }
  if (args.length === 0) return false;
  const value = or();
  if (at < args.length) {
    const [, second = ''] = args;
    fail(args.length === 3 ? `${second}: binary operator expected` : 'too many arguments');
  }
  return value;
}

/** A word of `[[ … ]]`, expanded: its text, its pieces as a pattern, and whether it stood there unquoted. */
export interface ConditionWord {
  readonly source: string;
  readonly text: string;
  readonly pieces: readonly PatternText[];
}

/** `[[ … ]]` */
export function evaluateCondition(
  words: readonly ConditionWord[],
  context: ConditionContext,
): boolean {
  let at = 0;
  const arithmetic = (text: string): number =>
    Number(evaluateArithmetic(text, { get: (n) => context.state.get(n), set: () => {} }));
  const primary = (): boolean => {
    const first = words[at];
    if (!first) throw new ShellError('unexpected argument to conditional', 2);
    if (first.source === '!') {
      at++;
      return !primary();
    }
    if (first.source === '(') {
      at++;
      const value = or();
      at++;
      return value;
    }
    const operator = words[at + 1]?.source ?? '';
    const right = words[at + 2];
    if (right && (BINARY.has(operator) || FILE_BINARY.has(operator) || operator === '=~')) {
      at += 3;
      return binary(first, operator, right);
    }
    const operand = words[at + 1];
    if (UNARY.test(first.source) && operand && !['&&', '||', ')'].includes(operand.source)) {
      at += 2;
      return unary(first.source, operand.text, context);
    }
    at++;
    return first.text !== '';
  };
  const binary = (left: ConditionWord, operator: string, right: ConditionWord): boolean => {
    if (operator === '=~') return matchRegExp(left.text, right, context.state);
    if (FILE_BINARY.has(operator)) return compareFiles(operator, left.text, right.text, context);
    if (operator.startsWith('-')) {
      return compareNumbers(operator, arithmetic(left.text), arithmetic(right.text));
    }
    if (operator === '<') return left.text < right.text;
    if (operator === '>') return left.text > right.text;
    return matches(right.pieces, left.text) === (operator !== '!=');
  };
  const and = (): boolean => {
    let value = primary();
    while (words[at]?.source === '&&') {
      at++;
      value = primary() && value;
    }
    return value;
  };
  function or(): boolean {
    let value = and();
    while (words[at]?.source === '||') {
      at++;
      value = and() || value;
    }
    return value;
  }
  return or();
}

/** Simplified: the groups of `=~` are not kept, as there are no arrays. */
function matchRegExp(text: string, pattern: ConditionWord, state: ShellState): boolean {
  const source = pattern.pieces
    .map((piece) => piece.text)
    .join('')
    .replace(/\[\[:(\w+):\]\]/g, (_whole, name: string) =>
      name === 'digit' ? '[0-9]' : name === 'space' ? '\\s' : name === 'alpha' ? '[A-Za-z]' : '\\w',
    );
  try {
    const match = new RegExp(source).exec(text);
    if (match) state.set('BASH_REMATCH', match[0]);
    return match !== null;
  } catch {
    return false;
  }
}
