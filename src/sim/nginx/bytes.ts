// Bytes and latin1 text: heads of HTTP messages are handled as strings of one character per byte.

import { decodeLatin1, encodeLatin1 } from '../http/latin1.ts';

/** Bytes as text, one character each. */
export const latin1 = (bytes: Uint8Array): string => decodeLatin1(bytes);

/** Text as bytes, one for each character. */
export const latin1Bytes = (text: string): Uint8Array => encodeLatin1(text);

const EMPTY = new Uint8Array(0);

/** Several runs of bytes as one. */
export const concatBytes = (parts: readonly Uint8Array[]): Uint8Array => {
  if (parts.length === 0) return EMPTY;
  if (parts.length === 1) return parts[0] as Uint8Array;
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
