// A line typed to redis-cli as words: quotes and escapes as sdssplitargs() has them. In words a character stands for a
// byte.

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  a: '\u0007',
};

/** The word that begins at a place, and where it ends; null where quotes do not match. */
function readWord(line: string, start: number): { word: string; next: number } | null {
  let word = '';
  let at = start;
  let quote = '';
  for (; at < line.length; at++) {
    const character = line[at] as string;
    if (quote === '') {
      if (/\s/.test(character)) break;
      if (character === '"' || character === "'") quote = character;
      else word += character;
    } else if (character === quote) {
      // A closing quote ends the word.
      if (at + 1 < line.length && !/\s/.test(line[at + 1] as string)) return null;
      quote = '';
    } else if (character === '\\' && quote === '"') {
      const hex = /^x[0-9a-f]{2}/i.exec(line.slice(at + 1))?.[0];
      const next = line[++at] ?? '';
      word += hex
        ? String.fromCharCode(Number.parseInt(hex.slice(1), 16))
        : (ESCAPES[next] ?? next);
      if (hex) at += 2;
    } else if (character === '\\' && line[at + 1] === "'") {
      word += "'";
      at++;
    } else word += character;
  }
  return quote === '' ? { word, next: at } : null;
}

/** The words of a line; null where quotes do not match. */
export function splitWords(line: string): string[] | null {
  const words: string[] = [];
  for (let at = 0; ; ) {
    while (at < line.length && /\s/.test(line[at] as string)) at++;
    if (at >= line.length) return words;
    const read = readWord(line, at);
    if (!read) return null;
    words.push(read.word);
    at = read.next;
  }
}

/** A text as the bytes it has in UTF-8, a character for each. */
export const byteText = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
