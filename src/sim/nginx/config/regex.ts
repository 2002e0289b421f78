// Regular expressions of the configuration: PCRE syntax compiled by the host's RegExp, with PCRE2's
// messages for the mistakes people make. Where the two dialects differ beyond that, see
// `translate`.
// Simplified: possessive quantifiers, atomic groups and recursion are not modelled.

import type { ConfigReader } from './reader.ts';

/** A compiled pattern. Named groups become variables of the configuration. */
export interface Pattern {
  readonly source: string;
  readonly regexp: RegExp;
  readonly names: readonly string[];
  /** How many groups the pattern captures. */
  readonly groups: number;
}

/** A mistake in a pattern: PCRE2's words and where it found it. */
interface PatternFault {
  readonly text: string;
  readonly offset: number;
}

const skipClass = (source: string, from: number): number => {
  let at = from + 1;
  if (source[at] === '^') at++;
  if (source[at] === ']') at++;
  for (; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === '[' && /^\[[:.=]/.test(source.slice(at))) {
      const close = source.indexOf(`${source[at + 1]}]`, at + 2);
      if (close > 0) at = close + 1;
    } else if (source[at] === ']') return at;
  }
  return -1;
};

/** A range such as `[z-a]`: where its end stands. */
const findBadRange = (source: string, from: number, to: number): number | null => {
  for (let at = from; at + 2 < to; at++) {
    if (source[at] === '\\') {
      at++;
    } else if (source[at + 1] === '-' && source[at + 2] !== '\\') {
      if ((source[at + 2] as string) < (source[at] as string)) return at + 2;
      at += 2;
    }
  }
  return null;
};

const findFault = (source: string): PatternFault | null => {
  let depth = 0;
  let repeatable = false;
  for (let at = 0; at < source.length; at++) {
    const ch = source[at] as string;
    if (ch === '\\') {
      if (at === source.length - 1) return { text: '\\ at end of pattern', offset: source.length };
      at++;
      repeatable = true;
    } else if (ch === '[') {
      const close = skipClass(source, at);
      if (close < 0) {
        return { text: 'missing terminating ] for character class', offset: source.length };
      }
      const wrong = findBadRange(source, at + 1, close);
      if (wrong !== null) {
        return { text: 'range out of order in character class', offset: wrong };
      }
      at = close;
      repeatable = true;
    } else if (ch === '(') {
      depth++;
      repeatable = false;
      if (source[at + 1] === '?') at++;
    } else if (ch === ')') {
      if (depth === 0) return { text: 'unmatched closing parenthesis', offset: at };
      depth--;
      repeatable = true;
    } else if (ch === '*' || ch === '+' || ch === '?') {
      if (!repeatable) {
        return { text: 'quantifier does not follow a repeatable item', offset: at };
      }
      if (source[at + 1] === '?' || source[at + 1] === '+') at++;
      repeatable = false;
    } else {
      repeatable = ch !== '|' && ch !== '^';
    }
  }
  return depth > 0 ? { text: 'missing closing parenthesis', offset: source.length } : null;
};

/** Rewrites what PCRE spells differently: `(?P<name>`, inline `(?i)`, `\A`, `\z`, `\h`. */
const translate = (source: string): { text: string; flags: string } => {
  let text = source.replaceAll('(?P<', '(?<');
  let flags = '';
  const inline = /^\(\?([imsx]+)\)/.exec(text);
  if (inline) {
    if (inline[1]?.includes('i')) flags += 'i';
    if (inline[1]?.includes('m')) flags += 'm';
    text = text.slice(inline[0].length);
  }
  text = text
    .replace(/\\A/g, '^')
    .replace(/\\[zZ]/g, '$')
    .replace(/\\h/g, '[ \\t]')
    .replace(/([*+?}])\+/g, '$1');
  return { text, flags };
};

const compileText = (source: string, flags: string): RegExp | null => {
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
};

/** Compiles a pattern, or refuses it as nginx does with PCRE2's words. */
export const compilePattern = (
  cf: ConfigReader,
  source: string,
  options: { readonly ignoreCase: boolean },
): Pattern => {
  const fault = findFault(source);
  if (fault) {
    const rest = source.slice(fault.offset);
    cf.fail(`pcre2_compile() failed: ${fault.text} in "${source}"${rest ? ` at "${rest}"` : ''}`);
  }
  const { text, flags } = translate(source);
  const allFlags = [...new Set(`${flags}${options.ignoreCase ? 'i' : ''}s`)].join('');
  const regexp = compileText(text, allFlags);
  if (!regexp) {
    cf.fail(`the simulator does not model the regular expression "${source}"`);
  }
  const names = [...text.matchAll(/\(\?<([A-Za-z_]\w*)>/g)].map((match) => match[1] as string);
  const groups = (new RegExp(`${text}|`, allFlags).exec('')?.length ?? 1) - 1;
  return { source, regexp, names, groups };
};
