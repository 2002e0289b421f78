// The request: begun from a preset, open to any change. A mistake in a JSON body is shown where it is, and
// the request can be sent all the same: what the server makes of it is part of the lesson.
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { curlCommand } from '../../session/curl-text.ts';
import type { JsonProblem } from '../../session/json-problem.ts';
import { bodyProblem, requestOf } from '../../session/request-draft.ts';
import type { LabDesk } from '../lab-desk.ts';
import { RequestLine } from './RequestLine.tsx';

interface FormProps {
  readonly desk: LabDesk;
  readonly uid: string;
}

/** Puts the cursor where the problem is. */
function goTo(field: HTMLTextAreaElement | null, { line, column }: JsonProblem): void {
  if (!field) return;
  const before = field.value.split('\n').slice(0, line - 1);
  const at = before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  field.focus();
  field.setSelectionRange(at, at + 1);
}

function BodyField({ desk, uid }: FormProps): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  const { draft } = desk.session.value;
  const problem = bodyProblem(draft);
  return (
    <div class="sandbox-body">
      <label for={`${uid}-body`}>Body</label>
      <span class="sandbox-fields">
        {draft.fields.map(([name, value]) => `${name}: ${value}`).join(', ')}
      </span>
      <textarea
        id={`${uid}-body`}
        ref={field}
        data-field="body"
        rows={3}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        aria-invalid={problem !== null}
        aria-describedby={`${uid}-body-problem`}
        value={draft.body}
        onInput={({ currentTarget }) => desk.changeRequest({ body: currentTarget.value })}
      />
      <p id={`${uid}-body-problem`} class="sandbox-problem">
        {problem ? (
          <>
            <button type="button" class="link-btn" onClick={() => goTo(field.current, problem)}>
              Line {problem.line}, column {problem.column}
            </button>
            {`: ${problem.message}. It is sent as it stands.`}
          </>
        ) : null}
      </p>
    </div>
  );
}

/** Preset, method, target, body, Send. */
export function RequestForm({ desk, uid }: FormProps): JSX.Element {
  const { data, draft } = desk.session.value;
  const isBusy = desk.activity.value !== 'none';
  const send = (event: Event): void => {
    event.preventDefault();
    if (!isBusy) void desk.send();
  };
  return (
    <form class="sandbox-request" onSubmit={send} aria-label="Request" autocomplete="off">
      <div class="sandbox-presets needs-script">
        <label for={`${uid}-preset`}>Request</label>
        <select
          id={`${uid}-preset`}
          data-field="preset"
          value={draft.presetId}
          onChange={({ currentTarget }) => desk.choosePreset(currentTarget.value)}
        >
          {data.presets.map(({ id, title }) => (
            <option key={id} value={id} selected={id === draft.presetId}>
              {title}
            </option>
          ))}
        </select>
        <button
          type="button"
          class="btn ghost small"
          data-copy={curlCommand(requestOf(draft), data.system.entry.publicName)}
        >
          <span data-copy-label>Copy as curl</span>
        </button>
      </div>
      <RequestLine desk={desk} class="sandbox-line" />
      <BodyField desk={desk} uid={uid} />
    </form>
  );
}
