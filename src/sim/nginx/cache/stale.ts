// A stale copy instead of an error: `proxy_cache_use_stale`, `stale-if-error`, and copies that a
// server says are still good (`proxy_cache_revalidate`).

import type { NextUpstream } from '../settings/proxy.ts';
import type { UpstreamRequest } from '../upstream/upstream-request.ts';
import { sendInstead } from './send.ts';
import { validSeconds } from './valid.ts';

/** Serves the stale copy where one is there and the configuration allows it for this failure. */
export const serveStale = (u: UpstreamRequest, condition: NextUpstream | null): boolean => {
  const { request } = u;
  const { cache } = request;
  if (cache?.status !== 'EXPIRED' || !condition) return false;
  const { cacheUseStale } = request.settings.proxy;
  const isAllowed = (cacheUseStale as readonly string[]).includes(condition);
  const isError =
    condition === 'error' ||
    condition === 'timeout' ||
    condition === 'invalid_header' ||
    condition.startsWith('http_5');
  if (!isAllowed && !(cache.mayServeOnError && isError)) return false;
  cache.status = 'STALE';
  const place = request.location.placeOf('proxy', 'cacheUseStale');
  request.worker.traceDecision(request, 'proxy_cache_use_stale', place);
  u.isCacheable = false;
  sendInstead(u, cache.entry);
  return true;
};

/** The server says with 304 that the expired copy is still good. */
export const revalidated = (u: UpstreamRequest): boolean => {
  const { request } = u;
  const { cache } = request;
  const { cacheRevalidate, cacheValid } = request.settings.proxy;
  if (cache?.status !== 'EXPIRED' || !cacheRevalidate) return false;
  cache.status = 'REVALIDATED';
  const { entry } = cache;
  const seconds = validSeconds(cacheValid, entry.head?.status ?? 200);
  if (seconds > 0) entry.validUntilS = request.worker.clockS + seconds;
  u.isCacheable = false;
  sendInstead(u, entry);
  return true;
};
