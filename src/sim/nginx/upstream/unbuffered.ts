// An unbuffered response (`proxy_buffering off`): every piece goes to the client as it comes, and
// the server is read only as fast as the client takes it.

import { joinBytes } from '../../http/bytes.ts';
import { ERRNO, type Errno, errnoMessage } from '../../net/errno.ts';
import { flushOutput, sendBody } from '../http/output.ts';
import { logRequest } from '../log/error-log.ts';
import { timeOutResponse, warnAboutBody } from './body-trouble.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/** The reader of an unbuffered response's body. */
export class Unbuffered {
  readonly #u: UpstreamRequest;
  #hasEnded = false;

  constructor(u: UpstreamRequest) {
    this.#u = u;
  }

  begin(rest: Uint8Array): void {
    const u = this.#u;
    u.request.connection.writer = this;
    if (rest.length > 0) {
      if (!this.#take(rest)) return;
    } else if (flushOutput(u.request) === 'error') {
      u.finalize('error');
      return;
    }
    this.#armTimer();
    this.#check();
  }

  received(bytes: Uint8Array): void {
    this.#u.request.connection.action = 'reading upstream';
    this.#armTimer();
    if (this.#take(bytes)) this.#check();
  }

  ended(): void {
    this.#u.request.connection.action = 'reading upstream';
    this.#hasEnded = true;
    this.#check();
  }

  failed(errno: Errno): void {
    const u = this.#u;
    u.request.connection.action = 'reading upstream';
    logRequest(u.request, 'error', `recv() failed (${ERRNO[errno]}: ${errnoMessage(errno)})`);
    u.finalize(502);
  }

  timedOut(): void {
    timeOutResponse(this.#u);
    this.#u.finalize(504);
  }

  clientReady(): void {
    const u = this.#u;
    u.request.connection.clearWriteTimer();
    u.request.connection.flush();
    u.connection?.endpoint.resumeReading();
    this.#check();
  }

  #armTimer(): void {
    const { readTimeoutMs } = this.#u.request.settings.proxy;
    this.#u.setReadTimer(readTimeoutMs, () => this.timedOut());
  }

  #take(bytes: Uint8Array): boolean {
    const u = this.#u;
    const { filter } = u;
    if (!filter) return false;
    const { content, fault } = filter.take(bytes);
    if (u.state) u.state.responseBytes += bytes.length;
    if (fault === 'invalid') {
      logRequest(u.request, 'error', 'upstream sent invalid chunked response');
      u.finalize('error');
      return false;
    }
    if (fault) warnAboutBody(u, fault);
    else u.keepalive = filter.isKeepable;
    const piece = joinBytes(content.filter(({ length }) => length > 0));
    if (piece.length === 0) return true;
    if (sendBody(u.request, piece, { isLast: false, flush: true }) !== 'error') return true;
    u.finalize('error');
    return false;
  }

  /** Whether it is over, or the client holds it up. */
  #check(): void {
    const u = this.#u;
    const { connection } = u.request;
    if (u.isFinished) return;
    if (connection.isBlocked || connection.isBuffered) {
      u.connection?.endpoint.pauseReading();
      u.clearReadTimer();
      const { sendTimeoutMs } = u.request.settings.core;
      connection.setWriteTimer(sendTimeoutMs, () => {
        connection.isTimedOut = true;
        logRequest(u.request, 'info', 'client timed out (110: Connection timed out)');
        u.finalize(408);
      });
      return;
    }
    const length = u.filter?.length;
    if (length === 0 || (this.#hasEnded && length === -1)) {
      u.finalize('ok');
    } else if (this.#hasEnded) {
      logRequest(u.request, 'error', 'upstream prematurely closed connection');
      u.finalize(502);
    }
  }
}
