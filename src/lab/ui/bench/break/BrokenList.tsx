// What is broken now, and a button for each to mend it.
import type { JSX } from 'preact';
import { brokenWords, placeWords } from '../../../session/faults/break-menu.ts';
import type { BenchDesk } from '../bench-desk.ts';
import { sinceStart } from '../clock-time.ts';

/** The list. It is only shown where something is broken. */
export function BrokenList({ desk }: { readonly desk: BenchDesk }): JSX.Element {
  const { data, view } = desk.session.value;
  const isBusy = desk.lab.activity.value !== 'none';
  return (
    <>
      <ul class="plain-list">
        {view.broken.map((broken) => {
          const place = placeWords(broken.place, data.system);
          const words = brokenWords(broken, data.system);
          return (
            <li key={broken.id}>
              <span>
                <b>{place}</b> {words}
                <span class="bench-note">{`since ${sinceStart(broken.sinceUs)}`}</span>
              </span>
              <button
                type="button"
                class="btn ghost small"
                aria-disabled={isBusy}
                aria-label={`Mend ${place}: ${words}`}
                onClick={() => {
                  if (!isBusy) desk.mend([broken]);
                }}
              >
                Mend
              </button>
            </li>
          );
        })}
      </ul>
      {view.broken.length > 1 ? (
        <button
          type="button"
          class="btn ghost small"
          aria-disabled={isBusy}
          onClick={() => {
            if (!isBusy) desk.mend(view.broken);
          }}
        >
          Mend everything
        </button>
      ) : null}
    </>
  );
}
