// Reads packs: many text files in one text. The first line is a JSON list of [name, length] or [name, length,
// note]; the texts follow without separators. Texts are cut out when they are asked for. What a note means is
// the reader's business. Written by src/tools/packs.

type IndexEntry = readonly [name: string, length: number, note?: unknown];

interface Place {
  readonly start: number;
  readonly end: number;
  readonly note: unknown;
}

export class Pack {
  readonly #text: string;
  readonly #places = new Map<string, Place>();

  constructor(text: string) {
    this.#text = text;
    const end = text.indexOf('\n');
    let at = end + 1;
    for (const [name, length, note] of JSON.parse(text.slice(0, end)) as IndexEntry[]) {
      this.#places.set(name, { start: at, end: at + length, note });
      at += length;
    }
  }

  /** The names of its files, in the order they were packed. */
  get names(): string[] {
    return [...this.#places.keys()];
  }

  has(name: string): boolean {
    return this.#places.has(name);
  }

  get(name: string): string | undefined {
    const place = this.#places.get(name);
    return place && this.#text.slice(place.start, place.end);
  }

  /** What was stored beside a file; undefined where nothing was. */
  note(name: string): unknown {
    return this.#places.get(name)?.note;
  }
}
