// Code before anybody edits it: lines highlighted at build, marked lines with their messages under them. A
// click or Enter begins editing where the reader pointed.
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { FilePlace } from '../../session/text-links.ts';
import type { Reveal } from '../desk-options.ts';
import { ScrollBox } from '../ScrollBox.tsx';
import type { LineMark } from './file-marks.ts';

interface StaticCodeProps {
  readonly name: string;
  /** The HTML of each line. */
  readonly lines: readonly string[];
  readonly marks: readonly LineMark[];
  readonly reveal: Reveal | null;
  readonly isHidden: boolean;
  readonly onEdit: (place: FilePlace) => void;
}

/** The place in the code a pointer is over, counted from the text before it in its line. */
function placeUnder(event: MouseEvent, name: string): FilePlace {
  const target = event.target instanceof Element ? event.target : null;
  const line = target?.closest<HTMLElement>('[data-line]');
  const number = Number(line?.dataset['line'] ?? 1);
  const caret = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  if (!line || !caret || !line.contains(caret.offsetNode)) return { name, line: number, column: 1 };
  const range = document.createRange();
  range.setStart(line, 0);
  range.setEnd(caret.offsetNode, caret.offset);
  return { name, line: number, column: range.toString().length + 1 };
}

/** The line, with its mark. */
function Line(props: {
  readonly html: string;
  readonly number: number;
  readonly marks: readonly LineMark[];
}): JSX.Element {
  const { html, number, marks } = props;
  return (
    <>
      <span
        class={marks.length > 0 ? 'line mark' : 'line'}
        data-line={number}
        // Made by Shiki at build, or escaped by plainLines.
        dangerouslySetInnerHTML={{ __html: html }}
      />
      {marks.map(({ message }) => (
        <span key={message} class="line-note">
          {message}
        </span>
      ))}
    </>
  );
}

/** A file as highlighted lines in a box that scrolls. */
export function StaticCode(props: StaticCodeProps): JSX.Element {
  const { name, lines, marks, reveal, isHidden, onEdit } = props;
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!reveal || reveal.place.name !== name || isHidden) return;
    const line = box.current?.querySelector(`[data-line="${reveal.place.line}"]`);
    line?.scrollIntoView({ block: 'nearest', inline: 'start' });
    box.current?.focus({ preventScroll: true });
  }, [reveal, name, isHidden]);
  return (
    <ScrollBox
      as="pre"
      class="code-lines sandbox-static"
      label={`${name}. Press Enter to edit it.`}
      code={name}
      isHidden={isHidden}
      boxRef={box}
      onClick={(event) => {
        // A click that ends a selection is for copying.
        if (getSelection()?.isCollapsed !== false) onEdit(placeUnder(event, name));
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.target !== box.current) return;
        event.preventDefault();
        onEdit({ name, line: marks[0]?.line ?? 1, column: marks[0]?.column ?? 1 });
      }}
    >
      <code>
        {lines.map((html, index) => (
          <Line
            // Lines have no names but their numbers.
            key={index}
            html={html}
            number={index + 1}
            marks={marks.filter(({ line }) => line === index + 1)}
          />
        ))}
      </code>
    </ScrollBox>
  );
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** The lines of a text without highlighting, as HTML. */
export const plainLines = (text: string): string[] =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((line, index, all) => {
      const escaped = line.replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);
      return index < all.length - 1 ? `${escaped}\n` : escaped;
    });
