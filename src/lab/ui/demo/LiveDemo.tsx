// A system with buttons that break it: the route, who answered, the log lines that tell, and where to read on.
// Rendered at build from the recording, and again in place when a button is pressed.
import type { JSX } from 'preact';
import { sayWhy } from '../../session/say-why.ts';
import { serviceWords } from '../../session/services.ts';
import { engineWords, simulatedTime } from '../engine-words.ts';
import { answerTone } from '../inline/AnswerPane.tsx';
import { RouteStrip } from '../inline/RouteStrip.tsx';
import type { DemoDesk } from './demo-desk.ts';
import { keyLines } from './key-lines.ts';

export interface LiveDemoProps {
  readonly desk: DemoDesk;
  /** Begins every id in it; unique within the page. */
  readonly uid: string;
}

function DemoHead({ desk, uid }: LiveDemoProps): JSX.Element {
  const { data, view } = desk.session.value;
  const { shown } = view;
  const engine = engineWords(desk.engine.value);
  return (
    <div class="panel-head demo-head">
      <strong id={`${uid}-title`}>{data.system.entry.publicName}</strong>
      <span class="demo-state" data-busy={desk.isBusy.value ? '' : undefined}>
        {engine.short}
      </span>
      <span class="demo-status" data-tone={shown ? answerTone(shown) : 'plain'}>
        {shown ? `${shown.explanation.status ?? 'No response'} ${shown.explanation.reason}` : ''}
      </span>
    </div>
  );
}

function DemoButtons({ desk }: LiveDemoProps): JSX.Element {
  const { data } = desk.session.value;
  const pressed = desk.pressed.value;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form into the page
    <div class="demo-buttons needs-script" role="group" aria-label="Break it">
      {data.actions.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          class="fault"
          aria-pressed={pressed === id}
          onClick={() => void desk.press(id)}
        >
          {title}
        </button>
      ))}
      <button
        type="button"
        class="fault heal"
        aria-pressed={pressed === null}
        onClick={() => void desk.press(null)}
      >
        Reset to healthy
      </button>
    </div>
  );
}

function DemoLog({ desk }: LiveDemoProps): JSX.Element {
  const { view } = desk.session.value;
  return (
    <ol class="demo-log plain-list" aria-label="What the logs say">
      {keyLines(view).map((line, index) => (
        <li
          // Lines have no names but their order.
          key={index}
          data-layer={line.layer}
        >
          <span class="log-source">{`${line.host} ${line.source}`}</span>
          <code>{line.text}</code>
        </li>
      ))}
    </ol>
  );
}

/** The codes that have a reference page of their own. */
const hasPage = (status: number | null): status is number =>
  status === 500 || status === 502 || status === 503 || status === 504;

function DemoWords({ desk }: LiveDemoProps): JSX.Element {
  const { view } = desk.session.value;
  const { shown } = view;
  if (desk.failure.value) return <p class="demo-why">{desk.failure.value}</p>;
  if (!shown) return <p class="demo-why">Nothing was sent yet.</p>;
  const { status, elapsedUs } = shown.explanation;
  const service = view.services.map(serviceWords).find(({ long }) => long);
  return (
    <p class="demo-why" data-message>
      {`${sayWhy(shown.explanation).answer} `}
      {service && status !== null && status >= 500 ? `${service.long} ` : null}
      {`It took ${simulatedTime(elapsedUs)} of simulated time. `}
      {hasPage(status) ? <a href={`/${status}/`}>{`Read the ${status}`}</a> : null}
    </p>
  );
}

/** Everything inside the demo's frame. */
export function LiveDemo({ desk, uid }: LiveDemoProps): JSX.Element {
  return (
    <>
      <DemoHead desk={desk} uid={uid} />
      <RouteStrip desk={desk} />
      <DemoButtons desk={desk} uid={uid} />
      <DemoLog desk={desk} uid={uid} />
      <DemoWords desk={desk} uid={uid} />
      <p class="visually-hidden" role="status">
        {desk.announcement.value}
      </p>
    </>
  );
}
