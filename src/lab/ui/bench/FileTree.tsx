// The files of a lab, host by host, with the directory each lies in.
import type { JSX } from 'preact';
import { isEdited, presentFiles } from '../../session/lab-session.ts';
import { fileMarks } from '../inline/file-marks.ts';
import type { BenchDesk } from './bench-desk.ts';

/** A host's name and the paths of its files. */
export function FileTree({ desk }: { readonly desk: BenchDesk }): JSX.Element {
  const session = desk.session.value;
  const { system } = session.data;
  const files = presentFiles(session);
  const hosts = system.hosts.filter(({ name }) => files.some(({ host }) => host === name));
  return (
    <div class="bench-tree">
      <p class="sandbox-label">Files</p>
      {hosts.map(({ name: host, label }) => (
        <div key={host}>
          <p class="bench-tree-host">{label}</p>
          <ul class="plain-list">
            {files
              .filter((file) => file.host === host)
              .map(({ name, path }) => (
                <li key={name}>
                  <button
                    type="button"
                    aria-current={name === session.activeFile ? 'true' : undefined}
                    onClick={() => desk.openFile(name)}
                  >
                    {path}
                    {isEdited(session, name) ? <span class="bench-note">edited</span> : null}
                    {fileMarks(session, name).length > 0 ? (
                      <span class="bench-note error">has an error</span>
                    ) : null}
                  </button>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
