// The phases a request goes through: server rewrites, choice of location, its rewrites, limits,
// access, try_files, content. Each phase asks its handlers in turn. Order and rules follow nginx's
// own.

import { logRequest } from '../log/error-log.ts';
import { chooseLocation } from './choose-location.ts';
import type { Outcome } from './outcome.ts';
import { requestCycle } from './redirect.ts';
import type { ContentHandler, HttpRequest } from './request.ts';

/** The handlers of each phase, in the order they are asked. */
export interface PhaseHandlers {
  readonly postRead: readonly ContentHandler[];
  readonly serverRewrite: ContentHandler;
  readonly rewrite: ContentHandler;
  readonly preaccess: readonly ContentHandler[];
  readonly access: readonly ContentHandler[];
  readonly precontent: readonly ContentHandler[];
  readonly content: readonly ContentHandler[];
}

/** `stop`: somebody else goes on, or the request is over. */
type Step = 'go-on' | 'stop';
type Phase = (request: HttpRequest) => Step;

/** Where the phases start for each way into them. */
export interface PhaseIndex {
  readonly serverRewrite: number;
  readonly findLocation: number;
  readonly locationRewrite: number;
}

const generic =
  (handler: ContentHandler, nextPhase: number): Phase =>
  (request) => {
    const outcome = handler(request);
    if (outcome === 'ok') {
      request.phase = nextPhase;
      return 'go-on';
    }
    return advance(request, outcome);
  };

/** What every phase does with an answer that is not `ok`. */
const advance = (request: HttpRequest, outcome: Outcome): Step => {
  if (outcome === 'declined') {
    request.phase++;
    return 'go-on';
  }
  if (outcome === 'again' || outcome === 'done') return 'stop';
  request.worker.flow.finalize(request, outcome);
  return 'stop';
};

const rewritePhase =
  (handler: ContentHandler): Phase =>
  (request) => {
    const outcome = handler(request);
    if (outcome === 'declined') {
      request.phase++;
      return 'go-on';
    }
    if (outcome === 'done') return 'stop';
    request.worker.flow.finalize(request, outcome);
    return 'stop';
  };

const accessPhase =
  (handler: ContentHandler, nextPhase: number): Phase =>
  (request) => {
    if (request !== request.main) {
      request.phase = nextPhase;
      return 'go-on';
    }
    const outcome = handler(request);
    if (outcome === 'declined') {
      request.phase++;
      return 'go-on';
    }
    if (outcome === 'again' || outcome === 'done') return 'stop';
    if (request.settings.core.satisfy === 'all') {
      if (outcome === 'ok') {
        request.phase++;
        return 'go-on';
      }
    } else if (outcome === 'ok') {
      request.accessCode = 0;
      request.headersOut.fields = request.headersOut.fields.filter(
        ({ key }) => key !== 'www-authenticate',
      );
      request.phase = nextPhase;
      return 'go-on';
    } else if (outcome === 403 || outcome === 401) {
      if (request.accessCode !== 401) request.accessCode = outcome;
      request.phase++;
      return 'go-on';
    }
    request.worker.flow.finalize(request, outcome);
    return 'stop';
  };

const postAccess: Phase = (request) => {
  const code = request.accessCode;
  if (code === 0) {
    request.phase++;
    return 'go-on';
  }
  if (code === 403) logRequest(request, 'error', 'access forbidden by rule');
  request.accessCode = 0;
  request.worker.flow.finalize(request, code);
  return 'stop';
};

const postRewrite =
  (findLocation: number): Phase =>
  (request) => {
    if (!request.uriChanged) {
      request.phase++;
      return 'go-on';
    }
    if (requestCycle(request, `while processing "${request.uri}"`)) return 'stop';
    request.phase = findLocation;
    request.location = request.server.location;
    return 'go-on';
  };

const ownContent: Phase = (request) => {
  const handler = request.contentHandler;
  if (!handler) {
    request.phase++;
    return 'go-on';
  }
  request.worker.flow.finalize(request, handler(request));
  return 'stop';
};

const contentPhase =
  (handler: ContentHandler): Phase =>
  (request) => {
    const outcome = handler(request);
    if (outcome !== 'declined') {
      request.worker.flow.finalize(request, outcome);
      return 'stop';
    }
    request.phase++;
    return 'go-on';
  };

const noContent: Phase = (request) => {
  const { flow } = request.worker;
  if (request.uri.endsWith('/')) {
    const path = request.worker.fileName(request, request.uri);
    logRequest(request, 'error', `directory index of "${path}" is forbidden`);
    flow.finalize(request, 403);
    return 'stop';
  }
  logRequest(request, 'error', 'no handler found');
  flow.finalize(request, 404);
  return 'stop';
};

/** Lines the phases up. */
export const buildPhases = (
  handlers: PhaseHandlers,
): { phases: readonly Phase[]; index: PhaseIndex } => {
  const phases: Phase[] = [];
  const group = (
    list: readonly ContentHandler[],
    wrap: (handler: ContentHandler, next: number) => Phase,
  ): void => {
    const next = phases.length + list.length;
    for (const handler of list) phases.push(wrap(handler, next));
  };
  group(handlers.postRead, generic);
  const serverRewrite = phases.length;
  phases.push(rewritePhase(handlers.serverRewrite));
  const findLocation = phases.length;
  phases.push(chooseLocation);
  const locationRewrite = phases.length;
  phases.push(rewritePhase(handlers.rewrite));
  phases.push(postRewrite(findLocation));
  group(handlers.preaccess, generic);
  group(handlers.access, accessPhase);
  phases.push(postAccess);
  group(handlers.precontent, generic);
  phases.push(ownContent);
  for (const handler of handlers.content) phases.push(contentPhase(handler));
  phases.push(noContent);
  return { phases, index: { serverRewrite, findLocation, locationRewrite } };
};

/** Runs phases until one of them stops. */
export const runPhases = (phases: readonly Phase[], request: HttpRequest): void => {
  for (;;) {
    const phase = phases[request.phase];
    if (!phase || phase(request) === 'stop') return;
  }
};
