// Variables about the response.

import type { VariableGetter } from '../config/template.ts';
import type { HttpRequest } from '../http/request.ts';

const status = (request: HttpRequest): string => {
  const { main } = request;
  const code = main.errStatus || main.headersOut.status || (main.httpVersion === 9 ? 9 : 0);
  return String(code).padStart(3, '0');
};

const sent = (request: HttpRequest): number =>
  request.connection.sentBytes - request.main.sentBefore;

/** Variables about the response, by name. */
export const RESPONSE_VARIABLES: Readonly<Record<string, VariableGetter>> = {
  status,
  body_bytes_sent: (r) => String(Math.max(0, sent(r) - r.main.headerSize)),
  bytes_sent: (r) => String(sent(r)),
  request_completion: (r) => (r.main.isComplete ? 'OK' : ''),
};
