// A field for a number, with its unit, its limits, and what is wrong with it.
import type { JSX } from 'preact';

interface FieldProps {
  readonly id: string;
  readonly label: string;
  /** Behind the field; empty for none. */
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** As it is typed. */
  readonly value: string;
  readonly placeholder?: string;
  readonly problem: string | undefined;
  readonly onInput: (value: string) => void;
}

/** Label, field, unit. A text field: what is typed stays as it is typed, right or wrong. */
export function NumberField(props: FieldProps): JSX.Element {
  const { id, label, unit, min, max, value, placeholder, problem, onInput } = props;
  return (
    <div class="number-field">
      <label for={id}>{label}</label>
      <span class="number-field-box">
        <input
          id={id}
          type="text"
          inputMode={min < 0 ? 'text' : 'decimal'}
          value={value}
          placeholder={placeholder}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-note`}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
        {unit ? <span>{unit}</span> : null}
      </span>
      <span id={`${id}-note`} class={problem === undefined ? 'visually-hidden' : 'sandbox-problem'}>
        {problem ??
          `${unit ? `in ${unit}, ` : ''}${min.toLocaleString('en')} to ${max.toLocaleString('en')}`}
      </span>
    </div>
  );
}
