// Two texts, line by line: what is kept, what was taken out, what was put in. For people to read before they agree to
// it, where no editor is at hand.

/** A line and what became of it. */
export interface DiffLine {
  readonly kind: 'kept' | 'removed' | 'added';
  readonly text: string;
}

/** Files longer than this are not compared line by line. */
const LINES_LIMIT = 2_000;

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n');

/** For each pair of places: the length of the longest common part behind them. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = table[i];
      const below = table[i + 1];
      if (!row || !below) continue;
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table;
}

/** The lines of both texts, in order. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const a = linesOf(before);
  const b = linesOf(after);
  if (a.length > LINES_LIMIT || b.length > LINES_LIMIT) {
    return [
      ...a.map((text): DiffLine => ({ kind: 'removed', text })),
      ...b.map((text): DiffLine => ({ kind: 'added', text })),
    ];
  }
  const table = commonLengths(a, b);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      lines.push({ kind: 'kept', text: left });
      i++;
      j++;
    } else if (right === undefined || (table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0)) {
      if (left === undefined) {
        lines.push({ kind: 'added', text: right ?? '' });
        j++;
      } else {
        lines.push({ kind: 'removed', text: left });
        i++;
      }
    } else {
      lines.push({ kind: 'added', text: right });
      j++;
    }
  }
  return lines;
}

/** Only the changed lines, with so many kept ones around them; null stands for what is left out. */
export function diffHunks(lines: readonly DiffLine[], around = 2): (DiffLine | null)[] {
  const isNear = lines.map((_, at) =>
    lines.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind !== 'kept'),
  );
  const hunks: (DiffLine | null)[] = [];
  for (const [at, line] of lines.entries()) {
    if (isNear[at]) hunks.push(line);
    else if (hunks.at(-1) !== null) hunks.push(null);
  }
  return hunks;
}
