// Reads a chunked body (RFC 9112, section 7.1) as it comes, in pieces of any size. It says how much
// it used, what came out, and how many bytes must at least still come.

/** `more`: not all has come; `end`: the last chunk and the trailers are through. */
export type ChunkedState = 'more' | 'end' | 'invalid';

/** What a reader made of some bytes. */
export interface ChunkedRead {
  /** How many of the bytes belong to the body: what follows is somebody else's. */
  readonly used: number;
  readonly state: ChunkedState;
  /** Pieces of the content. */
  readonly content: readonly Uint8Array[];
}

type Place =
  | 'start'
  | 'size'
  | 'extension'
  | 'size-lf'
  | 'data'
  | 'after-data'
  | 'after-data-lf'
  | 'last-extension'
  | 'last-lf'
  | 'trailer'
  | 'trailer-lf'
  | 'trailer-line'
  | 'trailer-line-lf';

const hexValue = (byte: number): number => {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1;
};

const CR = 13;
const LF = 10;

/** How many bytes each place still needs at the least, the content of the chunk apart. */
const NEEDED: Readonly<Record<Place, number>> = {
  start: 3,
  size: 1,
  extension: 1,
  'size-lf': 1,
  data: 4,
  'after-data': 4,
  'after-data-lf': 3,
  'last-extension': 2,
  'last-lf': 2,
  trailer: 1,
  'trailer-lf': 1,
  'trailer-line': 1,
  'trailer-line-lf': 2,
};

/** Reads one chunked body. */
export class ChunkedReader {
  #place: Place = 'start';
  #size = 0;
  #announced = 0;
  #seen = 0;

  /** The size the current chunk says it has. */
  get announcedBytes(): number {
    return this.#announced;
  }

  /** How much of the current chunk has come. */
  get seenOfChunk(): number {
    return this.#seen;
  }

  /** What must at least still come, in bytes, before the body can be over. */
  get neededBytes(): number {
    const place = this.#place;
    if (place === 'size') return this.#size > 0 ? this.#size + 2 + 4 + 1 : 1 + 3;
    if (place === 'extension') return this.#size + 2 + 4 + 1;
    if (place === 'size-lf') return this.#size + 1 + 4 + 1;
    return NEEDED[place] + (place === 'data' ? this.#size + 1 : 0);
  }

  read(bytes: Uint8Array): ChunkedRead {
    const content: Uint8Array[] = [];
    let at = 0;
    while (at < bytes.length) {
      if (this.#place === 'data') {
        const piece = bytes.subarray(at, at + this.#size);
        content.push(piece);
        this.#size -= piece.length;
        this.#seen += piece.length;
        at += piece.length;
        if (this.#size === 0) this.#place = 'after-data';
        continue;
      }
      const state = this.#step(bytes[at] as number);
      if (state === 'invalid') return { used: at, state, content };
      at++;
      if (state === 'end') return { used: at, state, content };
    }
    return { used: at, state: 'more', content };
  }

  #step(byte: number): ChunkedState {
    switch (this.#place) {
      case 'start':
        return this.#firstDigit(byte);
      case 'size':
        return this.#digit(byte);
      case 'extension':
        if (byte === CR) this.#place = 'size-lf';
        else if (byte === LF) this.#place = 'data';
        return 'more';
      case 'size-lf':
        return this.#expectLf(byte, 'data');
      case 'after-data':
        if (byte === CR) this.#place = 'after-data-lf';
        else if (byte === LF) this.#place = 'start';
        else return 'invalid';
        return 'more';
      case 'after-data-lf':
        return this.#expectLf(byte, 'start');
      case 'last-extension':
        if (byte === CR) this.#place = 'last-lf';
        else if (byte === LF) this.#place = 'trailer';
        return 'more';
      case 'last-lf':
        return this.#expectLf(byte, 'trailer');
      default:
        return this.#trailer(byte);
    }
  }

  #firstDigit(byte: number): ChunkedState {
    const value = hexValue(byte);
    if (value < 0) return 'invalid';
    this.#size = value;
    this.#place = 'size';
    return 'more';
  }

  #digit(byte: number): ChunkedState {
    const value = hexValue(byte);
    if (value >= 0) {
      if (this.#size > 2 ** 48) return 'invalid';
      this.#size = this.#size * 16 + value;
      return 'more';
    }
    const isLast = this.#size === 0;
    this.#announced = this.#size;
    this.#seen = 0;
    if (byte === CR) this.#place = isLast ? 'last-lf' : 'size-lf';
    else if (byte === LF) this.#place = isLast ? 'trailer' : 'data';
    else if (byte === 0x3b || byte === 0x20 || byte === 9) {
      this.#place = isLast ? 'last-extension' : 'extension';
    } else return 'invalid';
    return 'more';
  }

  #expectLf(byte: number, next: Place): ChunkedState {
    if (byte !== LF) return 'invalid';
    this.#place = next;
    return 'more';
  }

  #trailer(byte: number): ChunkedState {
    switch (this.#place) {
      case 'trailer':
        if (byte === CR) this.#place = 'trailer-lf';
        else if (byte === LF) return 'end';
        else this.#place = 'trailer-line';
        return 'more';
      case 'trailer-lf':
        return byte === LF ? 'end' : 'invalid';
      case 'trailer-line':
        if (byte === CR) this.#place = 'trailer-line-lf';
        else if (byte === LF) this.#place = 'trailer';
        return 'more';
      default:
        return this.#expectLf(byte, 'trailer');
    }
  }
}
