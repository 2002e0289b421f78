// A buffered response (`proxy_buffering on`): read from the server as fast as it comes into
// `proxy_buffers`, written to the client as fast as it takes it, in between a temporary file. A
// buffer goes on when it is full or the response is over; that is what holds back a slow trickle.
// The rules are those of nginx's event pipe.

import { joinBytes } from '../../http/bytes.ts';
import { ERRNO, type Errno, errnoMessage } from '../../net/errno.ts';
import type { CacheWriter } from '../cache/store.ts';
import { sendBody } from '../http/output.ts';
import { logRequest } from '../log/error-log.ts';
import { timeOutResponse, warnAboutBody } from './body-trouble.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/** Bytes ready for the client, with the room their buffer takes. */
interface Ready {
  readonly bytes: Uint8Array;
  readonly roomBytes: number;
}

/** The reader of a buffered response's body. */
export class Pipe {
  readonly #u: UpstreamRequest;
  readonly #writer: CacheWriter | null;
  readonly #busyBytes: number;
  readonly #bufferBytes: number;
  readonly #memoryBytes: number;
  readonly #buffers: number;
  /** The buffer being filled. */
  #partial: Uint8Array[] = [];
  #partialBytes = 0;
  #partialRoom: number;
  #ready: Ready[] = [];
  #readyBytes = 0;
  #tempFile: string | null = null;
  #isPaused = false;
  #isOver = false;
  /** The client has gone but the response is read on: for the cache. */
  #clientGone = false;

  constructor(u: UpstreamRequest, writer: CacheWriter | null) {
    this.#u = u;
    this.#writer = writer;
    const { bufferBytes, buffers, busyBuffersBytes } = u.request.settings.proxy;
    this.#bufferBytes = buffers.sizeBytes;
    this.#busyBytes = busyBuffersBytes ?? 2 * Math.max(bufferBytes, buffers.sizeBytes);
    this.#memoryBytes = buffers.number * buffers.sizeBytes;
    this.#buffers = buffers.number;
    this.#partialRoom = bufferBytes;
    this.#clientGone = u.request.headerOnly || u.request !== u.request.main;
  }

  /** Starts with what came together with the head; the head's own room is taken. */
  begin(rest: Uint8Array): void {
    const { request } = this.#u;
    const room = this.#partialRoom - (this.#u.headBytes.length - rest.length);
    this.#partialRoom = Math.max(room, 0);
    if (request === request.main) request.connection.writer = this;
    request.connection.action = 'reading upstream';
    this.#armTimer();
    this.#fill(rest);
    this.#goOn();
  }

  received(bytes: Uint8Array): void {
    this.#u.request.connection.action = 'reading upstream';
    this.#armTimer();
    this.#fill(bytes);
    this.#goOn();
  }

  ended(): void {
    const u = this.#u;
    u.request.connection.action = 'reading upstream';
    this.#pass();
    this.#write(true);
    if (u.isFinished || this.#isOver) return;
    if (u.filter?.length === -1) {
      this.#finish();
      return;
    }
    logRequest(u.request, 'error', 'upstream prematurely closed connection');
    this.#writer?.abandon();
    u.finalize(502);
  }

  failed(errno: Errno): void {
    const u = this.#u;
    u.request.connection.action = 'reading upstream';
    logRequest(u.request, 'error', `readv() failed (${ERRNO[errno]}: ${errnoMessage(errno)})`);
    this.#writer?.abandon();
    u.finalize(502);
  }

  timedOut(): void {
    this.#writer?.abandon();
    timeOutResponse(this.#u);
    this.#u.finalize(502);
  }

  clientReady(): void {
    const u = this.#u;
    u.request.connection.action = 'sending to client';
    u.request.connection.clearWriteTimer();
    u.request.connection.flush();
    this.#write(false);
    if (this.#isPaused && this.#hasRoom()) {
      this.#isPaused = false;
      u.connection?.endpoint.resumeReading();
    }
    if (this.#isOver) this.#finish();
  }

  #armTimer(): void {
    const { readTimeoutMs } = this.#u.request.settings.proxy;
    this.#u.setReadTimer(readTimeoutMs, () => this.timedOut());
  }

  /** Fills buffers; each full one is passed on. */
  #fill(bytes: Uint8Array): void {
    let left = bytes;
    while (left.length > 0) {
      const part = left.subarray(0, this.#partialRoom - this.#partialBytes);
      this.#partial.push(part);
      this.#partialBytes += part.length;
      left = left.subarray(part.length);
      if (this.#partialBytes >= this.#partialRoom) this.#pass();
      if (this.#u.isFinished) return;
      // All buffers are full: they are written before more is read.
      if (this.#ready.length > this.#buffers) this.#write(false);
    }
  }

  /** Passes the buffer being filled through the body filter. */
  #pass(): void {
    const u = this.#u;
    const { filter } = u;
    if (!filter || this.#isOver) return;
    const bytes = joinBytes(this.#partial);
    const room = this.#partialRoom;
    this.#partial = [];
    this.#partialBytes = 0;
    this.#partialRoom = this.#bufferBytes;
    if (bytes.length === 0) return;
    const { content, fault } = filter.take(bytes);
    for (const piece of content) {
      if (piece.length === 0) continue;
      this.#writer?.add(piece);
      if (u.state) u.state.responseBytes += piece.length;
      if (this.#clientGone) continue;
      this.#ready.push({ bytes: piece, roomBytes: room });
      this.#readyBytes += piece.length;
    }
    if (fault === 'invalid') {
      logRequest(u.request, 'error', 'upstream sent invalid chunked response');
      this.#writer?.abandon();
      u.finalize('error');
      return;
    }
    if (fault) warnAboutBody(u, fault);
    if (filter.length === 0) {
      u.keepalive = filter.isKeepable;
      this.#isOver = true;
    }
  }

  /** After a read: what is complete goes on even if its buffer is not full. */
  #goOn(): void {
    const u = this.#u;
    const { filter } = u;
    if (u.isFinished || !filter) return;
    if (filter.length !== -1 && this.#partialBytes > 0 && this.#partialBytes >= filter.length) {
      this.#pass();
    }
    if (u.isFinished) return;
    if (filter.length === 0) this.#isOver = true;
    this.#write(this.#isOver);
    if (u.isFinished) return;
    if (this.#isOver) {
      this.#finish();
      return;
    }
    if (!this.#isPaused && !this.#hasRoom()) {
      this.#isPaused = true;
      u.connection?.endpoint.pauseReading();
      u.clearReadTimer();
    }
  }

  /** Whether more can be read: into memory, or into the temporary file. */
  #hasRoom(): boolean {
    const waiting = this.#readyBytes + this.#u.request.connection.bufferedBytes;
    if (waiting <= this.#memoryBytes) return true;
    const { maxTempFileBytes } = this.#u.request.settings.proxy;
    if (maxTempFileBytes === 0 || this.#clientGone) return this.#clientGone;
    if (!this.#openTempFile()) return true;
    return waiting - this.#memoryBytes < maxTempFileBytes;
  }

  /** False where the response had to be cut because the file could not be written. */
  #openTempFile(): boolean {
    if (this.#tempFile !== null) return true;
    const u = this.#u;
    const { worker } = u.request;
    const path = worker.tempFileName(u.request.settings.proxy.tempPath);
    const fault = worker.checkTempFile(path, this.#readyBytes);
    if (fault) {
      logRequest(u.request, 'crit', fault);
      u.finalize('error');
      return false;
    }
    this.#tempFile = path;
    logRequest(u.request, 'warn', `an upstream response is buffered to a temporary file ${path}`);
    return true;
  }

  /** Writes what is ready, in portions of `proxy_busy_buffers_size`. */
  #write(isEnd: boolean): void {
    const { request } = this.#u;
    const { connection } = request;
    while (this.#ready.length > 0 && !this.#clientGone) {
      if (!isEnd && connection.bufferedBytes >= this.#busyBytes) break;
      const portion: Uint8Array[] = [];
      let room = 0;
      while (this.#ready[0] && (isEnd || room + this.#ready[0].roomBytes <= this.#busyBytes)) {
        const next = this.#ready.shift() as Ready;
        portion.push(next.bytes);
        room += next.roomBytes;
        this.#readyBytes -= next.bytes.length;
      }
      if (portion.length === 0) {
        const next = this.#ready.shift() as Ready;
        portion.push(next.bytes);
        this.#readyBytes -= next.bytes.length;
      }
      const sent = sendBody(request, joinBytes(portion), { isLast: false, flush: true });
      if (sent === 'error') {
        this.#lostClient();
        return;
      }
    }
    if (connection.isBlocked && !this.#clientGone) this.#armSendTimer();
  }

  #armSendTimer(): void {
    const u = this.#u;
    const { connection } = u.request;
    connection.setWriteTimer(u.request.settings.core.sendTimeoutMs, () => {
      connection.isTimedOut = true;
      connection.isBroken = true;
      logRequest(u.request, 'info', 'client timed out (110: Connection timed out)');
      this.#lostClient();
    });
  }

  #lostClient(): void {
    const u = this.#u;
    this.#clientGone = true;
    this.#ready = [];
    this.#readyBytes = 0;
    if (!u.isCacheable) u.finalize('error');
  }

  /** The response is complete, and the last of it on its way. */
  #finish(): void {
    const u = this.#u;
    if (u.isFinished) return;
    this.#isOver = true;
    this.#writer?.complete();
    u.finalize('ok');
  }
}
