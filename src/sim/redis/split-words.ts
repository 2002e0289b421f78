// Words of a line as Redis splits them (sdssplitargs): double quotes with escapes, single quotes without.
// Inline commands and redis.conf use it.

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  a: '\x07',
};

interface Quoted {
  readonly text: string;
  readonly end: number;
}

function readQuoted(line: string, start: number, quote: string): Quoted | null {
  let text = '';
  for (let at = start; at < line.length; at++) {
    const character = line[at] as string;
    if (character === quote) {
      const next = line[at + 1];
      // The closing quote must be followed by a space or nothing at all.
      return next === undefined || /\s/.test(next) ? { text, end: at + 1 } : null;
    }
    if (character !== '\\' || at + 1 >= line.length) {
      text += character;
      continue;
    }
    const hex = /^x([0-9a-f]{2})/i.exec(line.slice(at + 1, at + 4))?.[1];
    if (quote === '"' && hex !== undefined) {
      text += String.fromCharCode(Number.parseInt(hex, 16));
      at += 3;
    } else if (quote === '"') {
      const escaped = line[++at] as string;
      text += ESCAPES[escaped] ?? escaped;
    } else if (line[at + 1] === "'") {
      text += "'";
      at++;
    } else {
      text += character;
    }
  }
  return null;
}

/** The words of a line; null where its quotes do not match. */
export function splitWords(line: string): string[] | null {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (at < line.length && /[\s\0]/.test(line[at] as string)) at++;
    if (at >= line.length) return words;
    let word = '';
    while (at < line.length && !/[\s\0]/.test(line[at] as string)) {
      const character = line[at] as string;
      if (character === '"' || character === "'") {
        const quoted = readQuoted(line, at + 1, character);
        if (!quoted) return null;
        word += quoted.text;
        at = quoted.end;
        break;
      }
      word += character;
      at++;
    }
    words.push(word);
  }
}
