// A connection that has changed its protocol (101, WebSocket): bytes go both ways until one side
// closes or is silent for `proxy_read_timeout`.

import { ERRNO, type Errno, errnoMessage } from '../../net/errno.ts';
import { flushOutput } from '../http/output.ts';
import { logRequest } from '../log/error-log.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/** Ties the two connections together. `rest` is what the server sent behind its head. */
export const upgrade = (u: UpstreamRequest, rest: Uint8Array): void => {
  const { request, connection } = u;
  const client = request.connection;
  if (!connection) return;
  client.action = 'proxying upgraded connection';
  request.keepalive = false;
  const arm = (): void => {
    u.setReadTimer(request.settings.proxy.readTimeoutMs, () => {
      const place = request.location.placeOf('proxy', 'readTimeoutMs');
      request.worker.traceDecision(request, 'proxy_read_timeout', place);
      logRequest(request, 'info', 'upstream timed out (110: Connection timed out)');
      u.finalize(504);
    });
  };
  const finish = (): void => {
    if (!u.isFinished) u.finalize('ok');
  };
  const toClient = (bytes: Uint8Array): void => {
    if (u.state) {
      u.state.receivedBytes += bytes.length;
      u.state.responseBytes += bytes.length;
    }
    if (!client.send(bytes)) {
      u.finalize('error');
      return;
    }
    arm();
  };
  const toServer = (): void => {
    if (client.input.length === 0 || u.isFinished) return;
    connection.write(client.take(client.input.length), () => {});
    arm();
  };
  const failed = (errno: Errno): void => {
    logRequest(request, 'info', `recv() failed (${ERRNO[errno]}: ${errnoMessage(errno)})`);
    u.finalize('ok');
  };
  connection.listener = {
    received: toClient,
    ended: finish,
    failed,
  };
  request.onReadable = toServer;
  request.onClientGone = finish;
  // The head must not wait for more.
  flushOutput(request);
  if (rest.length > 0) toClient(rest);
  arm();
  toServer();
};
