// The head of a response has come: another server instead, an error page instead, or on to the
// client.

import { revalidated, serveStale } from '../cache/stale.ts';
import { cacheable, storeFromNow } from '../cache/store.ts';
import { statusOnlyPages } from '../cache/valid.ts';
import { field, findField } from '../http/fields.ts';
import { sendHeader } from '../http/header-filter.ts';
import { BodyFilter } from './body-filter.ts';
import { conditionOf, type FailureKind, mayTryNext } from './next.ts';
import { Pipe } from './pipe.ts';
import { processHeaders } from './process-headers.ts';
import type { ResponseHead } from './response-head.ts';
import { Unbuffered } from './unbuffered.ts';
import { upgrade } from './upgrade.ts';
import type { UpstreamRequest } from './upstream-request.ts';

const RETRIED_STATUSES: Readonly<Record<number, FailureKind>> = {
  500: 'http_500',
  502: 'http_502',
  503: 'http_503',
  504: 'http_504',
  403: 'http_403',
  404: 'http_404',
  429: 'http_429',
};

/** Whether the status sends the request to the next server, or makes nginx serve a stale copy. */
const isHandledElsewhere = (u: UpstreamRequest, head: ResponseHead): boolean => {
  const kind = RETRIED_STATUSES[head.status];
  if (kind) {
    if ((u.selection?.tries ?? 0) > 1 && mayTryNext(u, kind)) {
      u.next(kind);
      return true;
    }
    if (serveStale(u, conditionOf(kind))) return true;
  }
  return head.status === 304 && revalidated(u);
};

/** Whether `proxy_intercept_errors` puts an error page of nginx's in place of the response. */
const isIntercepted = (u: UpstreamRequest, head: ResponseHead): boolean => {
  const { request } = u;
  const { core, proxy } = request.settings;
  if (!proxy.interceptErrors) return false;
  if (!core.errorPages.some((page) => page.status === head.status)) return false;
  if (head.status === 401) {
    const challenge = findField(head.fields, 'www-authenticate');
    if (challenge) request.headersOut.fields.push(field(challenge.name, challenge.value));
  }
  statusOnlyPages(u, head.status);
  const place = request.location.placeOf('proxy', 'interceptErrors');
  request.worker.traceDecision(request, 'proxy_intercept_errors', place);
  u.finalize(head.status);
  return true;
};

/** Takes the response. `rest` is what of its body came with the head. */
export const takeResponse = (u: UpstreamRequest, head: ResponseHead, rest: Uint8Array): void => {
  const { request, state } = u;
  u.head = head;
  if (state) {
    state.headerMs = u.elapsedMs;
    state.status = head.isHttp09 ? 200 : head.status;
  }
  // What is no HTTP/1 goes to the client as it is, without a head.
  if (head.isHttp09) request.httpVersion = 9;
  const isHead = u.built?.method === 'HEAD';
  u.filter = new BodyFilter(head, isHead);
  u.keepalive = u.filter.isKeepable;
  if (head.status >= 300) {
    if (isHandledElsewhere(u, head)) return;
    if (isIntercepted(u, head)) return;
  }
  request.worker.traceResult(u, 'response', head.status);
  cacheable(u, head);
  if (!processHeaders(u, head)) return;
  sendResponse(u, head, rest);
};

const wantsUpgrade = (u: UpstreamRequest, head: ResponseHead): boolean =>
  head.status === 101 && findField(u.request.headersIn.fields, 'upgrade') !== undefined;

const sendResponse = (u: UpstreamRequest, head: ResponseHead, rest: Uint8Array): void => {
  const { request } = u;
  request.writtenBy = u.attempts;
  const sent = sendHeader(request);
  if (sent !== 'ok') {
    u.finalize(sent);
    return;
  }
  u.headerSent = true;
  if (wantsUpgrade(u, head)) {
    u.isUpgraded = true;
    upgrade(u, rest);
    return;
  }
  const isDiscarded = request.headerOnly || request !== request.main;
  if (isDiscarded && !(u.buffering && u.isCacheable)) {
    u.finalize('ok');
    return;
  }
  const reader = u.buffering ? new Pipe(u, storeFromNow(u)) : new Unbuffered(u);
  u.body = reader;
  const { connection } = u;
  if (connection) {
    connection.listener = {
      received: (bytes) => {
        if (u.state) u.state.receivedBytes += bytes.length;
        reader.received(bytes);
      },
      ended: () => {
        u.hasEnded = true;
        reader.ended();
      },
      failed: (errno) => reader.failed(errno),
    };
  }
  reader.begin(rest);
};
