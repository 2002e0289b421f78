import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '#sim';
import { terminalScreen } from './terminal-screen.ts';

const prompt = (text: string, session = 'bench'): TraceEvent => ({
  kind: 'terminal-prompt',
  atUs: 0,
  session,
  host: 'my-app',
  directory: '/srv/app',
  text,
  status: 0,
});
const output = (text: string, stream: 'stdout' | 'stderr' = 'stdout'): TraceEvent => ({
  kind: 'terminal-output',
  atUs: 0,
  session: 'bench',
  stream,
  text,
});
const typed = (line: string): TraceEvent => ({
  kind: 'command',
  atUs: 0,
  command: { type: 'terminal', session: 'bench', line },
});

describe('the screen of a terminal', () => {
  it('shows what was typed behind its prompt, what was printed, and the prompt that waits', () => {
    const events = [prompt('my-app$ '), typed('ls'), output('a\n'), output('oh\n', 'stderr')];
    expect(terminalScreen([...events, prompt('my-app$ ')], 'bench')).toEqual({
      pieces: [
        { kind: 'typed', text: 'my-app$ ls\n' },
        { kind: 'stdout', text: 'a\n' },
        { kind: 'stderr', text: 'oh\n' },
      ],
      prompt: 'my-app$ ',
      isOpen: true,
    });
    expect(terminalScreen(events, 'bench').prompt).toBeNull();
  });

  it('leaves out colours, other sessions, and what was cleared', () => {
    const events = [output('old'), output('\u001b[2J\u001b[1mnew\u001b[0m'), prompt('x', 'other')];
    expect(terminalScreen(events, 'bench')).toEqual({
      pieces: [{ kind: 'stdout', text: 'new' }],
      prompt: null,
      isOpen: false,
    });
  });
});
