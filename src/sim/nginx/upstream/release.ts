// Gives a server back to its group when an attempt is over: failures are counted, connections kept
// or closed.

import { logRequest } from '../log/error-log.ts';
import { keepIdle } from './idle-connection.ts';
import type { UpstreamRequest } from './upstream-request.ts';

const mayKeep = (u: UpstreamRequest, outcome: 'fine' | 'failed' | 'next'): boolean => {
  const { connection, group, request } = u;
  const keepalive = group?.keepalive;
  if (!connection || !keepalive || outcome === 'failed' || !u.keepalive) return false;
  if (!u.requestBodySent || u.hasEnded || connection.endpoint.isBroken) return false;
  if (connection.requests >= keepalive.requests) return false;
  if (request.worker.nowMs - connection.startedMs > keepalive.timeMs) return false;
  return !request.worker.isExiting;
};

/** Lets go of the current server. */
export const releasePeer = (u: UpstreamRequest, outcome: 'fine' | 'failed' | 'next'): void => {
  const { peer, selection, group, connection } = u;
  if (!peer || !selection || !group) return;
  u.peer = null;
  if (connection && mayKeep(u, outcome)) {
    u.clearReadTimer();
    u.clearWriteTimer();
    u.connection = null;
    keepIdle(group, connection);
  }
  const isDisabled = selection.release(peer, outcome);
  if (isDisabled) logRequest(u.request, 'warn', 'upstream server temporarily disabled');
};
