// On a phone one panel is shown at a time: this chooses which.
import type { JSX } from 'preact';
import { reachedCount } from '../../session/verdicts.ts';
import type { BenchDesk } from './bench-desk.ts';
import { PANELS, type PanelId } from './layout-state.ts';

const NAMES: Readonly<Record<PanelId, string>> = {
  brief: 'Brief',
  files: 'Files',
  request: 'Request',
  terminal: 'Terminal',
  logs: 'Logs',
  load: 'Load',
  time: 'Time',
};

/** The buttons. */
export function PanelNav({ desk }: { readonly desk: BenchDesk }): JSX.Element {
  const { data, verdicts, view } = desk.session.value;
  const count = `${reachedCount(verdicts)}/${data.objectives.length}`;
  const status = view.shown?.explanation.status;
  const more: Partial<Record<PanelId, string>> = {
    brief: data.objectives.length > 0 ? count : '',
    request: status ? String(status) : '',
  };
  return (
    <nav class="bench-nav needs-script" aria-label="Panels">
      {PANELS.map((id) => (
        <button
          key={id}
          type="button"
          aria-current={desk.layout.value.panel === id ? 'true' : undefined}
          onClick={() => desk.showPanel(id)}
        >
          {id === 'brief' && desk.playground ? 'Parts' : NAMES[id]}
          {more[id] ? <span>{more[id]}</span> : null}
        </button>
      ))}
    </nav>
  );
}
