// What changes when a request moves into a location: handler, keep-alive, rate.

import type { LocationConfig } from '../config/location.ts';
import type { HandlerName } from '../settings/core.ts';
import type { ContentHandler, HttpRequest } from './request.ts';

const forbidsMethod = (request: HttpRequest, location: LocationConfig): boolean =>
  location.limitExcept !== null && !location.limitExcept.allowed.includes(request.method);

const keepaliveHolds = (request: HttpRequest): boolean => {
  const { core } = request.settings;
  const { connection, headersIn } = request;
  if (core.keepaliveTimeoutMs === 0) return false;
  if (connection.requests >= core.keepaliveRequests) return false;
  if (connection.worker.nowMs - connection.startedMs > core.keepaliveTimeMs) return false;
  const isPost = request.method === 'POST';
  if (headersIn.isMsie6 && isPost && core.keepaliveDisable.includes('msie6')) return false;
  return !(headersIn.isSafari && core.keepaliveDisable.includes('safari'));
};

/** Moves a request into a location. */
export const enterLocation = (
  request: HttpRequest,
  location: LocationConfig,
  handlers: Readonly<Record<Exclude<HandlerName, null>, ContentHandler>>,
): void => {
  const forbidden = forbidsMethod(request, location);
  request.location = forbidden && location.limitExcept ? location.limitExcept.location : location;
  if (request.keepalive && !keepaliveHolds(request)) request.keepalive = false;
  const { handler } = request.settings.core;
  if (handler) request.contentHandler = handlers[handler];
};
