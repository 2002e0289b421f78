// Settings of the proxy module with nginx 1.22's defaults, cache and TLS included.

import type { CacheZone } from '../cache/zone.ts';
import type { UpstreamReference } from '../config/draft.ts';
import type { Place } from '../config/place.ts';
import type { Buffers } from '../config/setting.ts';
import type { Template } from '../config/template.ts';

/** Reasons to ask the next server: the words of `proxy_next_upstream`. */
export const NEXT_UPSTREAM_WORDS = [
  'error',
  'timeout',
  'invalid_header',
  'non_idempotent',
  'http_500',
  'http_502',
  'http_503',
  'http_504',
  'http_403',
  'http_404',
  'http_429',
  'updating',
  'off',
] as const;
/** One word of `proxy_next_upstream`. */
export type NextUpstream = (typeof NEXT_UPSTREAM_WORDS)[number];

/** Reasons to serve a stale copy: the words of `proxy_cache_use_stale`. */
export const USE_STALE_WORDS = [
  'error',
  'timeout',
  'invalid_header',
  'updating',
  'http_500',
  'http_502',
  'http_503',
  'http_504',
  'http_403',
  'http_404',
  'http_429',
  'off',
] as const;
/** One word of `proxy_cache_use_stale`. */
export type UseStale = (typeof USE_STALE_WORDS)[number];

/** Where requests go. */
export interface ProxyPass {
  readonly place: Place;
  /** As written. */
  readonly url: Template;
  readonly scheme: 'http' | 'https';
  /** The group, or the servers a host name stands for; null where the target has variables. */
  readonly reference: UpstreamReference | null;
  /** `app1:3000` as written, without scheme and URI: what `Host` is set to. */
  readonly hostHeader: string;
  /** The URI part; null where the request's URI is passed on. */
  readonly uri: string | null;
  /** The location's prefix that the URI part replaces. */
  readonly location: string;
}

/** `proxy_set_header`: an empty value removes the field. */
export interface SetHeader {
  readonly name: string;
  readonly value: Template;
}

/**
 * `proxy_redirect`, `proxy_cookie_domain`, `proxy_cookie_path`: text to find, and what replaces it.
 */
export interface Replacement {
  readonly pattern: Template | RegExp;
  readonly replacement: Template;
}

/** `proxy_cookie_flags`. */
export interface CookieFlags {
  readonly cookie: Template | RegExp;
  readonly flags: readonly string[];
}

/** `proxy_cache_valid`; status 0 stands for `any`. */
export interface CacheValid {
  readonly statuses: readonly number[];
  readonly ms: number;
}

/** The proxy module's settings. */
export interface ProxySettings {
  readonly pass: ProxyPass | null;
  /** Null for the version's own default: 1.0, or 1.1 since 1.29.7. */
  readonly httpVersion: '1.0' | '1.1' | null;
  readonly method: Template | null;
  readonly setHeaders: readonly SetHeader[];
  readonly setBody: Template | null;
  readonly passRequestHeaders: boolean;
  readonly passRequestBody: boolean;
  readonly hideHeaders: readonly string[];
  readonly passHeaders: readonly string[];
  readonly ignoreHeaders: readonly string[];
  /** Null for `off`. */
  readonly redirects: readonly Replacement[] | 'default' | 'off';
  readonly cookieDomains: readonly Replacement[];
  readonly cookiePaths: readonly Replacement[];
  readonly cookieFlags: readonly CookieFlags[];
  readonly connectTimeoutMs: number;
  readonly sendTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly bufferBytes: number;
  readonly buffers: Buffers;
  readonly busyBuffersBytes: number | null;
  readonly maxTempFileBytes: number;
  readonly tempFileWriteBytes: number | null;
  readonly tempPath: string;
  readonly buffering: boolean;
  readonly requestBuffering: boolean;
  readonly ignoreClientAbort: boolean;
  readonly interceptErrors: boolean;
  readonly forceRanges: boolean;
  readonly nextUpstream: readonly NextUpstream[];
  readonly nextUpstreamTries: number;
  readonly nextUpstreamTimeoutMs: number;
  readonly bind: Template | null;
  readonly limitRate: number;
  /** Null for `off`. A template names a zone by variables. */
  readonly cache: CacheZone | Template | null;
  readonly cacheKey: Template | null;
  readonly cacheValid: readonly CacheValid[];
  readonly cacheUseStale: readonly UseStale[];
  readonly cacheMethods: readonly string[];
  readonly cacheMinUses: number;
  readonly cacheBypass: readonly Template[];
  readonly noCache: readonly Template[];
  readonly cacheLock: boolean;
  readonly cacheLockTimeoutMs: number;
  readonly cacheLockAgeMs: number;
  readonly cacheRevalidate: boolean;
  readonly cacheBackgroundUpdate: boolean;
  readonly cacheConvertHead: boolean;
  readonly sslVerify: boolean;
  readonly sslVerifyDepth: number;
  readonly sslTrustedCertificate: string | null;
  readonly sslName: Template | null;
  readonly sslServerName: boolean;
  readonly sslProtocols: readonly string[];
  readonly sslSessionReuse: boolean;
  readonly sslCertificate: Template | null;
  readonly sslCertificateKey: Template | null;
}

/** Their defaults. */
export const PROXY_DEFAULTS: ProxySettings = {
  pass: null,
  httpVersion: null,
  method: null,
  setHeaders: [],
  setBody: null,
  passRequestHeaders: true,
  passRequestBody: true,
  hideHeaders: [],
  passHeaders: [],
  ignoreHeaders: [],
  redirects: 'default',
  cookieDomains: [],
  cookiePaths: [],
  cookieFlags: [],
  connectTimeoutMs: 60_000,
  sendTimeoutMs: 60_000,
  readTimeoutMs: 60_000,
  bufferBytes: 4096,
  buffers: { number: 8, sizeBytes: 4096 },
  busyBuffersBytes: null,
  maxTempFileBytes: 1024 ** 3,
  tempFileWriteBytes: null,
  tempPath: '/var/lib/nginx/proxy',
  buffering: true,
  requestBuffering: true,
  ignoreClientAbort: false,
  interceptErrors: false,
  forceRanges: false,
  nextUpstream: ['error', 'timeout'],
  nextUpstreamTries: 0,
  nextUpstreamTimeoutMs: 0,
  bind: null,
  limitRate: 0,
  cache: null,
  cacheKey: null,
  cacheValid: [],
  cacheUseStale: ['off'],
  cacheMethods: ['GET', 'HEAD'],
  cacheMinUses: 1,
  cacheBypass: [],
  noCache: [],
  cacheLock: false,
  cacheLockTimeoutMs: 5_000,
  cacheLockAgeMs: 5_000,
  cacheRevalidate: false,
  cacheBackgroundUpdate: false,
  cacheConvertHead: true,
  sslVerify: false,
  sslVerifyDepth: 1,
  sslTrustedCertificate: null,
  sslName: null,
  sslServerName: false,
  sslProtocols: ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
  sslSessionReuse: true,
  sslCertificate: null,
  sslCertificateKey: null,
};
