// Changes to a text that keep its lines: parts are blanked, replaced by as much, or something is inserted.
// Insertions move what follows on their line; the shifts say by how much.

import type { ColumnShift } from '../script-compiler.ts';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The end of something that was wrapped: it comes before whatever begins at the same place. */
  readonly closes?: boolean;
}

export class SourceEdits {
  readonly #source: string;
  readonly #edits: Edit[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  /** Turns a part into spaces; line ends stay. `first` replaces the first character. */
  blank(start: number, end: number, first = ''): void {
    if (start >= end) return;
    const spaces = this.#source.slice(start, end).replace(/[^\n\r]/g, ' ');
    const startsWithSpace = spaces.startsWith(' ');
    const text = first && startsWithSpace ? first + spaces.slice(first.length) : spaces;
    this.#edits.push({ start, end, text });
  }

  /** Replaces a part by a text that is not longer; spaces fill the rest. */
  replace(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text: text.padEnd(end - start) });
  }

  insert(at: number, text: string): void {
    this.#edits.push({ start: at, end: at, text });
  }

  /** Puts one text before a part and another behind it. What is wrapped first is outside. */
  wrap(start: number, end: number, [open, close]: readonly [open: string, close: string]): void {
    this.insert(start, open);
    this.#edits.push({ start: end, end, text: close, closes: true });
  }

  /** Replaces a part by exactly this text, which must keep its line ends. */
  overwrite(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text });
  }

  /** The edits made so far, in the order they apply, as [start, end, text]. */
  list(): (readonly [start: number, end: number, text: string])[] {
    return this.#sorted().map(({ start, end, text }) => [start, end, text]);
  }

  /** The changed text, and where its columns differ. */
  apply(): { text: string; shifts: ColumnShift[] } {
    const edits = this.#sorted();
    const parts: string[] = [];
    const shifts: ColumnShift[] = [];
    let at = 0;
    let line = 1;
    let lineStart = 0;
    for (const { start, end, text } of edits) {
      for (let i = this.#source.indexOf('\n', lineStart); i !== -1 && i < start; ) {
        line++;
        lineStart = i + 1;
        i = this.#source.indexOf('\n', lineStart);
      }
      parts.push(this.#source.slice(at, Math.max(at, start)), text);
      at = Math.max(at, end);
      const inserted = text.length - (end - start);
      if (inserted > 0) shifts.push({ line, column: start - lineStart + 1, inserted });
    }
    parts.push(this.#source.slice(at));
    return { text: parts.join(''), shifts };
  }
  /** Of edits at one place ends of wrappings come first, inner before outer, then insertions as made. */
  #sorted(): Edit[] {
    const rank = ({ closes, start, end }: Edit): number => (closes ? 0 : start === end ? 1 : 2);
    return this.#edits
      .map((edit, order) => ({ edit, order: edit.closes ? -order : order }))
      .sort(
        (a, b) => a.edit.start - b.edit.start || rank(a.edit) - rank(b.edit) || a.order - b.order,
      )
      .map(({ edit }) => edit);
  }
}
