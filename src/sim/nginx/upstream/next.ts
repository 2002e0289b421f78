// What nginx does when an attempt fails: count the failure, ask the next server if that is allowed,
// serve a stale copy if there is one, else answer with an error. `proxy_next_upstream` and its
// limits.

import { serveStale } from '../cache/stale.ts';
import { STATUS } from '../http/outcome.ts';
import { logRequest } from '../log/error-log.ts';
import type { NextUpstream } from '../settings/proxy.ts';
import { releasePeer } from './release.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/** How an attempt failed: the conditions of `proxy_next_upstream`, and having no server at all. */
export type FailureKind =
  | 'error'
  | 'timeout'
  | 'invalid-header'
  | 'no-live'
  | 'http_500'
  | 'http_502'
  | 'http_503'
  | 'http_504'
  | 'http_403'
  | 'http_404'
  | 'http_429';

const STATUSES: Readonly<Record<FailureKind, number>> = {
  error: 502,
  timeout: 504,
  'invalid-header': 502,
  'no-live': 502,
  http_500: 500,
  http_502: 502,
  http_503: 503,
  http_504: 504,
  http_403: 403,
  http_404: 404,
  http_429: 429,
};

/** The word of `proxy_next_upstream` and `proxy_cache_use_stale` for a failure. */
export const conditionOf = (kind: FailureKind): NextUpstream | null => {
  if (kind === 'invalid-header') return 'invalid_header';
  return kind === 'no-live' ? null : kind;
};

/**
 * Methods that may have changed something: they are not sent twice unless the configuration says
 * so.
 */
const NOT_REPEATED = new Set(['POST', 'LOCK', 'PATCH']);

/** Whether the configuration allows another attempt after a failure. */
export const mayTryNext = (u: UpstreamRequest, kind: FailureKind): boolean => {
  const { request } = u;
  const { nextUpstream, nextUpstreamTimeoutMs } = request.settings.proxy;
  const condition = conditionOf(kind);
  if (!condition || nextUpstream.includes('off') || !nextUpstream.includes(condition)) return false;
  if (u.requestSent && NOT_REPEATED.has(request.method)) {
    if (!nextUpstream.includes('non_idempotent')) return false;
  }
  if (u.requestSent && request.requestBodyNoBuffering) return false;
  const elapsedMs = request.worker.nowMs - u.startedMs;
  return nextUpstreamTimeoutMs === 0 || elapsedMs < nextUpstreamTimeoutMs;
};

/** The current attempt failed. */
export const tryNext = (u: UpstreamRequest, kind: FailureKind): void => {
  const { request, state, selection } = u;
  if (u.isFinished) return;
  if (state && u.connection) state.sentBytes = u.connection.sentBytes;
  const status = STATUSES[kind];
  if (u.peer) releasePeer(u, kind === 'http_403' || kind === 'http_404' ? 'next' : 'failed');
  if (kind === 'timeout') {
    logRequest(request, 'error', 'upstream timed out (110: Connection timed out)');
  }
  if (u.isCachedConnection && kind === 'error' && selection) selection.tries++;
  if (request.connection.isBroken) {
    u.finalize(STATUS.clientClosedRequest);
    return;
  }
  if (state) state.status = status;
  request.worker.traceResult(u, kind, status);
  if (!selection || selection.tries === 0 || !mayTryNext(u, kind)) {
    if (!serveStale(u, conditionOf(kind))) u.finalize(status);
    return;
  }
  const place = request.location.placeOf('proxy', 'nextUpstream');
  request.worker.traceDecision(request, 'proxy_next_upstream', place);
  if (state) state.responseMs = u.elapsedMs;
  u.dropConnection();
  u.connect();
};
