// How long a response may be kept: what the server says in its fields, else `proxy_cache_valid`.

import { parseHttpDate } from '../../http/http-date.ts';
import { fieldValue } from '../http/fields.ts';
import type { CacheValid } from '../settings/proxy.ts';
import type { ResponseHead } from '../upstream/response-head.ts';
import type { UpstreamRequest } from '../upstream/upstream-request.ts';
import { writeCacheFile } from './cache-files.ts';
import type { CacheHandle } from './handle.ts';

/** Seconds a status may be kept; 0 for not at all. */
export const validSeconds = (rules: readonly CacheValid[], status: number): number => {
  for (const { statuses, ms } of rules) {
    if (statuses.includes(0) || statuses.includes(status)) return Math.floor(ms / 1_000);
  }
  return 0;
};

const directive = (text: string, name: string): number | null => {
  const match = new RegExp(`${name}=(\\d+)`, 'i').exec(text);
  return match ? Number(match[1]) : null;
};

const readCacheControl = (u: UpstreamRequest, handle: CacheHandle, text: string): void => {
  const nowS = u.request.worker.clockS;
  if (/no-cache|no-store|private/i.test(text)) {
    u.isCacheable = false;
    return;
  }
  const seconds = directive(text, 's-maxage') ?? directive(text, '(?<![-\\w])max-age');
  if (seconds === 0) {
    u.isCacheable = false;
    return;
  }
  if (seconds !== null) handle.validUntilS = nowS + seconds;
  handle.staleUpdatingS = directive(text, 'stale-while-revalidate') ?? 0;
  handle.staleErrorS = directive(text, 'stale-if-error') ?? 0;
};

const readExpires = (u: UpstreamRequest, handle: CacheHandle, text: string): void => {
  if (handle.validUntilS !== 0) return;
  const atMs = parseHttpDate(text);
  const nowS = u.request.worker.clockS;
  if (atMs === null || atMs / 1_000 <= nowS) u.isCacheable = false;
  else handle.validUntilS = atMs / 1_000;
};

const readAccelExpires = (u: UpstreamRequest, handle: CacheHandle, text: string): void => {
  if (text.startsWith('@')) {
    handle.validUntilS = Number(text.slice(1)) || 0;
    return;
  }
  const seconds = Number(text);
  if (!Number.isInteger(seconds)) return;
  if (seconds === 0) u.isCacheable = false;
  else handle.validUntilS = u.request.worker.clockS + seconds;
};

/** Reads what the response says about itself. */
export const readValidity = (u: UpstreamRequest, handle: CacheHandle, head: ResponseHead): void => {
  const { ignoreHeaders } = u.request.settings.proxy;
  const value = (key: string): string | null =>
    ignoreHeaders.includes(key) ? null : fieldValue(head.fields, key);
  const accel = value('x-accel-expires');
  if (accel !== null) readAccelExpires(u, handle, accel);
  const control = value('cache-control');
  if (control !== null && accel === null) readCacheControl(u, handle, control);
  const expires = value('expires');
  if (expires !== null && accel === null) readExpires(u, handle, expires);
  if (value('set-cookie') !== null) u.isCacheable = false;
  const vary = value('vary');
  if (vary?.trim() === '*') u.isCacheable = false;
};

/** An intercepted error, or one of nginx's own, can be kept as its status alone. */
export const statusOnlyPages = (u: UpstreamRequest, status: number): void => {
  const { cache, worker, settings } = u.request;
  if (!cache || !u.isCacheable) return;
  const seconds = validSeconds(settings.proxy.cacheValid, status);
  if (seconds === 0) return;
  const { entry } = cache;
  entry.exists = true;
  entry.error = status;
  entry.head = null;
  entry.validUntilS = worker.clockS + seconds;
  writeCacheFile(worker.machine.files, cache.zone, entry);
};
