// A request as nginx works on it: what came in, what goes out, and how far it has got. Its state
// only; what happens to it is in the files around. A subrequest (auth_request, background cache
// update) has a parent.

import type { Micros } from '../../kernel/event-queue.ts';
import type { Errno } from '../../net/errno.ts';
import type { CacheHandle } from '../cache/handle.ts';
import type { LocationConfig } from '../config/location.ts';
import type { LocationModules } from '../config/location-modules.ts';
import type { Place } from '../config/place.ts';
import type { ServerDraft } from '../config/server-draft.ts';
import type { UpstreamRequest } from '../upstream/upstream-request.ts';
import type { UpstreamState } from '../upstream/upstream-state.ts';
import type { Worker } from '../worker.ts';
import type { RequestBody } from './body.ts';
import type { ChunkedReader } from './chunked-reader.ts';
import type { ClientConnection } from './client-connection.ts';
import type { Field } from './fields.ts';
import type { GzipWriter } from './gzip.ts';
import type { Outcome } from './outcome.ts';

/** What the client sent, as far as nginx looks at it. */
export class HeadersIn {
  readonly fields: Field[] = [];
  host: Field | null = null;
  /** The host the request is for, lower case, without port. */
  server = '';
  contentLength = -1;
  hasContentLength = false;
  chunked = false;
  connection: 'close' | 'keep-alive' | null = null;
  isMsie = false;
  isMsie6 = false;
  isChrome = false;
  isSafari = false;
}

/** What goes out. Fields of their own are written in a fixed order before the list. */
export class HeadersOut {
  status = 0;
  /** Reason phrase and all, as an upstream server sent it; null to use nginx's own. */
  statusLine: string | null = null;
  contentType = '';
  charset = '';
  contentLength = -1;
  /** Milliseconds since 1970, in whole seconds; -1 for none. */
  lastModifiedMs = -1;
  /** The list has a Last-Modified field: nginx writes none of its own. */
  hasLastModified = false;
  location: Field | null = null;
  /** The list has a Server or Date field of the upstream server's. */
  hasServer = false;
  hasDate = false;
  fields: Field[] = [];
  /** Offset where a range starts; -1 without ranges. */
  acceptRanges = false;
}

/** What handles a request's content, chosen by its location. */
export type ContentHandler = (request: HttpRequest) => Outcome;

/** A request, or a subrequest, and all that is known about it. */
export class HttpRequest {
  readonly worker: Worker;
  readonly connection: ClientConnection;
  readonly main: HttpRequest;
  readonly parent: HttpRequest | null;
  /** Number of the request in the trace; subrequests share their main request's. */
  id = 0;
  ordinal = 0;
  startedUs: Micros;
  server: ServerDraft;
  location: LocationConfig;

  requestLine = '';
  method = '';
  /** The method the client sent, where an error page has changed it. */
  methodSent = '';
  requestLength = 0;
  /** Bytes the connection had sent before this request. */
  sentBefore = 0;
  /** HTTP version times 1000: 9, 1000, 1001. */
  httpVersion = 1000;
  httpProtocol = '';
  unparsedUri = '';
  uri = '';
  args = '';
  extension = '';
  /** The request line held an absolute URI with this scheme. */
  scheme: string | null = null;
  hostFromLine: string | null = null;
  /** The URI as the client wrote it can go on unchanged. */
  validUnparsedUri = true;
  isQuotedUri = false;

  readonly headersIn: HeadersIn;
  headersOut = new HeadersOut();

  keepalive = false;
  lingeringClose = false;
  headerOnly = false;
  headerSent = false;
  chunked = false;
  errStatus = 0;
  errorPageUsed = false;
  internal = false;
  uriChanged = false;
  uriChanges = 11;
  validLocation = false;
  expectTested = false;
  discardBody = false;
  discardReader: ChunkedReader | null = null;
  /** How much of the body had come together with the head. */
  prereadBytes = 0;
  readingBody = false;
  /** The body is wanted as a file (WebDAV): that is not worth a line in the log. */
  bodyGoesToFile = false;
  requestBodyNoBuffering = false;
  body: RequestBody | null = null;
  accessCode = 0;
  phase = 0;
  contentHandler: ContentHandler | null = null;
  captures: readonly (string | undefined)[] | null = null;
  /** Values of variables that directives define: `set`, `map`, named groups. */
  values = new Map<string, string>();
  limitRate: number | null = null;

  upstream: UpstreamRequest | null = null;
  upstreamStates: UpstreamState[] | null = null;
  cache: CacheHandle | null = null;
  isBackground = false;
  /** Called when a subrequest is over. */
  onSubrequestDone: ((outcome: Outcome) => Outcome) | null = null;
  authDone: {
    done: boolean;
    status: number;
    fields: readonly Field[];
    subrequest: HttpRequest;
  } | null = null;
  limitReqStatus: string | null = null;
  limitConnStatus: string | null = null;
  limitReqChecked = false;
  limitConnChecked = false;
  readonly cleanups: (() => void)[] = [];

  /** How many parties still need the request: it ends with the last. */
  count = 1;
  isLogged = false;
  isComplete = false;
  isDone = false;
  isTraced = false;
  headerSize = 0;
  /** Response text that waits until enough has come together to be worth a packet. */
  postponed: Uint8Array[] = [];
  postponedBytes = 0;
  /** What to do when the client can take more, or has sent more. */
  onWritable: (() => void) | null = null;
  onReadable: (() => void) | null = null;
  /** What to do when the client has gone: finished sending, or broken off. */
  onClientGone: ((errno: Errno | null) => void) | null = null;
  /** Who wrote the response: nginx, or attempt n. */
  writtenBy: 'nginx' | number = 'nginx';
  /** The directive that decided the answer, where one did. */
  decidedAt: Place | null = null;
  realIp: string | null = null;
  /** Conditions are the upstream server's business: its response is not kept here. */
  disableNotModified = false;
  /** The rate allowed is used up: the rest goes out later. */
  isDelayed = false;
  /** How much of the whole body has gone by, for ranges. */
  bodyOffset = 0;
  gzip: GzipWriter | null = null;
  gzipVary = false;
  rangeStart = 0;
  rangeEnd = -1;
  remoteUser: string | null = null;

  constructor(options: {
    worker: Worker;
    connection: ClientConnection;
    server: ServerDraft;
    parent: HttpRequest | null;
  }) {
    this.worker = options.worker;
    this.connection = options.connection;
    this.server = options.server;
    this.location = options.server.location;
    this.parent = options.parent;
    this.main = options.parent?.main ?? this;
    this.headersIn = options.parent?.headersIn ?? new HeadersIn();
    this.startedUs = options.worker.kernel.nowUs;
  }

  /** The settings of the location (or server) the request is in now. */
  get settings(): LocationModules {
    return this.location.settings;
  }

  /** The client's address, or the one a trusted proxy reports. */
  get remoteIp(): string {
    return this.main.realIp ?? this.connection.remoteIp;
  }
}
