// Regular expressions of POSIX, basic and extended, as JavaScript's (regex(7)).

import { bracketEnd, bracketSource } from '../../language/pattern.ts';

const ESCAPED: Readonly<Record<string, string>> = {
  w: '\\w',
  W: '\\W',
  s: '\\s',
  S: '\\S',
  b: '\\b',
  B: '\\B',
  '<': '\\b(?=\\w)',
  '>': '\\b(?<=\\w)',
  n: '\\n',
  t: '\\t',
  '`': '^',
};

/** A pattern that cannot be one; the words are those of regcomp(3). */
export class PatternError extends Error {}

/** The source for JavaScript of a pattern; `isExtended` as with grep -E. */
export function regExpSource(pattern: string, isExtended: boolean): string {
  let source = '';
  let depth = 0;
  /** Whether nothing stands before here that could be repeated. */
  let isStart = true;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    const wasStart = isStart;
    isStart = false;
    if (character === '[') {
      const end = bracketEnd(pattern, at);
      if (end < 0) throw new PatternError('Invalid regular expression');
      source += bracketSource(pattern.slice(at + 1, end).replace(/^!/, '\\!'));
      at = end;
    } else if (character === '\\') {
      at++;
      const next = pattern[at];
      if (next === undefined) throw new PatternError('Trailing backslash');
      const isOperator = '(){}|+?'.includes(next);
      if (isOperator && !isExtended) {
        if (next === '(') depth++;
        if (next === ')' && --depth < 0) throw new PatternError('Unmatched ) or \\)');
        source += next;
        isStart = next === '(' || next === '|';
      } else if (/\d/.test(next)) source += `\\${next}`;
      else source += ESCAPED[next] ?? `\\${next}`.replace(/^\\(?=[\w\s"'/,:;<>=@#%&!~-])/, '');
    } else if (character === '*' && wasStart) {
      source += '\\*';
    } else if ('(){}|+?'.includes(character)) {
      if (!isExtended) {
        source += `\\${character}`;
        continue;
      }
      if (character === '(') depth++;
      if (character === ')' && --depth < 0) throw new PatternError('Unmatched ) or \\)');
      if (character === '{' && !/^\{\d*,?\d*\}/.test(pattern.slice(at))) source += '\\{';
      else source += character;
      isStart = character === '(' || character === '|';
    } else if (character === '^' && !isExtended && !wasStart) {
      source += '\\^';
    } else if (character === '^') {
      source += '^';
      isStart = true;
    } else if (
      character === '$' &&
      !isExtended &&
      at < pattern.length - 1 &&
      !/^\\[)|]/.test(pattern.slice(at + 1))
    ) {
      source += '\\$';
    } else if (character === '/') {
      source += '\\/';
    } else {
      source += character;
    }
  }
  if (depth > 0) throw new PatternError('Unmatched ( or \\(');
  return source;
}

/** A compiled pattern. Throws a `PatternError`. */
export function compilePattern(
  pattern: string,
  options: { isExtended: boolean; flags?: string },
): RegExp {
  const source = regExpSource(pattern, options.isExtended);
  try {
    return new RegExp(source, options.flags ?? '');
  } catch {
    throw new PatternError('Invalid preceding regular expression');
  }
}
