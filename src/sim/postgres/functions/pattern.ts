// LIKE, ILIKE and regular expressions. Simplified: regular expressions are JavaScript's.

import { SqlError } from '../sql-error.ts';

type Matcher = (text: string, pattern: string) => boolean;

const compiled = new Map<string, RegExp>();

/** A small store of patterns: queries use the same one for each row. */
function compile(key: string, make: () => RegExp): RegExp {
  const found = compiled.get(key);
  if (found) return found;
  if (compiled.size > 200) compiled.clear();
  const made = make();
  compiled.set(key, made);
  return made;
}

function likeToRegExp(pattern: string, insensitive: boolean): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '%') source += '.*';
    else if (char === '_') source += '.';
    else {
      if (char === '\\') at++;
      const literal = pattern.charAt(at);
      // Simplified: PostgreSQL also refuses the pattern, if a text gets so far.
      if (literal === '') source += '(?!)';
      source += literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    }
  }
  return new RegExp(`^${source}$`, insensitive ? 'isu' : 'su');
}

/** The operators `~~`, `~~*` and their opposites; null for another one. */
export function likeMatcher(operator: string): Matcher | null {
  const match = /^(!?)~~(\*?)$/.exec(operator);
  if (!match) return null;
  const negated = match[1] === '!';
  const insensitive = match[2] === '*';
  return (text, pattern) => {
    const make = (): RegExp => likeToRegExp(pattern, insensitive);
    return compile(`${operator} ${pattern}`, make).test(text) !== negated;
  };
}

function parseRegExp(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(
      pattern.replace(/^\(\?i\)/, ''),
      pattern.startsWith('(?i)') ? `${flags}i` : flags,
    );
  } catch {
    throw new SqlError('2201B', `invalid regular expression: "${pattern}"`);
  }
}

/** A regular expression with PostgreSQL's flags. */
export const regularExpression = (pattern: string, flags: string): RegExp => {
  const own = [...flags].filter((flag) => 'gi'.includes(flag)).join('');
  return compile(`re${own} ${pattern}`, () => parseRegExp(pattern, `${own}u`));
};

/** The operators `~`, `~*` and their opposites. */
export function regexMatcher(operator: string): Matcher | null {
  const match = /^(!?)~(\*?)$/.exec(operator);
  if (!match) return null;
  const negated = match[1] === '!';
  const flags = match[2] === '*' ? 'i' : '';
  return (text, pattern) => regularExpression(pattern, flags).test(text) !== negated;
}
