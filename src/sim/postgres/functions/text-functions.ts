// Functions on texts ("String Functions and Operators", 9.4 of the manual).

import { md5 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { SqlError } from '../sql-error.ts';
import { arrayOf, BOOL, BYTEA, type DataType, INT4, TEXT } from '../values/data-type.ts';
import { formatText } from '../values/text-format.ts';
import type { Value } from '../values/value.ts';
import { regularExpression } from './pattern.ts';
import { ANY, ANYARRAY, defineFunction, type FunctionOptions } from './signature.ts';

const text = (
  name: string,
  args: readonly DataType[],
  call: (...args: string[]) => Value,
  options?: FunctionOptions,
): void => defineFunction(name, args, TEXT, (values) => call(...(values as string[])), options);

const characters = (value: string): string[] => [...value];

const utf8Bytes = (value: string): Uint8Array => {
  const escaped = encodeURIComponent(value).replace(/%([0-9A-F]{2})/g, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Uint8Array.from(escaped, (char) => char.charCodeAt(0));
};

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Characters from place `from` (the first is 1), so many of them. */
function substring(value: string, from: number, count: number | null): string {
  const chars = characters(value);
  if (count === null) return chars.slice(Math.max(0, from - 1)).join('');
  if (count < 0) throw new SqlError('22011', 'negative substring length not allowed');
  return chars.slice(Math.max(0, from - 1), Math.max(0, from - 1 + count)).join('');
}

function pad(value: string, length: number, fill: string, atStart: boolean): string {
  const chars = characters(value);
  if (chars.length >= length) return chars.slice(0, Math.max(0, length)).join('');
  if (fill === '') return value;
  const missing = length - chars.length;
  const padding = characters(fill.repeat(Math.ceil(missing / fill.length)))
    .slice(0, missing)
    .join('');
  return atStart ? padding + value : value + padding;
}

function trim(value: string, set: string, start: boolean, end: boolean): string {
  const chars = characters(value);
  const inSet = (char: string | undefined): boolean => char !== undefined && set.includes(char);
  while (start && inSet(chars[0])) chars.shift();
  while (end && inSet(chars.at(-1))) chars.pop();
  return chars.join('');
}

/** `format('%s %I %L', ...)` */
function format(template: string, args: readonly string[]): string {
  let next = 0;
  return template.replace(
    /%(?:(\d+)\$)?([sIL%])/g,
    (_all, place: string | undefined, kind: string) => {
      if (kind === '%') return '%';
      const value = args[place ? Number(place) - 1 : next++];
      if (value === undefined) throw new SqlError('22023', 'too few arguments for format()');
      if (kind === 's') return value;
      return kind === 'I' ? quoteIdentifier(value) : quoteLiteral(value);
    },
  );
}

export const quoteIdentifier = (name: string): string =>
  /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

const quoteLiteral = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** A PostgreSQL replacement text (`\\1`, `\\&`) in JavaScript's notation. */
const replacement = (value: string): string =>
  value
    .replaceAll('$', '$$$$')
    .replace(/\\([1-9])/g, (_all, group: string) => `$${group}`)
    .replaceAll('\\&', '$$&');

function defineCutting(): void {
  for (const name of ['substring', 'substr']) {
    const call = (args: readonly Value[]): Value =>
      substring(args[0] as string, args[1] as number, (args[2] ?? null) as number | null);
    defineFunction(name, [TEXT, INT4, INT4], TEXT, call, { optional: 1 });
  }
  defineFunction('substring', [TEXT, TEXT], TEXT, ([value, pattern]) => {
    const match = regularExpression(pattern as string, '').exec(value as string);
    return match ? (match[1] ?? match[0]) : null;
  });
  defineFunction('left', [TEXT, INT4], TEXT, ([value, count]) => {
    const chars = characters(value as string);
    return chars.slice(0, count as number).join('');
  });
  defineFunction('right', [TEXT, INT4], TEXT, ([value, count]) => {
    const chars = characters(value as string);
    const from =
      (count as number) >= 0 ? Math.max(0, chars.length - (count as number)) : -(count as number);
    return chars.slice(from).join('');
  });
  for (const [name, atStart] of [
    ['lpad', true],
    ['rpad', false],
  ] as const) {
    const call = (args: readonly Value[]): Value =>
      pad(args[0] as string, args[1] as number, (args[2] ?? ' ') as string, atStart);
    defineFunction(name, [TEXT, INT4, TEXT], TEXT, call, { optional: 1 });
  }
  for (const [name, start, end] of [
    ['btrim', true, true],
    ['ltrim', true, false],
    ['rtrim', false, true],
  ] as const) {
    text(name, [TEXT, TEXT], (value = '', set = ' ') => trim(value, set, start, end), {
      optional: 1,
    });
  }
  defineFunction('split_part', [TEXT, TEXT, INT4], TEXT, ([value, separator, place]) => {
    const parts =
      separator === '' ? [value as string] : (value as string).split(separator as string);
    const index = place as number;
    if (index === 0) throw new SqlError('22023', 'field position must not be zero');
    return parts.at(index > 0 ? index - 1 : index) ?? '';
  });
}

function defineChanging(): void {
  text('lower', [TEXT], (value = '') => value.toLowerCase());
  text('upper', [TEXT], (value = '') => value.toUpperCase());
  text('initcap', [TEXT], (value = '') =>
    value
      .toLowerCase()
      .replace(
        /(^|[^\p{L}\p{N}])(\p{L})/gu,
        (_all, before: string, letter: string) => before + letter.toUpperCase(),
      ),
  );
  text('reverse', [TEXT], (value = '') => characters(value).reverse().join(''));
  text('replace', [TEXT, TEXT, TEXT], (value = '', from = '', to = '') =>
    from === '' ? value : value.replaceAll(from, () => to),
  );
  text('translate', [TEXT, TEXT, TEXT], (value = '', from = '', to = '') =>
    characters(value)
      .map((char) => (from.includes(char) ? to.charAt(from.indexOf(char)) : char))
      .join(''),
  );
  defineFunction('repeat', [TEXT, INT4], TEXT, ([value, count]) =>
    (value as string).repeat(Math.max(0, count as number)),
  );
  text(
    'regexp_replace',
    [TEXT, TEXT, TEXT, TEXT],
    (value = '', pattern = '', to = '', flags = '') =>
      value.replace(regularExpression(pattern, flags), replacement(to)),
    { optional: 1 },
  );
  text('md5', [TEXT], (value = '') => hex(md5(utf8Bytes(value))));
  defineFunction('sha256', [BYTEA], BYTEA, ([value]) =>
    hex(
      sha256(
        Uint8Array.from((value as string).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
      ),
    ),
  );
  text('quote_ident', [TEXT], (value = '') => quoteIdentifier(value));
  text('quote_literal', [TEXT], (value = '') => quoteLiteral(value));
}

function defineMeasuring(): void {
  for (const name of ['length', 'char_length', 'character_length']) {
    defineFunction(name, [TEXT], INT4, ([value]) => characters(value as string).length);
  }
  defineFunction('octet_length', [TEXT], INT4, ([value]) => utf8Bytes(value as string).length);
  for (const name of ['position', 'strpos']) {
    defineFunction(name, [TEXT, TEXT], INT4, ([value, part]) => {
      const index = (value as string).indexOf(part as string);
      return index < 0 ? 0 : characters((value as string).slice(0, index)).length + 1;
    });
  }
  defineFunction('starts_with', [TEXT, TEXT], BOOL, ([value, start]) =>
    (value as string).startsWith(start as string),
  );
  defineFunction('ascii', [TEXT], INT4, ([value]) => (value as string).codePointAt(0) ?? 0);
  defineFunction('chr', [INT4], TEXT, ([code]) => String.fromCodePoint(code as number));
}

function defineJoining(): void {
  const show = (value: Value, type: DataType | undefined): string =>
    value === null || !type ? '' : formatText(type, value);
  const loose = { variadic: true, strict: false };
  defineFunction(
    'concat',
    [ANY],
    TEXT,
    (args, _run, types) => args.map((value, index) => show(value, types[index])).join(''),
    loose,
  );
  defineFunction(
    'concat_ws',
    [TEXT, ANY],
    TEXT,
    ([separator, ...args], _run, types) => {
      if (separator === null) return null;
      return args
        .map((value, index) => (value === null ? null : show(value, types[index + 1])))
        .filter((part) => part !== null)
        .join(separator as string);
    },
    loose,
  );
  defineFunction(
    'format',
    [TEXT, ANY],
    TEXT,
    ([template, ...args], _run, types) =>
      format(
        template as string,
        args.map((value, index) => show(value, types[index + 1])),
      ),
    loose,
  );
  defineFunction('string_to_array', [TEXT, TEXT], arrayOf(TEXT), ([value, separator]) =>
    value === '' ? [] : (value as string).split(separator as string),
  );
  defineFunction('regexp_split_to_array', [TEXT, TEXT], arrayOf(TEXT), ([value, pattern]) =>
    (value as string).split(regularExpression(pattern as string, '')),
  );
  defineFunction('array_to_string', [ANYARRAY, TEXT], TEXT, ([list, separator], _run, types) => {
    const element = types[0]?.element;
    const parts = (list as readonly Value[]).filter((item) => item !== null);
    return parts
      .map((item) => (element ? formatText(element, item) : ''))
      .join(separator as string);
  });
}

export function defineTextFunctions(): void {
  defineCutting();
  defineChanging();
  defineMeasuring();
  defineJoining();
}
