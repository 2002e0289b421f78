// The sandbox in a page: request, route, files, answer, logs, checks. Rendered at build from the recording, and
// again in place when the reader touches it; both times from the same data, so that nothing moves.
import type { JSX } from 'preact';
import { DatabaseOffer } from '../DatabaseOffer.tsx';
import type { LabDesk } from '../lab-desk.ts';
import { AnswerPane } from './AnswerPane.tsx';
import { CheckList } from './CheckList.tsx';
import { CodePane } from './CodePane.tsx';
import { LogPane } from './LogPane.tsx';
import { RequestForm } from './RequestForm.tsx';
import { RouteStrip } from './RouteStrip.tsx';
import { SandboxHead } from './SandboxHead.tsx';

/** Highlighted code by file name: the HTML of each line. */
export type HighlightedFiles = Readonly<Record<string, readonly string[]>>;

export interface InlineSandboxProps {
  readonly desk: LabDesk;
  /** Begins every id in it; unique within the page. */
  readonly uid: string;
  readonly highlighted: HighlightedFiles;
}

/** Everything inside the sandbox's frame. */
export function InlineSandbox({ desk, uid, highlighted }: InlineSandboxProps): JSX.Element {
  return (
    <>
      <SandboxHead desk={desk} uid={uid} />
      <DatabaseOffer status={desk.engine.value} load={() => desk.loadDatabase()} />
      <RequestForm desk={desk} uid={uid} />
      <RouteStrip desk={desk} />
      <CodePane desk={desk} uid={uid} highlighted={highlighted} />
      <AnswerPane desk={desk} />
      <LogPane desk={desk} />
      <CheckList desk={desk} />
      <p class="visually-hidden" role="status">
        {desk.announcement.value}
      </p>
    </>
  );
}
