// The plain editor: a text field with line numbers, for small touch screens and for when the large editor
// could not be loaded. Tab moves on, as in any field.
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Reveal } from '../desk-options.ts';
import type { LineMark } from './file-marks.ts';

interface TextEditorProps {
  readonly name: string;
  readonly text: string;
  readonly marks: readonly LineMark[];
  readonly reveal: Reveal | null;
  readonly onInput: (text: string) => void;
}

/** Where a line and column are in a text. */
function offsetOf(text: string, place: { line: number; column: number }): number {
  const before = text.split('\n').slice(0, place.line - 1);
  return before.reduce((sum, line) => sum + line.length + 1, 0) + place.column - 1;
}

/** A field for the whole file. */
export function TextEditor({ name, text, marks, reveal, onInput }: TextEditorProps): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLDivElement>(null);
  const lines = text.split('\n');
  useEffect(() => {
    const box = field.current;
    if (!box || !reveal || reveal.place.name !== name) return;
    const at = offsetOf(box.value, reveal.place);
    box.focus();
    box.setSelectionRange(at, at);
    const lineHeight = Number.parseFloat(getComputedStyle(box).lineHeight);
    box.scrollTop = Math.max(0, (reveal.place.line - 4) * lineHeight);
  }, [reveal, name]);
  return (
    <div class="sandbox-text">
      <div ref={numbers} class="sandbox-numbers" aria-hidden="true">
        {lines.map((_, index) => (
          <span
            // Lines have no names but their numbers.
            key={index}
            class={marks.some(({ line }) => line === index + 1) ? 'mark' : undefined}
          >
            {index + 1}
          </span>
        ))}
      </div>
      <textarea
        ref={field}
        aria-label={name}
        wrap="off"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        value={text}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        onScroll={({ currentTarget }) => {
          if (numbers.current) numbers.current.scrollTop = currentTarget.scrollTop;
        }}
      />
    </div>
  );
}
