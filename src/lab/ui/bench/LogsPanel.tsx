// The logs of all hops on one time line. Sources, levels and words are filtered; a chosen request lights its lines
// in every log, wherever they are.
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import {
  type JoinedLine,
  joinedLog,
  type LoggedRequest,
  loggedRequests,
  passesFilter,
} from '../../session/joined-log.ts';
import { linesBetween } from '../../session/metrics/metrics.ts';
import { LinkedText } from '../inline/LinkedText.tsx';
import { ScrollBox } from '../ScrollBox.tsx';
import type { BenchDesk } from './bench-desk.ts';
import { clockTime, sinceStart } from './clock-time.ts';

interface PanelProps {
  readonly desk: BenchDesk;
  readonly uid: string;
}

/** So many events are read for the log while load runs. */
const EVENTS_WHILE_LOADED = 3_000;
/** More lines than this are not drawn; a filter brings older ones back. */
const LINES_DRAWN = 600;

const sourceOf = ({ host, source }: JoinedLine): string =>
  source === 'stdout' || source === 'stderr' ? host : `${host} ${source}`;

/** Frames inside packages and Node step back, so that the reader's own stand out. */
const isForeign = ({ text }: JoinedLine): boolean =>
  /^\s+at .*(?:\/node_modules\/|\(?node:)/.test(text);

function Filters(props: PanelProps & { readonly requests: readonly LoggedRequest[] }): JSX.Element {
  const { desk, uid, requests } = props;
  const filter = desk.filter.value;
  const { hosts } = desk.session.value.data.system;
  const recent = requests.slice(-50);
  return (
    <div class="bench-filters needs-script">
      <select
        aria-label="Source"
        value={filter.host}
        onChange={({ currentTarget }) => desk.setFilter({ host: currentTarget.value })}
      >
        <option value="">All sources</option>
        {hosts
          .filter(({ kind }) => kind !== 'client')
          .map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
      </select>
      <select
        aria-label="Level"
        value={filter.level}
        onChange={({ currentTarget }) =>
          desk.setFilter({ level: currentTarget.value === 'errors' ? 'errors' : 'all' })
        }
      >
        <option value="all">All levels</option>
        <option value="errors">Errors</option>
      </select>
      <select
        aria-label="Request to light up"
        value={filter.request === null ? '' : String(filter.request)}
        onChange={({ currentTarget }) =>
          desk.setFilter({
            request: currentTarget.value === '' ? null : Number(currentTarget.value),
          })
        }
      >
        <option value="">No request lit</option>
        {recent.map(({ request, method, target, status }) => (
          <option key={request} value={request}>
            {`#${request} ${method} ${target} ${status ?? ''}`.trim()}
          </option>
        ))}
      </select>
      <Span desk={desk} />
      <input
        id={`${uid}-find`}
        type="search"
        aria-label="Words to find in the logs"
        placeholder="Find"
        value={filter.text}
        onInput={({ currentTarget }) => desk.setFilter({ text: currentTarget.value })}
      />
    </div>
  );
}

function Line(props: {
  readonly desk: BenchDesk;
  readonly line: JoinedLine;
  readonly startedAtMs: number;
}): JSX.Element {
  const { desk, line, startedAtMs } = props;
  const lit = desk.filter.value.request;
  const isLit = lit !== null && line.request === lit;
  const { request } = line;
  return (
    <li
      data-layer={line.layer}
      data-error={line.isError ? '' : undefined}
      data-lit={isLit ? '' : undefined}
      class={isForeign(line) ? 'foreign' : undefined}
    >
      <span class="bench-log-time">{clockTime(startedAtMs, line.atUs)}</span>
      <span class="log-source">{sourceOf(line)}</span>
      {request === null ? (
        <span />
      ) : (
        <button
          type="button"
          class="bench-log-request"
          aria-pressed={isLit}
          aria-label={`Request ${request}`}
          title="Light up this request"
          onClick={() => desk.setFilter({ request: isLit ? null : request })}
        >
          {`#${request}`}
        </button>
      )}
      <code>
        <LinkedText
          text={line.text}
          files={desk.session.value.data.files}
          onPlace={(place) => desk.showPlace(place)}
        />
      </code>
    </li>
  );
}

/** The lines of a chosen stretch of time, from what the metrics keep, where the trace no longer reaches back so far. */
function keptLines(desk: BenchDesk, joined: readonly JoinedLine[]): readonly JoinedLine[] | null {
  const { span } = desk.filter.value;
  const load = desk.load.value;
  const firstUs = desk.session.value.view.events[0]?.atUs ?? 0;
  if (!span || !load || span.fromUs >= firstUs) return null;
  const kept = linesBetween(load.metrics.value, span).filter(({ atUs }) => atUs < firstUs);
  return [...kept.map((line) => ({ ...line, request: null })), ...joined];
}

function Span({ desk }: { readonly desk: BenchDesk }): JSX.Element | null {
  const { span } = desk.filter.value;
  if (!span) return null;
  const words = `${sinceStart(span.fromUs)} to ${sinceStart(span.untilUs)}`;
  return (
    <button
      type="button"
      class="bench-span"
      aria-label={`Only ${words}. Show all times again`}
      onClick={() => desk.setFilter({ span: null })}
    >
      {`${words} ×`}
    </button>
  );
}

/** Filters and lines. New lines are followed for as long as the end is in sight. */
export function LogsPanel({ desk, uid }: PanelProps): JSX.Element {
  const { data, view } = desk.session.value;
  const { events } = view;
  const filter = desk.filter.value;
  const box = useRef<HTMLElement>(null);
  const isAtEnd = useRef(true);
  // While load runs the newest are enough: joining all of them would take the time the page needs for its reader.
  const isLoaded = desk.load.value?.isPassing.value === true;
  const recent = isLoaded ? events.slice(-EVENTS_WHILE_LOADED) : events;
  const joined = useMemo(() => joinedLog(recent, data.system), [events, data, isLoaded]);
  const log = keptLines(desk, joined) ?? joined;
  const requests = useMemo(() => loggedRequests(events), [events]);
  const passing = log.filter((line) => passesFilter(line, filter));
  const drawn = passing.slice(-LINES_DRAWN);
  const startedAtMs = Date.parse(data.system.startedAt);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const note = (): void => {
      const { scrollTop, scrollHeight, clientHeight } = element;
      isAtEnd.current = scrollTop + clientHeight >= scrollHeight - 40;
    };
    element.addEventListener('scroll', note, { passive: true });
    return () => element.removeEventListener('scroll', note);
  }, []);
  useEffect(() => {
    if (isAtEnd.current) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [events, filter]);
  return (
    <div class="bench-logs">
      <Filters desk={desk} uid={uid} requests={requests} />
      <ScrollBox as="div" class="bench-log-scroll" label="Logs of all hops" boxRef={box}>
        {passing.length > drawn.length ? (
          <p class="bench-empty">{`${passing.length - drawn.length} older lines are not drawn. Filter to see them.`}</p>
        ) : null}
        {drawn.length === 0 ? (
          <p class="bench-empty">
            {log.length === 0
              ? 'No line yet. Send a request, and every hop writes here.'
              : 'No line passes the filter.'}
          </p>
        ) : null}
        <ol class="plain-list">
          {drawn.map((line, index) => (
            <Line
              // Lines have no names but their order.
              key={passing.length - drawn.length + index}
              desk={desk}
              line={line}
              startedAtMs={startedAtMs}
            />
          ))}
        </ol>
      </ScrollBox>
    </div>
  );
}
