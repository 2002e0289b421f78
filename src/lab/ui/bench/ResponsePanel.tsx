// The response: status and writer, why, where the time went hop by hop, fields and body.
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { causeLink } from '../../session/cause-link.ts';
import { failureText, responseText } from '../../session/curl-text.ts';
import { prettyBody } from '../../session/pretty-body.ts';
import { sayWhy } from '../../session/say-why.ts';
import { type Waterfall, waterfall } from '../../session/waterfall.ts';
import type { ShownAnswer } from '../../session/world-view.ts';
import { simulatedTime } from '../engine-words.ts';
import { AnswerHead, answerTone } from '../inline/AnswerPane.tsx';
import { LinkedText } from '../inline/LinkedText.tsx';
import { ScrollBox } from '../ScrollBox.tsx';
import type { BenchDesk } from './bench-desk.ts';

interface PanelProps {
  readonly desk: BenchDesk;
}

function Why({ desk, shown }: PanelProps & { readonly shown: ShownAnswer }): JSX.Element {
  const why = sayWhy(shown.explanation);
  const link = causeLink(shown.explanation, desk.guide.causes);
  return (
    <div class="answer-why" data-tone={answerTone(shown)}>
      <p>
        <strong>{why.question}</strong> {why.answer}
      </p>
      {why.aftermath ? <p>{why.aftermath}</p> : null}
      {link ? (
        <p>
          <a href={link.href}>{link.words}</a>
        </p>
      ) : null}
    </div>
  );
}

function Bars({ desk, fall }: PanelProps & { readonly fall: Waterfall }): JSX.Element {
  const { hosts } = desk.session.value.data.system;
  const labelOf = (name: string): string => hosts.find((host) => host.name === name)?.label ?? name;
  const spanUs = Math.max(1, fall.untilUs - fall.fromUs);
  const share = (us: number): string => `${Math.round((us / spanUs) * 1000) / 10}%`;
  return (
    <ol class="bench-fall plain-list" aria-label="Where the time went">
      {fall.bars.map((bar, index) => (
        <li key={index} data-layer={bar.layer}>
          <span class="bench-fall-host">{labelOf(bar.host)}</span>
          <span class="bench-fall-words">{bar.words}</span>
          <span class="bench-fall-time">{simulatedTime(bar.untilUs - bar.fromUs)}</span>
          <span class="bench-fall-line" aria-hidden="true">
            <i
              data-failed={bar.isFailed ? '' : undefined}
              style={{
                marginLeft: share(bar.fromUs - fall.fromUs),
                width: share(bar.untilUs - bar.fromUs),
              }}
            />
          </span>
        </li>
      ))}
    </ol>
  );
}

function Text({ desk, shown }: PanelProps & { readonly shown: ShownAnswer }): JSX.Element {
  const { answer } = shown;
  const [isRaw, setRaw] = useState(false);
  const { files } = desk.session.value.data;
  const raw = answer.kind === 'client-response' ? responseText(answer) : failureText(answer);
  const pretty = answer.kind === 'client-response' ? prettyBody(answer.fields, answer.body) : null;
  const isPretty = pretty !== null && !isRaw && answer.kind === 'client-response';
  const text = isPretty ? responseText({ ...answer, body: pretty }) : raw;
  return (
    <div class="bench-answer-text">
      {pretty === null ? null : (
        <div class="bench-choice needs-script">
          <button type="button" aria-pressed={!isRaw} onClick={() => setRaw(false)}>
            Laid out
          </button>
          <button type="button" aria-pressed={isRaw} onClick={() => setRaw(true)}>
            As it came
          </button>
        </div>
      )}
      <ScrollBox as="pre" class="answer-text" label="The answer, as curl -i prints it">
        <code>
          <LinkedText text={text} files={files} onPlace={(place) => desk.showPlace(place)} />
        </code>
      </ScrollBox>
    </div>
  );
}

/** The answer to the last request, and everything known about it. */
export function ResponsePanel({ desk }: PanelProps): JSX.Element {
  const { data, view, isRecorded } = desk.session.value;
  const { shown, events } = view;
  const fall = useMemo(
    () => (shown ? waterfall(events, shown.request, data.system) : null),
    [shown, data],
  );
  return (
    <section class="bench-response" aria-label="Response">
      {shown ? (
        <>
          {isRecorded ? (
            <p class="bench-note">Recorded when this page was built. Send, and it runs here.</p>
          ) : null}
          <AnswerHead shown={shown} />
          <Why desk={desk} shown={shown} />
          {fall ? <Bars desk={desk} fall={fall} /> : null}
          <Text desk={desk} shown={shown} />
        </>
      ) : (
        <p class="sandbox-empty">
          Nothing was sent yet. Press Send: the answer comes here, with who wrote it and why.
        </p>
      )}
    </section>
  );
}
