// Patterns of KEYS, SCAN and PSUBSCRIBE: `*`, `?`, `[abc]`, `[^a-z]` and `\` before a character
// (stringmatchlen in Redis' util.c). A pattern without its closing bracket ends the class at its last character.

interface ClassMatch {
  readonly matches: boolean;
  /** The place behind the closing bracket. */
  readonly next: number;
}

function matchClass(pattern: string, start: number, character: string): ClassMatch {
  let at = start + 1;
  const negated = pattern[at] === '^';
  if (negated) at++;
  let matches = false;
  for (; at < pattern.length && pattern[at] !== ']'; at++) {
    const first = pattern[at] as string;
    if (first === '\\' && at + 1 < pattern.length) {
      at++;
      if (pattern[at] === character) matches = true;
    } else if (pattern[at + 1] === '-' && at + 2 < pattern.length) {
      const [low, high] = [first, pattern[at + 2] as string].sort() as [string, string];
      if (character >= low && character <= high) matches = true;
      at += 2;
    } else if (first === character) {
      matches = true;
    }
  }
  return { matches: matches !== negated, next: at + 1 };
}

/** Whether a text matches a pattern as a whole. */
export function matchesGlob(pattern: string, text: string): boolean {
  // One place to come back to is enough: a later star makes an earlier one irrelevant.
  let starAt = -1;
  let starText = 0;
  let p = 0;
  let t = 0;
  while (t < text.length) {
    const character = text[t] as string;
    let next = -1;
    const token = pattern[p];
    if (token === '*') {
      starAt = p++;
      starText = t;
      continue;
    }
    if (token === '?') next = p + 1;
    else if (token === '[') {
      const found = matchClass(pattern, p, character);
      if (found.matches) next = found.next;
    } else if (token !== undefined) {
      const isEscaped = token === '\\' && p + 1 < pattern.length;
      if (pattern[isEscaped ? p + 1 : p] === character) next = p + (isEscaped ? 2 : 1);
    }
    if (next >= 0) {
      p = next;
      t++;
    } else if (starAt >= 0) {
      p = starAt + 1;
      t = ++starText;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p >= pattern.length;
}
