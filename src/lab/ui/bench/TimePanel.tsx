// What was done to the world, step by step. Going back builds the world again up to a step: the engine is
// deterministic, so it is the same world.
import type { JSX } from 'preact';
import { historySteps } from '../../session/command-words.ts';
import { ScrollBox } from '../ScrollBox.tsx';
import type { BenchDesk } from './bench-desk.ts';
import { sinceStart } from './clock-time.ts';

/** The steps, each a way back. */
export function TimePanel({ desk }: { readonly desk: BenchDesk }): JSX.Element {
  const { lab } = desk;
  const { system } = desk.session.value.data;
  const done = lab.done.value;
  const later = lab.later.value;
  const steps = historySteps([...done, ...later], system);
  const isBusy = lab.activity.value !== 'none';
  const go = (count: number): void => {
    if (!isBusy && count !== done.length) void lab.travel(count);
  };
  const all = [{ count: 0, atUs: 0, words: 'The world begins' }, ...steps];
  return (
    <div class="bench-time">
      <ScrollBox as="div" class="bench-log-scroll" label="What was done">
        {steps.length === 0 ? (
          <p class="bench-empty">
            Nothing was done yet. Each request and each save becomes a step here, and you can go
            back to it.
          </p>
        ) : (
          <ol class="plain-list">
            {all.map(({ count, atUs, words }) => {
              const isHere = count === done.length;
              return (
                <li key={count} data-later={count > done.length ? '' : undefined}>
                  <span class="bench-log-time">{sinceStart(atUs)}</span>
                  <button
                    type="button"
                    aria-current={isHere ? 'step' : undefined}
                    aria-disabled={isBusy}
                    onClick={() => go(count)}
                  >
                    {words}
                  </button>
                  {isHere ? <span class="bench-note">you are here</span> : null}
                </li>
              );
            })}
          </ol>
        )}
      </ScrollBox>
    </div>
  );
}
