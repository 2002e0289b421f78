// internalBinding('string_decoder'): text that arrives in pieces, with characters cut between them
// (src/string_decoder.cc). The state lives in a small buffer the library holds for each decoder.

import type { NodeEnvironment } from '../environment.ts';
import type { Binding } from '../guest.ts';
import type { Encoding, TextCodecs } from '../text-codecs.ts';

const MISSING_BYTES = 4;
const BUFFERED_BYTES = 5;
const ENCODING_FIELD = 6;
const STATE_BYTES = 7;

/** How many bytes the character has that begins with this byte; 0 for a byte that begins none. */
function utf8CharacterLength(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte >= 0xc2 && byte <= 0xdf) return 2;
  if ((byte & 0xf0) === 0xe0) return 3;
  if (byte >= 0xf0 && byte <= 0xf4) return 4;
  return 0;
}

/** How many bytes at the end belong to a character that is not complete, and how many it lacks. */
function incompleteUtf8(bytes: Uint8Array): { kept: number; missing: number } {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const length = utf8CharacterLength(byte);
    return length > back ? { kept: back, missing: length - back } : { kept: 0, missing: 0 };
  }
  return { kept: 0, missing: 0 };
}

function incomplete(bytes: Uint8Array, encoding: Encoding): { kept: number; missing: number } {
  if (encoding === 'utf8') return incompleteUtf8(bytes);
  if (encoding === 'ucs2') {
    const odd = bytes.length % 2;
    if (odd) return { kept: 1, missing: 1 };
    const high = bytes.length > 1 && ((bytes[bytes.length - 1] as number) & 0xfc) === 0xd8;
    return high ? { kept: 2, missing: 2 } : { kept: 0, missing: 0 };
  }
  if (encoding === 'base64' || encoding === 'base64url') {
    const kept = bytes.length % 3;
    return { kept, missing: kept === 0 ? 0 : 3 - kept };
  }
  return { kept: 0, missing: 0 };
}

function joined(state: Uint8Array, bytes: Uint8Array): Uint8Array {
  const buffered = state[BUFFERED_BYTES] as number;
  if (buffered === 0) return bytes;
  const all = new Uint8Array(buffered + bytes.length);
  all.set(state.subarray(0, buffered));
  all.set(bytes, buffered);
  return all;
}

export function createStringDecoder(environment: NodeEnvironment): Binding {
  const { codecs, constants } = environment;
  const encodingOf = (state: Uint8Array): Encoding => {
    const name = constants.encodings[state[ENCODING_FIELD] as number] as string;
    return (name === 'utf16le' ? 'ucs2' : name === 'buffer' ? 'utf8' : name) as Encoding;
  };
  return {
    ...constants.stringDecoder,
    kSize: STATE_BYTES,
    decode: (state: Uint8Array, input: ArrayBufferView | string) =>
      decodePiece(codecs, encodingOf(state), state, input),
    flush(state: Uint8Array) {
      const rest = state.slice(0, state[BUFFERED_BYTES]);
      state[BUFFERED_BYTES] = 0;
      state[MISSING_BYTES] = 0;
      const encoding = encodingOf(state);
      if (encoding === 'ucs2' && rest.length % 2 === 1) {
        return codecs.decode(rest.subarray(0, rest.length - 1), encoding);
      }
      return codecs.decode(rest, encoding);
    },
  };
}

function decodePiece(
  codecs: TextCodecs,
  encoding: Encoding,
  state: Uint8Array,
  input: ArrayBufferView | string,
): string {
  if (typeof input === 'string') return input;
  const piece = new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  const bytes = joined(state, piece);
  const { kept, missing } = incomplete(bytes, encoding);
  state.set(bytes.subarray(bytes.length - kept));
  state[BUFFERED_BYTES] = kept;
  state[MISSING_BYTES] = missing;
  return codecs.decode(bytes.subarray(0, bytes.length - kept), encoding);
}
