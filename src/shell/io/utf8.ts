// UTF-8 that comes in pieces: a character cut in two is kept until the rest of it arrives.

import type { TextCodec } from './file-stream.ts';

/** How many bytes at the end belong to a character that is not complete. */
function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/** Bytes one behind the other. */
export function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0] as Uint8Array;
  const joined = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

export class Utf8Decoder {
  readonly #codec: TextCodec;
  #rest = new Uint8Array(0);

  constructor(codec: TextCodec) {
    this.#codec = codec;
  }

  decode(bytes: Uint8Array): string {
    const joined = this.#rest.length > 0 ? joinChunks([this.#rest, bytes]) : bytes;
    const end = joined.length - unfinishedBytes(joined);
    this.#rest = joined.slice(end);
    return this.#codec.decodeUtf8(joined.subarray(0, end));
  }

  /** What is left, complete or not. */
  finish(): string {
    const text = this.#codec.decodeUtf8(this.#rest);
    this.#rest = new Uint8Array(0);
    return text;
  }
}
