// What was typed in terminals, as far as objectives look at it: the last line and what it printed.

import type { TraceEvent } from '#sim';
import type { LabSession } from './lab-session.ts';
import { type Verdicts, verdictsAfterCommand } from './verdicts.ts';

export interface Typed {
  readonly line: string;
  readonly output: string;
}

/** What is kept of a command's output; a log that is followed has no end. */
const OUTPUT_KEPT = 100_000;

/** The last line and the verdicts after these events. */
export function typedAfter(
  { data, verdicts, typed }: LabSession,
  events: readonly TraceEvent[],
): { readonly typed: Typed | null; readonly verdicts: Verdicts } {
  if (!data.objectives.some(({ seen }) => seen.some((one) => one.of === 'terminal'))) {
    return { typed, verdicts };
  }
  let now = typed;
  let after = verdicts;
  for (const event of events) {
    if (event.kind === 'command' && event.command.type === 'terminal') {
      now = { line: event.command.line, output: '' };
    } else if (event.kind === 'terminal-output' && now && now.output.length < OUTPUT_KEPT) {
      now = { ...now, output: now.output + event.text };
    } else if (event.kind === 'terminal-prompt' && now) {
      after = verdictsAfterCommand(after, data, now);
    }
  }
  if (now) after = verdictsAfterCommand(after, data, now);
  return { typed: now, verdicts: after };
}
