// Values of parameters: $name, $1, $?, and ${name…} with its operators (bash(1), "Parameter Expansion").

import type { Task } from '../task.ts';
import { type PatternText, patternSource } from './pattern.ts';
import { ShellError, type ShellState } from './state.ts';
import type { ParameterExpansion, Word } from './syntax.ts';

/** A text, a text in pieces of which some are quoted, or the positional parameters as fields of their own. */
export type ParameterValue =
  | string
  | { readonly pieces: readonly PatternText[] }
  | { readonly fields: readonly string[] /** `$*` */; readonly isJoined: boolean };

/** What an expansion needs of the shell. */
export interface ParameterContext {
  readonly state: ShellState;
  readonly quoted: boolean;
  text(word: Word): Task<string>;
  pieces(word: Word): Task<PatternText[]>;
  arithmetic(text: string): number;
}

function optionLetters({ options, isInteractive }: ShellState): string {
  const letters: [boolean, string][] = [
    [options.allexport, 'a'],
    [options.errexit, 'e'],
    [options.noglob, 'f'],
    [true, 'hB'],
    [isInteractive, 'i'],
    [options.nounset, 'u'],
    [options.xtrace, 'x'],
  ];
  return letters.map(([isSet, letter]) => (isSet ? letter : '')).join('');
}

/** The plain value; undefined where it is not set. */
function plainValue(name: string, state: ShellState): PlainValue | undefined {
  switch (name) {
    case '?':
      return String(state.status);
    case '$':
      return String(state.pid);
    case '!':
      return state.lastBackground === null ? undefined : String(state.lastBackground);
    case '#':
      return String(state.positional.length);
    case '-':
      return optionLetters(state);
    case '0':
      return state.scriptName;
    case '@':
    case '*':
      return { fields: state.positional, isJoined: name === '*' };
    default:
      if (/^\d+$/.test(name)) return state.positional[Number(name) - 1];
      return state.get(name);
  }
}

/** What a parameter by itself stands for. */
type PlainValue = Exclude<ParameterValue, { readonly pieces: unknown }>;

const isEmpty = (value: PlainValue | undefined): boolean =>
  value === undefined ||
  value === '' ||
  (typeof value !== 'string' && value.fields.every((field) => field === ''));

const isUnset = (value: PlainValue | undefined): boolean =>
  value === undefined || (typeof value !== 'string' && value.fields.length === 0);

/** Applies to each field. */
const mapValue = (value: PlainValue, change: (text: string) => string): PlainValue =>
  typeof value === 'string' ? change(value) : { ...value, fields: value.fields.map(change) };

export function* expandParameter(
  expansion: ParameterExpansion,
  context: ParameterContext,
): Task<ParameterValue> {
  const { name, operator, isLength } = expansion;
  const { state } = context;
  if (name === '') throw new ShellError(`${operator}: bad substitution`);
  const value = plainValue(name, state);
  if (/^:?[-=?+]$/.test(operator)) return yield* useDefault(expansion, value, context);
  if (value === undefined && state.options.nounset) {
    throw new ShellError(`${name}: unbound variable`);
  }
  if (isLength) {
    return String(typeof value === 'object' ? value.fields.length : [...(value ?? '')].length);
  }
  if (operator === '') return value ?? '';
  return yield* transform(expansion, value ?? '', context);
}

function* useDefault(
  expansion: ParameterExpansion,
  value: PlainValue | undefined,
  context: ParameterContext,
): Task<ParameterValue> {
  const { name, operator, operand } = expansion;
  const isMissing = operator.startsWith(':') ? isEmpty(value) : isUnset(value);
  const text = function* (): Task<string> {
    return operand ? yield* context.text(operand) : '';
  };
  const pieces = function* (): Task<ParameterValue> {
    return operand ? { pieces: yield* context.pieces(operand) } : '';
  };
  switch (operator.at(-1)) {
    case '+':
      return isMissing ? '' : yield* pieces();
    case '?': {
      if (!isMissing) return value ?? '';
      const message = (yield* text()) || 'parameter null or not set';
      throw new ShellError(`${name}: ${message}`, 127);
    }
    case '=': {
      if (!isMissing) return value ?? '';
      const assigned = yield* text();
      context.state.set(name, assigned);
      return assigned;
    }
    default:
      return isMissing ? yield* pieces() : (value ?? '');
  }
}

function* transform(
  expansion: ParameterExpansion,
  value: PlainValue,
  context: ParameterContext,
): Task<ParameterValue> {
  const { operator, operand, second } = expansion;
  if (operator === ':') return yield* slice(expansion, value, context);
  const pieces = operand ? yield* context.pieces(operand) : [];
  const source = patternSource(pieces);
  switch (operator) {
    case '#':
    case '##': {
      const pattern = new RegExp(`^(?:${operator === '#' ? lazy(source) : source})`);
      return mapValue(value, (text) => text.replace(pattern, ''));
    }
    case '%':
    case '%%':
      return mapValue(value, (text) => withoutEnd(text, source, operator === '%%'));
    case '^':
    case '^^':
    case ',':
    case ',,':
      return mapValue(value, (text) => changeCase(text, operator));
    default: {
      const replacement = second ? yield* context.text(second) : '';
      if (source === '') return value;
      const anchored = { '/#': `^(?:${source})`, '/%': `(?:${source})$` }[operator] ?? source;
      const pattern = new RegExp(anchored, operator === '//' ? 'g' : '');
      return mapValue(value, (text) => text.replace(pattern, () => replacement));
    }
  }
}

const lazy = (source: string): string => source.replaceAll('[^]*', '[^]*?');

function withoutEnd(text: string, source: string, isLongest: boolean): string {
  const pattern = new RegExp(`^(?:${source})$`);
  const starts = Array.from({ length: text.length + 1 }, (_value, index) => index);
  if (!isLongest) starts.reverse();
  const start = starts.find((at) => pattern.test(text.slice(at)));
  return start === undefined ? text : text.slice(0, start);
}

function changeCase(text: string, operator: string): string {
  const change = (part: string): string =>
    operator.startsWith('^') ? part.toUpperCase() : part.toLowerCase();
  return operator.length === 2 ? change(text) : change(text.slice(0, 1)) + text.slice(1);
}

function* slice(
  { operand, second }: ParameterExpansion,
  value: PlainValue,
  context: ParameterContext,
): Task<ParameterValue> {
  const number = function* (word: Word | null): Task<number | undefined> {
    return word ? context.arithmetic(yield* context.text(word)) : undefined;
  };
  const offset = (yield* number(operand)) ?? 0;
  const length = yield* number(second);
  const isText = typeof value === 'string';
  const whole: readonly string[] = isText
    ? [...value]
    : [context.state.scriptName, ...value.fields];
  const start = offset < 0 ? Math.max(0, whole.length + offset) : offset;
  const end =
    length === undefined ? whole.length : length < 0 ? whole.length + length : start + length;
  if (isText) return whole.slice(start, end).join('');
  return { ...value, fields: whole.slice(start, end) };
}
