// Node's character encodings over plain bytes: what the C++ part does for Buffer (src/string_bytes.cc).
// Nothing here checks arguments; the library has done that.

import { decodeLatin1 } from '../http/latin1.ts';
import type { Platform } from '../platform.ts';

/** The encodings a Buffer can be asked for. */
export type Encoding = 'ascii' | 'latin1' | 'utf8' | 'ucs2' | 'hex' | 'base64' | 'base64url';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE64URL = `${BASE64.slice(0, 62)}-_`;

const BASE64_VALUES = new Int8Array(256).fill(-1);
for (let i = 0; i < 64; i++) {
  BASE64_VALUES[BASE64.charCodeAt(i)] = i;
  BASE64_VALUES[BASE64URL.charCodeAt(i)] = i;
}

const HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Characters as bytes; only their low eight bits count. */
export function latin1Encode(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] as number) > 127) return false;
  return true;
}

function base64Encode(bytes: Uint8Array, alphabet: string, padded: boolean): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const a = bytes[i] as number;
    const b = left > 1 ? (bytes[i + 1] as number) : 0;
    const c = left > 2 ? (bytes[i + 2] as number) : 0;
    text += alphabet.charAt(a >> 2) + alphabet.charAt(((a & 3) << 4) | (b >> 4));
    if (left > 1) text += alphabet.charAt(((b & 15) << 2) | (c >> 6));
    else if (padded) text += '=';
    if (left > 2) text += alphabet.charAt(c & 63);
    else if (padded) text += '=';
  }
  return text;
}

/** Reads base64 or base64url, skipping what belongs to neither and stopping at '='. */
function base64Decode(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let bitCount = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 61) break;
    const value = code < 256 ? (BASE64_VALUES[code] as number) : -1;
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    bitCount += 6;
    if (bitCount >= 8) {
      bitCount -= 8;
      bytes[length++] = (bits >> bitCount) & 255;
    }
  }
  return bytes.subarray(0, length);
}

/** Reads pairs of hexadecimal digits up to the first pair that is none. */
function hexDecode(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  for (let i = 0; i < bytes.length; i++) {
    const pair = text.slice(i * 2, i * 2 + 2);
    if (!/^[0-9a-fA-F]{2}$/.test(pair)) return bytes.subarray(0, i);
    bytes[i] = Number.parseInt(pair, 16);
  }
  return bytes;
}

function ucs2Decode(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    text += String.fromCharCode((bytes[i] as number) | ((bytes[i + 1] as number) << 8));
  }
  return text;
}

function ucs2Encode(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes[i * 2] = code & 255;
    bytes[i * 2 + 1] = code >> 8;
  }
  return bytes;
}

function hexEncode(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX_PAIRS[byte];
  return text;
}

/** How many bytes a text has in UTF-8; a lone surrogate counts as U+FFFD. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    if (code < 0x800) {
      length += 1;
    } else if ((code & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      length += 2;
      i++;
    } else {
      length += 2;
    }
  }
  return length;
}

/** All encodings of one machine. */
export class TextCodecs {
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  decode(bytes: Uint8Array, encoding: Encoding): string {
    switch (encoding) {
      case 'utf8':
        return this.#decodeUtf8(bytes);
      case 'latin1':
        return decodeLatin1(bytes);
      case 'ascii':
        return decodeLatin1(bytes.map((byte) => byte & 127));
      case 'ucs2':
        return ucs2Decode(bytes);
      case 'hex':
        return hexEncode(bytes);
      case 'base64':
        return base64Encode(bytes, BASE64, true);
      case 'base64url':
        return base64Encode(bytes, BASE64URL, false);
    }
  }

  encode(text: string, encoding: Encoding): Uint8Array {
    switch (encoding) {
      case 'utf8':
        return this.encodeUtf8(text);
      case 'latin1':
      case 'ascii':
        return latin1Encode(text);
      case 'ucs2':
        return ucs2Encode(text);
      case 'hex':
        return hexDecode(text);
      case 'base64':
      case 'base64url':
        return base64Decode(text);
    }
  }

  encodeUtf8(text: string): Uint8Array {
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) return this.#platform.encodeUtf8(text);
      bytes[i] = code;
    }
    return bytes;
  }

  /** Writes as many whole characters as fit and returns how many bytes that took. */
  write(text: string, encoding: Encoding, target: Uint8Array): number {
    const bytes = this.encode(text, encoding);
    let length = Math.min(bytes.length, target.length);
    if (encoding === 'ucs2') length &= ~1;
    // Half a character is not written: step back over continuation bytes.
    if (encoding === 'utf8' && length < bytes.length) {
      while (length > 0 && ((bytes[length] as number) & 0xc0) === 0x80) length--;
    }
    target.set(bytes.subarray(0, length));
    return length;
  }

  #decodeUtf8(bytes: Uint8Array): string {
    // A decoder costs more than it saves on the short texts that fill a request.
    if (bytes.length < 256 && isAscii(bytes)) return decodeLatin1(bytes);
    return this.#platform.decodeUtf8(bytes);
  }
}
