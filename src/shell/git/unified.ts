// Diffs as text: hunks with three lines around them, and the statistics of --stat (git-diff(1)).

import { diffLines, type Edit, editsOf } from './diff-lines.ts';

const CONTEXT = 3;

/** The line a hunk's heading repeats: the last one before it that begins like a declaration. */
function sectionOf(lines: readonly Edit[], before: number): string {
  for (let at = lines.length - 1; at >= 0; at--) {
    const edit = lines[at] as Edit;
    if (edit.kind === '+' || edit.before >= before) continue;
    if (/^[A-Za-z_$]/.test(edit.text)) return ` ${edit.text.trimEnd().slice(0, 80).trimEnd()}`;
  }
  return '';
}

const rangeText = (start: number, count: number): string =>
  count === 1 ? String(start + 1) : `${count === 0 ? start : start + 1},${count}`;

/** The hunks of a diff; '' where nothing differs. */
export function hunksOf(before: string, after: string, context = CONTEXT): string {
  const edits = editsOf(diffLines(before, after));
  const changes = edits.flatMap((edit, index) => (edit.kind === ' ' ? [] : [index]));
  let text = '';
  for (let at = 0; at < changes.length; ) {
    let last = at;
    while (
      last + 1 < changes.length &&
      (changes[last + 1] as number) - (changes[last] as number) <= context * 2 + 1
    ) {
      last++;
    }
    const from = Math.max(0, (changes[at] as number) - context);
    const to = Math.min(edits.length, (changes[last] as number) + context + 1);
    text += hunk(edits, from, to);
    at = last + 1;
  }
  return text;
}

function hunk(edits: readonly Edit[], from: number, to: number): string {
  const lines = edits.slice(from, to);
  const [first] = lines;
  if (!first) return '';
  const removed = lines.filter(({ kind }) => kind !== '+').length;
  const added = lines.filter(({ kind }) => kind !== '-').length;
  const section = sectionOf(edits, first.before);
  const heading = `@@ -${rangeText(first.before, removed)} +${rangeText(first.after, added)} @@${section}\n`;
  const body = lines.map(({ kind, text }) =>
    text.endsWith('\n') ? kind + text : `${kind}${text}\n\\ No newline at end of file\n`,
  );
  return heading + body.join('');
}

/** How many lines went and came. */
export function countChanges(before: string, after: string): { added: number; removed: number } {
  const edits = editsOf(diffLines(before, after));
  return {
    added: edits.filter(({ kind }) => kind === '+').length,
    removed: edits.filter(({ kind }) => kind === '-').length,
  };
}

export interface FileCount {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** `3 files changed, 10 insertions(+), 2 deletions(-)` */
export function shortStat(counts: readonly FileCount[]): string {
  const added = counts.reduce((sum, count) => sum + count.added, 0);
  const removed = counts.reduce((sum, count) => sum + count.removed, 0);
  const parts = [` ${plural(counts.length, 'file')} changed`];
  if (added > 0 || removed === 0) parts.push(`${plural(added, 'insertion')}(+)`);
  if (removed > 0 || added === 0) parts.push(`${plural(removed, 'deletion')}(-)`);
  return `${parts.join(', ')}\n`;
}

/** The table of --stat, 80 columns wide. */
export function statText(counts: readonly FileCount[], width = 80): string {
  if (counts.length === 0) return '';
  const largest = Math.max(...counts.map(({ added, removed }) => added + removed));
  const numberWidth = String(largest).length;
  let nameWidth = Math.max(...counts.map(({ path }) => path.length));
  let graphWidth = largest;
  if (nameWidth + numberWidth + 6 + graphWidth > width) {
    if (graphWidth > Math.floor((width * 3) / 8) - numberWidth - 6) {
      graphWidth = Math.max(6, Math.floor((width * 3) / 8) - numberWidth - 6);
    }
    if (nameWidth > width - numberWidth - 6 - graphWidth) {
      nameWidth = width - numberWidth - 6 - graphWidth;
    } else graphWidth = width - numberWidth - 6 - nameWidth;
  }
  const scale = (count: number): number =>
    count === 0
      ? 0
      : largest < graphWidth
        ? count
        : 1 + Math.floor((count * (graphWidth - 1)) / largest);
  const lines = counts.map(({ path, added, removed }) => {
    let [plus, minus] = [added, removed];
    if (graphWidth <= largest) {
      const total =
        added > 0 && removed > 0 ? Math.max(2, scale(added + removed)) : scale(added + removed);
      if (added < removed) {
        plus = scale(added);
        minus = total - plus;
      } else {
        minus = scale(removed);
        plus = total - minus;
      }
    }
    const shown = path.length > nameWidth ? `...${path.slice(path.length - nameWidth + 3)}` : path;
    const number = String(added + removed).padStart(numberWidth);
    const graph = '+'.repeat(plus) + '-'.repeat(minus);
    return ` ${shown.padEnd(nameWidth)} | ${number}${graph ? ` ${graph}` : ''}\n`;
  });
  return lines.join('') + shortStat(counts);
}
