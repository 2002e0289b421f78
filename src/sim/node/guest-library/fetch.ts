// `fetch` for simulated programs: a client on the library's own http, with the errors of undici, the client
// inside Node (https://fetch.spec.whatwg.org/, undici 7). It stands for the library module
// internal/deps/undici/undici and runs inside the simulated process; see the folder's README.
// Simplified: no HTTP/2, no caches, no cookies, no proxies; connections are those of an http.Agent.

declare const require: (id: string) => unknown;
declare const module: { exports: object };
declare const setTimeout: (callback: () => void, ms: number) => { unref(): void };
declare const process: { readonly version: string };
declare const clearTimeout: (timer: unknown) => void;

export type {};

type Callback = (...args: never[]) => void;

interface Emitter {
  on(event: string, listener: Callback): this;
  once(event: string, listener: Callback): this;
}
interface NodeResponse extends Emitter, AsyncIterable<Uint8Array> {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly rawHeaders: readonly string[];
  resume(): void;
  destroy(error?: unknown): void;
  pipe<Target>(target: Target): Target;
}
interface NodeSocket extends Emitter {
  readonly connecting: boolean;
  readonly localAddress?: string;
  readonly localPort?: number;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  readonly remoteFamily?: string;
  readonly bytesWritten: number;
  readonly bytesRead: number;
}
interface NodeRequest extends Emitter {
  write(chunk: Uint8Array): boolean;
  end(chunk?: Uint8Array): void;
  destroy(error?: unknown): void;
}
interface NodeError extends Error {
  readonly code?: string;
  readonly reason?: string;
  readonly rawPacket?: Uint8Array;
}
interface Signal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: string, listener: () => void, options?: object): void;
  removeEventListener(type: string, listener: () => void): void;
}
interface Url {
  readonly href: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly host: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
}
interface Source {
  readonly type: string | null;
  readonly length: number | null;
  bytes(): Promise<Uint8Array>;
  stream(): AsyncIterable<Uint8Array>;
}
interface HeaderList extends Iterable<[string, string]> {
  get(name: string): string | null;
  has(name: string): boolean;
  delete(name: string): void;
  append(name: string, value: string): void;
}
interface FetchRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: HeaderList;
  readonly redirect: string;
  readonly signalGiven: Signal | null;
}
type Constructor<Made, Given extends unknown[]> = new (...args: Given) => Made;

const messages = require('internal/deps/undici/messages') as {
  FormData: unknown;
  Headers: Constructor<HeaderList, [unknown?]> & {
    fieldsOf(headers: HeaderList): [string, string][];
  };
  Request: Constructor<FetchRequest, [unknown, unknown?]>;
  Response: Constructor<object, [unknown, object?]> & {
    fromNetwork(response: object, facts: object): object;
  };
  GivenBody: Constructor<object, [Source | null]>;
  Message: { sourceOf(message: FetchRequest): Source | null };
  NULL_BODY: ReadonlySet<number>;
  REDIRECTS: ReadonlySet<number>;
  streamSource(chunks: AsyncIterable<Uint8Array>): Source;
};
const { FormData, GivenBody, Headers, Message, Request, Response } = messages;
const { UndiciError, translate } = require('internal/deps/undici/errors') as {
  UndiciError: Constructor<Error, [name: string, code: string, message: string]>;
  translate(error: NodeError, socket: NodeSocket | null): unknown;
};
const { URL } = require('internal/url') as { URL: new (url: string, base?: string) => Url };
const http = require('http') as {
  Agent: new (options: object) => object;
  request(options: object): NodeRequest;
};

const isOlder = /^v2[02]\./.test(process.version);

const CONNECT_TIMEOUT_MS = 10_000;
const HEADERS_TIMEOUT_MS = 300_000;
const BODY_TIMEOUT_MS = 300_000;
const KEEP_ALIVE_MS = 4_000;
const MOST_REDIRECTS = 20;
/** Ports that are not connected to (https://fetch.spec.whatwg.org/#port-blocking). */
const BAD_PORTS = new Set(
  `0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119
  123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636
  989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697
  10080`.split(/\s+/),
);

/** A TypeError as undici makes them where a connection fails: without a stack. */
function bareTypeError(message: string, cause: unknown): TypeError {
  const limit = (Error as unknown as { stackTraceLimit: number }).stackTraceLimit;
  (Error as unknown as { stackTraceLimit: number }).stackTraceLimit = 0;
  try {
    return new TypeError(message, { cause });
  } finally {
    (Error as unknown as { stackTraceLimit: number }).stackTraceLimit = limit;
  }
}

const networkError = (reason: string): TypeError =>
  bareTypeError('fetch failed', new Error(reason));

const agents: { plain: object | null; secure: object | null } = { plain: null, secure: null };

/** The fields as undici sends them, in its order. */
function wireFields(request: FetchRequest, url: Url, source: Source | null): string[] {
  const { method, headers } = request;
  const fields = ['host', url.host, 'connection', method === 'HEAD' ? 'close' : 'keep-alive'];
  for (const [name, value] of Headers.fieldsOf(headers)) {
    if (!/^(?:host|connection|content-length|transfer-encoding)$/i.test(name)) {
      fields.push(name, value);
    }
  }
  const defaults = [
    ['accept', '*/*'],
    ['accept-language', '*'],
    ['sec-fetch-mode', 'cors'],
    ['user-agent', 'node'],
    ['accept-encoding', 'gzip, deflate'],
  ] as const;
  for (const [name, value] of defaults) if (!headers.has(name)) fields.push(name, value);
  if (source && source.length === null) fields.push('transfer-encoding', 'chunked');
  else if (source || /^(?:POST|PUT)$/.test(method)) {
    fields.push('content-length', String(source?.length ?? 0));
  }
  return fields;
}

interface Exchange {
  readonly response: NodeResponse;
  readonly socket: NodeSocket | null;
  /** What broke the connection while the body came in: the response itself only knows that it was aborted. */
  failure: NodeError | null;
}

/** Sends one request and waits for the head of its response. */
function exchange(request: FetchRequest, url: Url, source: Source | null): Promise<Exchange> {
  return new Promise((resolve, reject) => start(request, { url, source, resolve, reject }));
}

interface Pending {
  readonly url: Url;
  readonly source: Source | null;
  resolve(exchange: Exchange): void;
  reject(error: unknown): void;
}

function start(request: FetchRequest, { url, source, resolve, reject }: Pending): void {
  const { signalGiven: signal } = request;
  const isSecure = url.protocol === 'https:';
  const client = isSecure ? (require('https') as typeof http) : http;
  const kind = isSecure ? 'secure' : 'plain';
  agents[kind] ??= new client.Agent({ keepAlive: true, timeout: KEEP_ALIVE_MS });
  const outgoing = client.request({
    agent: agents[kind],
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port || (isSecure ? 443 : 80),
    method: request.method,
    path: url.pathname + url.search,
    headers: wireFields(request, url, source),
    setHost: false,
  });
  let socket: NodeSocket | null = null;
  let received: Exchange | null = null;
  const timers: unknown[] = [];
  const after = (ms: number, error: () => unknown): void => {
    const timer = setTimeout(() => outgoing.destroy(error()), ms);
    timer.unref();
    timers.push(timer);
  };
  const stop = (): void => {
    for (const timer of timers) clearTimeout(timer);
  };
  const abort = (): void => {
    stop();
    reject(signal?.reason);
    outgoing.destroy(signal?.reason);
  };
  signal?.addEventListener('abort', abort, { once: true });
  outgoing.on('socket', (given: NodeSocket) => {
    socket = given;
    if (!given.connecting) {
      if (isSecure) send(outgoing, source);
      return;
    }
    after(CONNECT_TIMEOUT_MS, () => connectTimeout(url));
    given.once(isSecure ? 'secureConnect' : 'connect', () => {
      stop();
      after(HEADERS_TIMEOUT_MS, headersTimeout);
      if (isSecure) send(outgoing, source);
    });
  });
  outgoing.on('response', (response: NodeResponse) => {
    stop();
    received = { response, socket, failure: null };
    resolve(received);
  });
  outgoing.on('error', (error: NodeError) => {
    stop();
    if (received) received.failure = error;
    signal?.removeEventListener('abort', abort);
    const cause = translate(error, socket);
    reject(cause === error ? bareTypeError('fetch failed', cause) : failed(cause));
  });
  // undici sends nothing before the handshake is over.
  if (!isSecure) send(outgoing, source);
}

const failed = (cause: unknown): TypeError => new TypeError('fetch failed', { cause });

const connectTimeout = ({ hostname, port, protocol }: Url): Error =>
  new UndiciError(
    'ConnectTimeoutError',
    'UND_ERR_CONNECT_TIMEOUT',
    `Connect Timeout Error (attempted address: ${hostname}:${port || (protocol === 'https:' ? 443 : 80)}, timeout: ${CONNECT_TIMEOUT_MS}ms)`,
  );

const headersTimeout = (): Error =>
  new UndiciError('HeadersTimeoutError', 'UND_ERR_HEADERS_TIMEOUT', 'Headers Timeout Error');

function send(outgoing: NodeRequest, source: Source | null): void {
  if (!source) {
    outgoing.end();
  } else if (source.length === null) {
    sendStream(outgoing, source).catch((error: unknown) => outgoing.destroy(error));
  } else {
    source.bytes().then(
      (bytes) => outgoing.end(bytes),
      (error: unknown) => outgoing.destroy(error),
    );
  }
}

async function sendStream(outgoing: NodeRequest, source: Source): Promise<void> {
  for await (const chunk of source.stream()) outgoing.write(chunk);
  outgoing.end();
}

/** The bytes of a response, unpacked; an error on the way is undici's `terminated`. */
async function* bodyOf(
  exchange: Exchange,
  encoding: string | null,
  signal: Signal | null,
): AsyncGenerator<Uint8Array> {
  const { response, socket } = exchange;
  let timer: unknown;
  const wait = (): void => {
    clearTimeout(timer);
    const next = setTimeout(() => response.destroy(bodyTimeout()), BODY_TIMEOUT_MS);
    next.unref();
    timer = next;
  };
  try {
    wait();
    for await (const chunk of unpacked(response, encoding)) {
      wait();
      yield chunk;
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const cause = translate(exchange.failure ?? (error as NodeError), socket);
    throw new TypeError('terminated', { cause });
  } finally {
    clearTimeout(timer);
  }
}

const bodyTimeout = (): Error =>
  new UndiciError('BodyTimeoutError', 'UND_ERR_BODY_TIMEOUT', 'Body Timeout Error');

function unpacked(response: NodeResponse, encoding: string | null): AsyncIterable<Uint8Array> {
  if (encoding === null || !/^(?:x-)?gzip$|^deflate$/i.test(encoding)) return response;
  const zlib = require('zlib') as Record<'createGunzip' | 'createInflate', () => NodeResponse>;
  const unpack = /gzip/i.test(encoding) ? zlib.createGunzip() : zlib.createInflate();
  response.on('error', (error: unknown) => unpack.destroy(error));
  return response.pipe(unpack);
}

/** The request that follows a redirect (https://fetch.spec.whatwg.org/#http-redirect-fetch). */
function redirected(request: FetchRequest, status: number, location: string): FetchRequest {
  const { method, url, headers, signalGiven: signal } = request;
  const becomesGet =
    (status === 303 && !/^(?:GET|HEAD)$/.test(method)) ||
    ((status === 301 || status === 302) && method === 'POST');
  const source = becomesGet ? null : Message.sourceOf(request);
  const kept = new Headers(headers);
  if (becomesGet) for (const name of ['content-type', 'content-length']) kept.delete(name);
  return new Request(new URL(location, url).href, {
    method: becomesGet ? 'GET' : method,
    headers: kept,
    signal,
    ...(source && { body: new GivenBody(source), duplex: 'half' }),
  });
}

function checkUrl({ protocol, port }: Url): void {
  if (protocol !== 'http:' && protocol !== 'https:') throw networkError('unknown scheme');
  if (BAD_PORTS.has(port)) throw networkError('bad port');
}

async function fetch(input: unknown, init?: unknown): Promise<object> {
  let request = new Request(input, init);
  const { signalGiven: signal, redirect } = request;
  if (signal?.aborted) throw signal.reason;
  for (let redirects = 0; ; redirects++) {
    const url = new URL(request.url);
    checkUrl(url);
    const received = await exchange(request, url, Message.sourceOf(request));
    const { response } = received;
    const headers = new Headers();
    for (let i = 0; i + 1 < response.rawHeaders.length; i += 2) {
      headers.append(response.rawHeaders[i] as string, response.rawHeaders[i + 1] as string);
    }
    const location = headers.get('location');
    if (messages.REDIRECTS.has(response.statusCode) && location !== null && redirect !== 'manual') {
      response.resume();
      if (redirect === 'error') throw networkError('unexpected redirect');
      if (redirects === MOST_REDIRECTS) throw networkError('redirect count exceeded');
      request = redirected(request, response.statusCode, location);
      continue;
    }
    return makeResponse(received, headers, { request, isRedirected: redirects > 0 });
  }
}

function makeResponse(
  received: Exchange,
  headers: HeaderList,
  { request, isRedirected }: { request: FetchRequest; isRedirected: boolean },
): object {
  const { statusCode: status, statusMessage: statusText } = received.response;
  const isEmpty = messages.NULL_BODY.has(status) || request.method === 'HEAD';
  if (isEmpty) received.response.resume();
  const chunks = bodyOf(received, headers.get('content-encoding'), request.signalGiven);
  const body = isEmpty ? null : new GivenBody(messages.streamSource(chunks));
  const response = new Response(body, { status, statusText, headers });
  const url = request.url.replace(/#.*$/, '');
  return Response.fromNetwork(response, { url, type: 'basic', redirected: isRedirected });
}

/** What programs may ask for and the simulator does not have. */
const absent = (name: string): object =>
  class {
    constructor() {
      throw new Error(`${name} is not modelled by the simulator`);
    }
  };

/** Up to Node 22 (undici 6) what fetch fails with gets the stack of whoever waits for it. */
function fetchWithStack(input: unknown, init?: unknown): Promise<object> {
  return fetch(input, init).catch((err: unknown) => {
    if (typeof err === 'object' && err !== null) {
      Error.captureStackTrace(err);
    }
    throw err;
  });
}

module.exports = {
  fetch: isOlder ? Object.defineProperty(fetchWithStack, 'name', { value: 'fetch' }) : fetch,
  FormData,
  Headers,
  Request,
  Response,
  WebSocket: absent('WebSocket'),
  EventSource: absent('EventSource'),
  MessageEvent: absent('MessageEvent'),
  CloseEvent: absent('CloseEvent'),
};
