// The format of a pack: many text files in one. The first line is a JSON list of [name, length] or
// [name, length, note] (lengths in UTF-16 code units), the texts follow without separators. Reading one
// back costs a JSON.parse of the index and one slice per file that is really used.

/** One file of a pack. */
export interface PackEntry {
  readonly name: string;
  readonly text: string;
  /** Plain data stored beside the file. */
  readonly note?: unknown;
}

/** Writes entries as one text. */
export function writePack(entries: readonly PackEntry[]): string {
  const index = entries.map(({ name, text, note }) =>
    note === undefined ? [name, text.length] : [name, text.length, note],
  );
  return `${JSON.stringify(index)}\n${entries.map(({ text }) => text).join('')}`;
}
