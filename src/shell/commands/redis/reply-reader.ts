// What a Redis server answers: RESP2 (https://redis.io/docs/latest/develop/reference/protocol-spec/). Strings are bytes, one
// character for each, as Redis has them.

/** One answer. */
export type Reply =
  | { readonly kind: 'status' | 'error' | 'string'; readonly text: string }
  | { readonly kind: 'integer'; readonly value: string }
  | { readonly kind: 'nil' }
  | { readonly kind: 'array'; readonly items: readonly Reply[] };

/** Bytes that are no answer; the words are hiredis's. */
export class ProtocolError extends Error {}

/** An answer and where the next one begins; null where it is not whole. */
type Read = { readonly reply: Reply; readonly next: number } | null;

export class ReplyReader {
  #text = '';

  add(bytes: Uint8Array): void {
    let added = '';
    for (const byte of bytes) added += String.fromCharCode(byte);
    this.#text += added;
  }

  /** The next answer; null where it is not whole yet. Throws a `ProtocolError`. */
  next(): Reply | null {
    const read = this.#read(0);
    if (!read) return null;
    this.#text = this.#text.slice(read.next);
    return read.reply;
  }

  #read(at: number): Read {
    const end = this.#text.indexOf('\r\n', at);
    if (at >= this.#text.length) return null;
    const type = this.#text[at] ?? '';
    if (!'+-:$*'.includes(type)) {
      throw new ProtocolError(`Protocol error, got ${JSON.stringify(type)} as reply type byte`);
    }
    if (end < 0) return null;
    const line = this.#text.slice(at + 1, end);
    const next = end + 2;
    switch (type) {
      case '+':
        return { reply: { kind: 'status', text: line }, next };
      case '-':
        return { reply: { kind: 'error', text: line }, next };
      case ':':
        return { reply: { kind: 'integer', value: line }, next };
      case '$':
        return this.#string(Number(line), next);
      default:
        return this.#array(Number(line), next);
    }
  }

  #string(length: number, at: number): Read {
    if (length < 0) return { reply: { kind: 'nil' }, next: at };
    if (this.#text.length < at + length + 2) return null;
    const text = this.#text.slice(at, at + length);
    return { reply: { kind: 'string', text }, next: at + length + 2 };
  }

  #array(count: number, at: number): Read {
    if (count < 0) return { reply: { kind: 'nil' }, next: at };
    const items: Reply[] = [];
    let next = at;
    for (let index = 0; index < count; index++) {
      const read = this.#read(next);
      if (!read) return null;
      items.push(read.reply);
      next = read.next;
    }
    return { reply: { kind: 'array', items }, next };
  }
}
