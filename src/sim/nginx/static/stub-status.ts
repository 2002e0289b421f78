// `stub_status`: counters of the whole nginx.

import { latin1Bytes } from '../bytes.ts';
import { discardBody } from '../http/discard-body.ts';
import { sendHeader } from '../http/header-filter.ts';
import type { Outcome } from '../http/outcome.ts';
import { sendBody } from '../http/output.ts';
import type { HttpRequest } from '../http/request.ts';

/** The content handler of `stub_status`. */
export const stubStatus = (request: HttpRequest): Outcome => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return 405;
  const discarded = discardBody(request);
  if (discarded !== 'ok') return discarded;
  const { active, accepts, handled, requests, reading, writing, waiting } = request.worker.counters;
  const text =
    `Active connections: ${active} \nserver accepts handled requests\n` +
    ` ${accepts} ${handled} ${requests} \n` +
    `Reading: ${reading} Writing: ${writing} Waiting: ${waiting} \n`;
  request.headersOut.status = 200;
  request.headersOut.contentType = 'text/plain';
  request.headersOut.contentLength = text.length;
  const sent = sendHeader(request);
  if (sent !== 'ok' || request.headerOnly) return sent;
  return sendBody(request, latin1Bytes(text), { isLast: true, flush: false });
};

/** The smallest GIF there is: one transparent dot. */
const GIF = Uint8Array.from([
  0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00, 0x01, 0x00, 0x80, 0x01, 0x00, 0x00, 0x00, 0x00,
  0xff, 0xff, 0xff, 0x21, 0xf9, 0x04, 0x01, 0x00, 0x00, 0x01, 0x00, 0x2c, 0x00, 0x00, 0x00, 0x00,
  0x01, 0x00, 0x01, 0x00, 0x00, 0x02, 0x02, 0x4c, 0x01, 0x00, 0x3b,
]);

/** The content handler of `empty_gif`. */
export const emptyGif = (request: HttpRequest): Outcome => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return 405;
  request.headersOut.status = 200;
  request.headersOut.contentType = 'image/gif';
  request.headersOut.contentLength = GIF.length;
  request.headersOut.lastModifiedMs = 23349600_000;
  const sent = sendHeader(request);
  if (sent !== 'ok' || request.headerOnly) return sent;
  return sendBody(request, GIF, { isLast: true, flush: false });
};
