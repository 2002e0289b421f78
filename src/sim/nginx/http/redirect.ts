// Redirects inside nginx: to another URI, to a named location. Ten in a row are one too many.

import type { LocationConfig } from '../config/location.ts';
import { logRequest } from '../log/error-log.ts';
import type { Outcome } from './outcome.ts';
import type { HttpRequest } from './request.ts';
import { extensionOf } from './uri.ts';

/** Counts a redirect. True when it was one too many and the request has been ended. */
export const requestCycle = (
  request: HttpRequest,
  what: string,
  beforeEnd: () => void = () => {},
): boolean => {
  request.uriChanges--;
  if (request.uriChanges > 0) return false;
  logRequest(request, 'error', `rewrite or internal redirection cycle ${what}`);
  beforeEnd();
  request.worker.flow.finalize(request, 500);
  return true;
};

const startOver = (request: HttpRequest): void => {
  request.cache = null;
  request.limitReqChecked = request.main.limitReqChecked;
};

/** Sends the request to another URI. */
export const internalRedirect = (request: HttpRequest, uri: string, args: string): Outcome => {
  const what = `while internally redirecting to "${uri}"`;
  if (requestCycle(request, what, () => request.main.count++)) return 'done';
  request.uri = uri;
  request.args = args;
  request.extension = extensionOf(uri);
  startOver(request);
  const { flow } = request.worker;
  flow.enterLocation(request, request.server.location);
  request.internal = true;
  request.validUnparsedUri = false;
  request.main.count++;
  // As ngx_http_handler does; a named location is entered without it.
  request.connection.action = '';
  flow.handle(request);
  return 'done';
};

const findNamed = (request: HttpRequest, name: string): LocationConfig | undefined =>
  request.server.named.get(name);

/** Sends the request to a named location. */
export const namedLocation = (
  request: HttpRequest,
  name: string,
  rewritePhase: number,
): Outcome => {
  const { flow } = request.worker;
  request.main.count++;
  request.uriChanges--;
  if (request.uriChanges === 0) {
    const what = `while redirect to named location "${name}"`;
    logRequest(request, 'error', `rewrite or internal redirection cycle ${what}`);
    flow.finalize(request, 500);
    return 'done';
  }
  if (request.uri === '') {
    logRequest(request, 'error', `empty URI in redirect to named location "${name}"`);
    flow.finalize(request, 500);
    return 'done';
  }
  const location = findNamed(request, name);
  if (!location) {
    logRequest(request, 'error', `could not find named location "${name}"`);
    flow.finalize(request, 500);
    return 'done';
  }
  request.internal = true;
  request.contentHandler = null;
  request.uriChanged = false;
  startOver(request);
  flow.enterLocation(request, location);
  request.phase = rewritePhase;
  flow.runPhases(request);
  return 'done';
};
