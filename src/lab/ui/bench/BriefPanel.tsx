// The ticket, the checks, the hints, the way to the solution, and the tree of files.
import type { JSX } from 'preact';
import { CheckList } from '../inline/CheckList.tsx';
import type { BenchDesk } from './bench-desk.ts';
import { Actions, Advice } from './Experiments.tsx';
import { FileTree } from './FileTree.tsx';

interface BriefProps {
  readonly desk: BenchDesk;
  /** The words of the ticket as HTML, made at build. */
  readonly brief: string;
}

function Hints({ desk }: { readonly desk: BenchDesk }): JSX.Element {
  const { hints } = desk.guide;
  const shown = desk.hintsShown.value;
  return (
    <div class="bench-hints">
      <p class="sandbox-label">
        Hints
        <span class="sandbox-count">{`${shown} of ${hints.length} shown`}</span>
      </p>
      <ol class="plain-list needs-script" aria-live="polite">
        {hints.slice(0, shown).map((html) => (
          <li
            key={html}
            // Made at build from the lab's own words.
            dangerouslySetInnerHTML={{ __html: html }}
          />
        ))}
      </ol>
      <div class="bench-row needs-script">
        {shown < hints.length ? (
          <button type="button" class="btn ghost small" onClick={() => desk.showHint()}>
            {shown === 0 ? 'Show a hint' : 'Show the next hint'}
          </button>
        ) : null}
        <button type="button" class="btn ghost small" onClick={() => void desk.showSolution()}>
          Show the solution
        </button>
        {desk.canUndo.value ? (
          <button type="button" class="btn ghost small" onClick={() => desk.undo()}>
            Back to my own files
          </button>
        ) : null}
      </div>
      <div class="without-script">
        {hints.map((html, index) => (
          <details key={html}>
            <summary>{`Hint ${index + 1}`}</summary>
            <p dangerouslySetInnerHTML={{ __html: html }} />
          </details>
        ))}
      </div>
    </div>
  );
}

/** Everything beside the work. */
export function BriefPanel({ desk, brief }: BriefProps): JSX.Element {
  return (
    <section class="bench-side" aria-label="Brief and checks">
      <div class="bench-scroll">
        <div
          class="bench-brief"
          data-brief
          // Made at build from the lab's own words.
          dangerouslySetInnerHTML={{ __html: brief }}
        />
        <Actions desk={desk} />
        <CheckList desk={desk.lab} />
        <Hints desk={desk} />
        <Advice desk={desk} />
        <FileTree desk={desk} />
      </div>
    </section>
  );
}
