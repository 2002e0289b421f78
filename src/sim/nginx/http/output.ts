// The way of a response's bytes to the client: cut to the range asked for, in chunks where there is
// no length, held back until a packet is worth while, at the rate allowed. What the socket does not
// take waits.

import { joinBytes } from '../../http/bytes.ts';
import { latin1Bytes } from '../bytes.ts';
import { evaluate } from '../config/template.ts';
import { parseSize } from '../config/values.ts';
import type { Outcome } from './outcome.ts';
import type { HttpRequest } from './request.ts';

/** How some bytes of a body are to go out. */
export interface SendOptions {
  /** Nothing follows. */
  readonly isLast: boolean;
  /** Send at once, however little it is. */
  readonly flush: boolean;
}

const LAST_CHUNK = latin1Bytes('0\r\n\r\n');
const CRLF = latin1Bytes('\r\n');

/** Sends part of a body. */
export const sendBody = (
  request: HttpRequest,
  bytes: Uint8Array,
  options: SendOptions,
): Outcome => {
  if (request.headerOnly || request !== request.main) return 'ok';
  const part = request.gzip ? request.gzip.push(bytes, options.isLast) : cutToRange(request, bytes);
  if (!request.chunked) return writeOut(request, [part], options);
  const pieces: Uint8Array[] = [];
  if (part.length > 0) pieces.push(latin1Bytes(`${part.length.toString(16)}\r\n`), part, CRLF);
  if (options.isLast) pieces.push(LAST_CHUNK);
  return writeOut(request, pieces, options);
};

/** Ends a body, or a response without one. */
export const sendLast = (request: HttpRequest): Outcome =>
  sendBody(request, new Uint8Array(0), { isLast: true, flush: false });

/** Sends what is held back, without ending anything. */
export const flushOutput = (request: HttpRequest): Outcome =>
  request.headerOnly || request !== request.main
    ? 'ok'
    : writeOut(request, [], { isLast: false, flush: true });

const cutToRange = (request: HttpRequest, bytes: Uint8Array): Uint8Array => {
  if (request.rangeEnd < 0) return bytes;
  const start = Math.max(0, request.rangeStart - request.bodyOffset);
  const end = Math.max(start, request.rangeEnd - request.bodyOffset);
  request.bodyOffset += bytes.length;
  return bytes.subarray(start, end);
};

/** Gives bytes to the connection, or holds them back while they are few. */
export const writeOut = (
  request: HttpRequest,
  pieces: readonly Uint8Array[],
  options: SendOptions,
): Outcome => {
  const { connection } = request;
  if (connection.isBroken) return 'error';
  for (const piece of pieces) {
    if (piece.length === 0) continue;
    request.postponed.push(piece);
    request.postponedBytes += piece.length;
  }
  const { postponeOutputBytes } = request.settings.core;
  const isFew = request.postponedBytes < postponeOutputBytes;
  if (!options.isLast && !options.flush && isFew) return 'ok';
  return continueOutput(request);
};

const rateLimit = (request: HttpRequest): { rate: number; after: number } => {
  const { limitRate, limitRateAfter } = request.settings.core;
  const read = (text: string): number => parseSize(text) ?? 0;
  const rate = request.limitRate ?? (limitRate ? read(evaluate(limitRate, request)) : 0);
  return { rate, after: limitRateAfter ? read(evaluate(limitRateAfter, request)) : 0 };
};

/** Hands over what waits, as far as socket and rate allow. */
export const continueOutput = (request: HttpRequest): Outcome => {
  const { connection } = request;
  if (connection.isBroken) return 'error';
  if (request.isDelayed) return 'again';
  const bytes = joinBytes(request.postponed);
  request.postponed = [];
  request.postponedBytes = 0;
  const { rate, after } = rateLimit(request);
  if (rate > 0) return sendAtRate(request, bytes, rate, after);
  return connection.send(bytes) ? 'ok' : 'error';
};

const sendAtRate = (
  request: HttpRequest,
  bytes: Uint8Array,
  rate: number,
  after: number,
): Outcome => {
  const { connection, worker } = request;
  const elapsedS = Math.floor((worker.kernel.nowUs - request.startedUs) / 1_000_000);
  const allowed = rate * (elapsedS + 1) - (connection.sentBytes - after);
  const part = bytes.subarray(0, Math.max(0, allowed));
  const rest = bytes.subarray(part.length);
  if (part.length > 0 && !connection.send(part)) return 'error';
  if (rest.length > 0) {
    request.postponed = [rest];
    request.postponedBytes = rest.length;
    request.isDelayed = true;
    const waitMs = allowed > 0 ? (part.length * 1_000) / rate : (-allowed * 1_000) / rate + 1;
    worker.timer(waitMs, () => {
      request.isDelayed = false;
      if (!connection.isClosed && connection.request === request) connection.writer?.clientReady();
    });
  }
  return 'ok';
};

/** Whether anything of the response is still on its way to the socket. */
export const hasPendingOutput = (request: HttpRequest): boolean =>
  request === request.main && (request.connection.isBuffered || request.isDelayed);
