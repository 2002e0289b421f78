// The lab as a zip that runs on real nginx and Node: what is in it, and the button that saves it.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { exportFiles } from '../../session/export-files.ts';
import type { BenchDesk } from './bench-desk.ts';
import { Dialog } from './Dialog.tsx';

/** The words of the ticket, without their markup. */
const briefText = (): string =>
  [...document.querySelectorAll('[data-brief] p')]
    .map(({ textContent }) => textContent?.trim() ?? '')
    .join('\n\n');

/** The dialog. */
export function ExportDialog(props: {
  readonly desk: BenchDesk;
  readonly uid: string;
}): JSX.Element {
  const { desk, uid } = props;
  const [said, setSaid] = useState('');
  const session = desk.session.value;
  const { slug } = session.data;
  const files = exportFiles(session, briefText());
  const save = async (): Promise<void> => {
    try {
      const { saveZip } = await import('./save-zip.ts');
      saveZip(`${slug}.zip`, slug, files);
      setSaid(`${slug}.zip was saved. Its README says how to run it.`);
    } catch {
      setSaid('The zip could not be made: a part of the site did not load. Try again.');
    }
  };
  return (
    <Dialog
      title="Run this lab on real servers"
      uid={uid}
      onClose={() => {
        desk.dialog.value = 'none';
      }}
    >
      <p>
        A zip with your files as they are now, a Compose file for real nginx and Node, and a README
        with the requests:
      </p>
      <ul class="bench-steps">
        {Object.keys(files).map((path) => (
          <li key={path}>
            <code>{path}</code>
          </li>
        ))}
      </ul>
      <div class="bench-row">
        <button type="button" class="btn" onClick={() => void save()}>
          Save the zip
        </button>
        <span class="bench-note" role="status">
          {said}
        </span>
      </div>
    </Dialog>
  );
}
