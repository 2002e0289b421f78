// Reads a file of pastes: one JSON object with `id` and `text` a line. Empty lines are skipped.

/** One paste to diagnose. */
export interface Paste {
  readonly id: string | number;
  readonly text: string;
}

/** The pastes of a file's text. Throws an `Error` that names the first line that is none. */
export function readPastes(file: string): Paste[] {
  return file.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const paste = parseLine(line);
    if (paste === undefined) {
      throw new Error(
        `line ${index + 1} is not an object with "id" and "text": ${line.slice(0, 80)}`,
      );
    }
    return [paste];
  });
}

function parseLine(line: string): Paste | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (value === null || typeof value !== 'object' || !('id' in value) || !('text' in value)) {
      return undefined;
    }
    const { id, text } = value;
    if (typeof text !== 'string') return undefined;
    return typeof id === 'string' || typeof id === 'number' ? { id, text } : undefined;
  } catch {
    return undefined;
  }
}
