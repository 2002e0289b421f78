// A request lets go of the cache: who was fetching a new copy is done, and errors may be kept as
// such.

import type { Outcome } from '../http/outcome.ts';
import type { UpstreamRequest } from '../upstream/upstream-request.ts';
import { statusOnlyPages } from './valid.ts';

/** Lets go of the cache at the end of a request. */
export const releaseCache = (u: UpstreamRequest, outcome: Outcome): void => {
  const { cache } = u.request;
  if (!cache) return;
  if (u.isCacheable && !u.headerSent && (outcome === 502 || outcome === 504)) {
    statusOnlyPages(u, outcome);
  }
  if (cache.isUpdater) {
    cache.isUpdater = false;
    cache.entry.isUpdating = false;
  }
};
