// The library module `tls` for simulated programs: servers and clients whose sockets speak the simulator's
// TLS (nodejs.org/api/tls.html; errors as OpenSSL 3 and Node word them). It runs inside the simulated
// process; see the folder's README. Records and handshake are below, in ../bindings/tls-session.ts.
// Simplified: no sessions, tickets, ALPN callbacks, client certificates or renegotiation.

declare const require: (id: string) => unknown;
declare const module: { exports: object };
declare const process: { nextTick(callback: () => void): void };
declare const setTimeout: (callback: () => void, ms: number) => object;
declare const clearTimeout: (timer: object | undefined) => void;

export type {};

interface Certificate {
  readonly subject: string;
  readonly names: readonly string[];
  readonly issuer: string;
  readonly notAfterMs: number;
}
interface ContextOptions {
  readonly cert?: unknown;
  readonly key?: unknown;
  readonly ca?: unknown;
  readonly minVersion?: string;
  readonly maxVersion?: string;
  readonly secureContext?: SecureContext;
}
interface ServerOptions extends ContextOptions {
  readonly SNICallback?: (
    name: string,
    chosen: (error: unknown, context?: SecureContext) => void,
  ) => void;
  readonly handshakeTimeout?: number;
}
interface ConnectOptions extends ContextOptions {
  readonly host?: string;
  readonly servername?: string;
  readonly socket?: NetSocket;
  readonly rejectUnauthorized?: boolean;
  readonly checkServerIdentity?: (host: string, certificate: object) => Error | undefined;
}
interface Facts {
  readonly version: string;
  readonly serverName?: string | null;
  readonly certificate?: Certificate;
}
interface Handle {
  startTls(options: object): void;
  readStart(): number;
}
interface Emitter {
  on(event: string, listener: (...args: never[]) => void): this;
  once(event: string, listener: (...args: never[]) => void): this;
  emit(event: string, ...args: unknown[]): boolean;
}
interface NetSocket extends Emitter {
  _handle: Handle | null;
  _server: object | null;
  server: object | null;
  destroy(error?: unknown): this;
  destroyed: boolean;
  connecting: boolean;
  read(length: number): unknown;
}
interface Net {
  readonly Socket: new (options: object) => NetSocket;
  readonly Server: ((this: object, options: object, listener: unknown) => void) & {
    readonly prototype: object;
  };
  isIP(text: string): number;
  connect(options: object): NetSocket;
  _normalizeArgs(args: readonly unknown[]): [ConnectOptions, (() => void) | null];
}

const net = require('net') as Net;
const { owner_symbol: ownerSymbol } = (
  require('internal/async_hooks') as { symbols: { owner_symbol: symbol } }
).symbols;

const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
const HANDSHAKE_TIMEOUT_MS = 120_000;

/** OpenSSL's errors by what went wrong: code, reason, text of the message. */
const FAILURES: Readonly<Record<string, readonly [code: string, reason: string, number: string]>> =
  {
    'http-request': ['ERR_SSL_HTTP_REQUEST', 'http request', '0A00009C'],
    'wrong-version-number': ['ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number', '0A00010B'],
    'unsupported-protocol': ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'unsupported protocol', '0A000102'],
    'no-shared-cipher': ['ERR_SSL_NO_SHARED_CIPHER', 'no shared cipher', '0A0000C1'],
    'unexpected-message': ['ERR_SSL_UNEXPECTED_MESSAGE', 'unexpected message', '0A0000F4'],
  };
const ALERTS: Readonly<Record<number, readonly [code: string, reason: string, number: string]>> = {
  40: ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'sslv3 alert handshake failure', '0A000410'],
  70: ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tlsv1 alert protocol version', '0A00042E'],
  112: ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'tlsv1 unrecognized name', '0A000458'],
};

function sslError(failure: string, alertCode: number | undefined): Error {
  const known = failure === 'alert' ? ALERTS[alertCode ?? 0] : FAILURES[failure];
  const [code, reason, number] = known ?? ['ERR_SSL_SSL_ERROR', 'ssl error', '0A000001'];
  const detail = failure === 'alert' ? `SSL alert number ${alertCode}` : '';
  const message = `error:${number}:SSL routines::${reason}:${detail}\n`;
  return Object.assign(new Error(message), { library: 'SSL routines', reason, code });
}

const textOf = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.map(textOf).join('\n') : String(value);
};

const certificateOf = (pem: string): Certificate | null => {
  const body = /-----BEGIN CERTIFICATE-----\n([\s\S]*?)\n-----END CERTIFICATE-----/.exec(pem)?.[1];
  try {
    return body === undefined ? null : (JSON.parse(body) as Certificate);
  } catch {
    return null;
  }
};

const unreadable = (what: string): Error =>
  Object.assign(new Error(`error:0480006C:PEM routines::no start line`), {
    library: 'PEM routines',
    reason: 'no start line',
    code: 'ERR_OSSL_PEM_NO_START_LINE',
    what,
  });

class SecureContext {
  readonly context: { readonly cert: string; readonly ca: string; readonly versions: string[] };

  constructor(options: ContextOptions = {}) {
    const { minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' } = options;
    const cert = textOf(options.cert);
    if (cert !== '' && !certificateOf(cert)) throw unreadable('cert');
    const versions = VERSIONS.slice(VERSIONS.indexOf(minVersion), VERSIONS.indexOf(maxVersion) + 1);
    this.context = { cert, ca: textOf(options.ca), versions };
  }
}

const createSecureContext = (options: ContextOptions = {}): SecureContext =>
  options.secureContext ?? new SecureContext(options);

/** Node's error for a name that a certificate does not have. */
function checkServerIdentity(
  host: string,
  certificate: { names?: readonly string[] },
): Error | undefined {
  const names = certificate.names ?? [];
  const fits = names.some(
    (name) =>
      name.toLowerCase() === host.toLowerCase() ||
      (name.startsWith('*.') && host.slice(host.indexOf('.')) === name.slice(1)),
  );
  if (fits) return undefined;
  const list = names.map((name) => `DNS:${name}`).join(', ');
  const reason = `Host: ${host}. is not in the cert's altnames: ${list}`;
  const message = `Hostname/IP does not match certificate's altnames: ${reason}`;
  return Object.assign(new Error(message), { code: 'ERR_TLS_CERT_ALTNAME_INVALID', reason, host });
}

class TLSSocket extends net.Socket {
  readonly encrypted = true;
  authorized = false;
  authorizationError: string | null = null;
  alpnProtocol: string | false = false;
  servername: string | false | null = null;
  _secureEstablished = false;
  #facts: Facts | null = null;

  /** Takes over the connection of a plain socket. */
  constructor(plain: NetSocket, options: object = {}) {
    const handle = plain._handle;
    super({ ...options, handle, manualStart: true });
    plain._handle = null;
    this._server = plain._server;
    plain._server = null;
    (handle as unknown as Record<symbol, unknown>)[ownerSymbol] = this;
  }

  /** Begins the handshake; what comes of it is for the caller. */
  begin(options: object, established: (facts: Facts) => void): void {
    this._handle?.startTls({
      ...options,
      established: (facts: Facts) => {
        this.#facts = facts;
        this._secureEstablished = true;
        established(facts);
      },
      failed: (failure: string, alertCode?: number) => {
        this.emit('_tlsError', sslError(failure, alertCode));
      },
    });
    this.read(0);
    this._handle?.readStart();
  }

  getProtocol(): string | null {
    return this.#facts?.version ?? null;
  }

  getCipher(): object | undefined {
    if (!this.#facts) return undefined;
    const isNew = this.#facts.version === 'TLSv1.3';
    const name = isNew ? 'TLS_AES_256_GCM_SHA384' : 'ECDHE-RSA-AES256-GCM-SHA384';
    const standardName = isNew ? name : 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384';
    return {
      name,
      standardName,
      version: this.#facts.version === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2',
    };
  }

  getPeerCertificate(): object {
    const certificate = this.#facts?.certificate;
    if (!certificate) return {};
    return {
      subject: { CN: certificate.subject },
      issuer: { CN: certificate.issuer },
      subjectaltname: certificate.names.map((name) => `DNS:${name}`).join(', '),
      valid_to: new Date(certificate.notAfterMs).toUTCString(),
      names: certificate.names,
    };
  }

  getSession(): undefined {}

  isSessionReused(): boolean {
    return false;
  }

  setServername(name: string): void {
    this.servername = name;
  }

  setMaxSendFragment(): boolean {
    return true;
  }

  disableRenegotiation(): void {}
}

/** Of a server: the certificate for a name. */
type Chosen = (certificate: string | null) => void;

interface TlsServer extends Emitter {
  readonly _options: ServerOptions;
  _context: SecureContext;
  readonly _contexts: (readonly [pattern: string, context: SecureContext])[];
}

function choose(server: TlsServer, name: string | null, chosen: Chosen): void {
  const { SNICallback } = server._options;
  const given = (context: SecureContext | undefined): void =>
    chosen((context ?? server._context).context.cert || null);
  if (name === null) {
    given(undefined);
    return;
  }
  if (SNICallback) {
    SNICallback(name, (error, context) => (error ? chosen(null) : given(context)));
    return;
  }
  const found = server._contexts.findLast(
    ([pattern]) =>
      pattern === name || (pattern.startsWith('*.') && name.endsWith(pattern.slice(1))),
  );
  given(found?.[1]);
}

function accept(this: TlsServer, plain: NetSocket): void {
  const socket = new TLSSocket(plain, { allowHalfOpen: false });
  socket.server = this;
  let isDone = false;
  const fail = (error: Error): void => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    socket.destroy();
    this.emit('tlsClientError', error, socket);
  };
  const timer = setTimeout(() => {
    fail(Object.assign(new Error('TLS handshake timeout'), { code: 'ERR_TLS_HANDSHAKE_TIMEOUT' }));
  }, this._options.handshakeTimeout ?? HANDSHAKE_TIMEOUT_MS);
  const left = (): void => fail(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
  socket.on('_tlsError', fail);
  socket.on('error', fail);
  socket.on('close', left);
  socket.begin(
    {
      isServer: true,
      versions: this._context.context.versions,
      choose: (name: string | null, chosen: Chosen) => choose(this, name, chosen),
    },
    ({ serverName }) => {
      isDone = true;
      clearTimeout(timer);
      socket.servername = serverName ?? false;
      const plainEmitter = socket as unknown as {
        removeListener(event: string, listener: unknown): void;
      };
      plainEmitter.removeListener('error', fail);
      plainEmitter.removeListener('close', left);
      this.emit('secureConnection', socket);
    },
  );
}

function Server(
  this: TlsServer,
  options?: ServerOptions | (() => void),
  listener?: () => void,
): unknown {
  if (!(this instanceof (Server as unknown as new () => object))) {
    return new (Server as unknown as new (...args: unknown[]) => object)(options, listener);
  }
  const settings = typeof options === 'function' ? {} : (options ?? {});
  const secured = typeof options === 'function' ? options : listener;
  Object.assign(this, {
    _options: settings,
    _context: createSecureContext(settings),
    _contexts: [],
  });
  net.Server.call(this, settings, accept);
  if (secured) this.on('secureConnection', secured);
  return undefined;
}
Object.setPrototypeOf(Server.prototype, net.Server.prototype);
Object.setPrototypeOf(Server, net.Server);
Object.assign(Server.prototype, {
  addContext(this: TlsServer, name: string, context: ContextOptions | SecureContext) {
    const made = context instanceof SecureContext ? context : createSecureContext(context);
    this._contexts.push([name, made]);
  },
  setSecureContext(this: TlsServer, options: ContextOptions) {
    this._context = createSecureContext(options);
  },
});

const createServer = (options: ServerOptions, listener?: () => void): object =>
  new (Server as unknown as new (...args: unknown[]) => object)(options, listener);

const { connect } = require('internal/tls/client') as { connect: (...args: unknown[]) => object };

module.exports = {
  DEFAULT_MIN_VERSION: 'TLSv1.2',
  DEFAULT_MAX_VERSION: 'TLSv1.3',
  DEFAULT_ECDH_CURVE: 'auto',
  CLIENT_RENEG_LIMIT: 3,
  CLIENT_RENEG_WINDOW: 600,
  rootCertificates: [],
  SecureContext,
  createSecureContext,
  checkServerIdentity,
  getCiphers: () => ['tls_aes_256_gcm_sha384', 'tls_aes_128_gcm_sha256'],
  convertALPNProtocols() {},
  TLSSocket,
  Server,
  createServer,
  connect,
};
