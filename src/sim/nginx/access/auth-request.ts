// `auth_request`: asks another location whether the request may go on. 2xx lets it through, 401 and
// 403 become the answer, anything else is an error.

import { evaluate } from '../config/template.ts';
import { field, fieldValue } from '../http/fields.ts';
import type { Outcome } from '../http/outcome.ts';
import { HttpRequest } from '../http/request.ts';
import { extensionOf } from '../http/uri.ts';
import { logRequest } from '../log/error-log.ts';
import { setVariable } from '../variables/set.ts';

const startSubrequest = (request: HttpRequest, uri: string): void => {
  const { worker, connection, server } = request;
  const sub = new HttpRequest({ worker, connection, server, parent: request });
  const done = { done: false, status: 0, fields: sub.headersOut.fields, subrequest: sub };
  request.authDone = done;
  sub.method = 'GET';
  sub.httpVersion = request.httpVersion;
  sub.httpProtocol = request.httpProtocol;
  sub.requestLine = request.requestLine;
  sub.uri = uri;
  sub.args = '';
  sub.unparsedUri = request.unparsedUri;
  sub.validUnparsedUri = false;
  sub.extension = extensionOf(uri);
  sub.internal = true;
  sub.headerOnly = true;
  sub.id = request.id;
  // The client's body stays with the main request.
  sub.body = request.body;
  sub.onSubrequestDone = (outcome) => {
    done.done = true;
    done.status = sub.headersOut.status;
    done.fields = sub.headersOut.fields;
    if (typeof outcome === 'number' && outcome >= 300) done.status = outcome;
    return 'ok';
  };
  request.main.count++;
  worker.kernel.after(0, () => {
    if (!connection.isClosed) worker.flow.handle(sub);
  });
};

const judge = (request: HttpRequest): Outcome => {
  const { authDone } = request;
  if (!authDone) return 500;
  const { authRequestVariables } = request.settings.access;
  for (const { name, value } of authRequestVariables) {
    setVariable(request, name, evaluate(value, authDone.subrequest));
  }
  const { status } = authDone;
  if (status >= 200 && status < 300) return 'ok';
  const place = request.location.placeOf('access', 'authRequest');
  request.worker.traceDecision(request, 'auth_request', place);
  if (status === 403) return 403;
  if (status === 401) {
    const challenge = fieldValue(authDone.fields, 'www-authenticate');
    if (challenge !== null) {
      request.headersOut.fields.push(field('WWW-Authenticate', challenge));
    }
    return 401;
  }
  logRequest(request, 'error', `auth request unexpected status: ${status}`);
  return 500;
};

/** The access handler of `auth_request`. */
export const authRequest = (request: HttpRequest): Outcome => {
  const uri = request.settings.access.authRequest;
  if (uri === null) return 'declined';
  if (!request.authDone) {
    startSubrequest(request, uri);
    return 'again';
  }
  if (!request.authDone.done) return 'again';
  return judge(request);
};
