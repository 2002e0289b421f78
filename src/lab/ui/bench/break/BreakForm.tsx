// The form of one fault: what it does, its parameters with units and limits, and the button that breaks.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { placeWords } from '../../../session/faults/break-menu.ts';
import {
  breakCommand,
  DURATION_LIMIT_S,
  type FaultKind,
  type FaultParameter,
  type FaultPlace,
  numberProblem,
  readValues,
} from '../../../session/faults/fault-kind.ts';
import type { BenchDesk } from '../bench-desk.ts';
import { NumberField } from '../NumberField.tsx';

interface FormProps {
  readonly desk: BenchDesk;
  readonly uid: string;
  readonly place: FaultPlace;
  readonly kind: FaultKind;
}

interface FieldProps {
  readonly id: string;
  readonly parameter: FaultParameter;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onInput: (value: string) => void;
}

function Field({ id, parameter, value, problem, onInput }: FieldProps): JSX.Element {
  if (parameter.type === 'number') {
    const { label, unit, min, max } = parameter;
    return <NumberField {...{ id, label, unit, min, max, value, problem, onInput }} />;
  }
  return (
    <div class="number-field">
      <label for={id}>{parameter.label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => onInput(currentTarget.value)}>
        {parameter.choices.map(([one, words]) => (
          <option key={one} value={one} selected={one === value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

const durationProblem = (text: string): string | null =>
  text.trim() === ''
    ? null
    : numberProblem(text, { min: 0.001, max: DURATION_LIMIT_S, isWhole: false });

/** Asks for the parameters, and breaks. */
export function BreakForm({ desk, uid, place, kind }: FormProps): JSX.Element {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [duration, setDuration] = useState('');
  const { system } = desk.session.value.data;
  const read = readValues(kind, typed);
  const lasts = kind.of === 'world' && !kind.isOnce;
  const isTooLong = lasts ? durationProblem(duration) : null;
  const isFit = read.problems === null && isTooLong === null;
  const isBusy = desk.lab.activity.value !== 'none';
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!isFit) {
      // What is wrong is said at its field; the reader is taken there.
      const form = event.currentTarget as HTMLFormElement;
      form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
      return;
    }
    if (isBusy) return;
    const durationS = lasts && duration.trim() !== '' ? Number(duration) : null;
    const command = breakCommand(kind, place, { values: read.values, durationS });
    desk.breakPlace(command, `${placeWords(place, system)}: ${kind.title.toLowerCase()}.`);
  };
  return (
    <form class="break-form" autocomplete="off" noValidate onSubmit={submit}>
      <p>{kind.effect}</p>
      {kind.parameters.map((parameter) => (
        <Field
          key={parameter.id}
          id={`${uid}-${parameter.id}`}
          parameter={parameter}
          value={typed[parameter.id] ?? String(parameter.first)}
          problem={read.problems?.[parameter.id]}
          onInput={(value) => setTyped({ ...typed, [parameter.id]: value })}
        />
      ))}
      {lasts ? (
        <NumberField
          id={`${uid}-duration`}
          label="Ends by itself after"
          unit="s"
          min={0}
          max={DURATION_LIMIT_S}
          value={duration}
          placeholder="never"
          problem={isTooLong ?? undefined}
          onInput={setDuration}
        />
      ) : null}
      <button type="submit" class="btn small danger" aria-disabled={!isFit || isBusy}>
        {kind.isOnce ? 'Break it once' : 'Break it'}
      </button>
    </form>
  );
}
