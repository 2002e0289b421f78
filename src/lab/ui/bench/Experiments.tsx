// What can be done to a lab by one press: its buttons that break the system, and advice to be tried.
import type { JSX } from 'preact';
import type { BenchDesk } from './bench-desk.ts';

/** Buttons that make the failure happen; nothing where the lab fails by itself. */
export function Actions({ desk }: { readonly desk: BenchDesk }): JSX.Element | null {
  const { actions } = desk.session.value.data;
  if (actions.length === 0) return null;
  const isBusy = desk.lab.activity.value !== 'none';
  return (
    <div class="bench-hints bench-actions needs-script">
      <p class="sandbox-label">Make it happen</p>
      <div class="bench-row">
        {actions.map((action) => (
          <button
            key={action.id}
            type="button"
            class="btn ghost small"
            aria-disabled={isBusy}
            onClick={() => {
              if (!isBusy) void desk.runAction(action);
            }}
          >
            {action.title}
          </button>
        ))}
      </div>
    </div>
  );
}

/** Common advice, each a button that follows it; the checks then say with numbers what comes of it. */
export function Advice({ desk }: { readonly desk: BenchDesk }): JSX.Element | null {
  const { advice } = desk.guide;
  if (advice.length === 0) return null;
  const tried = desk.fixes.tried.value;
  const { state } = desk.fixes;
  return (
    <div class="bench-hints bench-advice">
      <p class="sandbox-label">Advice you will hear</p>
      <p class="bench-advice-about needs-script">
        Try it: the checks above say what comes of it. Your own files are kept.
      </p>
      <ul class="plain-list">
        {advice.map(({ id, advice: words, because }) => (
          <li key={id} data-tried={tried.includes(id) ? '' : undefined}>
            <span class="bench-advice-words">{words}</span>
            <button
              type="button"
              class="btn ghost small needs-script"
              aria-label={`Try the advice: ${words}`}
              onClick={() => void desk.fixes.tryAdvice(id)}
            >
              Try it
            </button>
            <p
              class={
                tried.includes(id) ? 'bench-advice-because' : 'bench-advice-because without-script'
              }
              // Made at build from the lab's own words.
              dangerouslySetInnerHTML={{ __html: because }}
            />
          </li>
        ))}
      </ul>
      {state.value.state === 'failed' ? (
        <p class="sandbox-problem" role="alert">
          {state.value.message}
        </p>
      ) : null}
    </div>
  );
}
