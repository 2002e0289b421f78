// The base of requests: objects the library makes for one operation and is called back on. Like everything
// asynchronous they belong to the async context they were made in (src/req_wrap.h, src/async_wrap.cc).

import type { NodeEnvironment } from '../environment.ts';
import type { GuestFunction } from '../guest.ts';

/** A request as the library made it: with a function to call when it is over. */
export interface RequestObject {
  oncomplete: GuestFunction;
}

/** Async contexts of requests, where they were made in one. */
const frames = new WeakMap<object, unknown>();

/** A class of requests with a name that stack traces show. */
export function createRequestClass(
  environment: NodeEnvironment,
  name: string,
): new () => RequestObject {
  class Request {
    declare oncomplete: GuestFunction;

    constructor() {
      const { frame } = environment.context;
      if (frame !== undefined) frames.set(this, frame);
    }
  }
  return environment.nameClass(name, Request);
}

/** Calls the library back about a request, in the request's own async context. */
export function completeRequest(
  environment: NodeEnvironment,
  request: object,
  ...args: unknown[]
): void {
  environment.context.frame = frames.get(request);
  (request as RequestObject).oncomplete(...args);
}
