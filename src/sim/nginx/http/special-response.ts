// What a client gets when a handler ends with a status of its own: the page `error_page` names, or
// nginx's.

import { latin1Bytes } from '../bytes.ts';
import { evaluate } from '../config/template.ts';
import type { ErrorPage } from '../settings/core.ts';
import { discardBody } from './discard-body.ts';
import { errorPageText, hasPage } from './error-page-text.ts';
import { field } from './fields.ts';
import { sendHeader } from './header-filter.ts';
import { type Outcome, STATUS } from './outcome.ts';
import { sendBody, sendLast } from './output.ts';
import type { HttpRequest } from './request.ts';

/** After these nginx does not trust the rest of the connection. */
const CLOSING = new Set<number>([
  400,
  413,
  414,
  STATUS.toHttps,
  STATUS.certificateError,
  STATUS.noCertificate,
  500,
  501,
]);
const NOT_LINGERING = new Set<number>([
  400,
  STATUS.toHttps,
  STATUS.certificateError,
  STATUS.noCertificate,
]);
/** Inner codes that clients see as 400. */
const SHOWN_AS_400 = new Set<number>([494, 495, 496, 497]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Answers with a page. */
export const specialResponse = (request: HttpRequest, status: number): Outcome => {
  request.errStatus = status;
  if (CLOSING.has(status)) request.keepalive = false;
  if (NOT_LINGERING.has(status)) request.lingeringClose = false;
  request.headersOut.contentType = '';
  const { core } = request.settings;
  if (!request.errorPageUsed && core.errorPages.length > 0 && request.uriChanges > 0) {
    if (!core.recursiveErrorPages) request.errorPageUsed = true;
    const page = core.errorPages.find((one) => one.status === status);
    if (page) return sendErrorPage(request, page);
  }
  request.expectTested = true;
  if (discardBody(request) !== 'ok') request.keepalive = false;
  if (SHOWN_AS_400.has(status)) request.errStatus = 400;
  return sendOwnPage(request, status);
};

const splitTarget = (page: ErrorPage, uri: string): { path: string; args: string } => {
  if (page.target.constant === null || page.hasArgs) {
    const question = uri.indexOf('?');
    if (question >= 0) return { path: uri.slice(0, question), args: uri.slice(question + 1) };
  }
  return { path: uri, args: '' };
};

const sendErrorPage = (request: HttpRequest, page: ErrorPage): Outcome => {
  const { flow } = request.worker;
  const place = request.location.placeOf('core', 'errorPages');
  request.worker.traceDecision(request, 'error_page', place);
  const { overwrite } = page;
  if (overwrite !== 0 && overwrite !== 200) request.expectTested = true;
  if (overwrite !== null) request.errStatus = overwrite;
  const uri = evaluate(page.target, request);
  if (uri.startsWith('/')) {
    const { path, args } = splitTarget(page, uri);
    if (request.method !== 'HEAD') request.method = 'GET';
    return flow.internalRedirect(request, path, args);
  }
  if (uri.startsWith('@')) return flow.namedLocation(request, uri);
  request.expectTested = true;
  if (discardBody(request) !== 'ok') request.keepalive = false;
  const location = field('Location', uri);
  if (!REDIRECTS.has(request.errStatus)) request.errStatus = 302;
  request.headersOut.fields = request.headersOut.fields.filter(
    (one) => one !== request.headersOut.location,
  );
  request.headersOut.location = location;
  request.headersOut.fields.push(location);
  return sendOwnPage(request, request.errStatus);
};

const signature = (request: HttpRequest): string =>
  request.settings.core.serverTokens === 'off' ? 'nginx' : `nginx/${request.worker.version}`;

const sendOwnPage = (request: HttpRequest, status: number): Outcome => {
  const { headersOut, headersIn } = request;
  const { core } = request.settings;
  headersOut.statusLine = null;
  const isPadded =
    core.msiePadding &&
    (headersIn.isMsie || headersIn.isChrome) &&
    request.httpVersion >= 1_000 &&
    status >= 400;
  let text = '';
  if (hasPage(status)) {
    text = errorPageText(status, { signature: signature(request), isPadded });
    headersOut.contentType = 'text/html';
  }
  headersOut.contentLength = text.length;
  headersOut.acceptRanges = false;
  headersOut.lastModifiedMs = -1;
  headersOut.hasLastModified = false;
  headersOut.fields = headersOut.fields.filter(
    ({ key }) => key !== 'etag' && key !== 'accept-ranges' && key !== 'last-modified',
  );
  request.writtenBy = 'nginx';
  const sent = sendHeader(request);
  if (sent === 'error' || request.headerOnly) return sent;
  if (text === '') return sendLast(request);
  return sendBody(request, latin1Bytes(text), { isLast: true, flush: false });
};
