// The workbench: a whole production box in a page. Rendered at build from the recording, and again in place when
// the page is there; both times from the same data, so that nothing moves.
import type { JSX } from 'preact';
import { DatabaseOffer } from '../DatabaseOffer.tsx';
import { CodePane } from '../inline/CodePane.tsx';
import type { HighlightedFiles } from '../inline/InlineSandbox.tsx';
import { BenchHead } from './BenchHead.tsx';
import { BriefPanel } from './BriefPanel.tsx';
import type { BenchDesk } from './bench-desk.ts';
import { Dialogs } from './Dialogs.tsx';
import { DiskChanges } from './DiskChanges.tsx';
import { Dock } from './Dock.tsx';
import { PanelNav } from './PanelNav.tsx';
import { PlaygroundSide } from './playground/PlaygroundSide.tsx';
import { RequestPanel } from './RequestPanel.tsx';
import { ResponsePanel } from './ResponsePanel.tsx';
import { RoutePanel } from './RoutePanel.tsx';
import { Splitter } from './Splitter.tsx';
import { StatusBar } from './StatusBar.tsx';

export interface WorkbenchProps {
  readonly desk: BenchDesk;
  /** Begins every id in it; unique within the page. */
  readonly uid: string;
  readonly highlighted: HighlightedFiles;
  /** The words of the ticket as HTML, made at build. */
  readonly brief: string;
}

/** Everything inside the workbench's frame. */
export function Workbench(props: WorkbenchProps): JSX.Element {
  const { desk, uid, highlighted, brief } = props;
  const { side, flow, dock, isSideOpen, panel } = desk.layout.value;
  const sizes = { '--side': `${side}px`, '--flow': `${flow}px`, '--dock': `${dock}px` };
  return (
    <div class="bench" data-panel={panel} data-side={isSideOpen ? 'open' : 'closed'} style={sizes}>
      <BenchHead desk={desk} />
      <PanelNav desk={desk} />
      <DatabaseOffer status={desk.lab.engine.value} load={() => desk.lab.loadDatabase()} />
      <div class="bench-body">
        {desk.playground ? (
          <PlaygroundSide desk={desk} />
        ) : (
          <BriefPanel desk={desk} brief={brief} />
        )}
        <Splitter desk={desk} size="side" axis="x" isBefore label="Width of the brief" />
        <div class="bench-main">
          <section class="bench-files" aria-label="Files">
            <DiskChanges desk={desk} />
            <CodePane desk={desk.lab} uid={uid} highlighted={highlighted} />
          </section>
          <Splitter desk={desk} size="dock" axis="y" isBefore={false} label="Height of the logs" />
          <Dock desk={desk} uid={uid} />
        </div>
        <Splitter desk={desk} size="flow" axis="x" isBefore={false} label="Width of the response" />
        <div class="bench-flow">
          <RoutePanel desk={desk} uid={uid} />
          <RequestPanel desk={desk} uid={uid} />
          <ResponsePanel desk={desk} />
        </div>
      </div>
      <StatusBar desk={desk} />
      <p class="visually-hidden" role="status">
        {desk.lab.announcement.value}
      </p>
      <Dialogs desk={desk} uid={uid} />
    </div>
  );
}
