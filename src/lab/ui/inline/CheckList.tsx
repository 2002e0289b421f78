// The objectives of a lab: open, being checked or reached (with what that proves), or failed (with what was
// expected and what came).
import type { JSX } from 'preact';
import type { ObjectiveData } from '../../session/lab-data.ts';
import { reachedCount, type Verdict } from '../../session/verdicts.ts';
import type { LabDesk } from '../lab-desk.ts';

const STATE_WORDS: Readonly<Record<Verdict['state'], string>> = {
  open: 'Open',
  checking: 'Checking',
  reached: 'Done',
  failed: 'Not yet',
  unclear: 'Could not be checked',
};

function detailOf(objective: ObjectiveData, verdict: Verdict): string[] {
  switch (verdict.state) {
    case 'failed':
      return verdict.faults.map(({ what, problems }) => `${what}: ${problems.join(' ')}`);
    case 'unclear':
      return [verdict.message];
    default:
      // There before it is reached as well, so that nothing moves then.
      return [objective.proves];
  }
}

/** The list, and how many are reached. */
export function CheckList({ desk }: { readonly desk: LabDesk }): JSX.Element {
  const { data, verdicts } = desk.session.value;
  return (
    <div class="sandbox-checks">
      <p class="sandbox-label">
        Checks
        <span class="sandbox-count">
          {`${reachedCount(verdicts)} of ${data.objectives.length}`}
        </span>
      </p>
      <ol class="plain-list">
        {data.objectives.map((objective) => {
          const verdict = verdicts[objective.id] ?? { state: 'open' };
          return (
            <li key={objective.id} data-state={verdict.state}>
              <span class="visually-hidden">{`${STATE_WORDS[verdict.state]}: `}</span>
              <span class="check-title">{objective.title}</span>
              {detailOf(objective, verdict).map((detail) => (
                <span key={detail} class="check-detail">
                  {detail}
                </span>
              ))}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
