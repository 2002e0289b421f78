// Log lines as authors write them: the literal line, and behind ` <-- ` a note that is not part of it.
import { escapeHtml } from './inline-markdown.ts';

/** One line of a log with the author's note on it, if there is one. */
export interface LogLine {
  /** The time stamp at the head of the line, with the space behind it; empty when there is none. */
  readonly when: string;
  /** The rest of the line, to the letter. */
  readonly text: string;
  readonly note: string | undefined;
}

// nginx error log, ISO 8601, nginx and Apache access log, syslog.
const WHEN =
  /^(?:\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}|\d{4}-\d{2}-\d{2}[T ][\d:.,]+(?:Z|[+-][\d:]+)?|[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}) /;

/** Takes a fenced block of log lines apart. Empty lines at the end are dropped. */
export function parseLog(text: string): LogLine[] {
  return text
    .replace(/\s+$/, '')
    .split('\n')
    .map((line) => {
      const [, literal = line, note] = /^(.*?)\s+<--\s+(.+)$/.exec(line) ?? [];
      const when = WHEN.exec(literal)?.[0] ?? '';
      return { when, text: literal.slice(when.length), note };
    });
}

/** One line as HTML for the inside of a <code>: its time stamp set apart, no space added. */
export function logLineHtml({ when, text }: LogLine): string {
  return (when && `<span class="when">${escapeHtml(when)}</span>`) + escapeHtml(text);
}
