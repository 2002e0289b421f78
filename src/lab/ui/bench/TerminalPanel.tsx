// The terminal: a log of text that can be selected and read aloud, and a line to type in. What is typed acts on the
// simulated box; the shell itself is src/shell.
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { CHOICES_SHOWN } from '../../session/completion.ts';
import { terminalScreen } from '../../session/terminal-screen.ts';
import { LinkedText } from '../inline/LinkedText.tsx';
import type { BenchDesk } from './bench-desk.ts';
import { useCompletion } from './use-completion.ts';

interface PanelProps {
  readonly desk: BenchDesk;
  readonly uid: string;
}

const SESSION = 'bench';

/** The lines typed so far, gone through with the arrow keys. */
function useHistory(): {
  readonly add: (line: string) => void;
  readonly step: (by: number) => string | null;
} {
  const lines = useRef<string[]>([]);
  const at = useRef(0);
  return {
    add: (line) => {
      if (line !== '' && lines.current.at(-1) !== line) lines.current.push(line);
      at.current = lines.current.length;
    },
    step: (by) => {
      const next = at.current + by;
      if (next < 0 || next > lines.current.length) return null;
      at.current = next;
      return lines.current[next] ?? '';
    },
  };
}

/** What Tab has found, for eyes and ears. */
function Choices({ choices }: { readonly choices: readonly string[] }): JSX.Element {
  const shown = choices.slice(0, CHOICES_SHOWN);
  const more = choices.length - shown.length;
  return (
    <div class="bench-choices" role="status" aria-label="Completions">
      {choices.length > 0 ? (
        <>
          <p class="visually-hidden">{`${choices.length} possibilities:`}</p>
          <ul class="plain-list">
            {shown.map((choice) => (
              <li key={choice}>{choice}</li>
            ))}
            {more > 0 ? <li>{`and ${more} more`}</li> : null}
          </ul>
        </>
      ) : null}
    </div>
  );
}

/** What the shell has printed, and the line that waits. */
export function TerminalPanel({ desk, uid }: PanelProps): JSX.Element {
  const { data, view } = desk.session.value;
  const { events } = view;
  const screen = useMemo(() => terminalScreen(events, SESSION), [events]);
  const [line, setLine] = useState('');
  const history = useHistory();
  const completion = useCompletion(desk, SESSION, setLine);
  const log = useRef<HTMLDivElement>(null);
  useEffect(() => log.current?.scrollTo({ top: log.current.scrollHeight }), [screen]);
  const type = (): void => {
    history.add(line);
    setLine('');
    completion.forget();
    desk.typeLine(SESSION, line);
  };
  const press = (event: KeyboardEvent & { readonly currentTarget: HTMLInputElement }): void => {
    const hasSelection = getSelection()?.isCollapsed === false;
    if (completion.press(event, event.currentTarget)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const found = history.step(event.key === 'ArrowUp' ? -1 : 1);
      if (found !== null) setLine(found);
    } else if (event.ctrlKey && event.key === 'c' && !hasSelection) {
      setLine('');
      desk.interrupt(SESSION, 'SIGINT');
    } else if (event.ctrlKey && event.key === 'd' && line === '') {
      desk.interrupt(SESSION, 'EOF');
    } else return;
    event.preventDefault();
  };
  return (
    <div class="bench-terminal">
      <div
        ref={log}
        class="bench-screen"
        role="log"
        aria-label="Terminal"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
        tabIndex={0}
      >
        {screen.pieces.length === 0 ? (
          <span data-kind="note">
            {'A shell on the box where the app runs. Try ls, cat, curl, pm2 logs, or help.\n'}
          </span>
        ) : null}
        {screen.pieces.map(({ kind, text }, index) => (
          <span key={index} data-kind={kind}>
            <LinkedText text={text} files={data.files} onPlace={(place) => desk.showPlace(place)} />
          </span>
        ))}
      </div>
      <Choices choices={completion.choices} />
      <form
        class="bench-prompt needs-script"
        onSubmit={(event) => {
          event.preventDefault();
          type();
        }}
      >
        <label for={`${uid}-line`}>
          {screen.prompt ?? (screen.isOpen ? '' : '$ ')}
          <span class="visually-hidden">Command</span>
        </label>
        <input
          id={`${uid}-line`}
          type="text"
          value={line}
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          aria-describedby={`${uid}-keys`}
          onInput={({ currentTarget }) => {
            completion.forget();
            setLine(currentTarget.value);
          }}
          onKeyDown={press}
        />
        <span id={`${uid}-keys`} class="visually-hidden">
          Tab completes, twice it lists. Escape, then Tab, moves on. Control C stops what runs.
        </span>
        <button type="submit" class="visually-hidden">
          Run
        </button>
      </form>
    </div>
  );
}
