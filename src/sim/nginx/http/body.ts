// Reads request bodies: whole before anything else happens, or as they come. Large ones go to a
// temporary file, as nginx does, which shows in the log and on a full disk.

import { FileSystemError } from '../../files/file-system.ts';
import { describeFileError } from '../files/file-errors.ts';
import { logRequest } from '../log/error-log.ts';
import { ChunkedReader } from './chunked-reader.ts';
import { sendContinue } from './discard-body.ts';
import type { Outcome } from './outcome.ts';
import type { HttpRequest } from './request.ts';

/** A body, as far as it has come. */
export class RequestBody {
  /** Pieces that have come; whoever sends them on as they come takes them out. */
  chunks: Uint8Array[] = [];
  totalBytes = 0;
  /** Bytes that must at least still come; 0 when the body is complete. */
  rest = -1;
  chunked: ChunkedReader | null = null;
  /** Bytes that fit into nginx's buffer before the file is used. */
  bufferBytes = 0;
  bufferedBytes = 0;
  tempFile: string | null = null;
  onComplete: ((request: HttpRequest) => void) | null = null;
}

const takeFixed = (request: HttpRequest, body: RequestBody, limit: number): number => {
  const { connection } = request;
  const taken = connection.take(Math.min(connection.input.length, body.rest, limit));
  body.rest -= taken.length;
  if (taken.length > 0) {
    body.chunks.push(taken);
    body.totalBytes += taken.length;
    request.requestLength += taken.length;
  }
  return taken.length;
};

const takeChunked = (
  request: HttpRequest,
  body: RequestBody,
  reader: ChunkedReader,
  limitBytes: number,
): Outcome => {
  const { connection } = request;
  const limit = request.settings.core.clientMaxBodyBytes;
  const { used, state, content } = reader.read(connection.input.subarray(0, limitBytes));
  connection.take(used);
  request.requestLength += used;
  body.bufferedBytes += used;
  for (const piece of content) {
    body.chunks.push(piece);
    body.totalBytes += piece.length;
  }
  const size = reader.announcedBytes;
  const before = body.totalBytes - reader.seenOfChunk;
  if (limit > 0 && before + size > limit) {
    const sizes = `${before}+${size} bytes`;
    logRequest(request, 'error', `client intended to send too large chunked body: ${sizes}`);
    request.lingeringClose = true;
    return 413;
  }
  if (state === 'invalid') {
    logRequest(request, 'error', 'client sent invalid chunked body');
    return 400;
  }
  body.rest = state === 'end' ? 0 : reader.neededBytes;
  return 'ok';
};

/** Takes what has come, up to a limit. A number where it is no body nginx accepts. */
const takeBody = (
  request: HttpRequest,
  body: RequestBody,
  limit = Number.POSITIVE_INFINITY,
): Outcome => {
  if (body.chunked) return takeChunked(request, body, body.chunked, limit);
  body.bufferedBytes += takeFixed(request, body, limit);
  return 'ok';
};

const spill = (request: HttpRequest, body: RequestBody): Outcome => {
  if (body.tempFile !== null || request.bodyGoesToFile) return 'ok';
  const { worker } = request;
  const path = worker.tempFileName(request.settings.core.clientBodyTempPath);
  const fault = worker.checkTempFile(path, body.totalBytes);
  if (fault) {
    logRequest(request, 'crit', fault);
    return 500;
  }
  body.tempFile = path;
  logRequest(request, 'warn', `a client request body is buffered to a temporary file ${path}`);
  return 'ok';
};

/** Sets up the size of nginx's buffer: what is a quarter over it still fits. */
const sizeBuffer = (request: HttpRequest, body: RequestBody): void => {
  const size = request.settings.core.clientBodyBufferBytes;
  const isSmall = !body.chunked && body.rest < size + Math.floor(size / 4);
  body.bufferBytes = isSmall ? Number.POSITIVE_INFINITY : size;
  body.bufferedBytes = 0;
};

const goOn = (request: HttpRequest, body: RequestBody): Outcome => {
  const { connection } = request;
  const outcome = takeBody(request, body);
  if (outcome !== 'ok') return outcome;
  const isFull = body.bufferedBytes >= body.bufferBytes && !request.requestBodyNoBuffering;
  if (isFull && (body.rest > 0 || body.bufferedBytes > body.bufferBytes)) {
    const spilled = spill(request, body);
    if (spilled !== 'ok') return spilled;
  }
  if (body.rest === 0) {
    connection.clearReadTimer();
    return 'ok';
  }
  if (connection.hasEnded) return clientLeft(request);
  return 'again';
};

const clientLeft = (request: HttpRequest): Outcome => {
  request.connection.isBroken = true;
  logRequest(request, 'info', 'client prematurely closed connection');
  return 400;
};

const armTimer = (request: HttpRequest): void => {
  const { connection } = request;
  connection.setReadTimer(request.settings.core.clientBodyTimeoutMs, () => {
    connection.isTimedOut = true;
    const place = request.location.placeOf('core', 'clientBodyTimeoutMs');
    request.worker.traceDecision(request, 'client_body_timeout', place);
    request.worker.flow.finalize(request, 408);
  });
};

const waitForMore = (request: HttpRequest, body: RequestBody): void => {
  const step = (): void => {
    const outcome = goOn(request, body);
    if (outcome === 'again') {
      armTimer(request);
    } else if (outcome === 'ok') {
      request.onReadable = null;
      request.onClientGone = null;
      if (body.chunked) request.headersIn.contentLength = body.totalBytes;
      body.onComplete?.(request);
    } else {
      request.worker.flow.finalize(request, outcome);
    }
  };
  request.onReadable = step;
  request.onClientGone = () => {
    step();
  };
  armTimer(request);
};

/**
 * Reads the body, then calls `then`: at once where there is none. With `requestBodyNoBuffering` it
 * is called with what has come so far. Answers a status where the body is refused right away.
 */
export const readBody = (request: HttpRequest, then: (request: HttpRequest) => void): Outcome => {
  request.main.count++;
  if (request !== request.main || request.body || request.discardBody) {
    request.requestBodyNoBuffering = false;
    then(request);
    return 'ok';
  }
  sendContinue(request);
  const { headersIn } = request;
  const body = new RequestBody();
  body.onComplete = then;
  request.body = body;
  if (headersIn.contentLength < 0 && !headersIn.chunked) {
    body.rest = 0;
    request.requestBodyNoBuffering = false;
    then(request);
    return 'ok';
  }
  if (headersIn.chunked) body.chunked = new ChunkedReader();
  body.rest = headersIn.chunked ? 3 : headersIn.contentLength;
  const isWhole = !headersIn.chunked && request.prereadBytes >= headersIn.contentLength;
  const isStreamed = request.requestBodyNoBuffering && !isWhole;
  // What came with the head counts as read before; the rest is read on its own.
  let outcome: Outcome = isStreamed ? 'ok' : takeBody(request, body, request.prereadBytes);
  sizeBuffer(request, body);
  if (outcome === 'ok' && body.rest > 0) outcome = isStreamed ? 'again' : goOn(request, body);
  if (typeof outcome === 'number') {
    request.main.count--;
    return outcome;
  }
  if (outcome === 'ok') {
    if (body.chunked) headersIn.contentLength = body.totalBytes;
    request.requestBodyNoBuffering = false;
    then(request);
    return 'ok';
  }
  if (request.requestBodyNoBuffering) {
    request.readingBody = true;
    then(request);
    return 'again';
  }
  waitForMore(request, body);
  if (request.connection.hasEnded) request.onClientGone?.(null);
  return 'again';
};

/** Reads on in a body that is sent on as it comes. */
export const readUnbuffered = (request: HttpRequest): Outcome => {
  const { body } = request;
  if (!body) return 'ok';
  const outcome = goOn(request, body);
  if (outcome === 'again') {
    armTimer(request);
  } else if (outcome === 'ok') {
    request.readingBody = false;
    if (body.chunked) request.headersIn.contentLength = body.totalBytes;
  }
  return outcome;
};

/** Whether a file can be written, in nginx's words where it cannot. */
export const describeWriteFault = (path: string, error: unknown): string => {
  if (!(error instanceof FileSystemError)) throw error;
  return `open() "${path}" failed (${describeFileError(error.code)})`;
};
