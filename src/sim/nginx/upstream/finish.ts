// The end of the dealings with upstream servers: the last state is completed, the server given
// back, the connection closed or kept, and the client's response ended or cut.

import { releaseCache } from '../cache/release.ts';
import { type Outcome, STATUS } from '../http/outcome.ts';
import { flushOutput, sendLast } from '../http/output.ts';
import { releasePeer } from './release.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/** Ends the dealings. Called twice, the second time only lets go of the request. */
export const finishUpstream = (u: UpstreamRequest, given: Outcome): void => {
  const { request, state } = u;
  const { flow } = request.worker;
  if (u.isFinished) {
    if (given !== 'done') flow.finalize(request, 'done');
    return;
  }
  u.isFinished = true;
  u.resolveCancel?.();
  u.resolveCancel = null;
  if (state && state.responseMs < 0) {
    state.responseMs = u.elapsedMs;
    if (u.connection) state.sentBytes = u.connection.sentBytes;
  }
  if (u.peer) {
    if (typeof given === 'number' || given === 'error') u.request.worker.traceCut(u, given);
    releasePeer(u, 'fine');
  }
  u.dropConnection();
  u.body = null;
  releaseCache(u, given);
  request.onReadable = null;
  request.onClientGone = null;
  // Called as a cleanup of a request that ends anyway, or to make room for a redirect.
  if (given === 'done' || given === 'declined') return;
  request.connection.action = 'sending to client';
  if (!u.headerSent || given === 408 || given === STATUS.clientClosedRequest) {
    flow.finalize(request, given);
    return;
  }
  const isCut = given === 'error' || (typeof given === 'number' && given >= 300);
  const mustFlush = typeof given === 'number' && given >= 300;
  if (request.headerOnly || request.connection.isBroken) {
    flow.finalize(request, isCut ? 'error' : given);
    return;
  }
  if (!isCut) {
    flow.finalize(request, sendLast(request));
  } else if (mustFlush) {
    request.keepalive = false;
    flow.finalize(request, flushOutput(request));
  } else {
    flow.finalize(request, 'error');
  }
};
