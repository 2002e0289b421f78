// Tab in the terminal's line, as in bash: the first types what is clear, the second shows what there is. On an empty
// line, or after Escape, Tab moves on as everywhere else.
import { useRef, useState } from 'preact/hooks';
import { completed } from '../../session/completion.ts';
import type { BenchDesk } from './bench-desk.ts';

export interface LineCompletion {
  /** What could be typed on; empty until Tab was pressed twice. */
  readonly choices: readonly string[];
  /** Handles a key. Whether it was one for completion. */
  readonly press: (event: KeyboardEvent, input: HTMLInputElement) => boolean;
  /** The line is another one now. */
  readonly forget: () => void;
}

/** Completion for one line of a terminal. */
export function useCompletion(
  desk: BenchDesk,
  session: string,
  setLine: (line: string) => void,
): LineCompletion {
  const [choices, setChoices] = useState<readonly string[]>([]);
  const [waiting, setWaiting] = useState<readonly string[]>([]);
  const movesOn = useRef(false);
  /** How often Tab was pressed while the first is being answered. */
  const presses = useRef(0);
  const forget = (): void => {
    movesOn.current = false;
    presses.current = 0;
    setChoices([]);
    setWaiting([]);
  };
  const complete = async (input: HTMLInputElement): Promise<void> => {
    const { value } = input;
    const cursor = input.selectionStart ?? value.length;
    const completion = await desk.complete(session, value, cursor);
    const isRepeated = presses.current > 1;
    presses.current = 0;
    // Whoever typed on meanwhile means something else.
    if (!completion || input.value !== value) return;
    const done = completed(value, cursor, completion);
    setWaiting(done.choices);
    if (isRepeated) setChoices(done.choices);
    if (done.line === value) return;
    setLine(done.line);
    requestAnimationFrame(() => input.setSelectionRange(done.cursor, done.cursor));
  };
  return {
    choices,
    forget,
    press: (event, input) => {
      if (event.key === 'Escape') {
        setChoices([]);
        movesOn.current = true;
        return true;
      }
      const isTab = event.key === 'Tab' && !event.shiftKey && !event.ctrlKey && !event.altKey;
      if (!isTab || movesOn.current || input.value.trim() === '') return false;
      if (waiting.length > 0) setChoices(waiting);
      else if (++presses.current === 1) void complete(input);
      return true;
    },
  };
}
