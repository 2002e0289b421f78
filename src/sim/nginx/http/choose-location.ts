// Which location a request is in: the exact one, else the longest prefix unless a regular
// expression matches first. Nested locations are searched in the same way. Then: may it be asked
// for from outside, is the body too large, does the slash at the end lack.

import type { LocationConfig } from '../config/location.ts';
import { logRequest } from '../log/error-log.ts';
import { traceRequest } from '../trace.ts';
import { takeCaptures } from '../variables/pattern-names.ts';
import { discardBody } from './discard-body.ts';
import { field } from './fields.ts';
import type { HttpRequest } from './request.ts';
import { escapePath } from './uri.ts';

type Found =
  | { readonly kind: 'none' }
  | { readonly kind: 'prefix' | 'exact'; readonly location: LocationConfig }
  | { readonly kind: 'redirect'; readonly location: LocationConfig };

const NONE: Found = { kind: 'none' };

const findByName = (locations: readonly LocationConfig[], uri: string): Found => {
  let best: LocationConfig | null = null;
  let slash: LocationConfig | null = null;
  for (const location of locations) {
    const { kind, name } = location;
    if (kind === 'exact') {
      if (uri === name) return { kind: 'exact', location };
    } else if (kind === 'prefix' || kind === 'prefix-final') {
      if (location.redirectsWithoutSlash && name.length === uri.length + 1 && name === `${uri}/`) {
        slash = location;
      }
      if (uri.startsWith(name) && (!best || name.length > best.name.length)) best = location;
    }
  }
  if (slash) return { kind: 'redirect', location: slash };
  return best ? { kind: 'prefix', location: best } : NONE;
};

/** Answers the location whose slash is missing, or null. Sets the request's location otherwise. */
const find = (
  request: HttpRequest,
  locations: readonly LocationConfig[],
): { redirect: LocationConfig | null; isFinal: boolean } => {
  const found = findByName(locations, request.uri);
  if (found.kind === 'redirect') return { redirect: found.location, isFinal: true };
  let noRegex = false;
  if (found.kind !== 'none') {
    request.location = found.location;
    if (found.kind === 'exact') return { redirect: null, isFinal: true };
    noRegex = found.location.kind === 'prefix-final';
    const inner = find(request, found.location.children);
    if (inner.isFinal) return inner;
  }
  if (noRegex) return { redirect: null, isFinal: false };
  for (const location of locations) {
    const { pattern } = location;
    if (location.kind !== 'regex' || !pattern) continue;
    const match = pattern.regexp.exec(request.uri);
    if (!match) continue;
    takeCaptures(request, pattern, match);
    request.location = location;
    find(request, location.children);
    return { redirect: null, isFinal: true };
  }
  return { redirect: null, isFinal: false };
};

const redirectToSlash = (request: HttpRequest, location: LocationConfig): void => {
  const args = request.args === '' ? '' : `?${request.args}`;
  const added = field('Location', `${escapePath(location.name)}${args}`);
  request.headersOut.location = added;
  request.headersOut.fields.push(added);
  request.worker.flow.finalize(request, 301);
};

/** The phase that chooses the location. */
export const chooseLocation = (request: HttpRequest): 'go-on' | 'stop' => {
  const { flow } = request.worker;
  request.contentHandler = null;
  request.uriChanged = false;
  const { redirect } = find(request, request.server.locations);
  const location = redirect ?? request.location;
  if (!request.internal && location.settings.core.internal) {
    request.location = location;
    traceRequest(request);
    flow.finalize(request, 404);
    return 'stop';
  }
  flow.enterLocation(request, location);
  traceRequest(request);
  const limit = request.settings.core.clientMaxBodyBytes;
  const length = request.headersIn.contentLength;
  if (length !== -1 && !request.discardBody && limit > 0 && limit < length) {
    logRequest(request, 'error', `client intended to send too large body: ${length} bytes`);
    request.expectTested = true;
    request.decidedAt = location.placeOf('core', 'clientMaxBodyBytes');
    request.worker.traceDecision(request, 'client_max_body_size', request.decidedAt);
    discardBody(request);
    flow.finalize(request, 413);
    return 'stop';
  }
  if (redirect) {
    redirectToSlash(request, redirect);
    return 'stop';
  }
  request.phase++;
  return 'go-on';
};
