// Merges two changes of one text (merge(1), diff3): what only one side changed is taken, what both changed in
// the same place is a conflict, marked as git marks it.

import { diffLines, editsOf, splitLines } from './diff-lines.ts';

/** A stretch of the common text and what a side has in its place. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

function changesOf(base: string, side: string): Change[] {
  const changes: { start: number; end: number; lines: string[] }[] = [];
  for (const { kind, text, before } of editsOf(diffLines(base, side))) {
    if (kind === ' ') continue;
    const last = changes.at(-1);
    const joins = last && last.end === before;
    const change = joins ? last : { start: before, end: before, lines: [] };
    if (!joins) changes.push(change);
    if (kind === '-') change.end = before + 1;
    else change.lines.push(text);
  }
  return changes;
}

/** A side's text for a stretch of the common one. */
function sideText(
  base: readonly string[],
  changes: readonly Change[],
  start: number,
  end: number,
): string {
  let text = '';
  let at = start;
  for (const change of changes) {
    text += base.slice(at, change.start).join('') + change.lines.join('');
    at = change.end;
  }
  return text + base.slice(at, end).join('');
}

const withEnd = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

export function mergeTexts(
  base: string,
  ours: string,
  theirs: string,
  labels: { readonly ours: string; readonly theirs: string },
): { readonly text: string; readonly hasConflict: boolean } {
  const lines = splitLines(base);
  const [mine, other] = [changesOf(base, ours), changesOf(base, theirs)];
  let text = '';
  let at = 0;
  let hasConflict = false;
  while (mine.length > 0 || other.length > 0) {
    const start = Math.min(mine[0]?.start ?? lines.length + 1, other[0]?.start ?? lines.length + 1);
    let end = start;
    const takenMine: Change[] = [];
    const takenOther: Change[] = [];
    for (let grew = true; grew; ) {
      grew = false;
      for (const [queue, taken] of [
        [mine, takenMine],
        [other, takenOther],
      ] as const) {
        while (
          queue[0] &&
          (queue[0].start < end ||
            queue[0].start === start ||
            (queue[0].start === end && takenMine.length + takenOther.length > 0 && end > start))
        ) {
          const change = queue.shift() as Change;
          taken.push(change);
          end = Math.max(end, change.end);
          grew = true;
        }
      }
    }
    text += lines.slice(at, start).join('');
    const [left, right] = [
      sideText(lines, takenMine, start, end),
      sideText(lines, takenOther, start, end),
    ];
    if (takenOther.length === 0 || left === right) text += left;
    else if (takenMine.length === 0) text += right;
    else {
      hasConflict = true;
      text += `<<<<<<< ${labels.ours}\n${withEnd(left)}=======\n${withEnd(right)}>>>>>>> ${labels.theirs}\n`;
    }
    at = end;
  }
  return { text: text + lines.slice(at).join(''), hasConflict };
}
