// Texts as jq counts them: in code points and UTF-8 bytes; and its regular expressions.

import { isArray, JqError, type Json, type JsonObject, jsonText, named } from './json-value.ts';

export function utf8Bytes(text: string): number[] {
  return [...text].flatMap((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) return [code];
    const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
    if (code < 0x800) return [0xc0 | (code >> 6), tail(0)];
    if (code < 0x1_0000) return [0xe0 | (code >> 12), tail(6), tail(0)];
    return [0xf0 | (code >> 18), tail(12), tail(6), tail(0)];
  });
}

/** Oniguruma's words for a pattern it refuses, where we know which it would be. */
function regexProblem(pattern: string): string {
  const open = (pattern.match(/(?<!\\)\(/g) ?? []).length;
  const close = (pattern.match(/(?<!\\)\)/g) ?? []).length;
  if (open > close) return 'end pattern with unmatched parenthesis';
  if (close > open) return 'unmatched close parenthesis';
  if (/(?<!\\)\[[^\]]*$/.test(pattern)) return 'premature end of char-class';
  return 'target of repeat operator is not specified';
}

function compile(pattern: string, flags: string): RegExp {
  for (const flag of flags) {
    if (!'gixsnpl'.includes(flag)) throw new JqError(`${flags} is not a valid modifier string`);
  }
  const isExtended = flags.includes('x');
  const source = isExtended
    ? pattern.replace(/\\.|#[^\n]*|\s+/g, (one) => (one[0] === '\\' ? one : ''))
    : pattern;
  const mode = `gu${flags.includes('i') ? 'i' : ''}${/[sp]/.test(flags) ? 's' : ''}`;
  try {
    return new RegExp(source, mode);
  } catch {
    try {
      // Escapes that mean nothing are the character itself.
      return new RegExp(source, mode.replace('u', ''));
    } catch {
      throw new JqError(`Regex failure: ${regexProblem(pattern)}`);
    }
  }
}

const length = (text: string): number => [...text].length;

function captures(match: RegExpExecArray, names: readonly (string | null)[]): Json[] {
  let searched = match.index;
  return match.slice(1).map((text: string | undefined, at): JsonObject => {
    const name = names[at] ?? null;
    if (text === undefined) {
      return new Map<string, Json>([
        ['offset', -1],
        ['length', 0],
        ['string', null],
        ['name', name],
      ]);
    }
    const found = match.input.indexOf(text, searched);
    const offset = found < 0 ? match.index : found;
    searched = offset;
    return new Map<string, Json>([
      ['offset', length(match.input.slice(0, offset))],
      ['length', length(text)],
      ['string', text],
      ['name', name],
    ]);
  });
}

/** The matches of `match`. `isTest` asks only whether there is one. */
export function matches(
  input: Json,
  pattern: Json,
  flags: Json,
  isTest: boolean,
): readonly Json[] | boolean {
  if (typeof input !== 'string') {
    throw new JqError(`${named(input)} cannot be matched, as it is not a string`);
  }
  if (typeof pattern !== 'string') {
    throw new JqError(`${named(pattern)} cannot be matched, as it is not a string`);
  }
  if (flags !== null && typeof flags !== 'string') {
    throw new JqError(`${jsonText(flags)} is not a string`);
  }
  const modifiers = flags ?? '';
  const regexp = compile(pattern, modifiers);
  if (isTest) return regexp.test(input);
  const names = [...pattern.matchAll(/(?<!\\)\((?:(\?<([a-zA-Z_]\w*)>)|(?!\?))/g)].map(
    ([, , name]) => name ?? null,
  );
  const found: Json[] = [];
  for (const match of input.matchAll(regexp)) {
    if (modifiers.includes('n') && match[0] === '') continue;
    found.push(
      new Map<string, Json>([
        ['offset', length(input.slice(0, match.index))],
        ['length', length(match[0])],
        ['string', match[0]],
        ['captures', captures(match, names)],
      ]),
    );
    if (!modifiers.includes('g')) break;
  }
  return found;
}

/** `match` takes a pattern, or a list of a pattern and flags. */
export function patternOf(value: Json, flags: Json): readonly [pattern: Json, flags: Json] {
  if (!isArray(value)) return [value, flags];
  return [value[0] ?? null, value[1] ?? null];
}
