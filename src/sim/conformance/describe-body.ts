// How recordings describe a body: its text where that is short and clean, else its hash and its
// beginning.

import type { BodyRecord } from './record.ts';
import type { TextTools } from './tools.ts';

const LONGEST_TEXT_BYTES = 4096;

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);

/** Describes a body as recordings do. */
export const describeBody = (tools: TextTools, bytes: Uint8Array): BodyRecord => {
  const text = tools.decodeUtf8(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters make a text unclean
  const hasControls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text);
  const isClean = !hasControls && isSame(tools.encodeUtf8(text), bytes);
  const record: BodyRecord = { length: bytes.length };
  if (isClean && bytes.length <= LONGEST_TEXT_BYTES) {
    record.text = text;
    return record;
  }
  record.sha256 = tools.sha256(bytes);
  if (isClean) record.head = text.slice(0, 200);
  else if (bytes.length <= 200) record.hex = hex(bytes);
  else record.head_hex = hex(bytes.subarray(0, 100));
  return record;
};
