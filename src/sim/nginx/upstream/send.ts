// Sends the request to the server: head and body at once, or the body as it comes from the client
// (`proxy_request_buffering off`).

import { joinBytes } from '../../http/bytes.ts';
import { ERRNO, errnoMessage } from '../../net/errno.ts';
import { latin1Bytes } from '../bytes.ts';
import { readUnbuffered } from '../http/body.ts';
import { logRequest } from '../log/error-log.ts';
import { watchClient } from './client-abort.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/** Starts to send. */
export const sendRequest = (u: UpstreamRequest): void => {
  const { request, connection, state, built } = u;
  if (!connection || !state || !built) return;
  if (state.connectMs < 0) state.connectMs = u.elapsedMs;
  request.connection.action = 'sending request to upstream';
  u.requestSent = true;
  const isStreaming = request.requestBodyNoBuffering;
  const body = built.body ?? (request.settings.proxy.passRequestBody ? clientBody(u) : null);
  const parts = [built.head, ...(body ? [body] : [])];
  if (!write(u, joinBytes(parts))) return;
  if (isStreaming) {
    streamBody(u);
    return;
  }
  afterWrite(u);
};

/** What is there of the client's body, framed where it has to be. */
const clientBody = (u: UpstreamRequest): Uint8Array | null => {
  const { request } = u;
  const { body } = request.main;
  if (!body) return null;
  const bytes = joinBytes(body.chunks);
  // A body that is sent as it comes cannot be sent twice; one that was read first can.
  if (request.requestBodyNoBuffering) body.chunks = [];
  else body.chunks = [bytes];
  return frame(u, bytes);
};

const frame = (u: UpstreamRequest, bytes: Uint8Array): Uint8Array => {
  const { request } = u;
  const isChunked = u.isRequestChunked;
  if (!isChunked) return bytes;
  const parts: Uint8Array[] = [];
  if (bytes.length > 0) {
    parts.push(latin1Bytes(`${bytes.length.toString(16)}\r\n`), bytes, latin1Bytes('\r\n'));
  }
  if (request.body?.rest === 0) parts.push(latin1Bytes('0\r\n\r\n'));
  return joinBytes(parts);
};

const write = (u: UpstreamRequest, bytes: Uint8Array): boolean => {
  const { connection, request } = u;
  if (!connection || bytes.length === 0) return connection !== null;
  const result = connection.write(bytes, () => {
    u.isSendBlocked = false;
    u.clearWriteTimer();
    if (u.isFinished || u.connection !== connection) return;
    if (request.requestBodyNoBuffering || request.readingBody) streamBody(u);
    else afterWrite(u);
  });
  if (result === null) return true;
  if (result === 'EAGAIN') {
    u.isSendBlocked = true;
    u.setWriteTimer(request.settings.proxy.sendTimeoutMs, () => {
      const place = request.location.placeOf('proxy', 'sendTimeoutMs');
      request.worker.traceDecision(request, 'proxy_send_timeout', place);
      u.next('timeout');
    });
    return true;
  }
  const call = bytes === u.built?.head ? 'send' : 'writev';
  logRequest(request, 'error', `${call}() failed (${ERRNO[result]}: ${errnoMessage(result)})`);
  u.next('error');
  return false;
};

/** All was handed over: from now on the server's answer is awaited. */
const afterWrite = (u: UpstreamRequest): void => {
  if (u.isSendBlocked || u.requestBodySent) return;
  u.clearWriteTimer();
  u.requestBodySent = true;
  if (u.headerSent) return;
  armReadTimer(u);
};

const armReadTimer = (u: UpstreamRequest): void => {
  const { request } = u;
  u.setReadTimer(request.settings.proxy.readTimeoutMs, () => {
    request.connection.action = 'reading response header from upstream';
    const place = request.location.placeOf('proxy', 'readTimeoutMs');
    request.worker.traceDecision(request, 'proxy_read_timeout', place);
    u.next('timeout');
  });
};

/** Sends on what the client has sent, and waits for more. */
const streamBody = (u: UpstreamRequest): void => {
  const { request } = u;
  for (;;) {
    if (u.isSendBlocked || u.isFinished) return;
    if (!request.readingBody) break;
    const outcome = readUnbuffered(request);
    if (typeof outcome === 'number') {
      u.finalize(outcome);
      return;
    }
    const { body } = request;
    const bytes = joinBytes(body?.chunks ?? []);
    if (body) body.chunks = [];
    const framed = frame(u, bytes);
    if (framed.length > 0 && !write(u, framed)) return;
    if (outcome === 'again') {
      request.onReadable = () => streamBody(u);
      request.onClientGone = () => streamBody(u);
      return;
    }
  }
  if (!request.settings.proxy.ignoreClientAbort) watchClient(u);
  afterWrite(u);
};
