// The pieces of text and bytes in cases.

import { latin1Bytes } from '../nginx/bytes.ts';
import type { Part, Parts } from './case.ts';
import type { TextTools } from './tools.ts';

/** A piece, ready to be sent, or something to do between two. */
export type Piece =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'abort'; readonly reset: boolean }
  | { readonly kind: 'half-close' };

const fromHex = (hex: string): Uint8Array => {
  const digits = hex.replace(/\s+/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16),
  );
};

const isAscii = (text: string): boolean => !/[^ -~\r\n\t]/.test(text);

const encode = (tools: TextTools, text: string): Uint8Array =>
  isAscii(text) ? latin1Bytes(text) : tools.encodeUtf8(text);

const toPiece = (tools: TextTools, part: Part): Piece => {
  if (typeof part === 'string') return { kind: 'bytes', bytes: encode(tools, part) };
  if (part.repeat) {
    return { kind: 'bytes', bytes: encode(tools, part.repeat[0].repeat(part.repeat[1])) };
  }
  if (part.hex !== undefined) return { kind: 'bytes', bytes: fromHex(part.hex) };
  if (part.text !== undefined) return { kind: 'bytes', bytes: encode(tools, part.text) };
  if (part.wait_ms !== undefined) return { kind: 'wait', ms: part.wait_ms };
  if (part.half_close) return { kind: 'half-close' };
  return { kind: 'abort', reset: part.abort === 'rst' };
};

/** Makes pieces of a case's parts. */
export const toPieces = (tools: TextTools, parts: Parts): readonly Piece[] => {
  const list = Array.isArray(parts) ? (parts as readonly Part[]) : [parts as Part];
  return list.map((part) => toPiece(tools, part));
};
