// Ties the parts of request handling together: which handlers each phase has, in nginx's order.

import { authRequest } from './access/auth-request.ts';
import { basicAuth } from './access/basic-auth.ts';
import { realIp } from './access/real-ip.ts';
import { accessRules } from './access/rules.ts';
import { enterLocation } from './http/enter-location.ts';
import { finalizeRequest } from './http/finalize.ts';
import type { Flow } from './http/flow.ts';
import { buildPhases, runPhases } from './http/phases.ts';
import { internalRedirect, namedLocation } from './http/redirect.ts';
import { specialResponse } from './http/special-response.ts';
import { limitConn } from './limits/limit-conn.ts';
import { limitReq } from './limits/limit-req.ts';
import { locationRewrites, serverRewrites } from './rewrite/run.ts';
import { autoindex } from './static/autoindex.ts';
import { dav } from './static/dav.ts';
import { indexFile } from './static/index-file.ts';
import { staticFile } from './static/static.ts';
import { emptyGif, stubStatus } from './static/stub-status.ts';
import { tryFiles } from './static/try-files.ts';
import { proxyHandler } from './upstream/start.ts';

const HANDLERS = { proxy: proxyHandler, 'stub-status': stubStatus, 'empty-gif': emptyGif };

const { phases, index } = buildPhases({
  postRead: [realIp],
  serverRewrite: serverRewrites,
  rewrite: locationRewrites,
  preaccess: [realIp, limitReq, limitConn],
  access: [accessRules, basicAuth, authRequest],
  precontent: [tryFiles],
  content: [indexFile, autoindex, dav, staticFile],
});

/** The ways through nginx. */
export const buildFlow = (): Flow => {
  const flow: Flow = {
    handle: (request) => {
      if (request.internal) {
        request.phase = index.serverRewrite;
      } else {
        const { connection, contentLength, chunked } = request.headersIn;
        request.keepalive =
          connection === 'keep-alive' || (connection === null && request.httpVersion > 1_000);
        request.lingeringClose = contentLength > 0 || chunked;
        request.phase = 0;
      }
      request.validLocation = true;
      runPhases(phases, request);
    },
    runPhases: (request) => runPhases(phases, request),
    finalize: finalizeRequest,
    internalRedirect,
    namedLocation: (request, name) => namedLocation(request, name, index.locationRewrite),
    enterLocation: (request, location) => enterLocation(request, location, HANDLERS),
    specialResponse,
  };
  return flow;
};
