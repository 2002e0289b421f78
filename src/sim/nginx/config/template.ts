// Strings with variables in them, as arguments of many directives: `http://$backend$request_uri`.
// Compiled while the configuration is read, evaluated for each request. Unknown names come out when
// the whole configuration has been read, since a later `map` or `set` may define them.

import type { HttpRequest } from '../http/request.ts';
import type { ConfigReader } from './reader.ts';

/** How a variable gets its value for a request; null where it has none. */
export type VariableGetter = (request: HttpRequest) => string | null;

/** A variable that is used somewhere. `get` is filled in when the configuration is complete. */
export interface VariableSlot {
  readonly name: string;
  get: VariableGetter;
}

/**
 * A piece of a template: text, a variable, or the number of a group of the last regular expression.
 */
type Part = string | VariableSlot | number;

/** A string with variables, compiled. */
export interface Template {
  /** As written in the configuration. */
  readonly source: string;
  readonly parts: readonly Part[];
  /** The value where no variable is in it; null otherwise. */
  readonly constant: string | null;
}

const NAME = /^[A-Za-z0-9_]+/;

/** A template without variables. */
export const constantTemplate = (text: string): Template => ({
  source: text,
  parts: [text],
  constant: text,
});

/** Whether a string has variables in it. */
export const hasVariables = (text: string): boolean => text.includes('$');

const readVariable = (cf: ConfigReader, rest: string): { part: Part; length: number } => {
  if (/^[1-9]/.test(rest)) return { part: Number(rest[0]), length: 1 };
  if (rest.startsWith('{')) {
    const close = rest.indexOf('}');
    const name = NAME.exec(rest.slice(1))?.[0] ?? '';
    if (close < 0 || name.length !== close - 1) {
      if (name !== '') cf.fail(`the closing bracket in "${name}" variable is missing`);
      cf.fail('invalid variable name');
    }
    return { part: cf.draft.variables.slot(name), length: close + 1 };
  }
  const name = NAME.exec(rest)?.[0];
  if (!name) cf.fail('invalid variable name');
  return { part: cf.draft.variables.slot(name), length: name.length };
};

/** Compiles a string with variables. */
export const compileTemplate = (cf: ConfigReader, source: string): Template => {
  if (!hasVariables(source)) return constantTemplate(source);
  const parts: Part[] = [];
  let text = '';
  let at = 0;
  while (at < source.length) {
    if (source[at] !== '$') {
      text += source[at++];
      continue;
    }
    const { part, length } = readVariable(cf, source.slice(at + 1));
    if (text) parts.push(text);
    text = '';
    parts.push(part);
    at += 1 + length;
  }
  if (text) parts.push(text);
  return { source, parts, constant: null };
};

/** The value of a template for a request. */
export const evaluate = (template: Template, request: HttpRequest): string => {
  if (template.constant !== null) return template.constant;
  let value = '';
  for (const part of template.parts) {
    if (typeof part === 'string') value += part;
    else if (typeof part === 'number') value += request.captures?.[part] ?? '';
    else value += part.get(request) ?? '';
  }
  return value;
};
