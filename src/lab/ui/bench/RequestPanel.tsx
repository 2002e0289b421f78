// The request bar: begun from a preset or from one of the reader's own, open to any change, sent once or often.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { curlCommand } from '../../session/curl-text.ts';
import { bodyProblem, requestOf } from '../../session/request-draft.ts';
import { fieldsText, parseFields } from '../../session/request-text.ts';
import { RequestLine } from '../inline/RequestLine.tsx';
import type { BenchDesk } from './bench-desk.ts';

interface PanelProps {
  readonly desk: BenchDesk;
  readonly uid: string;
}

const OWN = 'own:';

function Presets({ desk, uid }: PanelProps): JSX.Element {
  const { data, draft } = desk.session.value;
  const own = desk.presets.value;
  const choose = (value: string): void => {
    const found = own.find(({ title }) => `${OWN}${title}` === value);
    if (found) desk.chooseOwnPreset(found.request);
    else desk.lab.choosePreset(value);
  };
  const same = own.find(
    ({ request }) => JSON.stringify(request) === JSON.stringify(requestOf(draft)),
  );
  const chosen = same ? `${OWN}${same.title}` : draft.presetId;
  return (
    <div class="bench-line needs-script">
      <label for={`${uid}-preset`}>Preset</label>
      <select
        id={`${uid}-preset`}
        data-field="preset"
        value={chosen}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        {data.presets.map(({ id, title }) => (
          <option key={id} value={id} selected={id === chosen}>
            {title}
          </option>
        ))}
        {own.map(({ title }) => (
          <option key={title} value={`${OWN}${title}`}>
            {`${title} (your own)`}
          </option>
        ))}
      </select>
    </div>
  );
}

function FieldsText({ desk, uid }: PanelProps): JSX.Element {
  const { fields } = desk.session.value.draft;
  const [typed, setTyped] = useState('');
  // What was typed stays as it was typed, for as long as it says what the request has.
  const isSame = JSON.stringify(parseFields(typed)) === JSON.stringify(fields);
  return (
    <textarea
      id={`${uid}-fields`}
      rows={Math.max(1, Math.min(4, fields.length))}
      spellcheck={false}
      autocomplete="off"
      autocapitalize="off"
      placeholder="Name: value"
      value={isSame ? typed : fieldsText(fields)}
      onInput={({ currentTarget }) => {
        setTyped(currentTarget.value);
        desk.lab.changeRequest({ fields: parseFields(currentTarget.value) });
      }}
    />
  );
}

function Texts({ desk, uid }: PanelProps): JSX.Element {
  const { draft } = desk.session.value;
  const problem = bodyProblem(draft);
  return (
    <div class="bench-texts">
      <label for={`${uid}-fields`}>Fields</label>
      <FieldsText desk={desk} uid={uid} />
      <label for={`${uid}-body`}>Body</label>
      <textarea
        id={`${uid}-body`}
        data-field="body"
        rows={draft.body === '' ? 1 : 3}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        aria-invalid={problem !== null}
        aria-describedby={`${uid}-body-problem`}
        value={draft.body}
        onInput={({ currentTarget }) => desk.lab.changeRequest({ body: currentTarget.value })}
      />
      <p id={`${uid}-body-problem`} class="sandbox-problem">
        {problem
          ? `Line ${problem.line}, column ${problem.column}: ${problem.message}. It is sent as it stands.`
          : null}
      </p>
    </div>
  );
}

const REPEATS = [10, 100, 1_000] as const;

/** Asks for a name, and keeps the request under it. */
function PresetName(props: PanelProps & { readonly onDone: () => void }): JSX.Element {
  const { desk, uid, onDone } = props;
  const { draft } = desk.session.value;
  const [title, setTitle] = useState(`${draft.method} ${draft.target}`);
  const save = (): void => {
    if (title.trim() !== '') desk.savePreset(title.trim());
    onDone();
  };
  return (
    <div class="bench-line">
      <label for={`${uid}-name`}>Name</label>
      <input
        id={`${uid}-name`}
        type="text"
        maxLength={80}
        value={title}
        ref={(field) => field?.focus()}
        onInput={({ currentTarget }) => setTitle(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          if (event.key === 'Enter') save();
          else onDone();
        }}
      />
      <button type="button" class="btn ghost small" onClick={save}>
        Save
      </button>
    </div>
  );
}

function Repeat({ desk, uid }: PanelProps): JSX.Element {
  const [count, setCount] = useState<number>(REPEATS[0]);
  const isBusy = desk.lab.activity.value !== 'none';
  return (
    <span class="bench-repeat">
      <button
        type="button"
        class="btn ghost small"
        aria-disabled={isBusy}
        onClick={() => {
          if (!isBusy) void desk.repeat(count);
        }}
      >
        {`Send ${count} times`}
      </button>
      <label for={`${uid}-times`} class="visually-hidden">
        How many times
      </label>
      <select
        id={`${uid}-times`}
        value={String(count)}
        onChange={({ currentTarget }) => setCount(Number(currentTarget.value))}
      >
        {REPEATS.map((times) => (
          <option key={times} value={times} selected={times === count}>
            {times}
          </option>
        ))}
      </select>
    </span>
  );
}

function MoreWays({ desk, uid }: PanelProps): JSX.Element {
  const { data, draft } = desk.session.value;
  const [isNaming, setNaming] = useState(false);
  if (isNaming) return <PresetName desk={desk} uid={uid} onDone={() => setNaming(false)} />;
  return (
    <div class="bench-row needs-script">
      <button
        type="button"
        class="btn ghost small"
        data-copy={curlCommand(requestOf(draft), data.system.entry.publicName)}
      >
        <span data-copy-label>Copy as curl</span>
      </button>
      <button type="button" class="btn ghost small" onClick={() => setNaming(true)}>
        Save as preset
      </button>
      <Repeat desk={desk} uid={uid} />
    </div>
  );
}

/** Preset, method, target, fields, body, Send. */
export function RequestPanel({ desk, uid }: PanelProps): JSX.Element {
  const isBusy = desk.lab.activity.value !== 'none';
  return (
    <form
      class="bench-request"
      aria-label="Request"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void desk.lab.send();
      }}
    >
      <Presets desk={desk} uid={uid} />
      <RequestLine desk={desk.lab} class="bench-line" hasKeys />
      <Texts desk={desk} uid={uid} />
      <MoreWays desk={desk} uid={uid} />
    </form>
  );
}
