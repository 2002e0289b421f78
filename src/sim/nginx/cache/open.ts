// Looks a request up in the cache before any server is asked: a fresh copy is sent, a stale one
// perhaps, and with `proxy_cache_lock` only one request goes on to fetch what is missing.

import { evaluate, type Template } from '../config/template.ts';
import type { HttpRequest } from '../http/request.ts';
import { logRequest } from '../log/error-log.ts';
import type { UpstreamRequest } from '../upstream/upstream-request.ts';
import { startBackgroundUpdate } from './background.ts';
import { hasCacheFile, removeCacheFile } from './cache-files.ts';
import type { CacheEntry } from './entry.ts';
import { newEntry } from './entry.ts';
import type { CacheHandle } from './handle.ts';
import { sendEntry } from './send.ts';
import { CacheZone } from './zone.ts';

/** A waiting request looks again this often. */
const LOCK_POLL_MS = 500;

type Lookup = 'fresh' | 'missing' | 'scarce' | 'stale' | 'updating' | 'wait';

const zoneOf = (request: HttpRequest): CacheZone | null => {
  const { cache } = request.settings.proxy;
  if (!cache || cache instanceof CacheZone) return cache;
  return request.worker.config.cacheZones.get(evaluate(cache, request)) ?? null;
};

const isTrue = (request: HttpRequest, conditions: readonly Template[]): boolean =>
  conditions.some((condition) => {
    const value = evaluate(condition, request);
    return value !== '' && value !== '0';
  });

/** Whether `proxy_no_cache` forbids to keep the response. */
export const mayStore = (request: HttpRequest): boolean =>
  !isTrue(request, request.settings.proxy.noCache);

const keyOf = (u: UpstreamRequest): string => {
  const { request } = u;
  const { cacheKey } = request.settings.proxy;
  if (cacheKey) return evaluate(cacheKey, request);
  return `${u.target.scheme}://${u.target.hostHeader}${request.worker.proxiedUri(u)}`;
};

/** What `Vary` asks to be told apart, for a request. */
export const variantFor = (request: HttpRequest, vary: string): string =>
  vary
    .split(',')
    .map((name) => {
      const key = name.trim().toLowerCase();
      return `${key}:${request.headersIn.fields.find((one) => one.key === key)?.value ?? ''}`;
    })
    .join('\n');

const forgetOld = (request: HttpRequest, zone: CacheZone): void => {
  const nowS = request.worker.clockS;
  for (const [key, entry] of zone.entries) {
    if (nowS - entry.lastUsedS <= zone.inactiveMs / 1_000) break;
    if (entry.isUpdating) continue;
    zone.entries.delete(key);
    removeCacheFile(request.worker.machine.files, zone, entry);
  }
};

/** An entry, used now: the most recently used goes last. */
const touch = (request: HttpRequest, zone: CacheZone, key: string): CacheEntry => {
  const nowS = request.worker.clockS;
  const { files } = request.worker.machine;
  const entry = zone.entries.get(key) ?? newEntry(key, nowS);
  if (entry.exists && !hasCacheFile(files, zone, entry)) entry.exists = false;
  entry.lastUsedS = nowS;
  zone.entries.delete(key);
  zone.entries.set(key, entry);
  return entry;
};

const findEntry = (request: HttpRequest, handle: CacheHandle): CacheEntry => {
  const { zone, key } = handle;
  forgetOld(request, zone);
  const main = touch(request, zone, key);
  if (!main.exists || main.vary === null) return main;
  const variant = variantFor(request, main.vary);
  // Another variant of the same resource has an entry of its own.
  return main.variant === variant ? main : touch(request, zone, `${key}\n${variant}`);
};

const lookUp = (u: UpstreamRequest, handle: CacheHandle): Lookup => {
  const { request } = u;
  const { proxy } = request.settings;
  const nowS = request.worker.clockS;
  const { entry } = handle;
  if (!entry.exists) {
    if (entry.uses < proxy.cacheMinUses) return 'scarce';
    return proxy.cacheLock && !handle.hasWaited ? lock(request, handle) : 'missing';
  }
  if (entry.validUntilS >= nowS) return 'fresh';
  if (entry.error) return 'missing';
  handle.mayServeUpdating =
    entry.validUntilS + entry.staleUpdatingS >= nowS && entry.staleUpdatingS > 0;
  handle.mayServeOnError = entry.validUntilS + entry.staleErrorS >= nowS && entry.staleErrorS > 0;
  if (entry.isUpdating) return 'updating';
  entry.isUpdating = true;
  handle.isUpdater = true;
  return 'stale';
};

const lock = (request: HttpRequest, handle: CacheHandle): Lookup => {
  const { cacheLockAgeMs, cacheLockTimeoutMs } = request.settings.proxy;
  const { worker } = request;
  const { entry } = handle;
  if (!entry.isUpdating || worker.nowMs - entry.lockedSinceMs > cacheLockAgeMs) {
    entry.isUpdating = true;
    entry.lockedSinceMs = worker.nowMs;
    handle.isUpdater = true;
    return 'missing';
  }
  if (handle.waitUntilMs === 0) handle.waitUntilMs = worker.nowMs + cacheLockTimeoutMs;
  return 'wait';
};

const waitForLock = (u: UpstreamRequest, handle: CacheHandle, goOn: () => void): void => {
  const { worker } = u.request;
  const delayMs = Math.min(LOCK_POLL_MS, handle.waitUntilMs - worker.nowMs);
  worker.timer(Math.max(delayMs, 0), () => {
    if (u.isFinished || u.request.connection.isClosed) return;
    if (worker.nowMs >= handle.waitUntilMs) {
      logRequest(u.request, 'info', 'cache lock timeout');
      // Waited long enough: this one asks the server itself, and its response is not kept.
      handle.hasWaited = true;
      u.isCacheable = false;
      goOn();
      return;
    }
    if (decide(u, handle, goOn)) goOn();
  });
};

/** True: ask a server. */
const decide = (u: UpstreamRequest, handle: CacheHandle, goOn: () => void): boolean => {
  const { request } = u;
  const { cacheUseStale, cacheBackgroundUpdate } = request.settings.proxy;
  const found = lookUp(u, handle);
  const mayUpdate = cacheUseStale.includes('updating') || handle.mayServeUpdating;
  if (found === 'wait') {
    waitForLock(u, handle, goOn);
    return false;
  }
  if (found === 'fresh') {
    handle.status = 'HIT';
    sendEntry(u, handle.entry);
    return false;
  }
  if (found === 'stale' && mayUpdate && cacheBackgroundUpdate && !request.isBackground) {
    handle.isUpdater = false;
    startBackgroundUpdate(request, handle);
    handle.status = 'STALE';
    sendEntry(u, handle.entry);
    return false;
  }
  if (found === 'updating' && mayUpdate && !request.isBackground) {
    handle.status = 'UPDATING';
    sendEntry(u, handle.entry);
    return false;
  }
  if (found === 'scarce') u.isCacheable = false;
  if (found === 'stale' || found === 'updating') handle.status = 'EXPIRED';
  return true;
};

/** Opens the cache. True: go on and ask a server; `goOn` is called later where that has to wait. */
export const openCache = (u: UpstreamRequest, goOn: () => void): boolean => {
  const { request } = u;
  const zone = zoneOf(request);
  if (!zone || !request.settings.proxy.cacheMethods.includes(request.method)) return true;
  const key = keyOf(u);
  const handle: CacheHandle = {
    zone,
    key,
    entry: newEntry(key, request.worker.clockS),
    status: 'MISS',
    isUpdater: false,
    mayServeUpdating: false,
    mayServeOnError: false,
    validUntilS: 0,
    staleUpdatingS: 0,
    staleErrorS: 0,
    waitUntilMs: 0,
    hasWaited: false,
    wakeUp: null,
  };
  request.cache = handle;
  u.cache = handle;
  u.isCacheable = true;
  handle.entry = findEntry(request, handle);
  if (isTrue(request, request.settings.proxy.cacheBypass)) {
    handle.status = 'BYPASS';
    return true;
  }
  handle.entry.uses++;
  return decide(u, handle, goOn);
};
