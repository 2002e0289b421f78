// Keeps a response in the cache as it goes by to the client.

import { joinBytes } from '../../http/bytes.ts';
import { fieldValue } from '../http/fields.ts';
import type { ResponseHead } from '../upstream/response-head.ts';
import type { UpstreamRequest } from '../upstream/upstream-request.ts';
import { removeCacheFile, writeCacheFile } from './cache-files.ts';
import type { CacheHandle } from './handle.ts';
import { mayStore, variantFor } from './open.ts';
import { readValidity, validSeconds } from './valid.ts';

/** Collects a body. Nothing is kept before it is complete. */
export class CacheWriter {
  readonly #u: UpstreamRequest;
  readonly #handle: CacheHandle;
  readonly #head: ResponseHead;
  #pieces: Uint8Array[] = [];

  constructor(u: UpstreamRequest, handle: CacheHandle, head: ResponseHead) {
    this.#u = u;
    this.#handle = handle;
    this.#head = head;
  }

  add(piece: Uint8Array): void {
    this.#pieces.push(piece);
  }

  abandon(): void {
    this.#pieces = [];
  }

  complete(): void {
    const { request } = this.#u;
    const { entry } = this.#handle;
    entry.exists = true;
    entry.error = 0;
    entry.head = this.#head;
    entry.body = joinBytes(this.#pieces);
    entry.validUntilS = this.#handle.validUntilS;
    entry.staleUpdatingS = this.#handle.staleUpdatingS;
    entry.staleErrorS = this.#handle.staleErrorS;
    entry.lastModified = fieldValue(this.#head.fields, 'last-modified');
    entry.etag = fieldValue(this.#head.fields, 'etag');
    entry.vary = fieldValue(this.#head.fields, 'vary');
    entry.variant = entry.vary === null ? '' : variantFor(request, entry.vary);
    entry.storedS = request.worker.clockS;
    // Without its file, on a full disk, the response is not kept.
    entry.exists = writeCacheFile(request.worker.machine.files, this.#handle.zone, entry);
    this.#makeRoom();
  }

  #makeRoom(): void {
    const { zone } = this.#handle;
    if (zone.maxBytes === Number.POSITIVE_INFINITY) return;
    let total = 0;
    for (const { body } of zone.entries.values()) total += body.length;
    for (const [key, entry] of zone.entries) {
      if (total <= zone.maxBytes) return;
      if (entry === this.#handle.entry || entry.isUpdating) continue;
      total -= entry.body.length;
      zone.entries.delete(key);
      removeCacheFile(this.#u.request.worker.machine.files, zone, entry);
    }
  }
}

/** Whether the response that has just begun may be kept, by its fields. */
export const cacheable = (u: UpstreamRequest, head: ResponseHead): void => {
  const { cache } = u.request;
  if (cache && u.isCacheable) readValidity(u, cache, head);
};

/** Starts to keep a response; null where it is not kept. */
export const storeFromNow = (u: UpstreamRequest): CacheWriter | null => {
  const { request, head } = u;
  const { cache } = request;
  if (!cache || !u.isCacheable || !head) return null;
  if (!mayStore(request)) {
    u.isCacheable = false;
    return null;
  }
  if (cache.validUntilS === 0) {
    const seconds = validSeconds(request.settings.proxy.cacheValid, head.status);
    if (seconds === 0) {
      u.isCacheable = false;
      return null;
    }
    cache.validUntilS = request.worker.clockS + seconds;
  }
  return new CacheWriter(u, cache, head);
};
