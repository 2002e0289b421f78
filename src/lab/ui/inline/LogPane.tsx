// The logs of all hops on one time line: what the last request left, and folded away what was there before.
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { LabSession } from '../../session/lab-session.ts';
import type { LogLine } from '../../session/log-lines.ts';
import type { FilePlace } from '../../session/text-links.ts';
import { ScrollBox } from '../ScrollBox.tsx';
import { LinkedText } from './LinkedText.tsx';

interface LogProps {
  readonly desk: {
    readonly session: { readonly value: LabSession };
    showPlace(place: FilePlace): void;
  };
}

/**
 * When the last thing the reader did began: a request, with the files that were applied for it. Lines from
 * before it are folded away.
 */
function lastDoneUs({ view }: LabSession): number {
  let beganUs = 0;
  let isRequest = true;
  for (const event of view.events) {
    if (event.kind !== 'command') continue;
    if (isRequest) beganUs = event.atUs;
    isRequest = event.command.type === 'request';
  }
  return beganUs;
}

function sourceOf({ host, source }: LogLine): string {
  return source === 'stdout' || source === 'stderr' ? host : `${host} ${source}`;
}

const isSameSource = (line: LogLine, before: LogLine | undefined): boolean =>
  before !== undefined && sourceOf(before) === sourceOf(line);

/** Frames inside packages and Node step back, so that the reader's own stand out. */
const isForeign = ({ text }: LogLine): boolean =>
  /^\s+at .*(?:\/node_modules\/|\(?node:)/.test(text);

interface LinesProps extends LogProps {
  readonly lines: readonly LogLine[];
  /** Number of the first line, among all there have been. */
  readonly first: number;
}

function Lines({ desk, lines, first }: LinesProps): JSX.Element {
  const { files } = desk.session.value.data;
  return (
    <ol class="plain-list">
      {lines.map((line, index) => (
        <li
          key={first + index}
          data-layer={line.layer}
          data-error={line.isError ? '' : undefined}
          class={isForeign(line) ? 'foreign' : undefined}
        >
          <span class={isSameSource(line, lines[index - 1]) ? 'log-source same' : 'log-source'}>
            {sourceOf(line)}
          </span>
          <code>
            <LinkedText text={line.text} files={files} onPlace={(place) => desk.showPlace(place)} />
          </code>
        </li>
      ))}
    </ol>
  );
}

/** The lines of the last request, behind a fold those before it. */
export function LogPane({ desk }: LogProps): JSX.Element {
  const session = desk.session.value;
  const { log, droppedLines, shown } = session.view;
  const sinceUs = lastDoneUs(session);
  const box = useRef<HTMLElement>(null);
  const begin = log.findIndex(({ atUs }) => atUs >= sinceUs);
  const count = begin < 0 ? log.length : begin;
  useEffect(() => {
    if (shown) box.current?.scrollTo({ top: 0 });
  }, [shown]);
  return (
    <div class="sandbox-log">
      <p class="sandbox-label">Logs of all hops</p>
      <ScrollBox as="div" class="sandbox-log-scroll" label="Logs of all hops" boxRef={box}>
        {count > 0 ? (
          <details>
            <summary>{count === 1 ? 'One line before' : `${count} lines before`}</summary>
            <Lines desk={desk} lines={log.slice(0, count)} first={droppedLines} />
          </details>
        ) : null}
        <Lines desk={desk} lines={log.slice(count)} first={droppedLines + count} />
      </ScrollBox>
    </div>
  );
}
