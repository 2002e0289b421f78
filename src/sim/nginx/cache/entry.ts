// One response in a cache. Times are whole seconds of the clock, as nginx keeps them.

import type { ResponseHead } from '../upstream/response-head.ts';

/** A response in a cache, or the place kept for one. */
export interface CacheEntry {
  readonly key: string;
  /** Null for an error of nginx's own that is kept as its status alone. */
  head: ResponseHead | null;
  body: Uint8Array;
  /** The status that is kept instead of a response; 0 for none. */
  error: number;
  exists: boolean;
  validUntilS: number;
  /** How long it may be served stale: while it is renewed, and when renewing fails. */
  staleUpdatingS: number;
  staleErrorS: number;
  lastModified: string | null;
  etag: string | null;
  /** The values of the request's fields that `Vary` names, when it was stored. */
  vary: string | null;
  variant: string;
  uses: number;
  /** A request is fetching a new copy. */
  isUpdating: boolean;
  lockedSinceMs: number;
  lastUsedS: number;
  storedS: number;
}

/** An empty place for a key. */
export const newEntry = (key: string, nowS: number): CacheEntry => ({
  key,
  head: null,
  body: new Uint8Array(0),
  error: 0,
  exists: false,
  validUntilS: 0,
  staleUpdatingS: 0,
  staleErrorS: 0,
  lastModified: null,
  etag: null,
  vary: null,
  variant: '',
  uses: 0,
  isUpdating: false,
  lockedSinceMs: 0,
  lastUsedS: nowS,
  storedS: nowS,
});
