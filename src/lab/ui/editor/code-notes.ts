// Marks and their messages in the editor: the line coloured, the message under it, and a marker that hovering and
// the key for "next problem" find.
import type { EditorMark } from './handle.ts';
import { editor, MarkerSeverity, Range } from './monaco.ts';

const OWNER = 'lab';

/** The marks of the model on show. */
export class CodeNotes {
  readonly #editor: editor.IStandaloneCodeEditor;
  readonly #lines: editor.IEditorDecorationsCollection;
  #zones: { id: string; zone: editor.IViewZone; node: HTMLElement }[] = [];

  constructor(codeEditor: editor.IStandaloneCodeEditor) {
    this.#editor = codeEditor;
    this.#lines = codeEditor.createDecorationsCollection();
    codeEditor.onDidLayoutChange(() => this.#fit());
  }

  /** Shows these marks and no others. */
  show(marks: readonly EditorMark[]): void {
    this.#lines.set(
      marks.map(({ line }) => ({
        range: new Range(line, 1, line, 1),
        options: { isWholeLine: true, className: 'marked-line' },
      })),
    );
    this.#editor.changeViewZones((accessor) => {
      for (const { id } of this.#zones) accessor.removeZone(id);
      this.#zones = marks.map(({ line, message }) => {
        const node = document.createElement('div');
        node.className = 'line-note';
        node.textContent = message;
        const zone = { afterLineNumber: line, heightInLines: 1, domNode: node };
        return { id: accessor.addZone(zone), zone, node };
      });
    });
    this.#fit();
  }

  /** Gives each message the height its words need. */
  #fit(): void {
    const { width, contentLeft, verticalScrollbarWidth } = this.#editor.getLayoutInfo();
    this.#editor.changeViewZones((accessor) => {
      for (const { id, zone, node } of this.#zones) {
        node.style.width = `${width - contentLeft - verticalScrollbarWidth}px`;
        // Monaco sets the height of the node itself, so its content is measured in a copy.
        const copy = node.cloneNode(true) as HTMLElement;
        copy.style.height = 'auto';
        node.parentElement?.append(copy);
        zone.heightInPx = copy.offsetHeight || zone.heightInPx || 21;
        copy.remove();
        accessor.layoutZone(id);
      }
    });
  }
}

/** Sets the markers of a model. */
export function setMarkers(model: editor.ITextModel, marks: readonly EditorMark[]): void {
  const markers = marks.map(({ line, column, message }) => {
    const last = model.getLineCount();
    const lineNumber = Math.min(Math.max(line, 1), last);
    const word = model.getWordAtPosition({ lineNumber, column });
    return {
      severity: MarkerSeverity.Error,
      message,
      startLineNumber: lineNumber,
      startColumn: word?.startColumn ?? column,
      endLineNumber: lineNumber,
      endColumn: word?.endColumn ?? column + 1,
    };
  });
  editor.setModelMarkers(model, OWNER, markers);
}
