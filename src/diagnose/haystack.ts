// A text made easy to search, with the way back to the original: white space runs become one space (none after a name of
// JSON), quotes are plain,
// backslashes before quotes and the usual character references of HTML are undone. It searches nothing itself.

/** Original text and searchable text. Offsets of the searchable text lead back through `origin`. */
export interface Haystack {
  readonly text: string;
  readonly lower: string;
  /** For each character of `text`, and one past its end: the offset in the original. */
  readonly origin: Int32Array;
}

const REFERENCES: Readonly<Record<string, string>> = {
  '&#39;': "'",
  '&#x27;': "'",
  '&apos;': "'",
  '&quot;': '"',
  '&#34;': '"',
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&nbsp;': ' ',
};
const LONGEST_REFERENCE = 6;

const PLAIN: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u00a0': ' ',
};

const isSpace = (char: string): boolean => char === ' ' || (char >= '\t' && char <= '\r');

/** The character that stands at `at`, and how many characters of the original it takes. */
function readChar(source: string, at: number): { char: string; length: number } {
  const char = source[at] ?? '';
  if (char === '\\') {
    const next = source[at + 1];
    if (next === '"' || next === "'" || next === '/') return { char: next, length: 2 };
    if (next === 'n' || next === 't' || next === 'r') return { char: ' ', length: 2 };
  }
  if (char === '&') {
    const end = source.indexOf(';', at);
    if (end > at && end - at < LONGEST_REFERENCE) {
      const plain = REFERENCES[source.slice(at, end + 1).toLowerCase()];
      if (plain !== undefined) return { char: plain, length: end + 1 - at };
    }
  }
  return { char: PLAIN[char] ?? char, length: 1 };
}

/** Makes `source` searchable. `offset` is where it begins in the text the offsets shall lead to. */
export function haystackOf(source: string, offset = 0): Haystack {
  const chars: string[] = [];
  const origin: number[] = [];
  for (let at = 0; at < source.length; ) {
    const { char, length } = readChar(source, at);
    const space = isSpace(char);
    // `"name": "value"` and `"name":"value"` are the same JSON.
    const afterName = space && chars.at(-1) === ':' && chars.at(-2) === '"';
    if (!space || (chars.at(-1) !== ' ' && !afterName)) {
      chars.push(space ? ' ' : char);
      origin.push(offset + at);
    }
    at += length;
  }
  origin.push(offset + source.length);
  const text = chars.join('');
  // A few letters grow in lower case; then capitals count, which is better than wrong offsets.
  const lowered = text.toLowerCase();
  const lower = lowered.length === text.length ? lowered : text;
  return { text, lower, origin: Int32Array.from(origin) };
}
