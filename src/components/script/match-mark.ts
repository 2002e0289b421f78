// Whether a field mark is meant by what somebody typed or pasted. Text only; the page's part is in
// platform-switch.ts.

/** A field mark as the search sees it. */
export interface SearchedMark {
  /** The literal line; words in <angle brackets> are filled in at run time, ` ... ` is left out. */
  readonly line: string;
  /** Everything the mark says: name, platform, line, meaning. */
  readonly text: string;
}

/** Pieces shorter than this, such as a bare number, occur in any line and prove nothing. */
const MINIMUM_PIECE = 6;

/**
 * True when the words are part of what the mark says, or when the mark's line, with its gaps filled in,
 * is part of the words, as when a whole log line is pasted.
 */
export function matchesMark({ line, text }: SearchedMark, words: string): boolean {
  const wanted = words.trim().toLowerCase();
  if (text.toLowerCase().includes(wanted)) return true;
  const pieces = line
    .toLowerCase()
    .split(/<[^>]*>|\s\.\.\.\s/)
    .map((piece) => piece.trim())
    .filter((piece) => piece.length >= MINIMUM_PIECE);
  return pieces.length > 0 && pieces.every((piece) => wanted.includes(piece));
}
