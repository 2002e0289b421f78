// While nginx waits for an upstream server it watches the client: when that leaves, the upstream
// connection is closed too, and the log says 499.

import type { Errno } from '../../net/errno.ts';
import { ERRNO, errnoMessage } from '../../net/errno.ts';
import { STATUS } from '../http/outcome.ts';
import { logRequest } from '../log/error-log.ts';
import type { UpstreamRequest } from './upstream-request.ts';

const GONE = 'epoll_wait() reported that client prematurely closed connection';

/** Starts to watch. */
export const watchClient = (u: UpstreamRequest): void => {
  const { request } = u;
  const { connection } = request;
  if (request !== request.main) return;
  const gone = (errno: Errno | null): void => {
    if (u.isFinished || connection.isBroken) return;
    connection.isBroken = true;
    const reason = errno ? ` (${ERRNO[errno]}: ${errnoMessage(errno)})` : '';
    const hasConnection = u.connection !== null || u.handshake !== null;
    if (u.isCacheable && hasConnection) {
      logRequest(request, 'info', `${GONE}${reason}`);
      return;
    }
    const tail = hasConnection ? ', so upstream connection is closed too' : '';
    logRequest(request, 'info', `${GONE}${tail}${reason}`);
    u.finalize(STATUS.clientClosedRequest);
  };
  request.onReadable = null;
  request.onClientGone = gone;
  if (connection.hasEnded) {
    request.worker.kernel.after(0, () => {
      if (!u.isFinished && request.onClientGone === gone) gone(connection.failure);
    });
  }
};
