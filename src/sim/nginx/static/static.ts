// Files as answers: the content handler of last resort.

import { discardBody } from '../http/discard-body.ts';
import { field } from '../http/fields.ts';
import { sendHeader } from '../http/header-filter.ts';
import { setContentTypeByName } from '../http/mime.ts';
import type { Outcome } from '../http/outcome.ts';
import { sendBody, sendLast } from '../http/output.ts';
import type { HttpRequest } from '../http/request.ts';
import { escapePath } from '../http/uri.ts';
import { fileNameOf } from './file-name.ts';
import { look, refuseFile } from './open-file.ts';

const redirectToSlash = (request: HttpRequest): Outcome => {
  const args = request.args === '' ? '' : `?${request.args}`;
  const location = field('Location', `${escapePath(request.uri)}/${args}`);
  request.headersOut.location = location;
  request.headersOut.fields.push(location);
  return 301;
};

/** Sends bytes of a file with its date and tag. */
export const sendFile = (
  request: HttpRequest,
  file: { readonly bytes: Uint8Array; readonly modifiedMs: number },
): Outcome => {
  const { headersOut } = request;
  const seconds = Math.floor(file.modifiedMs / 1_000);
  headersOut.status = 200;
  headersOut.contentLength = file.bytes.length;
  headersOut.lastModifiedMs = seconds * 1_000;
  if (request.settings.core.etag) {
    const tag = `"${seconds.toString(16)}-${file.bytes.length.toString(16)}"`;
    headersOut.fields.push(field('ETag', tag));
  }
  setContentTypeByName(request);
  headersOut.acceptRanges = true;
  const sent = sendHeader(request);
  if (sent !== 'ok' || request.headerOnly) return sent;
  if (file.bytes.length === 0) return sendLast(request);
  return sendBody(request, file.bytes, { isLast: true, flush: false });
};

/** The content handler that sends files. */
export const staticFile = (request: HttpRequest): Outcome => {
  if (!['GET', 'HEAD', 'POST'].includes(request.method)) return 405;
  if (request.uri.endsWith('/')) return 'declined';
  const path = fileNameOf(request, request.uri);
  const found = look(request, path);
  if (found.kind === 'error') return refuseFile(request, found.error, path);
  if (found.kind === 'directory') return redirectToSlash(request);
  if (request.method === 'POST') return 405;
  const outcome = discardBody(request);
  if (outcome !== 'ok') return outcome;
  const { worker } = request;
  const bytes = worker.machine.files.bytesOf(found.node);
  return sendFile(request, { bytes, modifiedMs: worker.fileTimeMs(found.node) });
};
