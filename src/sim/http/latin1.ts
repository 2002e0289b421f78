// Text of HTTP heads as bytes and back: one byte for each character, as RFC 9110 5.5 allows at most
// (ISO-8859-1). Bodies are bytes and stay bytes.

import { newBytes } from '../net/copy-bytes.ts';

/** Bytes from `start` up to `end` as text. */
export function decodeLatin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const code = String.fromCharCode;
  let text = '';
  let at = start;
  // Eight at a time: a third of the time one by one takes.
  for (; at + 8 <= end; at += 8) {
    text += code(
      bytes[at] as number,
      bytes[at + 1] as number,
      bytes[at + 2] as number,
      bytes[at + 3] as number,
      bytes[at + 4] as number,
      bytes[at + 5] as number,
      bytes[at + 6] as number,
      bytes[at + 7] as number,
    );
  }
  for (; at < end; at++) text += code(bytes[at] as number);
  return text;
}

/** Text as bytes; of a character above U+00FF the low eight bits remain, as in Node. */
export function encodeLatin1(text: string): Uint8Array {
  const bytes = newBytes(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
