// What nginx sends to an upstream server: request line and fields. The URI is the client's own, or
// what the location's prefix is replaced by; the fields are the client's with the changes of
// `proxy_set_header`.

import { latin1Bytes } from '../bytes.ts';
import { evaluate } from '../config/template.ts';
import { parseProxyUrl } from '../directives/proxy-pass.ts';
import type { HttpRequest } from '../http/request.ts';
import { escapePath } from '../http/uri.ts';
import { logRequest } from '../log/error-log.ts';
import type { ProxyPass, ProxySettings, SetHeader } from '../settings/proxy.ts';

/** Where a request goes, with variables worked out. */
export interface ProxyTarget {
  readonly scheme: 'http' | 'https';
  readonly hostHeader: string;
  /** Host and port to look up; null where the configuration names the servers. */
  readonly host: string | null;
  readonly port: number | null;
  readonly hasPort: boolean;
  readonly uri: string | null;
}

const defaultPort = (scheme: string): number => (scheme === 'https' ? 443 : 80);

/** Works the target out. Null where it is no URL: nginx logs that and answers 500. */
export const findTarget = (request: HttpRequest, pass: ProxyPass): ProxyTarget | null => {
  if (pass.reference) {
    const { scheme, hostHeader, uri } = pass;
    return { scheme, hostHeader, host: null, port: null, hasPort: false, uri };
  }
  const url = evaluate(pass.url, request);
  const parsed = parseProxyUrl(url);
  if (typeof parsed === 'string') {
    if (parsed === 'invalid URL prefix') {
      logRequest(request, 'error', `invalid URL prefix in "${url}"`);
    } else {
      logRequest(request, 'error', `${parsed} in upstream "${url.replace(/^https?:\/\//, '')}"`);
    }
    return null;
  }
  const own = defaultPort(parsed.scheme);
  const uri = parsed.uri.startsWith('?') ? `/${parsed.uri}` : parsed.uri;
  return {
    scheme: parsed.scheme,
    hostHeader: parsed.port === null || parsed.port === own ? parsed.host : parsed.authority,
    host: parsed.host,
    port: parsed.port ?? own,
    hasPort: parsed.port !== null,
    uri: uri === '' ? null : uri,
  };
};

const withArgs = (uri: string, args: string): string => (args === '' ? uri : `${uri}?${args}`);

/** The URI for the request line. */
export const upstreamUri = (request: HttpRequest, pass: ProxyPass, target: ProxyTarget): string => {
  if (!pass.reference && target.uri !== null) return target.uri;
  const isUnchanged = request.validUnparsedUri;
  if (target.uri === null && isUnchanged) return request.unparsedUri;
  const usesPrefix = request.validLocation && target.uri !== null;
  const prefix = usesPrefix ? pass.location.length : 0;
  const rest = request.uri.slice(prefix);
  const path = request.isQuotedUri || request.internal ? escapePath(rest) : rest;
  return withArgs(`${usesPrefix ? target.uri : ''}${path}`, request.args);
};

/** Fields nginx never passes on by itself: they are about this one connection, or already done. */
const NOT_PASSED = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'te',
  'expect',
  'upgrade',
  'content-length',
]);

/**
 * What is asked of the server only to fill the cache must not depend on one client's conditions.
 */
const NOT_PASSED_WITH_CACHE = new Set([
  'if-modified-since',
  'if-unmodified-since',
  'if-none-match',
  'if-match',
  'range',
  'if-range',
]);

const ownHeaders = (
  request: HttpRequest,
  proxy: ProxySettings,
  hostHeader: string,
): readonly (readonly [name: string, value: string])[] => {
  const given = new Map<string, SetHeader>();
  for (const header of proxy.setHeaders) given.set(header.name.toLowerCase(), header);
  const headers: [string, string][] = [];
  for (const { name, value } of proxy.setHeaders) headers.push([name, evaluate(value, request)]);
  const add = (name: string, value: string): void => {
    if (!given.has(name.toLowerCase())) headers.push([name, value]);
  };
  add('Host', hostHeader);
  add('Connection', request.worker.upstreamKeepalive ? '' : 'close');
  return headers;
};

/** Asks only for what is new, where an expired copy is at hand (`proxy_cache_revalidate`). */
const revalidation = (request: HttpRequest): string => {
  const { cache } = request;
  if (!request.settings.proxy.cacheRevalidate || cache?.status !== 'EXPIRED') return '';
  const { lastModified, etag } = cache.entry;
  const since = lastModified === null ? '' : `If-Modified-Since: ${lastModified}\r\n`;
  return `${since}${etag === null ? '' : `If-None-Match: ${etag}\r\n`}`;
};

const bodyHeader = (request: HttpRequest, proxy: ProxySettings, body: string | null): string => {
  if (body !== null) return `Content-Length: ${body.length}\r\n`;
  if (!proxy.passRequestBody) return '';
  const { headersIn } = request.main;
  if (request.requestBodyNoBuffering && headersIn.chunked) return 'Transfer-Encoding: chunked\r\n';
  if (headersIn.contentLength >= 0 && (headersIn.hasContentLength || headersIn.chunked)) {
    return `Content-Length: ${headersIn.contentLength}\r\n`;
  }
  return '';
};

const clientHeaders = (
  request: HttpRequest,
  proxy: ProxySettings,
  replaced: ReadonlySet<string>,
  isCached: boolean,
): string => {
  if (!proxy.passRequestHeaders) return '';
  let text = '';
  for (const { name, key, value } of request.headersIn.fields) {
    if (replaced.has(key) || NOT_PASSED.has(key)) continue;
    if (isCached && NOT_PASSED_WITH_CACHE.has(key)) continue;
    text += `${name}: ${value}\r\n`;
  }
  return text;
};

/** A request ready to be sent. */
export interface BuiltRequest {
  readonly head: Uint8Array;
  /** A body of the configuration's own (`proxy_set_body`); null to send the client's. */
  readonly body: Uint8Array | null;
  readonly method: string;
}

/** The method sent: the client's, the configured one, or GET where a HEAD fills the cache. */
const methodFor = (request: HttpRequest, proxy: ProxySettings, isCached: boolean): string => {
  if (proxy.method) return evaluate(proxy.method, request);
  return isCached && proxy.cacheConvertHead && request.method === 'HEAD' ? 'GET' : request.method;
};

/** Builds the request. */
export const buildRequest = (
  request: HttpRequest,
  options: { readonly target: ProxyTarget; readonly uri: string; readonly isCached: boolean },
): BuiltRequest => {
  const { proxy } = request.settings;
  const { target, uri, isCached } = options;
  const method = methodFor(request, proxy, isCached);
  const body = proxy.setBody ? evaluate(proxy.setBody, request) : null;
  let text = `${method} ${uri} HTTP/${request.worker.httpVersionFor(proxy)}\r\n`;
  const own = ownHeaders(request, proxy, target.hostHeader);
  const replaced = new Set<string>();
  let ownLength = false;
  for (const [name, value] of own) {
    const key = name.toLowerCase();
    replaced.add(key);
    if (key === 'content-length') ownLength = true;
    if (value !== '') text += `${name}: ${value}\r\n`;
  }
  if (!ownLength) text += bodyHeader(request, proxy, body);
  if (isCached) text += revalidation(request);
  text += clientHeaders(request, proxy, replaced, isCached);
  text += '\r\n';
  return { head: latin1Bytes(text), body: body === null ? null : latin1Bytes(body), method };
};
