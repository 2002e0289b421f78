// Which lines differ between two texts: Myers' algorithm, with the changes then moved to where git's indent
// heuristic puts them (git 2.39, xdiff/xdiffi.c, described in its documentation of --indent-heuristic).

/** A file's lines, and which of them the other file has not. */
export interface DiffSide {
  readonly lines: readonly string[];
  readonly changed: boolean[];
}

export interface LineDiff {
  readonly before: DiffSide;
  readonly after: DiffSide;
}

/** Lines with their ends: a last line without one differs from one with it. */
export const splitLines = (text: string): string[] => {
  const lines = text.split(/(?<=\n)/);
  return text === '' ? [] : lines;
};

/** Marks the lines that are in one text only. */
function myers(a: readonly string[], b: readonly string[]): { a: boolean[]; b: boolean[] } {
  const changedA = a.map(() => false);
  const changedB = b.map(() => false);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const [n, m] = [endA - start, endB - start];
  const max = n + m;
  const reach = new Int32Array(2 * max + 3).fill(0);
  const history: Int32Array[] = [];
  const offset = max + 1;
  let found = -1;
  for (let d = 0; d <= max && found < 0; d++) {
    history.push(reach.slice());
    for (let k = -d; k <= d; k += 2) {
      const left = reach[offset + k - 1] as number;
      const right = reach[offset + k + 1] as number;
      let x = k === -d || (k !== d && left < right) ? right : left + 1;
      while (x < n && x - k < m && a[start + x] === b[start + x - k]) x++;
      reach[offset + k] = x;
      if (x >= n && x - k >= m) {
        found = d;
        break;
      }
    }
  }
  let [x, y] = [n, m];
  for (let d = found; d > 0; d--) {
    const saved = history[d] as Int32Array;
    const k = x - y;
    const left = saved[offset + k - 1] as number;
    const right = saved[offset + k + 1] as number;
    const isDown = k === -d || (k !== d && left < right);
    const previousK = isDown ? k + 1 : k - 1;
    const previousX = saved[offset + previousK] as number;
    const previousY = previousX - previousK;
    if (isDown) changedB[start + previousY] = true;
    else changedA[start + previousX] = true;
    [x, y] = [previousX, previousY];
  }
  return { a: changedA, b: changedB };
}

const indentOf = (line: string | undefined): number => {
  if (line === undefined) return -1;
  let indent = 0;
  for (const character of line) {
    if (character === ' ') indent++;
    else if (character === '\t') indent += 8 - (indent % 8);
    else if (!/\s/.test(character)) return indent;
    if (indent >= 200) return indent;
  }
  return -1;
};

const MOST_BLANKS = 20;

/** How good it is to cut before a line: less is better. */
function scoreSplit(lines: readonly string[], split: number): { indent: number; penalty: number } {
  const isEnd = split >= lines.length;
  const own = isEnd ? -1 : indentOf(lines[split]);
  let preBlank = 0;
  let preIndent = -1;
  for (let at = split - 1; at >= 0; at--) {
    preIndent = indentOf(lines[at]);
    if (preIndent !== -1) break;
    if (++preBlank === MOST_BLANKS) {
      preIndent = 0;
      break;
    }
  }
  let postBlankLines = 0;
  let postIndent = -1;
  for (let at = split + 1; at < lines.length; at++) {
    postIndent = indentOf(lines[at]);
    if (postIndent !== -1) break;
    if (++postBlankLines === MOST_BLANKS) {
      postIndent = 0;
      break;
    }
  }
  let penalty = 0;
  if (preIndent === -1 && preBlank === 0) penalty += 1;
  if (isEnd) penalty += 21;
  const postBlank = own === -1 ? 1 + postBlankLines : 0;
  const blanks = preBlank + postBlank;
  penalty += -30 * blanks + 6 * postBlank;
  const indent = own !== -1 ? own : postIndent;
  if (indent !== -1 && preIndent !== -1) {
    if (indent > preIndent) penalty += blanks ? 10 : -4;
    else if (indent < preIndent) {
      if (postIndent !== -1 && postIndent > indent) penalty += blanks ? 17 : 24;
      else penalty += blanks ? 17 : 23;
    }
  }
  return { indent, penalty };
}

/** Where groups of changes lie in the other file: by how many unchanged lines stand before them. */
function groupsAt(changed: readonly boolean[]): Set<number> {
  const places = new Set<number>();
  let unchanged = 0;
  for (const isChanged of changed) {
    if (isChanged) places.add(unchanged);
    else unchanged++;
  }
  return places;
}

const unchangedBefore = (changed: readonly boolean[], end: number): number =>
  changed.slice(0, end).filter((isChanged) => !isChanged).length;

class Group {
  readonly #lines: readonly string[];
  readonly #changed: boolean[];
  start: number;
  end: number;

  constructor(side: DiffSide, start: number) {
    this.#lines = side.lines;
    this.#changed = side.changed;
    this.start = start;
    this.end = start;
    while (this.#changed[this.end]) this.end++;
  }

  slideUp(): boolean {
    if (this.start === 0 || this.#lines[this.start - 1] !== this.#lines[this.end - 1]) return false;
    this.#changed[--this.start] = true;
    this.#changed[--this.end] = false;
    while (this.#changed[this.start - 1]) this.start--;
    return true;
  }

  slideDown(): boolean {
    if (this.end >= this.#lines.length || this.#lines[this.start] !== this.#lines[this.end])
      return false;
    this.#changed[this.start++] = false;
    this.#changed[this.end++] = true;
    while (this.#changed[this.end]) this.end++;
    return true;
  }
}

/** Moves each group of changes to the place where it reads best. */
function compact(side: DiffSide, other: DiffSide): void {
  const { lines, changed } = side;
  for (let at = 0; at < lines.length; ) {
    if (!changed[at]) {
      at++;
      continue;
    }
    const group = new Group(side, at);
    const places = groupsAt(other.changed);
    let size: number;
    let earliestEnd: number;
    let matching: number;
    const note = (): void => {
      if (places.has(unchangedBefore(changed, group.end))) matching = group.end;
    };
    do {
      size = group.end - group.start;
      matching = -1;
      while (group.slideUp());
      earliestEnd = group.end;
      note();
      while (group.slideDown()) note();
    } while (size !== group.end - group.start);
    if (group.end !== earliestEnd) {
      if (matching !== -1) while (group.end > matching && group.slideUp());
      else slideToBest(lines, group, earliestEnd);
    }
    at = group.end;
  }
}

function slideToBest(lines: readonly string[], group: Group, earliestEnd: number): void {
  const size = group.end - group.start;
  let best = -1;
  let bestScore = { indent: 0, penalty: 0 };
  const first = Math.max(earliestEnd, group.end - size - 1, group.end - 100);
  for (let shift = first; shift <= group.end; shift++) {
    const [low, high] = [scoreSplit(lines, shift), scoreSplit(lines, shift - size)];
    const score = { indent: low.indent + high.indent, penalty: low.penalty + high.penalty };
    const compared =
      60 * Math.sign(score.indent - bestScore.indent) + score.penalty - bestScore.penalty;
    if (best !== -1 && compared > 0) continue;
    best = shift;
    bestScore = score;
  }
  while (group.end > best && group.slideUp());
}

/** Compares two texts line by line. */
export function diffLines(before: string, after: string): LineDiff {
  const [a, b] = [splitLines(before), splitLines(after)];
  const changed = myers(a, b);
  const diff = {
    before: { lines: a, changed: changed.a },
    after: { lines: b, changed: changed.b },
  };
  compact(diff.before, diff.after);
  compact(diff.after, diff.before);
  return diff;
}

/** Lines that are the same (' '), gone ('-') or new ('+'), in the order a diff shows them. */
export interface Edit {
  readonly kind: ' ' | '-' | '+';
  readonly text: string;
  /** Places in the two files, from 0. */
  readonly before: number;
  readonly after: number;
}

export function editsOf({ before, after }: LineDiff): Edit[] {
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < before.lines.length || j < after.lines.length) {
    const text = (side: DiffSide, at: number): string => side.lines[at] as string;
    if (before.changed[i]) edits.push({ kind: '-', text: text(before, i), before: i++, after: j });
    else if (after.changed[j])
      edits.push({ kind: '+', text: text(after, j), before: i, after: j++ });
    else edits.push({ kind: ' ', text: text(before, i), before: i++, after: j++ });
  }
  return edits;
}
