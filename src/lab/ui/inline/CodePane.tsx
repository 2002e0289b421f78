// The files of a sandbox: tabs, the code (static until somebody edits), and under it what is wrong with it
// and the buttons that edit and apply.
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { filesInOrder, findFile, isEdited, textOf } from '../../session/lab-session.ts';
import type { LabDesk } from '../lab-desk.ts';
import { CodeEditor } from './CodeEditor.tsx';
import { FileTabs, tabId } from './FileTabs.tsx';
import { fileMarks, markWords } from './file-marks.ts';
import type { HighlightedFiles } from './InlineSandbox.tsx';
import { plainLines, StaticCode } from './StaticCode.tsx';
import { TextEditor } from './TextEditor.tsx';

interface CodePaneProps {
  readonly desk: LabDesk;
  readonly uid: string;
  readonly highlighted: HighlightedFiles;
}

/** `loading` and `large` are the large editor before and after it is there. */
type EditorKind = 'none' | 'loading' | 'large' | 'plain';

/** Screens that are touched and small: the large editor's makers do not support them. */
const isSmallTouch = (): boolean => matchMedia('(pointer: coarse) and (max-width: 52rem)').matches;

function saveWords(desk: LabDesk): string {
  const { data, activeFile } = desk.session.value;
  const host = findFile(data, activeFile)?.host;
  const spec = data.system.hosts.find(({ name }) => name === host);
  return spec?.kind === 'nginx'
    ? `Save and reload ${spec.label}`
    : `Save and restart ${spec?.label}`;
}

interface FootProps {
  readonly desk: LabDesk;
  readonly kind: EditorKind;
  readonly failure: string;
  readonly tabMoves: boolean;
  readonly onEdit: () => void;
}

function hintOf({ kind, failure, tabMoves }: FootProps): string {
  switch (kind) {
    case 'none':
      return 'Click into the code to change it.';
    case 'loading':
      return 'Loading the editor.';
    case 'large':
      return tabMoves
        ? 'Ctrl-S saves. Tab moves on; Ctrl-M gives it back to the editor.'
        : 'Ctrl-S saves. Tab indents; Ctrl-M frees it.';
    case 'plain':
      return failure
        ? `The large editor could not be loaded (${failure}). This plain one does the same.`
        : 'Ctrl-S saves.';
  }
}

function CodeFoot(props: FootProps): JSX.Element {
  const { desk, kind, onEdit } = props;
  const session = desk.session.value;
  const [mark] = fileMarks(session, session.activeFile);
  return (
    <div class="sandbox-foot">
      <div class="sandbox-state">
        {mark ? (
          <p class="sandbox-problem">
            <button
              type="button"
              class="link-btn"
              onClick={() => desk.showPlace({ name: session.activeFile, ...mark })}
            >
              {markWords(mark)}
            </button>
          </p>
        ) : null}
        <p class="sandbox-hint needs-script">{hintOf(props)}</p>
      </div>
      {kind === 'none' ? (
        <button type="button" class="btn ghost small needs-script" onClick={onEdit}>
          Edit
        </button>
      ) : (
        <button
          type="button"
          class="btn ghost small"
          aria-disabled={!desk.isUnsaved.value}
          onClick={() => void desk.apply()}
        >
          {saveWords(desk)}
        </button>
      )}
    </div>
  );
}

/** Tabs, code, foot. */
export function CodePane({ desk, uid, highlighted }: CodePaneProps): JSX.Element {
  const [kind, setKind] = useState<EditorKind>('none');
  const [failure, setFailure] = useState('');
  const [tabMoves, setTabMoves] = useState(false);
  const pane = useRef<HTMLDivElement>(null);
  const session = desk.session.value;
  const { data, activeFile } = session;
  const marks = fileMarks(session, activeFile);
  const text = textOf(session, activeFile);
  const lines = isEdited(session, activeFile) ? plainLines(text) : highlighted[activeFile];
  const edit = (place?: { name: string; line: number; column: number }): void => {
    desk.beginEditing(place);
    setKind((now) => (now === 'none' ? (isSmallTouch() ? 'plain' : 'loading') : now));
  };
  // The file at fault sets the height for all: nothing moves when another is opened.
  const height = findFile(data, data.open)?.text.split('\n').length;
  const reveal = desk.reveal.value;
  return (
    <div class="sandbox-files" ref={pane}>
      <FileTabs desk={desk} uid={uid} />
      <div
        id={`${uid}-code`}
        class="sandbox-code"
        role="tabpanel"
        aria-labelledby={tabId(
          uid,
          filesInOrder(session).findIndex(({ name }) => name === activeFile),
        )}
        style={{ '--code-lines': String(height) }}
      >
        <StaticCode
          name={activeFile}
          lines={lines ?? plainLines(text)}
          marks={marks}
          reveal={reveal}
          isHidden={kind === 'large' || kind === 'plain'}
          onEdit={edit}
        />
        {kind === 'loading' || kind === 'large' ? (
          <CodeEditor
            desk={desk}
            uid={uid}
            likeness={() => pane.current?.querySelector<HTMLElement>('.sandbox-static') ?? null}
            isReady={kind === 'large'}
            onReady={() => setKind('large')}
            onFailed={(message) => {
              setFailure(message);
              setKind('plain');
            }}
            onTabMoves={setTabMoves}
          />
        ) : null}
        {kind === 'plain' ? (
          <TextEditor
            name={activeFile}
            text={text}
            marks={marks}
            reveal={reveal}
            onInput={(now) => desk.editFile(activeFile, now)}
          />
        ) : null}
      </div>
      <CodeFoot
        desk={desk}
        kind={kind}
        failure={failure}
        tabMoves={tabMoves}
        onEdit={() => edit()}
      />
    </div>
  );
}
