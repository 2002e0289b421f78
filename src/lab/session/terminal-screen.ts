// What a terminal shows, read from the trace: what was typed behind its prompt, what was printed, and the prompt
// that waits now. Text is the programs' own; colours and cursor moves are left out.

import type { TraceEvent } from '#sim';

/** A piece of the screen, in order. Output need not end with its line. */
export interface ScreenPiece {
  readonly kind: 'typed' | 'stdout' | 'stderr' | 'note';
  readonly text: string;
}

export interface TerminalScreen {
  readonly pieces: readonly ScreenPiece[];
  /** The prompt that waits for a line; null while a program runs, and before the terminal was opened. */
  readonly prompt: string | null;
  /** Whether there is a shell. */
  readonly isOpen: boolean;
}

const PIECES_LIMIT = 2_000;

/** ECMA-48 control sequences. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: ESC is what they begin with
const CONTROL_SEQUENCE = /\u001b\[[0-9;?]*[A-Za-z]/g;

const CLEAR = '\u001b[2J';

/** The screen of a session. */
export function terminalScreen(events: readonly TraceEvent[], session: string): TerminalScreen {
  let pieces: ScreenPiece[] = [];
  let prompt: string | null = null;
  let isOpen = false;
  for (const event of events) {
    if (event.kind === 'command') {
      const { command } = event;
      if (command.type === 'terminal' && command.session === session) {
        pieces.push({ kind: 'typed', text: `${prompt ?? ''}${command.line}\n` });
        prompt = null;
      }
      continue;
    }
    if (!('session' in event) || event.session !== session) continue;
    if (event.kind === 'terminal-prompt') {
      prompt = event.text;
      isOpen = true;
    } else if (event.kind === 'terminal-closed') {
      prompt = null;
      isOpen = false;
    } else {
      if (event.text.includes(CLEAR)) pieces = [];
      const text = event.text.replace(CONTROL_SEQUENCE, '');
      if (text !== '') pieces.push({ kind: event.stream, text });
    }
  }
  return { pieces: pieces.slice(-PIECES_LIMIT), prompt, isOpen };
}
