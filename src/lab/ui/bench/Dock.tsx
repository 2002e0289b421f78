// The panels under the files, one at a time, behind tabs.
import type { JSX } from 'preact';
import { later } from '../Later.tsx';
import type { BenchDesk } from './bench-desk.ts';
import { LogsPanel } from './LogsPanel.tsx';
import { DOCKS, type DockId } from './layout-state.ts';

interface DockProps {
  readonly desk: BenchDesk;
  readonly uid: string;
}

const TerminalPanel = later('The terminal', () =>
  import('./TerminalPanel.tsx').then((module) => module.TerminalPanel),
);
const TimePanel = later('The history', () =>
  import('./TimePanel.tsx').then((module) => module.TimePanel),
);
const LoadPanel = later('Load', () =>
  import('./load/LoadPanel.tsx').then((module) => module.LoadPanel),
);

const NAMES: Readonly<Record<DockId, string>> = {
  logs: 'Logs',
  terminal: 'Terminal',
  load: 'Load',
  time: 'Time',
};

/** Tabs and the panel of the chosen one. */
export function Dock({ desk, uid }: DockProps): JSX.Element {
  const chosen = desk.layout.value.dockTab;
  const tabId = (id: DockId): string => `${uid}-dock-${id}`;
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = DOCKS.indexOf(chosen) + step;
    const next = DOCKS[(at + DOCKS.length) % DOCKS.length] ?? chosen;
    desk.showDock(next);
    document.getElementById(tabId(next))?.focus();
  };
  return (
    <section class="bench-dock" aria-label="Logs, terminal, load, time">
      <div
        class="sandbox-tabs"
        role="tablist"
        aria-label="Logs, terminal, load, time"
        onKeyDown={move}
      >
        {DOCKS.map((id) => (
          <button
            key={id}
            id={tabId(id)}
            type="button"
            role="tab"
            class={id === chosen ? undefined : 'needs-script'}
            aria-selected={id === chosen}
            aria-controls={`${uid}-dock`}
            tabIndex={id === chosen ? 0 : -1}
            onClick={() => desk.showDock(id)}
          >
            {NAMES[id]}
          </button>
        ))}
      </div>
      <div
        id={`${uid}-dock`}
        class="bench-dock-panel"
        role="tabpanel"
        aria-labelledby={tabId(chosen)}
      >
        {chosen === 'logs' ? <LogsPanel desk={desk} uid={uid} /> : null}
        {chosen === 'terminal' ? <TerminalPanel desk={desk} uid={uid} /> : null}
        {chosen === 'load' ? <LoadPanel desk={desk} uid={uid} /> : null}
        {chosen === 'time' ? <TimePanel desk={desk} /> : null}
      </div>
    </section>
  );
}
