// A change as plain lines: what was taken out, what was put in, and a little around it.
import type { JSX } from 'preact';
import { diffHunks, lineDiff } from '../../session/line-diff.ts';
import { ScrollBox } from '../ScrollBox.tsx';

interface DiffProps {
  readonly before: string;
  readonly after: string;
  readonly label: string;
}

const SIGNS = { kept: ' ', removed: '-', added: '+' } as const;

/** The lines. */
export function DiffLines({ before, after, label }: DiffProps): JSX.Element {
  return (
    <ScrollBox as="pre" class="bench-diff-lines" label={`Changes of ${label}`}>
      <code>
        {diffHunks(lineDiff(before, after)).map((line, index) =>
          line ? (
            <span key={index} data-kind={line.kind}>{`${SIGNS[line.kind]} ${line.text}\n`}</span>
          ) : (
            <span key={index} data-kind="gap">
              {'  …\n'}
            </span>
          ),
        )}
      </code>
    </ScrollBox>
  );
}
