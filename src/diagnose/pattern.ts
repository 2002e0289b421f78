// The language of signatures: literal text, in which `<n>` stands for a number, `<name>` for a run without spaces,
// `<text>` for some words, `<a|b>` for one of several texts, and ` ... ` for text left out. Matching goes forward
// only, so its time is linear in the line. It knows no causes.
import type { Haystack } from './haystack.ts';

/** A part of a text: `from` inclusive, `to` exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

type Token =
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  | { readonly kind: 'gap'; readonly gap: 'number' | 'word' | 'text' | 'rest' };

/** A pattern ready to search. */
export interface Pattern {
  readonly tokens: readonly Token[];
  readonly exact: boolean;
}

const NUMBERS = new Set(['n', 'port', 'pid', 'sec', 'ms', 'code', 'line']);
const LONGEST_WORD = 300;
const LONGEST_TEXT = 400;
const MOST_STARTS = 40;

/** Reads a pattern. Throws an `Error` when it has no literal text to begin with. */
export function compilePattern(source: string, exact = false): Pattern {
  const tokens: Token[] = [];
  for (const piece of source.replaceAll('": ', '":').split(/(<[^<>]+>| \.\.\. )/)) {
    if (piece === '') continue;
    if (piece === ' ... ') tokens.push({ kind: 'gap', gap: 'rest' });
    else if (/^<[a-z]+>$/.test(piece)) tokens.push({ kind: 'gap', gap: gapOf(piece.slice(1, -1)) });
    else if (piece.startsWith('<') && piece.includes('|')) {
      const texts = piece.slice(1, -1).split('|');
      tokens.push({
        kind: 'texts',
        texts: exact ? texts : texts.map((text) => text.toLowerCase()),
      });
    } else tokens.push({ kind: 'texts', texts: [exact ? piece : piece.toLowerCase()] });
  }
  if (tokens[0]?.kind !== 'texts') throw new Error(`no literal text at the beginning: ${source}`);
  return { tokens, exact };
}

const gapOf = (name: string): 'number' | 'word' | 'text' =>
  NUMBERS.has(name) ? 'number' : name === 'text' ? 'text' : 'word';

const isWordChar = (char: string | undefined): boolean => char !== undefined && /\w/.test(char);

/** Where the pattern is first found, in offsets of the original text. */
export function findPattern(pattern: Pattern, hay: Haystack): Span | undefined {
  const text = pattern.exact ? hay.text : hay.lower;
  const [first, ...rest] = pattern.tokens;
  if (first?.kind !== 'texts') return undefined;
  let from = 0;
  for (let starts = 0; starts < MOST_STARTS; starts++) {
    const start = firstOf(first.texts, text, from, text.length);
    if (start === undefined) return undefined;
    const end = isBoundary(text, start.from) ? follow(rest, text, start.to) : undefined;
    if (end !== undefined && isBoundary(text, end)) {
      return { from: hay.origin[start.from] ?? 0, to: hay.origin[end] ?? 0 };
    }
    from = start.from + 1;
  }
  return undefined;
}

/** A match may not begin or end within a word. */
const isBoundary = (text: string, at: number): boolean =>
  !(isWordChar(text[at - 1]) && isWordChar(text[at]));

/** The end of the tokens from `at` on, or undefined when they do not follow. */
function follow(tokens: readonly Token[], text: string, at: number): number | undefined {
  let end = at;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.kind === 'texts') {
      const hit = token.texts.find((one) => text.startsWith(one, end));
      if (hit === undefined) return undefined;
      end += hit.length;
      continue;
    }
    const limit = gapEnd(token.gap, text, end);
    const next = tokens[index + 1];
    if (next?.kind !== 'texts') {
      if (token.gap !== 'rest' && limit === end) return undefined;
      end = limit;
      continue;
    }
    const least = token.gap === 'rest' ? end : end + 1;
    const hit = firstOf(
      next.texts,
      text,
      least,
      Math.min(text.length, limit + longest(next.texts)),
    );
    if (hit === undefined || hit.from > limit) return undefined;
    end = hit.to;
    index++;
  }
  return end;
}

const longest = (texts: readonly string[]): number =>
  Math.max(...texts.map(({ length }) => length));

/** Where a gap that begins at `at` ends at the latest. */
function gapEnd(gap: 'number' | 'word' | 'text' | 'rest', text: string, at: number): number {
  if (gap === 'text' || gap === 'rest') return Math.min(text.length, at + LONGEST_TEXT);
  const fits = gap === 'number' ? /[\d.,]/ : /[^\s"]/;
  let end = at;
  while (end < text.length && end - at < LONGEST_WORD && fits.test(text[end] ?? '')) end++;
  return end;
}

/** The earliest of several texts in `text` between `from` and `to`. */
function firstOf(
  texts: readonly string[],
  text: string,
  from: number,
  to: number,
): Span | undefined {
  let best: Span | undefined;
  const within = to >= text.length ? text : text.slice(0, to);
  for (const one of texts) {
    const at = within.indexOf(one, from);
    if (at < 0) continue;
    if (best === undefined || at < best.from || (at === best.from && at + one.length > best.to)) {
      best = { from: at, to: at + one.length };
    }
  }
  return best;
}
