// SLOWLOG: the commands that took longer than slowlog-log-slower-than.

export interface SlowEntry {
  readonly id: number;
  readonly atSeconds: number;
  readonly durationUs: number;
  readonly words: readonly string[];
  readonly address: string;
  readonly clientName: string;
}

/** A command is kept with at most so many words, of so many characters. */
const MOST_WORDS = 32;
const LONGEST_WORD = 128;

function shortened(words: readonly string[]): string[] {
  const kept = words.length > MOST_WORDS ? words.slice(0, MOST_WORDS - 1) : words;
  const texts = kept.map((word) =>
    word.length > LONGEST_WORD
      ? `${word.slice(0, LONGEST_WORD)}... (${word.length - LONGEST_WORD} more bytes)`
      : word,
  );
  const left = words.length - kept.length;
  return left > 0 ? [...texts, `... (${left} more arguments)`] : texts;
}

export class SlowLog {
  #entries: SlowEntry[] = [];
  #nextId = 0;

  /** The newest first. */
  get entries(): readonly SlowEntry[] {
    return this.#entries;
  }

  add(entry: Omit<SlowEntry, 'id'>, most: number): void {
    const words = shortened(entry.words);
    this.#entries = [{ ...entry, words, id: this.#nextId++ }, ...this.#entries].slice(0, most);
  }

  clear(): void {
    this.#entries = [];
  }
}
