// A request's dealings with the cache: its key, what was found, what is to be stored.

import type { CacheEntry } from './entry.ts';
import type { CacheZone } from './zone.ts';

/** `$upstream_cache_status` */
export type CacheStatus =
  | 'MISS'
  | 'BYPASS'
  | 'EXPIRED'
  | 'STALE'
  | 'UPDATING'
  | 'REVALIDATED'
  | 'HIT';

/** What one request found in the cache and means to do there. */
export interface CacheHandle {
  readonly zone: CacheZone;
  readonly key: string;
  entry: CacheEntry;
  status: CacheStatus | null;
  /** This request is the one that fetches a new copy. */
  isUpdater: boolean;
  /** The stale copy may be served while or when renewing fails. */
  mayServeUpdating: boolean;
  mayServeOnError: boolean;
  /** What the response's own fields say about its validity. */
  validUntilS: number;
  staleUpdatingS: number;
  staleErrorS: number;
  /** The lock is waited for until then. */
  waitUntilMs: number;
  hasWaited: boolean;
  wakeUp: (() => void) | null;
}
