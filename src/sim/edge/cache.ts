// The cache of an edge: whole responses by host and target, with their age. Simplified: one cache for all places of the
// network, and it never has to make room; a restart empties it.

import { type Fields, fieldValue } from '../http/fields.ts';
import type { ResponseHead } from '../http/message.ts';
import type { Micros } from '../kernel/event-queue.ts';
import type { Keeping } from './cache-policy.ts';

/** A response that is kept. */
export interface CacheEntry {
  readonly head: ResponseHead;
  readonly body: Uint8Array;
  readonly keeping: Keeping;
  /** When it came, or was last confirmed. */
  readonly freshUs: Micros;
}

const SECOND_US = 1_000_000;

/** Whole seconds since a response came. */
export const ageS = ({ freshUs }: CacheEntry, nowUs: Micros): number =>
  Math.floor((nowUs - freshUs) / SECOND_US);

const isWithin = (entry: CacheEntry, extraS: number, nowUs: Micros): boolean =>
  nowUs - entry.freshUs < (entry.keeping.ttlS + extraS) * SECOND_US;

export const isFresh = (entry: CacheEntry, nowUs: Micros): boolean => isWithin(entry, 0, nowUs);

/** Whether it may stand in for a response that failed. */
export const mayStandIn = (entry: CacheEntry, nowUs: Micros): boolean =>
  isWithin(entry, entry.keeping.staleIfErrorS, nowUs);

/** Whether it may be served while it is fetched anew. */
export const mayServeWhileUpdating = (entry: CacheEntry, nowUs: Micros): boolean =>
  isWithin(entry, entry.keeping.staleWhileRevalidateS, nowUs);

/** Fields that ask the origin whether an entry still holds; none where it has no validator. */
export function conditionsOf({ head }: CacheEntry): Fields {
  const etag = fieldValue(head.fields, 'etag');
  const modified = fieldValue(head.fields, 'last-modified');
  return [
    ...(etag === undefined ? [] : [['If-None-Match', etag] as const]),
    ...(modified === undefined ? [] : [['If-Modified-Since', modified] as const]),
  ];
}

export class EdgeCache {
  readonly #entries = new Map<string, CacheEntry>();
  /** What is being fetched anew at the moment. */
  readonly updating = new Set<string>();

  get(key: string): CacheEntry | null {
    return this.#entries.get(key) ?? null;
  }

  set(key: string, entry: CacheEntry): void {
    this.#entries.set(key, entry);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
