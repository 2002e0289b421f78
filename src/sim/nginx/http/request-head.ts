// The fields of a request that nginx itself looks at, and what it refuses when the head is
// complete. RFC 9112, sections 3.2 and 6.

import { logRequest } from '../log/error-log.ts';
import { type Field, fieldValue } from './fields.ts';
import { STATUS } from './outcome.ts';
import type { HttpRequest } from './request.ts';
import { chooseServer, cleanHost } from './virtual-server.ts';

interface Fault {
  readonly text: string;
  readonly status: number;
}

const badRequest = (text: string): Fault => ({ text, status: 400 });

/** Fields a request may have only once. */
const UNIQUE = new Set([
  'content-length',
  'transfer-encoding',
  'expect',
  'if-modified-since',
  'if-unmodified-since',
  'if-match',
  'if-none-match',
  'authorization',
]);

const takeHost = (request: HttpRequest, added: Field): Fault | null => {
  const { headersIn } = request;
  const before = headersIn.host;
  if (before) {
    const previous = `${before.name}: ${before.value}`;
    return badRequest(
      `client sent duplicate host header: "${added.name}: ${added.value}", previous value: "${previous}"`,
    );
  }
  headersIn.host = added;
  const host = cleanHost(added.value);
  if (host === null) return badRequest('client sent invalid host header');
  if (headersIn.server !== '') return null;
  chooseServer(request, host);
  headersIn.server = host;
  return null;
};

const takeAgent = (request: HttpRequest, agent: string): void => {
  const { headersIn } = request;
  const msie = /MSIE (\d)/.exec(agent);
  if (msie && !agent.includes('Opera')) {
    headersIn.isMsie = true;
    headersIn.isMsie6 = /MSIE [456]\./.test(agent) && !agent.includes('SV1');
    if (/MSIE [45]\./.test(agent)) headersIn.isMsie6 = true;
  } else if (agent.includes('Chrome/')) {
    headersIn.isChrome = true;
  } else if (agent.includes('Safari/') && agent.includes('Mac OS X')) {
    headersIn.isSafari = true;
  }
};

/** Takes a field in. Answers what is wrong with it, or null. */
export const takeField = (request: HttpRequest, added: Field): Fault | null => {
  const { headersIn } = request;
  if (UNIQUE.has(added.key)) {
    const before = headersIn.fields.find(({ key }) => key === added.key);
    if (before) {
      const previous = `${before.name}: ${before.value}`;
      return badRequest(
        `client sent duplicate header line: "${added.name}: ${added.value}", previous value: "${previous}"`,
      );
    }
  }
  headersIn.fields.push(added);
  switch (added.key) {
    case 'host':
      return takeHost(request, added);
    case 'connection':
      if (/close/i.test(added.value)) headersIn.connection = 'close';
      else if (/keep-alive/i.test(added.value)) headersIn.connection = 'keep-alive';
      return null;
    case 'user-agent':
      takeAgent(request, added.value);
      return null;
    default:
      return null;
  }
};

const checkLength = (request: HttpRequest): Fault | null => {
  const { headersIn } = request;
  const length = fieldValue(headersIn.fields, 'content-length');
  if (length !== null) {
    if (!/^\d{1,15}$/.test(length))
      return badRequest('client sent invalid "Content-Length" header');
    headersIn.contentLength = Number(length);
    headersIn.hasContentLength = true;
  }
  const encoding = fieldValue(headersIn.fields, 'transfer-encoding');
  if (encoding === null) return null;
  if (request.httpVersion < 1_001) {
    return badRequest('client sent HTTP/1.0 request with "Transfer-Encoding" header');
  }
  if (encoding.toLowerCase() !== 'chunked') {
    return { text: `client sent unknown "Transfer-Encoding": "${encoding}"`, status: 501 };
  }
  if (length !== null) {
    return badRequest(
      'client sent "Content-Length" and "Transfer-Encoding" headers at the same time',
    );
  }
  headersIn.chunked = true;
  return null;
};

const checkHead = (request: HttpRequest): Fault | null => {
  if (!request.headersIn.host && request.httpVersion > 1_000) {
    return badRequest('client sent HTTP/1.1 request without "Host" header');
  }
  const fault = checkLength(request);
  if (fault) return fault;
  if (request.method === 'CONNECT' || request.method === 'TRACE') {
    return { text: `client sent ${request.method} method`, status: 405 };
  }
  return null;
};

/** The head is complete: the request starts, or is refused. */
export const finishHead = (request: HttpRequest): void => {
  const { flow } = request.worker;
  if (request.httpVersion >= 1_000) {
    const fault = checkHead(request);
    if (fault) {
      logRequest(request, 'info', fault.text);
      flow.finalize(request, fault.status);
      return;
    }
  }
  if (request.connection.listen.ssl && !request.connection.tls) {
    logRequest(request, 'info', 'client sent plain HTTP request to HTTPS port');
    flow.finalize(request, STATUS.toHttps);
    return;
  }
  request.connection.action = '';
  flow.handle(request);
};
