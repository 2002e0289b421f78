// Opens Monaco in place of the static code of a sandbox: same type, same indent, one model for each file, the
// marks of the session. Everything of Monaco is behind this file and loaded with it.
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import { CodeNotes, setMarkers } from './code-notes.ts';
import type { EditorFile, EditorHandle, EditorMark, EditorOptions } from './handle.ts';
import { registerLanguages } from './languages.ts';
import { editor, Range, Uri } from './monaco.ts';
import { followTheme } from './theme.ts';

/** Digits the line numbers have room for; the static code has the same. */
const NUMBER_CHARS = 5;

function createModel(file: EditorFile, uid: string): editor.ITextModel {
  const language = file.language === 'text' ? 'plaintext' : file.language;
  // Two sandboxes of one page may have a file of the same path.
  const uri = Uri.parse(`file:///${uid}${file.path}`);
  const model = editor.createModel(file.text, language, uri);
  // Brackets have the colour of punctuation in the static code.
  model.updateOptions({
    bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
  });
  return model;
}

/** Where the code begins, and how large it is, taken from the static code. */
function likenessOf(element: HTMLElement): { fontSize: number; lineHeight: number; font: string } {
  const style = getComputedStyle(element.querySelector('code') ?? element);
  return {
    fontSize: Number.parseFloat(style.fontSize),
    lineHeight: Number.parseFloat(style.lineHeight),
    font: style.fontFamily,
  };
}

function createEditor(options: EditorOptions): editor.IStandaloneCodeEditor {
  const { fontSize, lineHeight, font } = likenessOf(options.likeness);
  return editor.create(options.host, {
    model: null,
    fontFamily: font,
    fontSize,
    lineHeight,
    fontLigatures: false,
    tabSize: 2,
    padding: { top: 10, bottom: 10 },
    lineNumbersMinChars: NUMBER_CHARS,
    glyphMargin: false,
    folding: false,
    minimap: { enabled: false },
    overviewRulerLanes: 0,
    scrollBeyondLastLine: false,
    renderLineHighlight: 'none',
    renderFinalNewline: 'off',
    guides: { indentation: false },
    occurrencesHighlight: 'off',
    wordBasedSuggestions: 'off',
    // Lists and hovers may be larger than the sandbox, which cuts what sticks out.
    fixedOverflowWidgets: true,
    automaticLayout: true,
    scrollbar: {
      alwaysConsumeMouseWheel: false,
      verticalScrollbarSize: 10,
      horizontalScrollbarSize: 10,
    },
  });
}

/** Moves the code to where the static code has it. */
function alignIndent(codeEditor: editor.IStandaloneCodeEditor, likeness: HTMLElement): void {
  const line = likeness.querySelector('[data-line]');
  const indent = line ? Number.parseFloat(getComputedStyle(line, '::before').marginRight) : 16;
  codeEditor.updateOptions({ lineDecorationsWidth: Math.round(indent) });
}

class OpenEditor implements EditorHandle {
  readonly #editor: editor.IStandaloneCodeEditor;
  readonly #models = new Map<string, editor.ITextModel>();
  readonly #marks = new Map<string, string>();
  readonly #notes: CodeNotes;
  readonly #unfollow: () => void;
  #shown = '';

  constructor(options: EditorOptions) {
    const { host, likeness, files, onChange, onTabMoves, uid } = options;
    this.#editor = createEditor(options);
    alignIndent(this.#editor, likeness);
    this.#unfollow = followTheme(host);
    this.#notes = new CodeNotes(this.#editor);
    for (const file of files) {
      const model = createModel(file, uid);
      model.onDidChangeContent(() => onChange(file.name, model.getValue()));
      this.#models.set(file.name, model);
    }
    const { tabFocusMode } = editor.EditorOption;
    this.#editor.onDidChangeConfiguration((event) => {
      if (event.hasChanged(tabFocusMode)) onTabMoves(this.#editor.getOption(tabFocusMode));
    });
  }

  show(name: string): void {
    const model = this.#models.get(name);
    if (!model || this.#shown === name) return;
    this.#shown = name;
    this.#editor.setModel(model);
    const ariaLabel = `${name}. Tab indents; Control M lets it move on.`;
    this.#editor.updateOptions({ ariaLabel });
    this.#notes.show(this.#marksOf(name));
  }

  setText(name: string, text: string): void {
    const model = this.#models.get(name);
    const before = model?.getValue();
    if (!model || before === undefined || before === text) return;
    // An edit of its own, so that Ctrl-Z takes it back and the cursor stays with its line.
    const { from, beforeTo, textTo } = changedSpan(before, text);
    const start = model.getPositionAt(from);
    const end = model.getPositionAt(beforeTo);
    model.pushStackElement();
    model.pushEditOperations(
      [],
      [{ range: Range.fromPositions(start, end), text: text.slice(from, textTo) }],
      () => null,
    );
    model.pushStackElement();
    // Mixed ends of lines are made one kind by an edit.
    if (model.getValue() !== text) model.setValue(text);
  }

  setMarks(name: string, marks: readonly EditorMark[]): void {
    const key = JSON.stringify(marks);
    const model = this.#models.get(name);
    if (!model || (this.#marks.get(name) ?? '[]') === key) return;
    this.#marks.set(name, key);
    setMarkers(model, marks);
    if (name === this.#shown) this.#notes.show(marks);
  }

  goTo({ line, column }: { line: number; column: number }): void {
    this.#editor.setPosition({ lineNumber: line, column });
    this.#editor.revealLineInCenterIfOutsideViewport(line);
    this.#editor.focus();
  }

  focus(): void {
    this.#editor.focus();
  }

  dispose(): void {
    this.#unfollow();
    this.#editor.dispose();
    for (const model of this.#models.values()) model.dispose();
  }

  #marksOf(name: string): readonly EditorMark[] {
    return JSON.parse(this.#marks.get(name) ?? '[]') as EditorMark[];
  }
}

/** Where two texts differ: everything outside is the same. */
function changedSpan(before: string, text: string) {
  const shorter = Math.min(before.length, text.length);
  let from = 0;
  while (from < shorter && before[from] === text[from]) from++;
  let same = 0;
  while (same < shorter - from && before.at(-1 - same) === text.at(-1 - same)) same++;
  return { from, beforeTo: before.length - same, textTo: text.length - same };
}

/** Opens an editor. Throws where the browser cannot. */
export function open(options: EditorOptions): EditorHandle {
  // Only the core's own worker is asked for here; TypeScript's is started by its language.
  Object.assign(self, { MonacoEnvironment: { getWorker: () => new EditorWorker() } });
  registerLanguages();
  return new OpenEditor(options);
}
