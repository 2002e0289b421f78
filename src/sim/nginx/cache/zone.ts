// A cache: where its responses are kept and for how long. `proxy_cache_path` makes it. It outlives
// a worker, and a reload keeps it.

import type { CacheEntry } from './entry.ts';

/** What `proxy_cache_path` says about a cache. */
export interface CacheZoneOptions {
  readonly name: string;
  readonly path: string;
  readonly inactiveMs: number;
  readonly maxBytes: number;
  readonly levels: readonly number[];
}

/** A cache and the responses it knows. */
export class CacheZone {
  readonly name: string;
  readonly path: string;
  readonly inactiveMs: number;
  readonly maxBytes: number;
  readonly levels: readonly number[];
  /** By key, in the order of the last use: the first is the first to go. */
  readonly entries = new Map<string, CacheEntry>();

  constructor(options: CacheZoneOptions) {
    this.name = options.name;
    this.path = options.path;
    this.inactiveMs = options.inactiveMs;
    this.maxBytes = options.maxBytes;
    this.levels = options.levels;
  }
}
