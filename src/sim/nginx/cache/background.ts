// Fetches a new copy in the background while the client gets the old one
// (`proxy_cache_background_update`).

import { HttpRequest } from '../http/request.ts';
import type { CacheHandle } from './handle.ts';

/** Starts a subrequest for the same resource whose response goes only into the cache. */
export const startBackgroundUpdate = (request: HttpRequest, handle: CacheHandle): void => {
  const { worker, connection, server } = request;
  const sub = new HttpRequest({ worker, connection, server, parent: request });
  sub.isBackground = true;
  sub.location = request.location;
  sub.method = request.method;
  sub.uri = request.uri;
  sub.args = request.args;
  sub.unparsedUri = request.unparsedUri;
  sub.validUnparsedUri = request.validUnparsedUri;
  sub.httpVersion = request.httpVersion;
  sub.httpProtocol = request.httpProtocol;
  sub.requestLine = request.requestLine;
  sub.internal = true;
  sub.id = request.id;
  sub.body = request.body;
  sub.contentHandler = request.contentHandler;
  // The lock on the entry is handed over to it.
  handle.entry.isUpdating = false;
  request.main.count++;
  worker.kernel.after(0, () => {
    if (connection.isClosed) return;
    const outcome = sub.contentHandler?.(sub) ?? 500;
    worker.flow.finalize(sub, outcome);
  });
};
