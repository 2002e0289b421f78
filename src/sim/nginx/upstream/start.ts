// The start of a proxied request: read the body, build the request, find the group or look the name
// up.

import { isIpv4 } from '../../net/address.ts';
import { openCache } from '../cache/open.ts';
import type { PeerAddress } from '../config/upstream-draft.ts';
import { readBody } from '../http/body.ts';
import type { Outcome } from '../http/outcome.ts';
import type { HttpRequest } from '../http/request.ts';
import { logRequest } from '../log/error-log.ts';
import { PeerSelection } from './balance.ts';
import { buildRequest, findTarget, upstreamUri } from './build-request.ts';
import { watchClient } from './client-abort.ts';
import { UpstreamGroup } from './group.ts';
import { peerAddress } from './peer-address.ts';
import { UpstreamRequest } from './upstream-request.ts';
import { newState } from './upstream-state.ts';

/** The content handler of `proxy_pass`. */
export const proxyHandler = (request: HttpRequest): Outcome => {
  const { pass, requestBuffering } = request.settings.proxy;
  if (!pass) return 500;
  const target = findTarget(request, pass);
  if (!target) return 500;
  const u = new UpstreamRequest(request, pass, target);
  request.upstream = u;
  const version = request.worker.httpVersionFor(request.settings.proxy);
  const mayStream =
    !requestBuffering &&
    request.settings.proxy.passRequestBody &&
    !request.settings.proxy.setBody &&
    (!request.headersIn.chunked || version === '1.1');
  if (mayStream) request.requestBodyNoBuffering = true;
  const outcome = readBody(request, () => startUpstream(u));
  return typeof outcome === 'number' ? outcome : 'done';
};

/** The body is there, or on its way. */
export const startUpstream = (u: UpstreamRequest): void => {
  const { request } = u;
  request.connection.clearReadTimer();
  u.uri = upstreamUri(request, u.pass, u.target);
  if (!openCache(u, () => goOn(u))) return;
  goOn(u);
};

const goOn = (u: UpstreamRequest): void => {
  const { request } = u;
  if (request.connection.isClosed || u.isFinished) return;
  if (!request.settings.proxy.ignoreClientAbort) watchClient(u);
  if (u.uri === '') {
    logRequest(request, 'error', 'zero length URI to proxy');
    request.worker.flow.finalize(request, 500);
    return;
  }
  u.isRequestChunked = request.requestBodyNoBuffering && request.main.headersIn.chunked;
  u.built = buildRequest(request, {
    target: u.target,
    uri: u.uri,
    isCached: u.isCacheable,
  });
  if (request.upstreamStates) request.upstreamStates.push(newState(null));
  else request.upstreamStates = [];
  request.cleanups.push(() => u.finalize('done'));
  chooseGroup(u);
};

const chooseGroup = (u: UpstreamRequest): void => {
  const { request, target } = u;
  const fixed = u.pass.reference?.resolved;
  if (fixed) {
    useGroup(u, fixed);
    return;
  }
  const host = target.host ?? '';
  const named = request.worker.config.groups.get(host.toLowerCase());
  if (named && !target.hasPort) {
    useGroup(u, named);
    return;
  }
  if (host.startsWith('unix:')) {
    useGroup(u, temporaryGroup(u, [peerAddress(host.slice(5), 0, 'unix')]));
    return;
  }
  const known = request.worker.config.implicitGroups.find(
    (group) => group.name === host && group.servers[0]?.addresses[0]?.port === target.port,
  );
  if (known) {
    useGroup(u, known);
    return;
  }
  const port = target.port ?? 80;
  if (isIpv4(host)) {
    useGroup(u, temporaryGroup(u, [peerAddress(host, port)]));
    return;
  }
  lookUpHost(u, host, port);
};

const lookUpHost = (u: UpstreamRequest, host: string, port: number): void => {
  const { request } = u;
  const { resolver, resolverTimeoutMs } = request.settings.core;
  if (!resolver) {
    logRequest(request, 'error', `no resolver defined to resolve ${host}`);
    request.worker.traceNameFailure(request, host, 'no resolver defined');
    u.finalize(502);
    return;
  }
  u.resolveCancel = request.worker.resolver.resolve(
    { host, settings: resolver, timeoutMs: resolverTimeoutMs },
    (answer) => {
      u.resolveCancel = null;
      if (u.isFinished) return;
      if (typeof answer === 'string') {
        logRequest(request, 'error', `${host} could not be resolved (${answer})`);
        request.worker.traceNameFailure(request, host, answer);
        u.finalize(502);
        return;
      }
      useGroup(
        u,
        temporaryGroup(
          u,
          answer.map((ip) => peerAddress(ip, port)),
        ),
      );
    },
  );
};

/** Servers that only this request knows: what a name with variables was resolved to. */
const temporaryGroup = (u: UpstreamRequest, addresses: readonly PeerAddress[]): UpstreamGroup =>
  new UpstreamGroup({
    name: u.target.host ?? '',
    place: u.pass.place,
    servers: [
      {
        place: u.pass.place,
        name: u.target.host ?? '',
        addresses,
        weight: 1,
        maxConns: 0,
        maxFails: 1,
        failTimeoutMs: 10_000,
        isBackup: false,
        isDown: false,
      },
    ],
    method: { kind: 'round-robin' },
    keepalive: null,
    zone: null,
    isExplicit: false,
  });

const useGroup = (u: UpstreamRequest, group: UpstreamGroup): void => {
  u.group = group;
  u.selection = new PeerSelection(group, u.request);
  const { nextUpstreamTries } = u.request.settings.proxy;
  if (nextUpstreamTries > 0 && u.selection.tries > nextUpstreamTries) {
    u.selection.tries = nextUpstreamTries;
  }
  u.connect();
};
