// Brace expansion: a{b,c}d and {1..5} (bash(1), "Brace Expansion"). It comes before all others and looks
// only at text that is not quoted.

import type { WordPart } from './syntax.ts';

/** One character of unquoted text, or a piece that braces do not look into. */
type Item = string | WordPart;

function itemsOf(parts: readonly WordPart[]): Item[] {
  return parts.flatMap((part): Item[] =>
    part.kind === 'text' && !part.quoted ? [...part.text] : [part],
  );
}

function partsOf(items: readonly Item[]): WordPart[] {
  const parts: WordPart[] = [];
  for (const item of items) {
    const last = parts.at(-1);
    if (typeof item !== 'string') parts.push(item);
    else if (last?.kind === 'text' && !last.quoted) {
      parts[parts.length - 1] = { ...last, text: last.text + item };
    } else parts.push({ kind: 'text', text: item, quoted: false });
  }
  return parts;
}

/** Where the brace opened at `start` closes, and its commas; null where it does not. */
function closing(
  items: readonly Item[],
  start: number,
): { readonly end: number; readonly commas: readonly number[] } | null {
  const commas: number[] = [];
  let depth = 0;
  for (let at = start + 1; at < items.length; at++) {
    const item = items[at];
    if (item === '{') depth++;
    else if (item === '}' && depth > 0) depth--;
    else if (item === '}') return { end: at, commas };
    else if (item === ',' && depth === 0) commas.push(at);
  }
  return null;
}

const NUMBERS = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/;
const LETTERS = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/;

function range(from: number, to: number, step: number): number[] {
  const by = Math.max(1, Math.abs(step)) * (from <= to ? 1 : -1);
  const count = Math.min(10_000, Math.floor((to - from) / by) + 1);
  return Array.from({ length: count }, (_value, index) => from + index * by);
}

function sequence(items: readonly Item[]): string[] | null {
  if (!items.every((item) => typeof item === 'string')) return null;
  const text = items.join('');
  const numbers = NUMBERS.exec(text);
  if (numbers) {
    const [, from = '', to = '', step = '1'] = numbers;
    const isPadded = /^-?0\d/.test(from) || /^-?0\d/.test(to);
    const width = isPadded ? Math.max(from.length, to.length) : 0;
    return range(+from, +to, +step).map((value) => {
      const digits = String(Math.abs(value));
      return value < 0 ? `-${digits.padStart(width - 1, '0')}` : digits.padStart(width, '0');
    });
  }
  const letters = LETTERS.exec(text);
  if (!letters) return null;
  const [, from = '', to = '', step = '1'] = letters;
  return range(from.charCodeAt(0), to.charCodeAt(0), +step).map((code) =>
    String.fromCharCode(code),
  );
}

function expand(items: readonly Item[]): Item[][] {
  for (let start = 0; start < items.length; start++) {
    if (items[start] !== '{') continue;
    const found = closing(items, start);
    if (!found) continue;
    const before = items.slice(0, start);
    const behind = expand(items.slice(found.end + 1));
    const inside = items.slice(start + 1, found.end);
    let choices: Item[][];
    if (found.commas.length > 0) {
      const cuts = [start, ...found.commas, found.end];
      choices = cuts.slice(1).flatMap((cut, index) => {
        return expand(items.slice((cuts[index] as number) + 1, cut));
      });
    } else {
      const values = sequence(inside);
      if (!values) continue;
      choices = values.map((value) => [...value]);
    }
    return choices.flatMap((choice) => behind.map((rest) => [...before, ...choice, ...rest]));
  }
  return [[...items]];
}

/** The words a word stands for. */
export function expandBraces(parts: readonly WordPart[]): (readonly WordPart[])[] {
  const hasBrace = parts.some(
    (part) => part.kind === 'text' && !part.quoted && part.text.includes('{'),
  );
  return hasBrace ? expand(itemsOf(parts)).map(partsOf) : [parts];
}
