// Sends a kept response, as if the server had just given it.

import { sendHeader } from '../http/header-filter.ts';
import type { Outcome } from '../http/outcome.ts';
import { sendBody, sendLast } from '../http/output.ts';
import type { HttpRequest } from '../http/request.ts';
import { processHeaders } from '../upstream/process-headers.ts';
import type { UpstreamRequest } from '../upstream/upstream-request.ts';
import type { CacheEntry } from './entry.ts';

const sendStored = (u: UpstreamRequest, entry: CacheEntry): Outcome | null => {
  const { request } = u;
  if (!entry.head) return entry.error;
  u.isFromCache = true;
  if (!processHeaders(u, entry.head)) return null;
  const sent = sendHeader(request);
  if (sent !== 'ok' || request.headerOnly || request !== request.main) return sent;
  if (entry.body.length === 0) return sendLast(request);
  return sendBody(request, entry.body, { isLast: true, flush: false });
};

/** Answers a request from the cache, before any server was asked. */
export const sendEntry = (u: UpstreamRequest, entry: CacheEntry): void => {
  const { request } = u;
  traceHit(request);
  const outcome = sendStored(u, entry);
  if (outcome !== null) request.worker.flow.finalize(request, outcome);
};

/** Answers with a stale copy after a server has failed. */
export const sendInstead = (u: UpstreamRequest, entry: CacheEntry): void => {
  const outcome = sendStored(u, entry);
  if (outcome !== null) u.finalizeWith(outcome);
};

const traceHit = (request: HttpRequest): void => {
  const place = request.location.placeOf('proxy', 'cache');
  request.worker.traceDecision(request, 'proxy_cache', place);
};
