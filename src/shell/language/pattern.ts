// Patterns of the shell: *, ?, [abc] (bash(1), "Pattern Matching"). Simplified: no extended patterns.

const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

const SPECIAL = /[.*+?^${}()|[\]\\/]/g;

/** Characters that mean nothing special in a regular expression. */
export const escapeRegExp = (text: string): string => text.replace(SPECIAL, '\\$&');

/** The inside of a bracket expression of POSIX as one of JavaScript's. */
export function bracketSource(inside: string): string {
  const negated = inside.startsWith('!') || inside.startsWith('^');
  const body = (negated ? inside.slice(1) : inside)
    .replace(/[\\\]]/g, '\\$&')
    .replace(/\[:(\w+):\\\]/g, (_whole, name: string) => CLASSES[name] ?? '')
    .replace(/\[/g, '\\[');
  return `[${negated ? '^' : ''}${body}]`;
}

/** Where a bracket expression that begins at `start` ends; -1 where it does not. */
export function bracketEnd(text: string, start: number): number {
  let at = start + 1;
  if (text[at] === '!' || text[at] === '^') at++;
  if (text[at] === ']') at++;
  while (at < text.length && text[at] !== ']') {
    if (text.startsWith('[:', at)) {
      const end = text.indexOf(':]', at);
      at = end < 0 ? at + 1 : end + 2;
    } else {
      at++;
    }
  }
  return at < text.length ? at : -1;
}

/** A pattern with its quoted parts marked: what expansion makes of a word. */
export interface PatternText {
  readonly text: string;
  readonly quoted: boolean;
}

const hasMagic = (text: string): boolean => /[*?[]/.test(text);

/** Whether anything in it is a pattern. */
export const isPattern = (pieces: readonly PatternText[]): boolean =>
  pieces.some(({ text, quoted }) => !quoted && hasMagic(text));

function sourceOfText(text: string, any: string): string {
  let source = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '*') source += `${any}*`;
    else if (character === '?') source += any;
    else if (character === '[') {
      const end = bracketEnd(text, at);
      if (end < 0) {
        source += '\\[';
      } else {
        source += bracketSource(text.slice(at + 1, end));
        at = end;
      }
    } else if (character === '\\' && at + 1 < text.length) {
      at++;
      source += escapeRegExp(text[at] as string);
    } else {
      source += escapeRegExp(character);
    }
  }
  return source;
}

/** The source of a regular expression for a pattern. `any` is what `?` stands for. */
export const patternSource = (pieces: readonly PatternText[], any = '[^]'): string =>
  pieces
    .map(({ text, quoted }) => (quoted ? escapeRegExp(text) : sourceOfText(text, any)))
    .join('');

/** Whether the whole of a text matches. */
export const matches = (pieces: readonly PatternText[], text: string): boolean =>
  new RegExp(`^(?:${patternSource(pieces)})$`).test(text);
