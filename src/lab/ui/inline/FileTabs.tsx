// The tabs of a lab's files, as the ARIA pattern has them: one stop for Tab, arrows from file to file.
import type { JSX } from 'preact';
import { filesInOrder, isEdited } from '../../session/lab-session.ts';
import type { LabDesk } from '../lab-desk.ts';
import { fileMarks } from './file-marks.ts';

interface FileTabsProps {
  readonly desk: LabDesk;
  readonly uid: string;
}

const shortName = (name: string): string => name.split('/').at(-1) ?? name;

const STEPS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowLeft: (at, last) => (at === 0 ? last : at - 1),
  ArrowRight: (at, last) => (at === last ? 0 : at + 1),
  Home: () => 0,
  End: (_at, last) => last,
};

/** Id of a file's tab. */
export const tabId = (uid: string, index: number): string => `${uid}-tab-${index}`;

function TabSign({ kind, words }: { readonly kind: string; readonly words: string }): JSX.Element {
  return (
    <span class={`tab-${kind}`}>
      <span class="visually-hidden">{` (${words})`}</span>
    </span>
  );
}

/** One tab for each file. An edited one has a dot, one with a mark an exclamation. */
export function FileTabs({ desk, uid }: FileTabsProps): JSX.Element {
  const session = desk.session.value;
  const files = filesInOrder(session);
  const move = (event: KeyboardEvent): void => {
    const at = files.findIndex(({ name }) => name === desk.session.peek().activeFile);
    const to = STEPS[event.key]?.(at, files.length - 1);
    const file = to === undefined ? undefined : files[to];
    if (!file || to === undefined) return;
    event.preventDefault();
    desk.openFile(file.name);
    document.getElementById(tabId(uid, to))?.focus();
  };
  return (
    <div class="sandbox-tabs" role="tablist" aria-label="Files" onKeyDown={move}>
      {files.map(({ name, host }, index) => {
        const isActive = name === session.activeFile;
        const isMarked = fileMarks(session, name).length > 0;
        return (
          <button
            key={name}
            id={tabId(uid, index)}
            type="button"
            role="tab"
            class={isActive ? undefined : 'needs-script'}
            aria-selected={isActive}
            aria-controls={`${uid}-code`}
            tabIndex={isActive ? 0 : -1}
            title={`${name} on ${host}`}
            onClick={() => desk.openFile(name)}
          >
            {shortName(name)}
            {isEdited(session, name) ? <TabSign kind="edited" words="edited" /> : null}
            {isMarked ? <TabSign kind="marked" words="has an error" /> : null}
          </button>
        );
      })}
    </div>
  );
}
