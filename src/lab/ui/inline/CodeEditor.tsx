// The large editor in place of the static code: loaded when it is first wanted, kept in step with the session.
// Where it cannot be loaded the plain editor takes its place, and the reader is told.
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { languageOf } from '../../session/file-problem.ts';
import { textOf } from '../../session/lab-session.ts';
import type { EditorHandle } from '../editor/handle.ts';
import type { LabDesk } from '../lab-desk.ts';
import { fileMarks } from './file-marks.ts';

interface CodeEditorProps {
  readonly desk: LabDesk;
  readonly uid: string;
  /** Finds the static code, whose likeness the editor takes. */
  readonly likeness: () => HTMLElement | null;
  readonly isReady: boolean;
  readonly onReady: () => void;
  readonly onFailed: (message: string) => void;
  readonly onTabMoves: (moves: boolean) => void;
}

/** Whether the focus is somewhere else by now, where it must be left. */
const isBusyElsewhere = (pane: Element | null): boolean => {
  const { activeElement } = document;
  return activeElement !== document.body && !pane?.contains(activeElement);
};

async function openEditor(props: CodeEditorProps, host: HTMLElement): Promise<EditorHandle> {
  const { desk, likeness, onTabMoves } = props;
  const { open } = await import('../editor/open-editor.ts');
  const session = desk.session.peek();
  return open({
    uid: props.uid,
    host,
    likeness: likeness() ?? host,
    files: session.data.files.map((file) => ({
      ...file,
      language: languageOf(file.name),
      text: textOf(session, file.name),
    })),
    onChange: (name, text) => desk.editFile(name, text),
    onTabMoves,
  });
}

/** The element the editor is opened in. */
export function CodeEditor(props: CodeEditorProps): JSX.Element {
  const { desk, isReady, onReady, onFailed } = props;
  const host = useRef<HTMLDivElement>(null);
  const handle = useRef<EditorHandle | null>(null);
  const session = desk.session.value;
  const { activeFile } = session;
  const reveal = desk.reveal.value;

  useEffect(() => {
    let isGone = false;
    const box = host.current;
    if (!box) return;
    openEditor(props, box).then(
      (opened) => {
        if (isGone) return opened.dispose();
        handle.current = opened;
        onReady();
      },
      (error: unknown) => onFailed(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      isGone = true;
      handle.current?.dispose();
    };
  }, []);

  useEffect(() => {
    if (!isReady) return;
    const pane = host.current?.closest('.sandbox-files') ?? null;
    handle.current?.show(desk.session.peek().activeFile);
    const place = desk.reveal.peek()?.place;
    if (isBusyElsewhere(pane)) return;
    if (place) handle.current?.goTo(place);
    else handle.current?.focus();
  }, [isReady, desk]);

  useEffect(() => {
    // The session as it is now: since this was rendered the reader may have typed on.
    const now = desk.session.peek();
    for (const { name } of now.data.files) {
      handle.current?.setText(name, textOf(now, name));
      handle.current?.setMarks(name, fileMarks(now, name));
    }
  }, [session, isReady, desk]);

  useEffect(() => handle.current?.show(activeFile), [activeFile]);

  useEffect(() => {
    if (isReady && reveal) handle.current?.goTo(reveal.place);
  }, [reveal]);

  return <div ref={host} class="sandbox-editor" hidden={!isReady} />;
}
