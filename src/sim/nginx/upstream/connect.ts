// One attempt: choose a server, take a kept connection to it or open a new one, send the request.

import { ERRNO, type Errno, errnoMessage } from '../../net/errno.ts';
import { evaluate } from '../config/template.ts';
import { logRequest } from '../log/error-log.ts';
import { startTls } from '../tls/upstream-handshake.ts';
import { takeIdle, UpstreamConnection } from './idle-connection.ts';
import { HeadInput } from './read-head.ts';
import { sendRequest } from './send.ts';
import type { UpstreamRequest } from './upstream-request.ts';
import { newState } from './upstream-state.ts';

/** Asks the next server of the group. */
export const connectNext = (u: UpstreamRequest): void => {
  const { request, selection, group } = u;
  const { worker } = request;
  if (!selection || !group) return;
  request.connection.action = 'connecting to upstream';
  u.attemptStartedMs = worker.nowMs;
  u.attempts++;
  u.requestSent = false;
  u.requestBodySent = false;
  u.headBytes = new Uint8Array(0);
  u.hasEnded = false;
  const peer = selection.pick();
  u.peer = peer;
  u.peerName = peer ? peer.address.label : group.name;
  u.state = newState(peer ? u.peerName : group.name);
  request.upstreamStates?.push(u.state);
  if (!peer) {
    logRequest(request, 'error', 'no live upstreams');
    worker.traceAttempt(u, null);
    u.next('no-live');
    return;
  }
  const kept = group.keepalive ? takeIdle(group, u.peerName) : null;
  if (kept) {
    u.isCachedConnection = true;
    u.connection = kept;
    worker.traceAttempt(u, kept.endpoint.connection);
    use(u, kept);
    sendRequest(u);
    return;
  }
  u.isCachedConnection = false;
  open(u);
};

/** Errors connect(2) reports at once that nginx logs as errors; others are critical. */
const EXPECTED: ReadonlySet<Errno> = new Set<Errno>([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENETUNREACH',
  'EHOSTUNREACH',
]);

const refuseAtOnce = (u: UpstreamRequest, errno: Errno): void => {
  const what = `connect() to ${u.peerName} failed (${ERRNO[errno]}: ${errnoMessage(errno)})`;
  logRequest(u.request, EXPECTED.has(errno) ? 'error' : 'crit', what);
  u.request.worker.traceAttempt(u, null);
  u.next('error');
};

const open = (u: UpstreamRequest): void => {
  const { request, peer } = u;
  const { worker } = request;
  if (!peer) return;
  const { ip, port, label } = peer.address;
  if (label.startsWith('unix:')) {
    openUnix(u, ip);
    return;
  }
  if (worker.machine.network.isUnreachable({ ip, port }, worker.machine.host)) {
    refuseAtOnce(u, 'EHOSTUNREACH');
    return;
  }
  if (!worker.takeSlot((text) => logRequest(request, 'alert', text))) {
    if (u.state) u.state.peerName = null;
    u.finalize(500);
    return;
  }
  const { bind } = request.settings.proxy;
  const localIp = bind ? evaluate(bind, request) : '';
  const handshake = worker.machine.network.connect({
    from: worker.machine.host,
    to: { ip, port },
    executor: worker.process,
    ...(localIp === '' ? {} : { localIp }),
    pending: {
      connected: (endpoint) => {
        if (u.handshake !== handshake) {
          endpoint.close();
          return;
        }
        u.handshake = null;
        connected(u, new UpstreamConnection({ worker, endpoint, peerName: label }));
      },
      failed: (errno) => {
        if (u.handshake !== handshake) return;
        u.handshake = null;
        worker.slotFreed();
        u.clearWriteTimer();
        const what = `connect() failed (${ERRNO[errno]}: ${errnoMessage(errno)})`;
        logRequest(request, 'error', what);
        u.next('error');
      },
    },
  });
  u.handshake = handshake;
  worker.traceAttempt(u, handshake.connection);
  u.setWriteTimer(request.settings.proxy.connectTimeoutMs, () => {
    const place = request.location.placeOf('proxy', 'connectTimeoutMs');
    worker.traceDecision(request, 'proxy_connect_timeout', place);
    u.next('timeout');
  });
};

/** Simplified: Unix sockets are not on the simulated network; there is never one to connect to. */
const openUnix = (u: UpstreamRequest, path: string): void => {
  const exists = u.request.worker.machine.files.exists(path);
  const reason = exists ? '111: Connection refused' : '2: No such file or directory';
  const level = exists ? 'error' : 'crit';
  logRequest(u.request, level, `connect() to ${u.peerName} failed (${reason})`);
  u.request.worker.traceAttempt(u, null);
  u.next('error');
};

const connected = (u: UpstreamRequest, connection: UpstreamConnection): void => {
  u.clearWriteTimer();
  u.connection = connection;
  u.request.worker.upstreamOpened(connection);
  use(u, connection);
  if (u.target.scheme === 'https') startTls(u, connection, () => sendRequest(u));
  else sendRequest(u);
};

const use = (u: UpstreamRequest, connection: UpstreamConnection): void => {
  connection.requests++;
  const input = new HeadInput(u);
  connection.listener = input;
  // What came on a kept connection before it was taken is noticed as soon as it is used.
  connection.endpoint.resumeReading();
};
