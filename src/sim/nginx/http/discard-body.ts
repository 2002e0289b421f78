// Reads a request body that nobody wants, so that the connection can be used again, or closed
// without a reset.

import { logRequest } from '../log/error-log.ts';
import { ChunkedReader } from './chunked-reader.ts';
import type { Outcome } from './outcome.ts';
import type { HttpRequest } from './request.ts';

/**
 * Takes what has come of the body. `ok`: all of it has gone by; a number where it is no valid body.
 */
const takeDiscarded = (request: HttpRequest): 'ok' | 'again' | number => {
  const { connection, headersIn } = request;
  if (headersIn.chunked) {
    request.discardReader ??= new ChunkedReader();
    const { used, state } = request.discardReader.read(connection.input);
    connection.take(used);
    if (state === 'invalid') {
      logRequest(request, 'error', 'client sent invalid chunked body');
      return 400;
    }
    if (state === 'more') return 'again';
    headersIn.contentLength = 0;
    return 'ok';
  }
  const taken = connection.take(Math.min(connection.input.length, headersIn.contentLength));
  headersIn.contentLength -= taken.length;
  return headersIn.contentLength === 0 ? 'ok' : 'again';
};

/** Starts to throw the body away. */
export const discardBody = (request: HttpRequest): Outcome => {
  const { connection, headersIn } = request;
  if (request !== request.main || request.discardBody || request.body) return 'ok';
  sendContinue(request);
  connection.clearReadTimer();
  if (headersIn.contentLength <= 0 && !headersIn.chunked) return 'ok';
  // What came with the head leaves nothing to read, but nginx does not rely on it when it closes.
  const cameWithHead = request.prereadBytes >= headersIn.contentLength && !headersIn.chunked;
  const outcome = takeDiscarded(request);
  if (outcome === 'ok') {
    if (!cameWithHead) request.lingeringClose = false;
    return 'ok';
  }
  if (outcome !== 'again') return outcome;
  request.onReadable = () => readDiscarded(request);
  request.main.count++;
  request.discardBody = true;
  return 'ok';
};

/** More of an unwanted body has come. */
export const readDiscarded = (request: HttpRequest): void => {
  const { connection, worker } = request;
  const outcome = takeDiscarded(request);
  if (outcome === 'ok') {
    request.discardBody = false;
    request.lingeringClose = false;
    request.onReadable = null;
    worker.flow.finalize(request, 'done');
    return;
  }
  if (outcome !== 'again') {
    connection.isBroken = true;
    worker.flow.finalize(request, 'error');
    return;
  }
  if (connection.hasEnded) worker.flow.finalize(request, 'error');
};

/** `Expect: 100-continue`: tells a waiting client to go on, once, when its body is wanted. */
export const sendContinue = (request: HttpRequest): void => {
  const { main } = request;
  if (main.expectTested || main.httpVersion < 1_001) return;
  main.expectTested = true;
  const expect = main.headersIn.fields.find(({ key }) => key === 'expect');
  if (expect?.value.toLowerCase() !== '100-continue') return;
  main.connection.send(CONTINUE);
};

const CONTINUE = Uint8Array.from('HTTP/1.1 100 Continue\r\n\r\n', (ch) => ch.charCodeAt(0));
