// The errors of undici, the client inside Node (undici 7, lib/core/errors.js). Runs inside the simulated process;
// see the folder's README.

declare const process: { readonly version: string };
declare const module: { exports: object };

export type {};

interface NodeSocket {
  readonly localAddress?: string;
  readonly localPort?: number;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  readonly remoteFamily?: string;
  readonly bytesWritten: number;
  readonly bytesRead: number;
}
interface NodeError extends Error {
  readonly code?: string;
  readonly reason?: string;
  readonly rawPacket?: Uint8Array;
}

class UndiciError extends Error {
  readonly code: string | undefined;

  constructor(name: string, code: string | undefined, message: string) {
    super(message);
    Object.defineProperty(this, 'name', { value: name, configurable: true, writable: true });
    this.code = code;
  }
}

class SocketError extends UndiciError {
  readonly socket: object | null;

  constructor(message: string, socket: NodeSocket | null) {
    super('SocketError', 'UND_ERR_SOCKET', message);
    this.socket = socket && {
      localAddress: socket.localAddress,
      localPort: socket.localPort,
      remoteAddress: socket.remoteAddress,
      remotePort: socket.remotePort,
      remoteFamily: socket.remoteFamily,
      timeout: undefined,
      bytesWritten: socket.bytesWritten,
      bytesRead: socket.bytesRead,
    };
  }
}

/** Up to Node 22 (undici 6) llhttp's code is told, and other protocols are not spoken of. */
const isOlder = /^v2[02]\./.test(process.version);

class HTTPParserError extends Error {
  readonly code: string | undefined;
  readonly data: string | undefined;

  constructor({ reason = '', code, rawPacket }: NodeError) {
    const words = isOlder ? reason.replace(', RTSP/ or ICE/', '') : reason;
    super(`Response does not match the HTTP/1.1 protocol (${words})`);
    Object.defineProperty(this, 'name', { value: 'HTTPParserError', configurable: true });
    this.code = isOlder ? code : undefined;
    this.data = rawPacket && String(rawPacket);
  }
}

/** What undici calls an error of the library's http client. */
function translate(error: NodeError, socket: NodeSocket | null): unknown {
  if (/^HPE_/.test(error.code ?? '')) return new HTTPParserError(error);
  const isClosed = error.message === 'socket hang up' || error.message === 'aborted';
  return error.code === 'ECONNRESET' && isClosed
    ? new SocketError('other side closed', socket)
    : error;
}

module.exports = { UndiciError, translate };
