// The simulator's own list of where it departs from reality: every comment in its source that begins
// with "Simplified:". The code is the list, so that the page cannot fall behind it.

/** One departure from reality. */
export interface Simplification {
  /** Part of the simulator: the folder under src/sim. */
  readonly part: string;
  /** The comment, without its marks, as one line. */
  readonly says: string;
}

/** Reads the comments of one source file. `path` is its path from src/sim. */
export function simplificationsIn(path: string, source: string): Simplification[] {
  const part = path.split('/')[0] ?? path;
  const found: string[] = [];
  let isOpen = false;
  for (const line of source.split('\n')) {
    const comment = /^\s*(?:\/\/+|\*(?!\/)|\/\*\*?)\s?(.*?)(?:\*\/)?\s*$/.exec(line)?.[1]?.trim();
    const start = comment?.indexOf('Simplified:') ?? -1;
    if (comment !== undefined && start >= 0) {
      found.push(comment.slice(start + 'Simplified:'.length).trim());
      isOpen = true;
    } else if (isOpen && comment) found[found.length - 1] += ` ${comment}`;
    else isOpen = false;
  }
  return found.map((says) => ({ part, says: says.charAt(0).toUpperCase() + says.slice(1) }));
}

/** All departures, sorted by part. `files` maps paths from src/sim to source text. */
export function collectSimplifications(
  files: Readonly<Record<string, string>>,
): { part: string; items: readonly string[] }[] {
  const byPart = new Map<string, string[]>();
  for (const [path, source] of Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    for (const { part, says } of simplificationsIn(path, source)) {
      byPart.set(part, [...(byPart.get(part) ?? []), says]);
    }
  }
  return [...byPart].map(([part, items]) => ({ part, items }));
}
