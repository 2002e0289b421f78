// Which lines of the reader's files are marked at the moment: gathered from the trace, dropped where a new
// start or a new request makes them old, and moved along while the reader types above them.

import type { TraceEvent } from '#sim';
import { type CodeMark, codeMark } from './code-marks.ts';

const isSame = (a: CodeMark, b: CodeMark): boolean =>
  a.host === b.host &&
  a.path === b.path &&
  a.line === b.line &&
  a.column === b.column &&
  a.message === b.message;

/** What an event makes of the marks before it. */
function withoutOld(marks: readonly CodeMark[], event: TraceEvent): readonly CodeMark[] {
  if (event.kind === 'nginx-configuration') {
    return marks.filter(({ host }) => host !== event.host);
  }
  if (event.kind !== 'command') return marks;
  const { command } = event;
  switch (command.type) {
    case 'request':
      return marks.filter(({ kind }) => kind !== 'thrown');
    case 'apply':
    case 'restart-service':
    case 'start-service':
      return marks.filter(({ host, kind }) => host !== command.host || kind === 'configuration');
    default:
      return marks;
  }
}

/** The marks after one more event. */
export function marksAfter(marks: readonly CodeMark[], event: TraceEvent): readonly CodeMark[] {
  const kept = withoutOld(marks, event);
  const mark = codeMark(event);
  if (!mark || kept.some((one) => isSame(one, mark))) return kept;
  return [...kept, mark];
}

/** How many lines two texts have in common at their beginning. */
function commonLines(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}

/**
 * The marks of one file after it was edited: those above the change stay, those below move with their lines,
 * those on a changed line are gone.
 */
export function movedMarks(
  marks: readonly CodeMark[],
  edit: { readonly path: string; readonly before: string; readonly after: string },
): readonly CodeMark[] {
  if (edit.before === edit.after || !marks.some(({ path }) => path === edit.path)) return marks;
  const before = edit.before.split('\n');
  const after = edit.after.split('\n');
  const head = commonLines(before, after);
  const rest = commonLines(before.slice(head).reverse(), after.slice(head).reverse());
  const lastChanged = before.length - rest;
  const shift = after.length - before.length;
  return marks.flatMap((mark) => {
    if (mark.path !== edit.path || mark.line <= head) return [mark];
    return mark.line > lastChanged ? [{ ...mark, line: mark.line + shift }] : [];
  });
}
