// The head of a sandbox: what it is, how the servers are doing, what was done last, and the way back.
import type { JSX } from 'preact';
import { type ServiceWords, serviceWords } from '../../session/services.ts';
import { deskMessage } from '../desk-message.ts';
import { engineWords } from '../engine-words.ts';
import type { LabDesk } from '../lab-desk.ts';

interface HeadProps {
  readonly desk: LabDesk;
  readonly uid: string;
}

const pillClass = (tone: ServiceWords['tone']): string =>
  tone === 'plain' ? 'pill' : `pill ${tone}`;

/** Title, state of each service, the last message, and Reset. */
export function SandboxHead({ desk, uid }: HeadProps): JSX.Element {
  const { data, view } = desk.session.value;
  const engine = engineWords(desk.engine.value);
  const message = deskMessage(desk);
  return (
    <div class="panel-head sandbox-head">
      <strong id={`${uid}-title`}>{data.title}</strong>
      <span class={pillClass(engine.tone)} data-busy={engine.isBusy ? '' : undefined}>
        {engine.short}
      </span>
      <a class="btn ghost small sandbox-full" href={`/labs/${data.slug}/`}>
        Open full lab
      </a>
      <button
        type="button"
        class="btn ghost small needs-script sandbox-reset"
        onClick={() => void desk.reset()}
      >
        Reset
      </button>
      <ul class="sandbox-services plain-list" aria-label="Servers">
        {view.services.map((service) => {
          const { tone, short } = serviceWords(service);
          return (
            <li key={service.host} data-tone={tone}>
              {short}
            </li>
          );
        })}
      </ul>
      <p class="sandbox-message" data-message data-tone={message.tone}>
        {message.text}
      </p>
    </div>
  );
}
