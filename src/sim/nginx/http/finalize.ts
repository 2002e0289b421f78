// How requests end: answered, handed to an error page, cut off, kept alive, closed slowly. One
// request can have several parties at work (a body being read, a redirect); it is over when the
// last has let go.

import { ERRNO, errnoMessage } from '../../net/errno.ts';
import { writeAccessLog } from '../log/access-log.ts';
import { logRequest } from '../log/error-log.ts';
import { traceRequest } from '../trace.ts';
import type { ClientConnection } from './client-connection.ts';
import { readDiscarded } from './discard-body.ts';
import { type Outcome, STATUS } from './outcome.ts';
import { continueOutput, hasPendingOutput } from './output.ts';
import { HeadReader } from './read-head.ts';
import type { HttpRequest } from './request.ts';

const isSpecial = (outcome: Outcome): outcome is number =>
  typeof outcome === 'number' && (outcome >= 300 || outcome === 201 || outcome === 204);

/** Ends a request with an answer, an error page, or nothing. */
export const finalizeRequest = (request: HttpRequest, given: Outcome): void => {
  let outcome = given;
  const { connection } = request;
  const { flow } = request.worker;
  if (outcome === 'done') {
    finalizeConnection(request);
    return;
  }
  if (outcome === 'declined') {
    request.contentHandler = null;
    flow.runPhases(request);
    return;
  }
  if (request !== request.main && request.onSubrequestDone) {
    const handler = request.onSubrequestDone;
    request.onSubrequestDone = null;
    outcome = handler(outcome);
  }
  if (outcome === 'error' || outcome === 408 || outcome === STATUS.clientClosedRequest) {
    terminateRequest(request, outcome);
    return;
  }
  if (connection.isBroken) {
    terminateRequest(request, outcome);
    return;
  }
  if (isSpecial(outcome)) {
    if (outcome === STATUS.close) {
      connection.isTimedOut = true;
      terminateRequest(request, outcome);
      return;
    }
    if (request === request.main) {
      connection.clearReadTimer();
      connection.clearWriteTimer();
    }
    finalizeRequest(request, flow.specialResponse(request, outcome));
    return;
  }
  if (request !== request.main) {
    finalizeSubrequest(request);
    return;
  }
  if (hasPendingOutput(request)) {
    waitForClient(request);
    return;
  }
  finishRequest(request);
};

const finishRequest = (request: HttpRequest): void => {
  const { connection } = request;
  request.isDone = true;
  request.onReadable = null;
  request.onClientGone = null;
  request.onWritable = null;
  request.isComplete = true;
  connection.clearReadTimer();
  connection.clearWriteTimer();
  finalizeConnection(request);
};

const finalizeSubrequest = (request: HttpRequest): void => {
  request.isDone = true;
  const { parent } = request;
  if (request.isBackground || !parent) {
    finalizeConnection(request);
    return;
  }
  finalizeConnection(request);
  if (!parent.connection.isClosed && !parent.isLogged) request.worker.flow.runPhases(parent);
};

/** Output waits for the client: goes on when it takes more, up to `send_timeout`. */
export const waitForClient = (request: HttpRequest): void => {
  const { connection } = request;
  const goOn = (): void => {
    const outcome = continueOutput(request);
    if (outcome === 'error') {
      finalizeRequest(request, 'error');
    } else if (hasPendingOutput(request)) {
      armSendTimer(request);
    } else {
      finalizeRequest(request, 'ok');
    }
  };
  request.onWritable = goOn;
  connection.writer = { clientReady: goOn };
  request.onClientGone = (errno) => {
    const reason = errno ? ` (${ERRNO[errno]}: ${errnoMessage(errno)})` : '';
    logRequest(request, 'info', `client prematurely closed connection${reason}`);
    connection.isBroken = true;
    finalizeRequest(request, STATUS.clientClosedRequest);
  };
  armSendTimer(request);
  if (!connection.isBlocked && connection.isBuffered) goOn();
};

const armSendTimer = (request: HttpRequest): void => {
  const { connection } = request;
  if (!connection.isBlocked) return;
  connection.setWriteTimer(request.settings.core.sendTimeoutMs, () => {
    logRequest(request, 'info', 'client timed out (110: Connection timed out)');
    connection.isTimedOut = true;
    request.worker.traceDecision(
      request,
      'send_timeout',
      request.location.placeOf('core', 'sendTimeoutMs'),
    );
    finalizeRequest(request, 408);
  });
};

const finalizeConnection = (request: HttpRequest): void => {
  const { main, connection } = request;
  if (main.count !== 1) {
    if (main.discardBody) {
      main.onReadable = () => readDiscarded(main);
      main.onClientGone = () => readDiscarded(main);
      connection.setReadTimer(main.settings.core.lingeringTimeoutMs, () => closeRequest(main, 0));
    }
    closeRequest(request, 0);
    return;
  }
  if (main.readingBody) {
    main.keepalive = false;
    main.lingeringClose = true;
  }
  const { core } = main.settings;
  if (!main.worker.isExiting && main.keepalive && core.keepaliveTimeoutMs > 0) {
    keepAlive(main);
    return;
  }
  const hasMore = connection.input.length > 0 || connection.isPipelined;
  if (
    core.lingeringClose === 'always' ||
    (core.lingeringClose === 'on' && (main.lingeringClose || hasMore))
  ) {
    lingerAndClose(main);
    return;
  }
  closeRequest(main, 0);
};

/** The connection stays open for the next request. */
const keepAlive = (request: HttpRequest): void => {
  const { connection, worker } = request;
  const { keepaliveTimeoutMs } = request.settings.core;
  if (request.discardBody) {
    request.onReadable = () => readDiscarded(request);
    request.onClientGone = () => readDiscarded(request);
    connection.setReadTimer(request.settings.core.lingeringTimeoutMs, () =>
      closeRequest(request, 0),
    );
    return;
  }
  freeRequest(request, 0);
  connection.request = null;
  connection.isPipelined = connection.input.length > 0;
  connection.action = connection.isPipelined
    ? 'reading client pipelined request line'
    : 'keepalive';
  const reader = new HeadReader(connection);
  connection.reader = {
    readable: () => {
      connection.reader = reader;
      reader.readable();
    },
    ended: () => connection.close(),
  };
  if (connection.isPipelined) {
    worker.kernel.after(0, () => {
      if (!connection.isClosed) connection.reader?.readable();
    });
    return;
  }
  connection.isIdle = true;
  if (connection.hasEnded) {
    connection.close();
    return;
  }
  worker.becameIdle(connection);
  connection.setReadTimer(keepaliveTimeoutMs, () => {
    if (connection.isIdle) connection.close();
  });
};

/** Stops sending but reads on for a while, so that the answer is not lost to a reset. */
const lingerAndClose = (request: HttpRequest): void => {
  const { connection } = request;
  const { core } = request.settings;
  const deadlineMs = connection.worker.nowMs + core.lingeringTimeMs;
  const close = (): void => closeRequest(request, 0);
  connection.endpoint.shutdown();
  connection.take(connection.input.length);
  request.onReadable = () => {
    connection.take(connection.input.length);
    const leftMs = deadlineMs - connection.worker.nowMs;
    if (leftMs <= 0) close();
    else connection.setReadTimer(Math.min(leftMs, core.lingeringTimeoutMs), close);
  };
  request.onClientGone = close;
  if (connection.hasEnded) close();
  else connection.setReadTimer(core.lingeringTimeoutMs, close);
};

/** Lets go of a request; the last to do so ends it and the connection. */
export const closeRequest = (request: HttpRequest, status: number): void => {
  const { main, connection } = request;
  main.count--;
  if (main.count > 0) return;
  freeRequest(main, status);
  closeConnection(connection, main);
};

const closeConnection = (connection: ClientConnection, request: HttpRequest): void => {
  const reset = connection.isTimedOut && request.settings.core.resetTimedoutConnection;
  connection.close({ reset });
};

/** Cuts a request off: nothing more is sent. */
export const terminateRequest = (request: HttpRequest, outcome: Outcome): void => {
  const { main, connection } = request;
  if (typeof outcome === 'number' && outcome > 0) {
    if (main.headersOut.status === 0 || connection.sentBytes === 0) {
      main.headersOut.status = outcome;
    }
  }
  runCleanups(main);
  if (request.isBackground && main.count > 1) {
    main.count--;
    return;
  }
  main.count = 1;
  connection.isBroken = true;
  closeRequest(main, typeof outcome === 'number' ? outcome : 0);
};

const runCleanups = (request: HttpRequest): void => {
  const cleanups = request.cleanups.splice(0);
  for (const cleanup of cleanups.reverse()) cleanup();
};

const freeRequest = (request: HttpRequest, status: number): void => {
  if (request.isLogged) return;
  runCleanups(request);
  if (status > 0 && (request.headersOut.status === 0 || request.connection.sentBytes === 0)) {
    request.headersOut.status = status;
  }
  request.isLogged = true;
  traceRequest(request);
  request.connection.action = 'logging request';
  request.worker.traceResponse(request);
  writeAccessLog(request);
  request.connection.action = 'closing request';
  request.connection.writer = null;
  request.worker.requestEnded(request);
};
