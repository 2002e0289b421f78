// The head of a workbench: which lab, how far, and what can be done with all of it.
import type { JSX } from 'preact';
import { reachedCount } from '../../session/verdicts.ts';
import { engineWords } from '../engine-words.ts';
import type { BenchDesk } from './bench-desk.ts';

interface HeadProps {
  readonly desk: BenchDesk;
}

/** One mark for each objective, filled when it is reached. */
function Marks({ desk }: HeadProps): JSX.Element {
  const { data, verdicts } = desk.session.value;
  const count = reachedCount(verdicts);
  return (
    <span class="bench-marks" data-done={count === data.objectives.length ? '' : undefined}>
      <span aria-hidden="true">
        {data.objectives.map(({ id }) => (
          <i key={id} data-state={verdicts[id]?.state} />
        ))}
      </span>
      {`${count} of ${data.objectives.length} checks`}
    </span>
  );
}

/** Title, codes, checks, buttons. */
export function BenchHead({ desk }: HeadProps): JSX.Element {
  const { data } = desk.session.value;
  const { codes, minutes, pages } = desk.guide;
  const engine = engineWords(desk.lab.engine.value);
  return (
    <div class="bench-head">
      <h1>{data.title}</h1>
      <span class="bench-about">
        {codes.map((code) =>
          pages.includes(code) ? (
            <a key={code} class="chip" href={`/${code}/`}>
              {code}
            </a>
          ) : (
            <span key={code} class="chip">
              {code}
            </span>
          ),
        )}
        {minutes > 0 ? <span class="chip">{`${minutes} min`}</span> : null}
      </span>
      {data.objectives.length > 0 ? <Marks desk={desk} /> : null}
      <span
        class={engine.tone === 'plain' ? 'pill' : `pill ${engine.tone}`}
        data-busy={engine.isBusy ? '' : undefined}
      >
        {engine.short}
      </span>
      <span class="bench-buttons needs-script">
        <button
          type="button"
          class="btn ghost small"
          onClick={() => {
            desk.dialog.value = 'palette';
          }}
        >
          Commands <kbd>Ctrl K</kbd>
        </button>
        <button
          type="button"
          class="btn ghost small"
          onClick={() => {
            desk.dialog.value = 'share';
          }}
        >
          Share
        </button>
        <button type="button" class="btn ghost small" onClick={() => void desk.lab.reset()}>
          {desk.playground ? 'Reset' : 'Reset lab'}
        </button>
      </span>
    </div>
  );
}
