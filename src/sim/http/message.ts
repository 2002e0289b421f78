// Heads of requests and responses as values, and their bytes on the wire (RFC 9112 2 to 5, 7.1). What is
// written is what is given: no field is added, sorted or corrected, so a program can also write nonsense.

import { joinBytes } from './bytes.ts';
import type { Fields } from './fields.ts';
import { encodeLatin1 } from './latin1.ts';

export interface RequestHead {
  readonly method: string;
  /** The request target as on the wire: `/cart?id=7`, `*`, `shop.test:443`. */
  readonly target: string;
  /** `1.1` or `1.0`; `0.9` is a line without version and fields. */
  readonly httpVersion: string;
  readonly fields: Fields;
}

export interface ResponseHead {
  readonly httpVersion: string;
  readonly status: number;
  readonly reason: string;
  readonly fields: Fields;
}

function fieldLines(fields: Fields): string {
  let lines = '';
  for (const [name, value] of fields) lines += `${name}: ${value}\r\n`;
  return lines;
}

/** The bytes of a request's head, the empty line included. */
export function encodeRequestHead(head: RequestHead): Uint8Array {
  const { method, target, httpVersion, fields } = head;
  if (httpVersion === '0.9') return encodeLatin1(`${method} ${target}\r\n`);
  return encodeLatin1(`${method} ${target} HTTP/${httpVersion}\r\n${fieldLines(fields)}\r\n`);
}

/** The bytes of a response's head, the empty line included. */
export function encodeResponseHead(head: ResponseHead): Uint8Array {
  const { httpVersion, status, reason, fields } = head;
  return encodeLatin1(`HTTP/${httpVersion} ${status} ${reason}\r\n${fieldLines(fields)}\r\n`);
}

const CRLF = encodeLatin1('\r\n');

/** The last chunk, without trailers. */
export const LAST_CHUNK = encodeLatin1('0\r\n\r\n');

/** Bytes as one chunk. An empty chunk would be the last one, so nothing is written for no bytes. */
export function encodeChunk(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return bytes;
  return joinBytes([encodeLatin1(`${bytes.length.toString(16)}\r\n`), bytes, CRLF]);
}
