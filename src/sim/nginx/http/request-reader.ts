// In charge of a client's connection while a request is worked on: passes news on to whoever waits.

import type { Errno } from '../../net/errno.ts';
import type { ConnectionReader } from './client-connection.ts';
import type { HttpRequest } from './request.ts';

/** Passes news about the client on to a request. */
export class RequestReader implements ConnectionReader {
  readonly #request: HttpRequest;

  constructor(request: HttpRequest) {
    this.#request = request;
  }

  readable(): void {
    this.#request.onReadable?.();
  }

  ended(errno: Errno | null): void {
    this.#request.onClientGone?.(errno);
  }
}
