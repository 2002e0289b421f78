// What a request line says: method, path, arguments, host.

import type { RequestLine } from './parse-request-line.ts';
import type { HttpRequest } from './request.ts';
import { extensionOf, normalisePath } from './uri.ts';
import { chooseServer, cleanHost } from './virtual-server.ts';

/** Takes a request line in. Answers what is wrong with it, or null. */
export const takeRequestLine = (request: HttpRequest, line: RequestLine): string | null => {
  request.method = line.method;
  request.methodSent = line.method;
  request.httpVersion = line.version;
  request.httpProtocol = line.protocol;
  request.unparsedUri = line.target;
  request.validUnparsedUri = !line.isPathEmpty;
  request.isQuotedUri = line.isQuoted;
  const pathEnd = line.argsStart < 0 ? line.target.length : line.argsStart - 1;
  if (line.isComplex || line.isQuoted || line.isPathEmpty) {
    const full = line.isPathEmpty ? `/${line.target}` : line.target;
    const { mergeSlashes } = request.server.settings.connection;
    const normal = normalisePath(full, { mergeSlashes });
    if (!normal) return 'client sent invalid request';
    request.uri = normal.path;
    request.args = normal.args ?? '';
  } else {
    request.uri = line.target.slice(0, pathEnd);
    request.args = line.argsStart < 0 ? '' : line.target.slice(line.argsStart);
  }
  request.extension = extensionOf(request.uri);
  if (line.host !== null) {
    request.scheme = line.scheme;
    const host = cleanHost(line.host);
    if (host === null) return 'client sent invalid host in request line';
    request.hostFromLine = line.host;
    chooseServer(request, host);
    request.headersIn.server = host;
  }
  return null;
};
