// What the reader sees of a world, gathered from its trace event by event: logs, marks in the code, how the
// services are doing, the answer to the last request they sent and why it is as it is.

import { type Explanation, explain, type RequestSpec, type TraceEvent, TraceIndex } from '#sim';
import type { CodeMark } from './code-marks.ts';
import { type Broken, brokenAfter } from './faults/broken.ts';
import type { LabData } from './lab-data.ts';
import { type LogLine, logLines } from './log-lines.ts';
import { marksAfter } from './marks.ts';
import type { Answer } from './proof/findings.ts';
import { freshServices, type Service, servicesAfter } from './services.ts';

/** The answer on show: what was sent, what came, and why. */
export interface ShownAnswer {
  /** Number of the request among all the client sent. */
  readonly request: number;
  readonly sent: RequestSpec;
  readonly answer: Answer;
  readonly explanation: Explanation;
}

export interface WorldView {
  /** The trace, as far as it is kept: explanations are read from it. */
  readonly events: readonly TraceEvent[];
  readonly log: readonly LogLine[];
  /** Lines that are no longer in the log. */
  readonly droppedLines: number;
  readonly marks: readonly CodeMark[];
  readonly services: readonly Service[];
  /** What is broken on purpose at the moment. */
  readonly broken: readonly Broken[];
  /** The last request the reader sent, and its number once it is on its way. */
  readonly asked: {
    readonly sent: RequestSpec;
    readonly request: number | null;
    /** Name of the client that sent it. */
    readonly client?: string;
  } | null;
  readonly shown: ShownAnswer | null;
}

const EVENTS_KEPT = 20_000;
const LINES_KEPT = 400;

/** The view of a world that has not begun. */
export const emptyView = (data: LabData): WorldView => ({
  events: [],
  log: [],
  droppedLines: 0,
  marks: [],
  services: freshServices(data.system),
  broken: [],
  asked: null,
  shown: null,
});

function askedAfter(asked: WorldView['asked'], event: TraceEvent): WorldView['asked'] {
  if (event.kind === 'command') {
    const { command } = event;
    const isAsked = command.type === 'request' || command.type === 'visit';
    return isAsked ? { sent: command.request, request: null } : asked;
  }
  // What a browser shows in the end is the answer to its last request, not to one that was redirected.
  if (event.kind === 'browser-page') {
    const last = event.requests.at(-1);
    return asked && last !== undefined ? { ...asked, request: last } : asked;
  }
  // The first request to leave after the command is the one that was asked for.
  return event.kind === 'client-request' && asked?.request === null
    ? { ...asked, request: event.request, client: event.client }
    : asked;
}

function shownAnswer(
  asked: NonNullable<WorldView['asked']>,
  events: readonly TraceEvent[],
): ShownAnswer | null {
  if (asked.request === null) return null;
  const index = new TraceIndex();
  for (const event of events) index.add(event);
  const record = index.clientRequest(asked.request, asked.client);
  const answer = record?.response ?? record?.failure;
  const explanation = explain(index, asked.request, asked.client);
  return answer && explanation
    ? { request: asked.request, sent: asked.sent, answer, explanation }
    : null;
}

const isAnswer = (event: TraceEvent): boolean =>
  event.kind === 'client-response' ||
  event.kind === 'client-failed' ||
  event.kind === 'browser-page';

/** The view after more of the trace has come. */
export function viewAfter(
  view: WorldView,
  events: readonly TraceEvent[],
  data: LabData,
): WorldView {
  let { marks, services, asked, broken } = view;
  const added: LogLine[] = [];
  for (const event of events) {
    marks = marksAfter(marks, event);
    services = servicesAfter(services, event);
    asked = askedAfter(asked, event);
    broken = brokenAfter(broken, event);
    added.push(...logLines(event, data.system));
  }
  const allEvents = [...view.events, ...events].slice(-EVENTS_KEPT);
  const lines = [...view.log, ...added];
  // Once: under load answers to other requests come without end.
  const isWanted = view.shown?.sent !== asked?.sent;
  const shown =
    asked !== null && isWanted && events.some(isAnswer) ? shownAnswer(asked, allEvents) : null;
  return {
    events: allEvents,
    log: lines.slice(-LINES_KEPT),
    droppedLines: view.droppedLines + Math.max(0, lines.length - LINES_KEPT),
    marks,
    services,
    broken,
    asked,
    shown: shown ?? view.shown,
  };
}
