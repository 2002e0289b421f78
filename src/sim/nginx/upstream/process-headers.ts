// What of an upstream server's fields the client gets to see: hidden ones go, some are nginx's own
// affair, redirects and cookies are rewritten. `X-Accel-Redirect` sends the request elsewhere.

import { parseHttpDate } from '../../http/http-date.ts';
import { parseSize } from '../config/values.ts';
import { type Field, field, fieldValue } from '../http/fields.ts';
import type { HttpRequest } from '../http/request.ts';
import { normalisePath } from '../http/uri.ts';
import { logRequest } from '../log/error-log.ts';
import type { ResponseHead } from './response-head.ts';
import { rewriteCookie, rewriteLocation, rewriteRefresh } from './rewrite-headers.ts';
import type { UpstreamRequest } from './upstream-request.ts';

const HIDDEN = [
  'date',
  'server',
  'x-pad',
  'x-accel-expires',
  'x-accel-redirect',
  'x-accel-limit-rate',
  'x-accel-buffering',
  'x-accel-charset',
];

/** Fields of an answer with X-Accel-Redirect that stay; all others go with it. */
const KEPT_ON_REDIRECT = new Set([
  'content-type',
  'set-cookie',
  'content-disposition',
  'cache-control',
  'expires',
  'accept-ranges',
]);

/** Fields about this one connection, or that nginx writes itself. */
const NEVER_COPIED = new Set(['content-length', 'connection', 'keep-alive', 'transfer-encoding']);

const isHidden = (request: HttpRequest, key: string): boolean => {
  const { hideHeaders, passHeaders } = request.settings.proxy;
  if (hideHeaders.includes(key)) return true;
  return HIDDEN.includes(key) && !passHeaders.includes(key);
};

/** The X-Accel- field of a name, unless the configuration ignores it. */
const accelField = (request: HttpRequest, head: ResponseHead, key: string): string | null =>
  request.settings.proxy.ignoreHeaders.includes(key) ? null : fieldValue(head.fields, key);

const setContentType = (request: HttpRequest, value: string): void => {
  const { headersOut } = request;
  const match = /^(.*?);\s*charset=("?)([^"]*)\2$/i.exec(value);
  headersOut.contentType = match?.[1] ?? value;
  headersOut.charset = match?.[3] ?? '';
};

const copyField = (u: UpstreamRequest, { name, key, value }: Field): void => {
  const { request } = u;
  const { headersOut } = request;
  const push = (text: string): Field => {
    const added = field(name, text);
    headersOut.fields.push(added);
    return added;
  };
  switch (key) {
    case 'content-type':
      setContentType(request, value);
      return;
    case 'date':
      headersOut.hasDate = true;
      push(value);
      return;
    case 'server':
      headersOut.hasServer = true;
      push(value);
      return;
    case 'last-modified':
      headersOut.hasLastModified = true;
      push(value);
      headersOut.lastModifiedMs = parseHttpDate(value) ?? -1;
      return;
    case 'location': {
      // Only what a rule has changed is made absolute; a relative redirect of the server's stays
      // one.
      const rewritten = rewriteLocation(u, value);
      const added = push(rewritten ?? value);
      if (rewritten !== null) headersOut.location = added;
      return;
    }
    case 'refresh':
      push(rewriteRefresh(u, value));
      return;
    case 'set-cookie':
      push(rewriteCookie(request, value));
      return;
    case 'accept-ranges':
      if (u.isFromCache || u.isCacheable) headersOut.acceptRanges = true;
      else if (!request.settings.proxy.forceRanges) push(value);
      return;
    default:
      push(value);
  }
};

const followRedirect = (u: UpstreamRequest, head: ResponseHead, target: string): void => {
  const { request } = u;
  const { flow } = request.worker;
  u.finalize('declined');
  for (const one of head.fields) {
    if (KEPT_ON_REDIRECT.has(one.key)) copyField(u, one);
  }
  if (target.startsWith('@')) {
    flow.namedLocation(request, target);
  } else {
    const normal = normalisePath(target.startsWith('/') ? target : `/${target}`, {
      mergeSlashes: false,
    });
    if (!normal || !target.startsWith('/') || /\/\.\.(\/|$)/.test(target)) {
      logRequest(request, 'error', `unsafe URI "${target}" was detected`);
      flow.finalize(request, 404);
      return;
    }
    if (request.method !== 'HEAD') request.method = 'GET';
    flow.internalRedirect(request, normal.path, normal.args ?? '');
  }
  flow.finalize(request, 'done');
};

/** Takes the head over into the response. False where the request has gone elsewhere. */
export const processHeaders = (u: UpstreamRequest, head: ResponseHead): boolean => {
  const { request } = u;
  const { headersOut } = request;
  const redirect = accelField(request, head, 'x-accel-redirect');
  if (redirect !== null) {
    followRedirect(u, head, redirect);
    return false;
  }
  const buffering = accelField(request, head, 'x-accel-buffering');
  if (buffering?.toLowerCase() === 'no') u.buffering = false;
  else if (buffering?.toLowerCase() === 'yes') u.buffering = true;
  const rate = accelField(request, head, 'x-accel-limit-rate');
  if (rate !== null) request.limitRate = parseSize(rate);
  for (const one of head.fields) {
    if (NEVER_COPIED.has(one.key) || isHidden(request, one.key)) continue;
    copyField(u, one);
  }
  headersOut.status = head.status;
  headersOut.statusLine = head.isHttp09 ? '' : head.statusLine;
  headersOut.contentLength = head.contentLength;
  request.disableNotModified = !u.isCacheable;
  if (request.settings.proxy.forceRanges) headersOut.acceptRanges = true;
  return true;
};
