// A link was opened: what it changes, before anything of it runs.
import type { JSX } from 'preact';
import { historySteps } from '../../session/command-words.ts';
import type { SharedLab } from '../../session/share-lab.ts';
import type { BenchDesk } from './bench-desk.ts';
import { Dialog } from './Dialog.tsx';
import { DiffLines } from './DiffLines.tsx';

interface SharedProps {
  readonly desk: BenchDesk;
  readonly uid: string;
}

function Contents({ desk, shared }: { readonly desk: BenchDesk; readonly shared: SharedLab }) {
  const { data } = desk.session.value;
  const steps = historySteps(shared.inputs, data.system);
  const edits = Object.entries(shared.edits);
  const original = (name: string): string =>
    data.files.find((file) => file.name === name)?.text ?? '';
  return (
    <>
      <p>
        {edits.length === 0
          ? 'It changes no file.'
          : `It changes ${edits.length === 1 ? 'one file' : `${edits.length} files`}:`}
      </p>
      {edits.map(([name, text]) => (
        <div key={name} class="bench-diff">
          <h3>{name}</h3>
          <DiffLines before={original(name)} after={text} label={name} />
        </div>
      ))}
      <p>{steps.length === 0 ? 'Nothing was done in it yet.' : 'Then this was done:'}</p>
      <ol class="bench-steps">
        {steps.map(({ count, words }) => (
          <li key={count}>{words}</li>
        ))}
      </ol>
      {shared.request ? (
        <p>
          The request that stands ready:{' '}
          <code>{`${shared.request.method} ${shared.request.target}`}</code>
        </p>
      ) : null}
      {shared.seed === data.system.seed ? null : (
        <p>{`It has a seed of its own: ${shared.seed}.`}</p>
      )}
    </>
  );
}

/** The dialog: look, then open or leave. */
export function SharedDialog({ desk, uid }: SharedProps): JSX.Element | null {
  const opened = desk.shared.value;
  if (opened.state === 'none') return null;
  const leave = (): void => desk.leaveShared();
  return (
    <Dialog title="Somebody shared this lab with you" uid={uid} onClose={leave}>
      {opened.state === 'refused' ? (
        <>
          <p class="sandbox-problem">{opened.message}</p>
          <p>Nothing of it was opened. The lab is as you left it.</p>
        </>
      ) : (
        <>
          <Contents desk={desk} shared={opened.lab} />
          <div class="bench-row">
            <button type="button" class="btn" onClick={() => desk.acceptShared(opened.lab)}>
              Open it
            </button>
            <button type="button" class="btn ghost" onClick={leave}>
              Leave the lab as it is
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
