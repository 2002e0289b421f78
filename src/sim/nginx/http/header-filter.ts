// Builds and sends a response's head: conditions and ranges first, then added fields, then
// chunking, then the bytes. Which fields come in which order is nginx's.

import { httpDate } from '../../http/http-date.ts';
import { latin1Bytes } from '../bytes.ts';
import { addHeaders } from './added-headers.ts';
import { applyConditions } from './conditions.ts';
import { chooseGzip } from './gzip.ts';
import type { Outcome } from './outcome.ts';
import { writeOut } from './output.ts';
import { applyRange } from './ranges.ts';
import { statusText } from './reason-phrases.ts';
import { HeadersOut, type HttpRequest } from './request.ts';

const chooseChunking = (request: HttpRequest): void => {
  const { status } = request.headersOut;
  if (status === 304 || status === 204 || status < 200 || request.method === 'HEAD') return;
  if (request !== request.main || request.headersOut.contentLength !== -1) return;
  const { chunkedTransferEncoding } = request.settings.core;
  if (request.httpVersion >= 1_001 && chunkedTransferEncoding) request.chunked = true;
  else request.keepalive = false;
};

const serverField = (request: HttpRequest): string => {
  // One that is passed on stands among the other fields.
  if (request.headersOut.hasServer) return '';
  const { serverTokens } = request.settings.core;
  return serverTokens === 'off'
    ? 'Server: nginx\r\n'
    : `Server: nginx/${request.worker.version}\r\n`;
};

/** The name and port in a redirect that nginx makes absolute. */
const ownAddress = (request: HttpRequest): string => {
  const { core } = request.settings;
  const { listen, endpoint } = request.connection;
  const isTls = request.connection.tls !== null;
  const host = core.serverNameInRedirect
    ? request.server.name
    : request.headersIn.server || endpoint.local.ip;
  const { port } = endpoint.local;
  const isDefault = port === (isTls ? 443 : 80);
  const shown = core.portInRedirect && !isDefault && !listen.unix ? `:${port}` : '';
  return `http${isTls ? 's' : ''}://${host}${shown}`;
};

const locationField = (request: HttpRequest): string => {
  const { headersOut } = request;
  const { location } = headersOut;
  if (!location?.value.startsWith('/') || !request.settings.core.absoluteRedirect) return '';
  headersOut.fields = headersOut.fields.filter((one) => one !== location);
  return `Location: ${ownAddress(request)}${location.value}\r\n`;
};

const connectionField = (request: HttpRequest): string => {
  const { core } = request.settings;
  if (request.headersOut.status === 101) return 'Connection: upgrade\r\n';
  if (!request.keepalive) return 'Connection: close\r\n';
  const seconds = core.keepaliveHeaderS;
  return `Connection: keep-alive\r\n${seconds ? `Keep-Alive: timeout=${seconds}\r\n` : ''}`;
};

/** Only these say when their content was made. */
const DATED = new Set([200, 206, 304]);

const headText = (request: HttpRequest): string => {
  const { headersOut } = request;
  if (request.worker.isExiting) request.keepalive = false;
  if (headersOut.lastModifiedMs !== -1 && !DATED.has(headersOut.status)) {
    headersOut.lastModifiedMs = -1;
  }
  let text = `HTTP/1.1 ${headersOut.statusLine ?? statusText(headersOut.status)}\r\n`;
  text += serverField(request);
  if (!headersOut.hasDate) text += `Date: ${httpDate(request.worker.machine.timeMs)}\r\n`;
  if (headersOut.contentType !== '') {
    const charset = headersOut.charset === '' ? '' : `; charset=${headersOut.charset}`;
    text += `Content-Type: ${headersOut.contentType}${charset}\r\n`;
  }
  if (headersOut.contentLength >= 0) text += `Content-Length: ${headersOut.contentLength}\r\n`;
  if (!headersOut.hasLastModified && headersOut.lastModifiedMs !== -1) {
    text += `Last-Modified: ${httpDate(headersOut.lastModifiedMs)}\r\n`;
  }
  text += locationField(request);
  if (request.chunked) text += 'Transfer-Encoding: chunked\r\n';
  text += connectionField(request);
  if (request.gzipVary) text += 'Vary: Accept-Encoding\r\n';
  for (const { name, value } of headersOut.fields) text += `${name}: ${value}\r\n`;
  return `${text}\r\n`;
};

const dropBodyFields = (request: HttpRequest): void => {
  const { headersOut } = request;
  headersOut.contentType = '';
  headersOut.contentLength = -1;
  headersOut.lastModifiedMs = -1;
};

/** Sends the head. `error` where the connection is gone. */
export const sendHeader = (request: HttpRequest): Outcome => {
  if (request.headerSent) return 'ok';
  const { headersOut } = request;
  if (request.errStatus) {
    headersOut.status = request.errStatus;
    headersOut.statusLine = null;
  }
  const refused = applyConditions(request);
  if (refused !== null) {
    // The page goes out, and then the connection is given up, as nginx's filters do it.
    request.headersOut = new HeadersOut();
    request.worker.flow.specialResponse(request, refused);
    return 'error';
  }
  addHeaders(request);
  chooseGzip(request);
  const unsatisfied = request === request.main ? applyRange(request) : null;
  if (unsatisfied !== null) return unsatisfied;
  chooseChunking(request);
  request.headerSent = true;
  if (request !== request.main) return 'ok';
  if (request.httpVersion < 1_000) return 'ok';
  if (request.method === 'HEAD') request.headerOnly = true;
  // A status line of an upstream server's is passed on as it is, and so are the fields with it.
  const isOwn = headersOut.statusLine === null;
  if (isOwn && headersOut.status === 304) request.headerOnly = true;
  if (isOwn && headersOut.status === 204) {
    request.headerOnly = true;
    dropBodyFields(request);
  }
  const bytes = latin1Bytes(headText(request));
  request.headerSize = bytes.length;
  return writeOut(request, [bytes], { isLast: request.headerOnly, flush: false });
};
