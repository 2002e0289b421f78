// The answer as `curl -i` prints it, who wrote it, and why it is what it is.
import type { JSX } from 'preact';
import { failureText, responseText } from '../../session/curl-text.ts';
import type { LabSession } from '../../session/lab-session.ts';
import { sayWhy } from '../../session/say-why.ts';
import type { FilePlace } from '../../session/text-links.ts';
import type { ShownAnswer } from '../../session/world-view.ts';
import { simulatedTime } from '../engine-words.ts';
import { ScrollBox } from '../ScrollBox.tsx';
import { LinkedText } from './LinkedText.tsx';

interface AnswerProps {
  readonly desk: {
    readonly session: { readonly value: LabSession };
    showPlace(place: FilePlace): void;
  };
}

/** How good an answer is: red is the server's fault, amber the caller's. */
export function answerTone({ answer }: ShownAnswer): 'ok' | 'warn' | 'error' {
  if (answer.kind === 'client-failed' || answer.status >= 500) return 'error';
  return answer.status >= 400 ? 'warn' : 'ok';
}

/** "500 Internal Server Error, written by my-app" */
export function AnswerHead({ shown }: { readonly shown: ShownAnswer }): JSX.Element {
  const { answer, explanation } = shown;
  const { writer, elapsedUs } = explanation;
  return (
    <p class="answer-head" data-tone={answerTone(shown)}>
      <strong class="answer-status">
        {answer.kind === 'client-response' ? answer.status : 'No response'}
      </strong>
      <span class="answer-reason">
        {answer.kind === 'client-response' ? answer.reason : answer.error}
      </span>
      {writer ? (
        <span class="answer-writer">
          {'written by '}
          <span class="layer" data-layer={writer.kind === 'nginx' ? 'proxy' : 'app'}>
            {writer.host}
          </span>
        </span>
      ) : null}
      <span class="answer-time">{simulatedTime(elapsedUs)} simulated</span>
    </p>
  );
}

/** "Why 500?" and the answer to it. */
export function WhyBox({ shown }: { readonly shown: ShownAnswer }): JSX.Element {
  const why = sayWhy(shown.explanation);
  return (
    <div class="answer-why" data-tone={answerTone(shown)}>
      <p>
        <strong>{why.question}</strong> {why.answer}
      </p>
      {why.aftermath ? <p>{why.aftermath}</p> : null}
    </div>
  );
}

/** Status, why, and the text of the answer. */
export function AnswerPane({ desk }: AnswerProps): JSX.Element {
  const { data, view } = desk.session.value;
  const { shown } = view;
  if (!shown) {
    return (
      <div class="sandbox-answer">
        <p class="sandbox-empty">
          Nothing was sent yet. Press Send: the answer comes here, as curl -i prints it.
        </p>
      </div>
    );
  }
  const { answer } = shown;
  const text = answer.kind === 'client-response' ? responseText(answer) : failureText(answer);
  return (
    <div class="sandbox-answer">
      <AnswerHead shown={shown} />
      <WhyBox shown={shown} />
      <ScrollBox as="pre" class="answer-text" label="The answer, as curl -i prints it">
        <code>
          <LinkedText text={text} files={data.files} onPlace={(place) => desk.showPlace(place)} />
        </code>
      </ScrollBox>
    </div>
  );
}
