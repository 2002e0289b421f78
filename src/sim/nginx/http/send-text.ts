// Answers with a text of the configuration: `return 200 "ok"`.

import { latin1Bytes } from '../bytes.ts';
import { sendHeader } from './header-filter.ts';
import { setContentTypeByName } from './mime.ts';
import type { Outcome } from './outcome.ts';
import { sendBody, sendLast } from './output.ts';
import type { HttpRequest } from './request.ts';

/** Sends a status with a text, or with nothing. Its type is that of the URI's extension. */
export const sendResponseText = (
  request: HttpRequest,
  status: number,
  text: string | null,
): Outcome => {
  const { headersOut } = request;
  headersOut.status = status;
  headersOut.statusLine = null;
  if (status === 204) request.headerOnly = true;
  setContentTypeByName(request);
  headersOut.contentLength = text?.length ?? 0;
  request.writtenBy = 'nginx';
  const sent = sendHeader(request);
  if (sent === 'error' || typeof sent === 'number' || request.headerOnly) return sent;
  if (!text) return sendLast(request);
  return sendBody(request, latin1Bytes(text), { isLast: true, flush: false });
};
