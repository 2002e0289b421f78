// Request and Response of fetch (https://fetch.spec.whatwg.org/), with the words of undici 7, the client inside
// Node. Runs inside the simulated process; see the folder's README.

declare const require: (id: string) => unknown;
declare const module: { exports: object };

export type {};

type Callback = (...args: unknown[]) => void;

interface Signal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: string, listener: Callback, options?: object): void;
  removeEventListener(type: string, listener: Callback): void;
}
interface UrlObject {
  href: string;
  hash: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly host: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
  readonly username: string;
  readonly password: string;
}

interface HeaderList extends Iterable<[string, string]> {
  has(name: string): boolean;
  set(name: string, value: string): void;
  append(name: string, value: string): void;
}
interface BodySource {
  readonly type: string | null;
  readonly length: number | null;
}
declare abstract class MessageBase {
  constructor(source: BodySource | null);
  protected share(): BodySource | null;
  get body(): object | null;
  get bodyUsed(): boolean;
}

const { URL } = require('internal/url') as { URL: new (url: string, base?: string) => UrlObject };
const { inspect } = require('internal/util/inspect') as {
  inspect: ((value: unknown, options?: object) => string) & { custom: symbol };
};
const { Headers, TOKEN } = require('internal/deps/undici/headers') as {
  Headers: new (init?: unknown) => HeaderList;
  TOKEN: RegExp;
};
const { FormData, GivenBody, Message, sourceOf, streamSource } =
  require('internal/deps/undici/body') as {
    FormData: unknown;
    GivenBody: new (source: BodySource | null) => object;
    Message: typeof MessageBase & { sourceOf(message: MessageBase): BodySource | null };
    sourceOf(init: unknown): BodySource | null;
    streamSource(chunks: AsyncIterable<Uint8Array>): BodySource;
  };
const NULL_BODY = new Set([101, 103, 204, 205, 304]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const METHODS = /^(?:DELETE|GET|HEAD|OPTIONS|POST|PUT|PATCH)$/i;

interface RequestInit {
  method?: string;
  headers?: unknown;
  body?: unknown;
  redirect?: string;
  signal?: Signal | null;
  duplex?: string;
}

/** The signal of a request that nobody aborts. */
function quietSignal(): Signal {
  const { AbortController } = require('internal/abort_controller') as {
    AbortController: new () => { signal: Signal };
  };
  return new AbortController().signal;
}

class Request extends Message {
  readonly #url: UrlObject;
  readonly #method: string;
  readonly #headers: HeaderList;
  readonly #redirect: string;
  #signal: Signal | null;

  constructor(input: unknown, init: RequestInit = {}) {
    const from = input instanceof Request ? input : null;
    const url = from ? new URL(from.url) : parseUrl(String(input));
    const method = normalMethod(init.method ?? from?.method ?? 'GET');
    const hasBody = init.body !== undefined && init.body !== null;
    if (hasBody && /^(?:GET|HEAD)$/.test(method)) {
      throw new TypeError('Request with GET/HEAD method cannot have body.');
    }
    const source = hasBody ? sourceOf(init.body) : (from?.share() ?? null);
    if (source?.length === null && hasBody && init.duplex === undefined) {
      throw new TypeError('RequestInit: duplex option is required when sending a body.');
    }
    super(source);
    this.#url = url;
    this.#method = method;
    this.#headers = new Headers(init.headers ?? from?.headers);
    if (source?.type && !this.#headers.has('content-type')) {
      this.#headers.append('content-type', source.type);
    }
    this.#redirect = init.redirect ?? from?.redirect ?? 'follow';
    this.#signal = init.signal === undefined ? (from?.signalGiven ?? null) : init.signal;
  }

  get method(): string {
    return this.#method;
  }

  get url(): string {
    return this.#url.href;
  }

  get headers(): HeaderList {
    return this.#headers;
  }

  get redirect(): string {
    return this.#redirect;
  }

  get signal(): Signal {
    this.#signal ??= quietSignal();
    return this.#signal;
  }

  /** The signal, where a program gave one. */
  get signalGiven(): Signal | null {
    return this.#signal;
  }

  clone(): Request {
    return new Request(this);
  }

  get [Symbol.toStringTag](): string {
    return 'Request';
  }

  [inspect.custom](_depth: number, options: object): string {
    const { method, url, headers, redirect, signal } = this;
    const properties = {
      method,
      url,
      headers,
      destination: '',
      referrer: 'about:client',
      referrerPolicy: '',
      mode: 'cors',
      credentials: 'same-origin',
      cache: 'default',
      redirect,
      integrity: '',
      keepalive: false,
      isReloadNavigation: false,
      isHistoryNavigation: false,
      signal,
    };
    return `Request ${inspect(properties, options)}`;
  }
}

function parseUrl(input: string): UrlObject {
  try {
    return new URL(input);
  } catch (cause) {
    throw new TypeError(`Failed to parse URL from ${input}`, { cause });
  }
}

function normalMethod(method: unknown): string {
  const text = String(method);
  if (!TOKEN.test(text)) throw new TypeError(`'${text}' is not a valid HTTP method.`);
  if (/^(?:CONNECT|TRACE|TRACK)$/i.test(text)) {
    throw new TypeError(`'${text}' HTTP method is unsupported.`);
  }
  return METHODS.test(text) && !/^patch$/.test(text) ? text.toUpperCase() : text;
}

interface ResponseInit {
  status?: number;
  statusText?: string;
  headers?: unknown;
}

interface NetworkFacts {
  readonly url: string;
  readonly type: string;
  readonly redirected: boolean;
}

class Response extends Message {
  readonly #status: number;
  readonly #statusText: string;
  readonly #headers: HeaderList;
  #facts: NetworkFacts = { url: '', type: 'default', redirected: false };

  constructor(body: unknown = null, init: ResponseInit = {}) {
    const status = init.status ?? 200;
    const source = sourceOf(body);
    const isGiven = body instanceof GivenBody;
    if (!isGiven && (status < 200 || status > 599)) {
      throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
    }
    if (source && NULL_BODY.has(status)) {
      throw new TypeError(`Response constructor: Invalid response status code ${status}`);
    }
    super(source);
    this.#status = status;
    this.#statusText = String(init.statusText ?? '');
    this.#headers = new Headers(init.headers);
    if (source?.type && !this.#headers.has('content-type')) {
      this.#headers.append('content-type', source.type);
    }
  }

  static json(data: unknown, init: ResponseInit = {}): Response {
    const text = JSON.stringify(data);
    if (text === undefined) throw new TypeError('Value is not JSON serializable');
    const response = new Response(text, { ...init, headers: undefined });
    response.headers.set('content-type', 'application/json');
    for (const [name, value] of new Headers(init.headers)) response.headers.set(name, value);
    return response;
  }

  static error(): Response {
    return Response.fromNetwork(new Response(), { url: '', type: 'error', redirected: false });
  }

  static redirect(url: unknown, status = 302): Response {
    if (!REDIRECTS.has(status)) throw new RangeError(`Invalid status code ${status}`);
    return new Response(null, { status, headers: { location: parseUrl(String(url)).href } });
  }

  /** A response with what only the network can tell. */
  static fromNetwork(response: Response, facts: NetworkFacts): Response {
    response.#facts = facts;
    return response;
  }

  get status(): number {
    return this.#facts.type === 'error' ? 0 : this.#status;
  }

  get statusText(): string {
    return this.#statusText;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  get headers(): HeaderList {
    return this.#headers;
  }

  get url(): string {
    return this.#facts.url;
  }

  get type(): string {
    return this.#facts.type;
  }

  get redirected(): boolean {
    return this.#facts.redirected;
  }

  clone(): Response {
    const init = { status: this.#status, statusText: this.#statusText, headers: this.#headers };
    const copy = new Response(new GivenBody(this.share()), init);
    return Response.fromNetwork(copy, this.#facts);
  }

  get [Symbol.toStringTag](): string {
    return 'Response';
  }

  [inspect.custom](_depth: number, options: object): string {
    const { status, statusText, headers, body, bodyUsed, ok, redirected, type, url } = this;
    const properties = { status, statusText, headers, body, bodyUsed, ok, redirected, type, url };
    return `Response ${inspect(properties, options)}`;
  }
}

module.exports = {
  FormData,
  GivenBody,
  Headers,
  Message,
  NULL_BODY,
  REDIRECTS,
  Request,
  Response,
  streamSource,
};
