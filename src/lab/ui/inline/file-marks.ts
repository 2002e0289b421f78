// What is marked in one file at the moment, wherever it comes from: the trace, or the text itself.
import type { CodeMark } from '../../session/code-marks.ts';
import { fileProblem } from '../../session/file-problem.ts';
import { findFile, type LabSession, textOf } from '../../session/lab-session.ts';

/** A marked line of the file on show. */
export interface LineMark {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly kind: CodeMark['kind'];
}

/** The marks of a file, by line. */
export function fileMarks(session: LabSession, name: string): readonly LineMark[] {
  const path = findFile(session.data, name)?.path;
  const host = findFile(session.data, name)?.host;
  const marks: LineMark[] = session.view.marks.filter(
    (mark) => mark.path === path && mark.host === host,
  );
  const problem = fileProblem(name, textOf(session, name));
  if (problem) marks.push({ ...problem, kind: 'syntax' });
  return marks.toSorted((a, b) => a.line - b.line);
}

/** "Line 9, column 23: TypeError: Cannot read ..." */
export const markWords = ({ line, column, message, kind }: LineMark): string =>
  kind === 'configuration'
    ? `Line ${line}: ${message}`
    : `Line ${line}, column ${column}: ${message}`;
