// internalBinding('stream_wrap'): writing to and reading from sockets (src/stream_base.cc). The state array
// is how a call tells the library what it did, beside its result.

import type { Endpoint } from '../../net/endpoint.ts';
import type { Errno } from '../../net/errno.ts';
import { ERRNO } from '../../net/errno.ts';
import type { NodeEnvironment } from '../environment.ts';
import type { Binding, GuestFunction, GuestObject } from '../guest.ts';
import type { Encoding } from '../text-codecs.ts';
import { traceResponse } from '../trace-response.ts';
import { HandleWrap } from './handle-wrap.ts';
import { completeRequest, createRequestClass, type RequestObject } from './request-wrap.ts';
import { TlsSession } from './tls-session.ts';

const READ_BYTES_OR_ERROR = 0;
const ARRAY_BUFFER_OFFSET = 1;
const BYTES_WRITTEN = 2;
const LAST_WRITE_WAS_ASYNC = 3;

/** libuv's number for the end of a stream. */
const UV_EOF = -4095;

/** What a simulated call leaves behind for the library to read. */
export type StreamState = Int32Array;

/** A consumer that takes a socket's bytes before the library sees them: the HTTP parser. */
export interface StreamConsumer {
  consume(bytes: Uint8Array): void;
  /** The bytes end, or the connection broke; the library is told as well. */
  consumeEnd(): void;
}

type WriteRequest = RequestObject;

/** An error number as libuv hands it over: negative. */
export const uvError = (errno: Errno): number => -ERRNO[errno];

export abstract class StreamWrap extends HandleWrap {
  protected endpoint: Endpoint | null = null;
  readonly #state: StreamState;
  #consumer: StreamConsumer | null = null;
  /** Requests read from here whose responses have not begun. */
  #responsesDue = 0;
  #tls: TlsSession | null = null;
  reading = false;
  onread: GuestFunction | undefined;
  bytesRead = 0;
  bytesWritten = 0;
  fd = -1;
  isStreamBase = true;

  constructor(environment: NodeEnvironment, state: StreamState) {
    super(environment);
    this.#state = state;
  }

  /** Hands what arrives to a consumer instead of the library; null gives it back. */
  setConsumer(consumer: StreamConsumer | null): void {
    this.#consumer = consumer;
  }

  /** The connection's number on the simulated network; 0 before there is one. */
  get connection(): number {
    return this.endpoint?.connection ?? 0;
  }

  /** A request was read from here: what is written next as a response answers it. */
  expectResponse(): void {
    this.#responsesDue++;
  }

  /** From now on the connection speaks TLS; see guest-library/tls.ts for the options. */
  startTls(options: GuestObject): void {
    const { machine } = this.environment;
    this.#tls = new TlsSession(machine, options, (bytes) => this.endpoint?.write(bytes));
  }

  protected attach(endpoint: Endpoint): void {
    const { process } = this.environment;
    this.endpoint = endpoint;
    this.isActive = true;
    process.hold(endpoint);
    endpoint.setHandlers({
      data: (bytes) => this.#deliver(bytes),
      end: () => this.#deliverError(UV_EOF),
      failed: (errno) => this.#deliverError(uvError(errno)),
    });
  }

  protected override release(): void {
    const { endpoint } = this;
    if (!endpoint) return;
    this.environment.process.release(endpoint);
    endpoint.close();
  }

  readStart(): number {
    this.environment.checkAlive();
    this.endpoint?.resumeReading();
    return 0;
  }

  readStop(): number {
    this.endpoint?.pauseReading();
    return 0;
  }

  /** Reads into a buffer of the program (`onread` option of net.connect). */
  useUserBuffer(): void {}

  shutdown(request: GuestObject): number {
    const { endpoint, environment } = this;
    if (!endpoint) return -107; // UV_ENOTCONN
    environment.checkAlive();
    endpoint.shutdown();
    environment.loop.beginRequest();
    environment.loop.post(() => {
      environment.loop.endRequest();
      completeRequest(environment, request, 0);
    });
    return 0;
  }

  writeBuffer(request: WriteRequest, bytes: Uint8Array): number {
    // The program may reuse its buffer at once; the bytes that travel are these.
    return this.#write(request, bytes.slice());
  }

  writev(request: WriteRequest, chunks: unknown[], allBuffers: boolean): number {
    const parts: Uint8Array[] = [];
    if (allBuffers) {
      for (const chunk of chunks) parts.push(chunk as Uint8Array);
    } else {
      for (let i = 0; i < chunks.length; i += 2) {
        const chunk = chunks[i];
        parts.push(
          typeof chunk === 'string'
            ? this.environment.codecs.encode(chunk, encodingOf(chunks[i + 1]))
            : (chunk as Uint8Array),
        );
      }
    }
    return this.#write(request, concatenate(parts));
  }

  writeUtf8String(request: WriteRequest, text: string): number {
    return this.#write(request, this.environment.codecs.encodeUtf8(text));
  }

  writeAsciiString(request: WriteRequest, text: string): number {
    return this.#write(request, this.environment.codecs.encode(text, 'ascii'));
  }

  writeLatin1String(request: WriteRequest, text: string): number {
    return this.#write(request, this.environment.codecs.encode(text, 'latin1'));
  }

  writeUcs2String(request: WriteRequest, text: string): number {
    return this.#write(request, this.environment.codecs.encode(text, 'ucs2'));
  }

  #write(request: WriteRequest, bytes: Uint8Array): number {
    const { endpoint, environment } = this;
    environment.checkAlive();
    this.#state[BYTES_WRITTEN] = bytes.length;
    this.#state[LAST_WRITE_WAS_ASYNC] = 0;
    if (!endpoint) return -9; // UV_EBADF
    if (this.#responsesDue > 0 && traceResponse(environment, this.connection, bytes)) {
      this.#responsesDue--;
    }
    const { loop } = environment;
    const outcome = endpoint.write(this.#tls ? this.#tls.seal(bytes) : bytes, () => {
      loop.endRequest();
      completeRequest(environment, request, 0, this, undefined);
    });
    if (outcome === null) {
      this.bytesWritten += bytes.length;
      return 0;
    }
    this.#state[LAST_WRITE_WAS_ASYNC] = 1;
    if (outcome === 'EAGAIN') {
      this.bytesWritten += bytes.length;
      loop.beginRequest();
      return 0;
    }
    // libuv tells of a failed write later, in the request's callback.
    loop.beginRequest();
    loop.post(() => {
      loop.endRequest();
      completeRequest(environment, request, uvError(outcome), this, undefined);
    });
    return 0;
  }

  #deliver(arrived: Uint8Array): void {
    if (this.isClosed) return;
    this.enterContext();
    const bytes = this.#tls ? this.#tls.open(arrived) : arrived;
    if (bytes.length === 0) return;
    this.bytesRead += bytes.length;
    if (this.#consumer) this.#consumer.consume(bytes);
    else this.passToLibrary(bytes);
  }

  /** Calls the library's `onread` with bytes. */
  passToLibrary(bytes: Uint8Array): void {
    this.#state[READ_BYTES_OR_ERROR] = bytes.length;
    // The library wraps the buffer it is given, so each read gets one of its own.
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    this.#state[ARRAY_BUFFER_OFFSET] = 0;
    this.onread?.call(this, buffer);
  }

  #deliverError(status: number): void {
    if (this.isClosed) return;
    this.enterContext();
    this.#consumer?.consumeEnd();
    this.#state[READ_BYTES_OR_ERROR] = status;
    this.onread?.call(this, undefined);
  }
}

const encodingOf = (name: unknown): Encoding => {
  if (name === 'binary' || name === 'latin1') return 'latin1';
  if (name === 'ucs2' || name === 'ucs-2' || name === 'utf16le' || name === 'utf-16le') {
    return 'ucs2';
  }
  return name === undefined || name === 'utf-8' || name === 'buffer' ? 'utf8' : (name as Encoding);
};

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function createStreamWrap(environment: NodeEnvironment, state: StreamState): Binding {
  return {
    kReadBytesOrError: READ_BYTES_OR_ERROR,
    kArrayBufferOffset: ARRAY_BUFFER_OFFSET,
    kBytesWritten: BYTES_WRITTEN,
    kLastWriteWasAsync: LAST_WRITE_WAS_ASYNC,
    streamBaseState: state,
    WriteWrap: createRequestClass(environment, 'WriteWrap'),
    ShutdownWrap: createRequestClass(environment, 'ShutdownWrap'),
    LibuvStreamWrap: StreamWrap,
  };
}
