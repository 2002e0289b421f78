// The form that load is started from: how requests come, which, for how long, and what clients do about failures.
import type { JSX } from 'preact';
import {
  LOAD_LIMITS,
  type LoadDraft,
  RETRIES,
  RETRY_WORDS,
  type RetryId,
  readLoadDraft,
} from '../../../session/metrics/load-draft.ts';
import { NumberField } from '../NumberField.tsx';
import type { LoadDesk } from './load-desk.ts';

interface FormProps {
  readonly load: LoadDesk;
  readonly uid: string;
}

type Problems = Readonly<Record<string, string>> | null;

function Rate({ load, uid, problems }: FormProps & { readonly problems: Problems }): JSX.Element {
  const draft = load.draft.value;
  const isOpen = draft.arrivals === 'open';
  return (
    <>
      <div class="number-field">
        <label for={`${uid}-arrivals`}>Requests come</label>
        <select
          id={`${uid}-arrivals`}
          value={draft.arrivals}
          onChange={({ currentTarget }) =>
            load.change({ arrivals: currentTarget.value === 'open' ? 'open' : 'closed' })
          }
        >
          <option value="open">at a rate, come what may</option>
          <option value="closed">from clients that wait for their answer</option>
        </select>
      </div>
      <NumberField
        id={`${uid}-rate`}
        label={isOpen ? 'Rate' : 'Clients at once'}
        unit={isOpen ? 'requests/s' : ''}
        min={LOAD_LIMITS[draft.arrivals].min}
        max={LOAD_LIMITS[draft.arrivals].max}
        value={draft.rate}
        problem={problems?.['rate']}
        onInput={(rate) => load.change({ rate })}
      />
      <NumberField
        id={`${uid}-duration`}
        label="For"
        unit="s"
        min={LOAD_LIMITS.duration.min}
        max={LOAD_LIMITS.duration.max}
        value={draft.durationS}
        problem={problems?.['duration']}
        onInput={(durationS) => load.change({ durationS })}
      />
    </>
  );
}

function Mix({ load, uid, problems }: FormProps & { readonly problems: Problems }): JSX.Element {
  const { mix } = load.draft.value;
  const change = (index: number, weight: string): void =>
    load.change({ mix: mix.map((line, at) => (at === index ? { ...line, weight } : line)) });
  return (
    <fieldset class="load-mix">
      <legend>Shares of the mix</legend>
      {mix.map(({ title, weight }, index) => (
        <NumberField
          key={title}
          id={`${uid}-mix-${index}`}
          label={title}
          unit=""
          min={LOAD_LIMITS.weight.min}
          max={LOAD_LIMITS.weight.max}
          value={weight}
          problem={problems?.[`mix-${index}`]}
          onInput={(text) => change(index, text)}
        />
      ))}
      {problems?.['mix'] ? <p class="sandbox-problem">{problems['mix']}</p> : null}
    </fieldset>
  );
}

const isRetry = (value: string): value is RetryId => (RETRIES as readonly string[]).includes(value);

function Clients({ load, uid }: FormProps): JSX.Element {
  const draft: LoadDraft = load.draft.value;
  return (
    <>
      <div class="number-field">
        <label for={`${uid}-retry`}>On failure</label>
        <select
          id={`${uid}-retry`}
          value={draft.retry}
          onChange={({ currentTarget: { value } }) => {
            if (isRetry(value)) load.change({ retry: value });
          }}
        >
          {RETRIES.map((id) => (
            <option key={id} value={id} selected={id === draft.retry}>
              {RETRY_WORDS[id]}
            </option>
          ))}
        </select>
      </div>
      <label class="load-check">
        <input
          type="checkbox"
          checked={draft.keepConnections}
          onChange={({ currentTarget }) => load.change({ keepConnections: currentTarget.checked })}
        />
        Clients keep their connections
      </label>
    </>
  );
}

/** The form, with Start and Stop. */
export function LoadForm({ load, uid }: FormProps): JSX.Element {
  const { problems } = readLoadDraft(load.draft.value);
  const isPassing = load.isPassing.value;
  const isOn = load.isOn.value;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (problems === null) void load.start();
    else {
      const form = event.currentTarget as HTMLFormElement;
      form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  };
  return (
    <form class="load-form" aria-label="Load" autocomplete="off" noValidate onSubmit={submit}>
      <Rate load={load} uid={uid} problems={problems} />
      <Mix load={load} uid={uid} problems={problems} />
      <Clients load={load} uid={uid} />
      <div class="bench-row">
        {isPassing ? (
          <button type="button" class="btn small" onClick={() => load.stop()}>
            Stop the load
          </button>
        ) : (
          <button type="submit" class="btn small" aria-disabled={problems !== null}>
            Start the load
          </button>
        )}
        {isOn && !isPassing ? (
          <button type="button" class="btn ghost small" onClick={() => void load.goOn()}>
            Let time go on
          </button>
        ) : null}
      </div>
    </form>
  );
}
