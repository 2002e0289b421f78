// How long the body of a response is (RFC 9112 6.3). It decides from the request's method and the head.

import { type Fields, fieldTokens, fieldValues } from './fields.ts';
import { type Malformed, malformed } from './malformed.ts';
import type { ResponseHead } from './message.ts';

/**
 * What delimits a body: a length, chunks, the end of the connection, nothing (there is none by
 * definition), or it is no body but another protocol from here on.
 */
export type Framing = 'content-length' | 'chunked' | 'close' | 'none' | 'upgraded';

export interface BodyFraming {
  readonly framing: Framing;
  /** Bytes of the body where `framing` is `content-length`, else 0. */
  readonly lengthBytes: number;
}

const NO_BODY: BodyFraming = { framing: 'none', lengthBytes: 0 };

const DIGITS = /^\d+$/;

function contentLength(fields: Fields): number | undefined | Malformed {
  const values = fieldValues(fields, 'content-length');
  const [first] = values;
  if (first === undefined) return undefined;
  if (values.length === 1 && DIGITS.test(first)) return Number(first);
  const members = values.join(',').split(',');
  const length = (members[0] as string).trim();
  if (!DIGITS.test(length) || members.some((member) => member.trim() !== length)) {
    return malformed('bad-content-length', `Content-Length: ${values.join(', ')}`);
  }
  return Number(length);
}

export function responseFraming(method: string, head: ResponseHead): BodyFraming | Malformed {
  const { status, fields } = head;
  if (status === 101 || (method === 'CONNECT' && status >= 200 && status < 300)) {
    return { framing: 'upgraded', lengthBytes: 0 };
  }
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return NO_BODY;
  const codings = fieldTokens(fields, 'transfer-encoding');
  if (codings.length > 0) {
    return { framing: codings.at(-1) === 'chunked' ? 'chunked' : 'close', lengthBytes: 0 };
  }
  const length = contentLength(fields);
  if (length === undefined) return { framing: 'close', lengthBytes: 0 };
  return typeof length === 'number' ? { framing: 'content-length', lengthBytes: length } : length;
}
