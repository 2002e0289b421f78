// Regular expressions of awk, compiled once each, and the splitting of texts by them. Simplified: intervals such as a{2} count
// as in gawk; mawk 1.3.4 takes them as text.

import { compilePattern } from '../text/posix-regexp.ts';

export class AwkRegexps {
  readonly #compiled = new Map<string, RegExp>();

  /** Throws a `PatternError`. */
  get(source: string): RegExp {
    let found = this.#compiled.get(source);
    if (!found) {
      const readied = source.replaceAll('\\"', '"').replaceAll('\\/', '/');
      found = compilePattern(readied, { isExtended: true, flags: 'g' });
      this.#compiled.set(source, found);
    }
    found.lastIndex = 0;
    return found;
  }

  test(source: string, text: string): boolean {
    return this.get(source).test(text);
  }
}

/** A text cut as FS says: blanks, one character, or a regular expression. */
export function splitText(text: string, separator: string, regexps: AwkRegexps): string[] {
  if (separator === ' ') return text.trim() === '' ? [] : text.trim().split(/[ \t\n]+/);
  if (text === '') return [];
  if (separator === '') return [...text];
  if (separator.length === 1 && separator !== '\\') return text.split(separator);
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(regexps.get(separator))) {
    if (match[0] === '') continue;
    parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
}

/** What `&` and `\&` in a replacement stand for. */
const replacementFor = (template: string, match: string): string =>
  template.replace(/\\\\&|\\&|&/g, (mark) =>
    mark === '&' ? match : mark === '\\&' ? '&' : `\\${match}`,
  );

/** sub() and gsub(): the new text and how many were replaced. */
export function substitute(
  pattern: RegExp,
  template: string,
  text: string,
  isGlobal: boolean,
): { readonly text: string; readonly count: number } {
  let count = 0;
  let result = '';
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    // An empty match right behind another one is none.
    if (match[0] === '' && count > 0 && match.index === from) continue;
    result += text.slice(from, match.index) + replacementFor(template, match[0]);
    from = match.index + match[0].length;
    count++;
    if (!isGlobal) break;
  }
  return { text: result + text.slice(from), count };
}
