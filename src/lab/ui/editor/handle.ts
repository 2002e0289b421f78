// What a sandbox wants of a large editor, and what the editor tells it. No editor is imported here: the file
// that does so (open-editor.ts) is loaded when the reader begins to edit.
import type { FileLanguage } from '../../session/file-problem.ts';

/** A file as the editor gets it. */
export interface EditorFile {
  readonly name: string;
  /** Absolute path on its host; the editor's types find modules by it. */
  readonly path: string;
  readonly host: string;
  readonly language: FileLanguage;
  readonly text: string;
}

/** A marked line. */
export interface EditorMark {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly kind: 'thrown' | 'syntax' | 'configuration';
}

export interface EditorOptions {
  /** Unique within the page: files of two sandboxes may have the same paths. */
  readonly uid: string;
  readonly host: HTMLElement;
  /** The static code the editor stands in for: its type and its indent are taken from it. */
  readonly likeness: HTMLElement;
  readonly files: readonly EditorFile[];
  readonly onChange: (name: string, text: string) => void;
  /** Whether Tab moves the focus on, instead of indenting. */
  readonly onTabMoves: (moves: boolean) => void;
}

/** An open editor. */
export interface EditorHandle {
  /** Shows a file. */
  show(name: string): void;
  /** Takes over a text that did not come from typing: a reset. */
  setText(name: string, text: string): void;
  setMarks(name: string, marks: readonly EditorMark[]): void;
  /** Puts the cursor at a place of the file on show, in sight, and focuses. */
  goTo(place: { readonly line: number; readonly column: number }): void;
  focus(): void;
  dispose(): void;
}
