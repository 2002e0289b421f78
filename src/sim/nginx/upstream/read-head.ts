// Reads the head of the server's response: it has to fit into `proxy_buffer_size`, and to come
// within `proxy_read_timeout` of the request, however it drips.

import { joinBytes } from '../../http/bytes.ts';
import { ERRNO, type Errno, errnoMessage } from '../../net/errno.ts';
import { latin1 } from '../bytes.ts';
import { logRequest } from '../log/error-log.ts';
import type { UpstreamListener } from './idle-connection.ts';
import { readHead } from './response-head.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/** In charge of an upstream connection until the response's head is complete. */
export class HeadInput implements UpstreamListener {
  readonly #u: UpstreamRequest;

  constructor(u: UpstreamRequest) {
    this.#u = u;
  }

  received(bytes: Uint8Array): void {
    const u = this.#u;
    const { request } = u;
    request.connection.action = 'reading response header from upstream';
    if (u.state) u.state.receivedBytes += bytes.length;
    u.isCachedConnection = false;
    u.headBytes = u.headBytes.length === 0 ? bytes : joinBytes([u.headBytes, bytes]);
    const room = request.settings.proxy.bufferBytes - request.worker.cacheHeaderBytes(u);
    const visible = u.headBytes.subarray(0, room);
    const read = readHead(latin1(visible));
    if (read.kind === 'more') {
      if (u.headBytes.length < room) return;
      logRequest(request, 'error', 'upstream sent too big header');
      u.next('invalid-header');
      return;
    }
    if (read.kind === 'invalid') {
      logRequest(request, 'error', read.text);
      u.next('invalid-header');
      return;
    }
    if (read.head.isHttp09) {
      logRequest(request, 'error', 'upstream sent no valid HTTP/1.0 header');
    }
    u.respond(read.head, u.headBytes.subarray(read.length));
  }

  ended(): void {
    const { request } = this.#u;
    request.connection.action = 'reading response header from upstream';
    logRequest(request, 'error', 'upstream prematurely closed connection');
    this.#u.next('error');
  }

  failed(errno: Errno): void {
    const { request } = this.#u;
    request.connection.action = 'reading response header from upstream';
    logRequest(request, 'error', `recv() failed (${ERRNO[errno]}: ${errnoMessage(errno)})`);
    this.#u.next('error');
  }
}
