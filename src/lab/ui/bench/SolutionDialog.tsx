// The solution beside the reader's files: Monaco's comparison, or plain lines where it cannot be had. Nothing
// changes until they say so.
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { languageOf } from '../../session/file-problem.ts';
import type { FixFile } from '../../session/lab-data.ts';
import { textOf } from '../../session/lab-session.ts';
import type { BenchDesk } from './bench-desk.ts';
import { Dialog } from './Dialog.tsx';
import { DiffLines } from './DiffLines.tsx';

interface SolutionProps {
  readonly desk: BenchDesk;
  readonly uid: string;
}

/** One file, compared. */
function FileDiff({ file, before }: { readonly file: FixFile; readonly before: string }) {
  const host = useRef<HTMLDivElement>(null);
  const [isPlain, setPlain] = useState(false);
  useEffect(() => {
    const box = host.current;
    if (!box) return;
    let dispose = (): void => {};
    let isGone = false;
    import('../editor/open-diff.ts').then(
      ({ openDiff }) => {
        if (isGone) return;
        const { name: label, text: after } = file;
        dispose = openDiff({
          host: box,
          language: languageOf(label),
          before,
          after,
          label,
        }).dispose;
      },
      () => setPlain(true),
    );
    return () => {
      isGone = true;
      dispose();
    };
  }, [file.name]);
  return (
    <div class="bench-diff">
      <h3>{file.name}</h3>
      {isPlain ? (
        <DiffLines before={before} after={file.text} label={file.name} />
      ) : (
        <div ref={host} class="bench-diff-editor" />
      )}
    </div>
  );
}

/** The dialog. */
export function SolutionDialog({ desk, uid }: SolutionProps): JSX.Element {
  const fixes = desk.fixes.state.value;
  const session = desk.session.value;
  const close = (): void => {
    desk.dialog.value = 'none';
  };
  return (
    <Dialog title="The solution, beside your files" uid={uid} isWide onClose={close}>
      {fixes.state === 'loading' ? <p class="bench-empty">Loading the solution.</p> : null}
      {fixes.state === 'failed' ? <p class="sandbox-problem">{fixes.message}</p> : null}
      {fixes.state === 'here' ? (
        <>
          {fixes.fixes.solution.map((file) => (
            <FileDiff key={file.name} file={file} before={textOf(session, file.name)} />
          ))}
          <div class="bench-row">
            <button type="button" class="btn" onClick={() => desk.fixes.useSolution()}>
              Use this solution
            </button>
            <span class="bench-note">
              Your own files are kept: "Back to my own files" brings them back.
            </span>
          </div>
        </>
      ) : null}
    </Dialog>
  );
}
