// Lines of the reader's files that something points at: where an error was thrown, where a syntax error is,
// which line of nginx.conf is refused. Read from the trace.

import type { TraceEvent } from '#sim';

export interface CodeMark {
  readonly host: string;
  /** Absolute path on the host. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly kind: 'thrown' | 'syntax' | 'configuration';
  readonly message: string;
}

/** A path as programs name files: with or without `file://`. */
export const plainPath = (file: string): string => file.replace(/^file:\/\//, '');

const isOwn = (file: string): boolean =>
  !file.includes('/node_modules/') && !file.startsWith('node:');

/** The marks one event makes; null where it makes none. */
export function codeMark(event: TraceEvent): CodeMark | null {
  switch (event.kind) {
    case 'app-error': {
      const frame = event.frames.find(({ file }) => isOwn(file));
      if (!frame) return null;
      const { host, name, message } = event;
      const { line, column } = frame;
      const path = plainPath(frame.file);
      return { host, path, line, column, kind: 'thrown', message: `${name}: ${message}` };
    }
    case 'app-syntax-error': {
      const { host, line, column, message } = event;
      const text = `SyntaxError: ${message}`;
      return { host, path: plainPath(event.file), line, column, kind: 'syntax', message: text };
    }
    case 'nginx-configuration': {
      const found = event.messages.find(({ place, level }) => place && level === 'emerg');
      if (!found?.place) return null;
      const { file, line } = found.place;
      const message = `[${found.level}] ${found.text}`;
      return { host: event.host, path: file, line, column: 1, kind: 'configuration', message };
    }
    default:
      return null;
  }
}
