// The line at the bottom: simulated time, seed, how fast things are shown, what was done last.
import type { JSX } from 'preact';
import { deskMessage } from '../desk-message.ts';
import type { Pace } from '../pacer.ts';
import type { BenchDesk } from './bench-desk.ts';
import { sinceStart } from './clock-time.ts';

interface BarProps {
  readonly desk: BenchDesk;
}

const PACES: readonly (readonly [pace: Pace, label: string, title: string])[] = [
  ['paused', 'Pause', 'Show nothing more until you step'],
  [1, '1x', 'As fast as simulated time'],
  [10, '10x', 'Ten times as fast'],
  ['instant', 'Instant', 'Show everything at once'],
];

function Paces({ desk }: BarProps): JSX.Element {
  const { pacer } = desk;
  const waiting = pacer.waiting.value;
  const next = pacer.next.value;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form into the page
    <span class="bench-paces needs-script" role="group" aria-label="How fast it is shown">
      {PACES.map(([pace, label, title]) => (
        <button
          key={label}
          type="button"
          title={title}
          aria-pressed={pacer.pace.value === pace}
          onClick={() => pacer.setPace(pace)}
        >
          {label}
        </button>
      ))}
      {waiting > 0 ? (
        <>
          <button type="button" onClick={() => pacer.step()}>
            Step
          </button>
          <span>{`next of ${waiting}: ${next?.kind.replaceAll('-', ' ') ?? ''}`}</span>
        </>
      ) : null}
    </span>
  );
}

/** The bar. */
export function StatusBar({ desk }: BarProps): JSX.Element {
  const { data, view } = desk.session.value;
  const message = deskMessage(desk.lab);
  const atUs = Math.max(view.events.at(-1)?.atUs ?? 0, desk.pacer.shownUs.value);
  return (
    <div class="bench-status">
      <p class="bench-message" data-message data-tone={message.tone}>
        {message.text}
      </p>
      <span>
        Simulated time <b>{sinceStart(atUs)}</b>
      </span>
      <span>{`Seed ${data.system.seed}`}</span>
      <label class="needs-script">
        <input
          type="checkbox"
          checked={desk.isSavingOnPause.value}
          onChange={({ currentTarget }) => desk.setSavingOnPause(currentTarget.checked)}
        />
        Save when I pause
      </label>
      <Paces desk={desk} />
    </div>
  );
}
