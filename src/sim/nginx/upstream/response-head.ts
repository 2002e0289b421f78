// Reads the head of an upstream server's response, as nginx 1.22 reads it: what is no status line
// is HTTP/0.9, names without a colon pass, control bytes do not. RFC 9112, sections 4 and 5.

import { type Field, field, fieldValue } from '../http/fields.ts';
import { parseHeaderLine } from '../http/parse-header-line.ts';

/** The head of an upstream server's response, as far as nginx looks at it. */
export interface ResponseHead {
  status: number;
  /** `200 OK`: what the client's status line repeats; empty for HTTP/0.9. */
  statusLine: string;
  fields: Field[];
  contentLength: number;
  chunked: boolean;
  connectionClose: boolean;
  isHttp09: boolean;
}

/** `more`, a head and where it ends, or what is wrong with it. */
export type HeadRead =
  | { readonly kind: 'more' }
  | { readonly kind: 'head'; readonly head: ResponseHead; readonly length: number }
  | { readonly kind: 'invalid'; readonly text: string };

const STATUS_LINE = /^HTTP\/(\d{1,3})\.(\d{1,3}) *(\d{3})(?:([ .])([^\r\n]*))?\r*\n/;
const MAYBE_STATUS_LINE =
  /^(?:H|HT|HTT|HTTP|HTTP\/|HTTP\/\d{1,3}|HTTP\/\d{1,3}\.|HTTP\/\d{1,3}\.\d{1,3}|HTTP\/\d{1,3}\.\d{1,3} +\d{0,3}|HTTP\/\d{1,3}\.\d{1,3} +\d{3}(?:[ .][^\r\n]*)?\r*)$/;

/** Reads a head. `isComplete` never matters: what is missing may still come. */
export const readHead = (text: string): HeadRead => {
  const line = STATUS_LINE.exec(text);
  if (!line) {
    if (text === '' || MAYBE_STATUS_LINE.test(text)) return { kind: 'more' };
    return { kind: 'head', head: http09(), length: 0 };
  }
  const [whole = '', major, minor, code = '', separator, rest = ''] = line;
  const head: ResponseHead = {
    status: Number(code),
    statusLine: separator === undefined ? code : `${code}${separator}${rest}`,
    fields: [],
    contentLength: -1,
    chunked: false,
    connectionClose: Number(major) * 1_000 + Number(minor) < 1_001,
    isHttp09: false,
  };
  return readFields(text, whole.length, head);
};

const http09 = (): ResponseHead => ({
  status: 0,
  statusLine: '',
  fields: [],
  contentLength: -1,
  chunked: false,
  connectionClose: true,
  isHttp09: true,
});

const readFields = (text: string, start: number, head: ResponseHead): HeadRead => {
  let at = start;
  for (;;) {
    const line = parseHeaderLine(text, at, { allowUnderscores: true });
    if (line.kind === 'more') return line;
    if (line.kind === 'invalid') {
      const code = text.charCodeAt(line.at).toString(16).padStart(2, '0');
      const before = text.slice(line.start, line.at);
      return { kind: 'invalid', text: `upstream sent invalid header: "${before}\\x${code}..."` };
    }
    at = line.next;
    if (line.kind === 'end') {
      finish(head);
      return { kind: 'head', head, length: at };
    }
    head.fields.push(field(line.name, line.value));
  }
};

const finish = (head: ResponseHead): void => {
  const length = fieldValue(head.fields, 'content-length');
  if (length !== null && /^\d+$/.test(length)) head.contentLength = Number(length);
  for (const { key, value } of head.fields) {
    if (key === 'connection' && /close/i.test(value)) head.connectionClose = true;
    if (key === 'transfer-encoding' && /chunked/i.test(value)) head.chunked = true;
  }
  if (head.chunked) head.contentLength = -1;
};
