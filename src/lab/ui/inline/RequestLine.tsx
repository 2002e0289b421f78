// The line of a request: method, target, Send. The same in a sandbox and in the workbench.
import type { JSX } from 'preact';
import { METHODS, targetProblem } from '../../session/request-draft.ts';
import type { LabDesk } from '../lab-desk.ts';

interface LineProps {
  readonly desk: LabDesk;
  readonly class: string;
  /** Whether Ctrl-Enter sends from anywhere. */
  readonly hasKeys?: boolean;
}

/** Three fields in a row, and under them what is wrong with the target. Goes into a form. */
export function RequestLine({ desk, class: className, hasKeys }: LineProps): JSX.Element {
  const { draft } = desk.session.value;
  const isBusy = desk.activity.value !== 'none';
  const problem = targetProblem(draft);
  const methods = (METHODS as readonly string[]).includes(draft.method)
    ? METHODS
    : [draft.method, ...METHODS];
  return (
    <>
      <div class={className}>
        <select
          aria-label="Method"
          data-field="method"
          value={draft.method}
          onChange={({ currentTarget }) => desk.changeRequest({ method: currentTarget.value })}
        >
          {methods.map((method) => (
            <option key={method} value={method} selected={method === draft.method}>
              {method}
            </option>
          ))}
        </select>
        <input
          type="text"
          aria-label="Target"
          data-field="target"
          spellcheck={false}
          autocapitalize="off"
          value={draft.target}
          onInput={({ currentTarget }) => desk.changeRequest({ target: currentTarget.value })}
        />
        <button
          type="submit"
          class="btn needs-script sandbox-send"
          aria-disabled={isBusy}
          aria-keyshortcuts={hasKeys ? 'Control+Enter' : undefined}
          data-busy={isBusy ? '' : undefined}
        >
          Send
        </button>
      </div>
      {problem ? <p class="sandbox-problem">{problem}</p> : null}
    </>
  );
}
