// The client side of `node:tls` for simulated programs (tls.ts has the rest): the handshake of src/sim/tls over a real net.Socket, checks of the
// certificate, and the errors Node 24 reports when one fails (recorded from it). Runs inside the simulated process.
// Simplified: nothing is encrypted; every certificate that is not signed by itself counts as signed by an authority
// everybody trusts.

declare const require: (id: string) => unknown;
declare const module: { exports: object };
declare const process: {
  readonly env: Readonly<Record<string, string | undefined>>;
  emitWarning(text: string): void;
};

export type {};

type Listener = (...args: never[]) => void;
type Callback = (error?: Error | null) => void;

interface Bytes extends Uint8Array {
  subarray(start?: number, end?: number): Bytes;
  toString(encoding?: string): string;
}
interface Emitter {
  on(event: string, listener: Listener): this;
  once(event: string, listener: Listener): this;
  emit(event: string, ...args: unknown[]): boolean;
}
interface NetSocket extends Emitter {
  readonly connecting: boolean;
  readonly timeout: number | undefined;
  readonly localAddress?: string;
  readonly localPort?: number;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  readonly remoteFamily?: string;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  write(chunk: Uint8Array, done?: Callback): boolean;
  end(done?: () => void): void;
  destroy(error?: Error): void;
  pause(): void;
  resume(): void;
  ref(): void;
  unref(): void;
  setTimeout(ms: number): void;
  setNoDelay(on?: boolean): void;
  setKeepAlive(on?: boolean, ms?: number): void;
}
interface DuplexStream extends Emitter {
  readonly destroyed: boolean;
  destroy(error?: Error | null): this;
  push(chunk: Uint8Array | null): boolean;
}
interface Certificate {
  readonly subject: string;
  readonly names: readonly string[];
  readonly issuer: string;
  readonly notAfterMs: number;
}
interface ConnectOptions {
  readonly host?: string;
  readonly port?: number | string;
  readonly path?: string;
  readonly socket?: NetSocket;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
  readonly ca?: unknown;
  readonly minVersion?: string;
  readonly maxVersion?: string;
  readonly checkServerIdentity?: (host: string, certificate: object) => Error | undefined;
}

const net = require('net') as {
  connect(options: object): NetSocket;
  isIP(text: string): number;
};
const { Duplex } = require('stream') as { Duplex: new (options: object) => DuplexStream };
const { Buffer } = require('buffer') as {
  Buffer: {
    alloc(size: number): Bytes;
    concat(list: readonly Uint8Array[]): Bytes;
    from(data: string | readonly number[], encoding?: string): Bytes;
  };
};

const ALERT = 21;
const HANDSHAKE = 22;
const DATA = 23;
const HEADER_BYTES = 5;
const LONGEST_RECORD_BYTES = 16_384;
const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

function record(type: number, content: Uint8Array): Bytes {
  const head = Buffer.from([type, 3, 1, content.length >> 8, content.length & 0xff]);
  return Buffer.concat([head, content]);
}

function clientHello(serverName: string | null, versions: readonly string[]): Bytes {
  const text = Buffer.from(JSON.stringify({ serverName, versions }), 'latin1');
  return record(
    HANDSHAKE,
    Buffer.concat([Buffer.from([1, 0, text.length >> 8, text.length & 0xff]), text]),
  );
}

const withCode = (message: string, more: object): Error => Object.assign(new Error(message), more);

/** What OpenSSL 3 makes of alerts, by number. */
const ALERT_REASONS: Readonly<Record<number, readonly [number: string, reason: string]>> = {
  40: ['0A000410', 'ssl/tls alert handshake failure'],
  70: ['0A00042E', 'tlsv1 alert protocol version'],
  112: ['0A000458', 'tlsv1 unrecognized name'],
};

interface Failure {
  readonly text: string;
  readonly reason: string;
}

function alertFailure(code: number): Failure {
  const [number, reason] = ALERT_REASONS[code] ?? ['0A000438', 'tlsv1 alert internal error'];
  const where = '../deps/openssl/openssl/ssl/record/rec_layer_s3.c:918';
  return {
    reason,
    text: `error:${number}:SSL routines:ssl3_read_bytes:${reason}:${where}:SSL alert number ${code}`,
  };
}

const NO_TLS: Failure = {
  reason: 'wrong version number',
  text: 'error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../deps/openssl/openssl/ssl/record/methods/tlsany_meth.c:77:',
};

/** The number of the thread that OpenSSL puts in front; here always the same. */
const THREAD = '40000000007F0000';

/** The error of a handshake that failed; a write that waited for it is told of EPROTO. */
function protocolError({ text, reason }: Failure, duringWrite: boolean): Error {
  const message = `${THREAD}:${text}\n`;
  if (duringWrite) {
    return withCode(`write EPROTO ${message}`, { errno: -71, code: 'EPROTO', syscall: 'write' });
  }
  const code = `ERR_SSL_${reason.toUpperCase().replace(/[ -]/g, '_')}`;
  return withCode(message, { library: 'SSL routines', reason, code });
}

const matches = (host: string, pattern: string): boolean => {
  const [name, wanted] = [host.toLowerCase(), pattern.toLowerCase()];
  if (!wanted.startsWith('*.')) return name === wanted;
  return name.endsWith(wanted.slice(1)) && !name.slice(0, -wanted.length + 1).includes('.');
};

/** The certificate as getPeerCertificate shows it. */
function shownCertificate({ subject, names, issuer, notAfterMs }: Certificate): object {
  const nameOf = (text: string): object => ({ CN: text.replace(/^CN ?= ?/, '') });
  return {
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    subjectaltname: names.map((name) => `DNS:${name}`).join(', '),
    valid_to: new Date(Math.min(notAfterMs, 253_402_300_799_000)).toUTCString(),
  };
}

function checkServerIdentity(
  host: string,
  certificate: { readonly subjectaltname?: string },
): Error | undefined {
  const names = (certificate.subjectaltname ?? '').split(', ').map((name) => name.slice(4));
  if (names.some((name) => matches(host, name))) return undefined;
  const shown = names.map((name) => `DNS:${name}`).join(', ');
  const reason = `Host: ${host}. is not in the cert's altnames: ${shown}`;
  const message = `Hostname/IP does not match certificate's altnames: ${reason}`;
  return withCode(message, {
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    reason,
    host,
    cert: certificate,
  });
}

/** What is wrong with the signature or the time of a certificate. */
function verifyError({ issuer, subject, notAfterMs }: Certificate, hasCa: boolean): Error | null {
  if (issuer === subject && !hasCa) {
    const advice = 'if the root CA is installed locally, try running Node.js with --use-system-ca';
    return withCode(`self-signed certificate; ${advice}`, { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  }
  return notAfterMs < Date.now()
    ? withCode('certificate has expired', { code: 'CERT_HAS_EXPIRED' })
    : null;
}

class TLSSocket extends Duplex {
  readonly encrypted = true;
  authorized = false;
  authorizationError: string | null = null;
  alpnProtocol: string | false = false;
  readonly servername: string | false;
  readonly #socket: NetSocket;
  readonly #options: ConnectOptions;
  #received: Bytes = Buffer.alloc(0);
  #version: string | null = null;
  #certificate: Certificate | null = null;
  #isSecure = false;
  #waiting: { readonly chunk: Uint8Array; readonly done: Callback } | null = null;
  #finish: Callback | null = null;

  constructor(socket: NetSocket, options: ConnectOptions = {}) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.#options = options;
    const name = options.servername ?? options.host ?? '';
    this.servername = name !== '' && net.isIP(name) === 0 ? name : false;
    socket.on('data', (chunk: Bytes) => this.#take(chunk));
    socket.on('end', () => (this.#isSecure ? this.push(null) : this.destroy(this.#cutOff())));
    socket.on('error', (error: Error) => this.destroy(error));
    socket.on('close', () => this.destroy(this.#isSecure ? null : this.#cutOff()));
    socket.on('timeout', () => this.emit('timeout'));
    socket.on('lookup', (...facts: never[]) => this.emit('lookup', ...facts));
    const begin = (): void => {
      this.emit('connect');
      socket.write(clientHello(this.servername || null, this.#versions));
    };
    if (socket.connecting) socket.once('connect', begin);
    else begin();
  }

  get #versions(): string[] {
    const { minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' } = this.#options;
    return VERSIONS.slice(VERSIONS.indexOf(minVersion), VERSIONS.indexOf(maxVersion) + 1);
  }

  #cutOff(): Error {
    const { path = null, host, port } = this.#options;
    return withCode(
      'Client network socket disconnected before secure TLS connection was established',
      { code: 'ECONNRESET', path, host, port, localAddress: undefined },
    );
  }

  #take(chunk: Bytes): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    while (this.#received.length >= HEADER_BYTES && !this.destroyed) {
      const [type = 0, major = 0, , high = 0, low = 0] = this.#received;
      if (type < ALERT || type > DATA || major !== 3) {
        this.#fail(NO_TLS);
        return;
      }
      const end = HEADER_BYTES + ((high << 8) | low);
      if (this.#received.length < end) return;
      const content = this.#received.subarray(HEADER_BYTES, end);
      this.#received = this.#received.subarray(end);
      this.#takeRecord(type, content);
    }
  }

  #takeRecord(type: number, content: Bytes): void {
    if (type === DATA) {
      if (!this.push(content)) this.#socket.pause();
    } else if (type === ALERT) {
      if (content[1] !== 0) this.#fail(alertFailure(content[1] ?? 0));
    } else if (!this.#isSecure) {
      const hello = JSON.parse(content.subarray(4).toString('latin1')) as {
        version: string;
        certificate: Certificate;
      };
      this.#greeted(hello);
    }
  }

  #fail(failure: Failure): void {
    this.destroy(protocolError(failure, this.#waiting !== null));
  }

  #greeted({ version, certificate }: { version: string; certificate: Certificate }): void {
    this.#version = version;
    this.#certificate = certificate;
    const { rejectUnauthorized, ca, servername, host } = this.#options;
    const check = this.#options.checkServerIdentity ?? checkServerIdentity;
    const error =
      verifyError(certificate, ca !== undefined) ??
      check(servername || host || 'localhost', shownCertificate(certificate));
    const rejects = rejectUnauthorized ?? process.env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0';
    if (error && rejects) {
      this.destroy(error);
      return;
    }
    this.authorized = !error;
    this.authorizationError = error ? ((error as { code?: string }).code ?? error.message) : null;
    this.#isSecure = true;
    this.emit('secureConnect');
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting) this.#send(waiting.chunk, waiting.done);
    if (this.#finish) this.#socket.end(this.#finish);
  }

  #send(chunk: Uint8Array, done: Callback): void {
    const records: Bytes[] = [];
    for (let at = 0; at < chunk.length; at += LONGEST_RECORD_BYTES) {
      records.push(record(DATA, chunk.subarray(at, at + LONGEST_RECORD_BYTES)));
    }
    this.#socket.write(Buffer.concat(records), done);
  }

  _read(): void {
    this.#socket.resume();
  }

  _write(chunk: Uint8Array, _encoding: string, done: Callback): void {
    if (this.#isSecure) this.#send(chunk, done);
    else this.#waiting = { chunk, done };
  }

  _final(done: Callback): void {
    if (this.#isSecure) this.#socket.end(done);
    else this.#finish = done;
  }

  _destroy(error: Error | null, done: Callback): void {
    this.#socket.destroy();
    done(error);
  }

  get connecting(): boolean {
    return this.#socket.connecting || !this.#isSecure;
  }
  get timeout(): number | undefined {
    return this.#socket.timeout;
  }
  get localAddress(): string | undefined {
    return this.#socket.localAddress;
  }
  get localPort(): number | undefined {
    return this.#socket.localPort;
  }
  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }
  get remotePort(): number | undefined {
    return this.#socket.remotePort;
  }
  get remoteFamily(): string | undefined {
    return this.#socket.remoteFamily;
  }
  get bytesRead(): number {
    return this.#socket.bytesRead;
  }
  get bytesWritten(): number {
    return this.#socket.bytesWritten;
  }

  setTimeout(ms: number, callback?: () => void): this {
    this.#socket.setTimeout(ms);
    if (callback) this.once('timeout', callback);
    return this;
  }
  setNoDelay(on?: boolean): this {
    this.#socket.setNoDelay(on);
    return this;
  }
  setKeepAlive(on?: boolean, ms?: number): this {
    this.#socket.setKeepAlive(on, ms);
    return this;
  }
  ref(): this {
    this.#socket.ref();
    return this;
  }
  unref(): this {
    this.#socket.unref();
    return this;
  }
  destroySoon(): void {
    this.destroy();
  }
  getPeerCertificate(): object {
    return this.#certificate ? shownCertificate(this.#certificate) : {};
  }
  getProtocol(): string | null {
    return this.#version;
  }
  getCipher(): object {
    return { name: 'TLS_AES_256_GCM_SHA384', version: 'TLSv1.3' };
  }
  getSession(): undefined {
    return undefined;
  }
  isSessionReused(): boolean {
    return false;
  }
}

type ConnectArguments = readonly (ConnectOptions | number | string | (() => void) | undefined)[];

/** `connect(options)`, `connect(port, host, options)`, each with a callback. */
function connectOptions(given: ConnectArguments): ConnectOptions {
  let options: ConnectOptions = {};
  for (const one of given) {
    if (typeof one === 'number') options = { ...options, port: one };
    else if (typeof one === 'string') options = { ...options, host: one };
    else if (typeof one === 'object') options = { ...options, ...one };
  }
  return options;
}

function connect(...given: ConnectArguments): TLSSocket {
  const options = { host: 'localhost', ...connectOptions(given) };
  const transport = options.socket ?? net.connect(options);
  const socket = new TLSSocket(transport, options);
  const callback = given.findLast((one) => typeof one === 'function');
  if (callback) socket.once('secureConnect', callback);
  return socket;
}

module.exports = { connect };
