// A text parts of which become blank while every other character keeps its place. What stands in for a
// character has the same length in UTF-8 and in UTF-16, as with amaro, so that no kind of offset moves.

/** What stands in for a character: spaces of one, two and three bytes. */
function blankFor(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code < 0x80) return ' ';
  if (code < 0x800) return '\u00a0';
  return code < 0x10000 ? '\u2002' : ' \ufeff';
}

export class BlankedText {
  readonly source: string;
  readonly #blank: Uint8Array;
  readonly #replaced = new Map<number, string>();

  constructor(source: string) {
    this.source = source;
    this.#blank = new Uint8Array(source.length);
  }

  blank(start: number, end: number): void {
    this.#blank.fill(1, start, end);
  }

  /** Puts one character in the place of another, blank or not. */
  replace(at: number, character: string): void {
    this.#replaced.set(at, character);
  }

  /** Whether nothing is left of a character. */
  isBlank(at: number): boolean {
    return this.#blank[at] === 1 && !this.#replaced.has(at);
  }

  toString(): string {
    const { source } = this;
    const parts: string[] = [];
    for (let at = 0; at < source.length; ) {
      const character = String.fromCodePoint(source.codePointAt(at) as number);
      const isKept = this.#blank[at] === 0 || character === '\n' || character === '\r';
      parts.push(this.#replaced.get(at) ?? (isKept ? character : blankFor(character)));
      at += character.length;
    }
    return parts.join('');
  }
}
