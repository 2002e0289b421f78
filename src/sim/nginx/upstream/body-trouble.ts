// Things that can be wrong with a response's body, in nginx's words.

import { logRequest } from '../log/error-log.ts';
import type { BodyFault } from './body-filter.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/** More came than belongs to the response: it is cut, and the connection not used again. */
export const warnAboutBody = (u: UpstreamRequest, fault: BodyFault): void => {
  u.keepalive = false;
  const text =
    fault === 'after-end'
      ? 'upstream sent data after final chunk'
      : 'upstream sent more data than specified in "Content-Length" header';
  logRequest(u.request, 'warn', text);
};

/** The server has been silent for `proxy_read_timeout` in the middle of its response. */
export const timeOutResponse = (u: UpstreamRequest): void => {
  const { request } = u;
  request.connection.action = 'reading upstream';
  const place = request.location.placeOf('proxy', 'readTimeoutMs');
  request.worker.traceDecision(request, 'proxy_read_timeout', place);
  logRequest(request, 'error', 'upstream timed out (110: Connection timed out)');
};
