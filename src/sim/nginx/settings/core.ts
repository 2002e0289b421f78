// Settings of the HTTP core module at http, server and location level, with nginx 1.22's defaults.

import type { LogLevel } from '../config/place.ts';
import type { Template } from '../config/template.ts';
import type { ResolverSettings } from './resolver.ts';

/** What answers requests of a location when a directive names it: without one, files do. */
export type HandlerName = 'proxy' | 'stub-status' | 'empty-gif' | null;

/** `root` or `alias`. */
export interface Root {
  readonly path: Template;
  /** For `alias`: how many characters of the URI it replaces; null for `root`. */
  readonly replacedLength: number | null;
  /** For `alias` in a regular-expression location: the path is the whole file name. */
  readonly isWholePath: boolean;
}

/** One code of an `error_page` directive. */
export interface ErrorPage {
  readonly status: number;
  /** `=code`: a code, 0 for `=` alone (take the page's own), null without `=`. */
  readonly overwrite: number | null;
  readonly target: Template;
  readonly hasArgs: boolean;
}

/** Where errors are logged and from which level on. */
export interface ErrorLog {
  /** Null for stderr. */
  readonly file: string | null;
  readonly level: LogLevel;
}

/** The core module's settings. */
export interface CoreSettings {
  readonly handler: HandlerName;
  readonly root: Root | null;
  readonly types: ReadonlyMap<string, string>;
  readonly defaultType: string;
  readonly clientMaxBodyBytes: number;
  readonly clientBodyBufferBytes: number;
  readonly clientBodyTimeoutMs: number;
  readonly clientBodyTempPath: string;
  readonly clientBodyInFileOnly: 'off' | 'on' | 'clean';
  readonly sendTimeoutMs: number;
  readonly postponeOutputBytes: number;
  readonly limitRate: Template | null;
  readonly limitRateAfter: Template | null;
  readonly keepaliveTimeMs: number;
  readonly keepaliveTimeoutMs: number;
  /** What the `Keep-Alive` field says, in seconds; 0 for no field. */
  readonly keepaliveHeaderS: number;
  readonly keepaliveRequests: number;
  readonly keepaliveDisable: readonly string[];
  readonly satisfy: 'all' | 'any';
  readonly internal: boolean;
  readonly lingeringClose: 'off' | 'on' | 'always';
  readonly lingeringTimeMs: number;
  readonly lingeringTimeoutMs: number;
  readonly resetTimedoutConnection: boolean;
  readonly absoluteRedirect: boolean;
  readonly serverNameInRedirect: boolean;
  readonly portInRedirect: boolean;
  readonly msiePadding: boolean;
  readonly msieRefresh: boolean;
  readonly logNotFound: boolean;
  readonly logSubrequest: boolean;
  readonly recursiveErrorPages: boolean;
  readonly serverTokens: 'on' | 'off' | 'build';
  readonly ifModifiedSince: 'off' | 'exact' | 'before';
  readonly maxRanges: number;
  readonly chunkedTransferEncoding: boolean;
  readonly etag: boolean;
  readonly errorPages: readonly ErrorPage[];
  readonly errorLogs: readonly ErrorLog[];
  readonly resolver: ResolverSettings | null;
  readonly resolverTimeoutMs: number;
}

/** The types nginx knows where no `types` block is given. */
const BUILT_IN_TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html'],
  ['gif', 'image/gif'],
  ['jpg', 'image/jpeg'],
]);

/** Their defaults. */
export const CORE_DEFAULTS: CoreSettings = {
  handler: null,
  root: null,
  types: BUILT_IN_TYPES,
  defaultType: 'text/plain',
  clientMaxBodyBytes: 1_048_576,
  clientBodyBufferBytes: 16_384,
  clientBodyTimeoutMs: 60_000,
  clientBodyTempPath: '/var/lib/nginx/body',
  clientBodyInFileOnly: 'off',
  sendTimeoutMs: 60_000,
  postponeOutputBytes: 1460,
  limitRate: null,
  limitRateAfter: null,
  keepaliveTimeMs: 3_600_000,
  keepaliveTimeoutMs: 75_000,
  keepaliveHeaderS: 0,
  keepaliveRequests: 1000,
  keepaliveDisable: ['msie6'],
  satisfy: 'all',
  internal: false,
  lingeringClose: 'on',
  lingeringTimeMs: 30_000,
  lingeringTimeoutMs: 5_000,
  resetTimedoutConnection: false,
  absoluteRedirect: true,
  serverNameInRedirect: false,
  portInRedirect: true,
  msiePadding: true,
  msieRefresh: false,
  logNotFound: true,
  logSubrequest: false,
  recursiveErrorPages: false,
  serverTokens: 'on',
  ifModifiedSince: 'exact',
  maxRanges: Number.POSITIVE_INFINITY,
  chunkedTransferEncoding: true,
  etag: true,
  errorPages: [],
  errorLogs: [],
  resolver: null,
  resolverTimeoutMs: 30_000,
};
