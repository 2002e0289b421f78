// internalBinding('http_parser'): llhttp as Node's library uses it (src/node_http_parser.cc): callbacks by
// number, header limits, the lists of connections that server time-outs are read from.

import type { NodeEnvironment } from '../environment.ts';
import type { Binding, GuestFunction, GuestObject } from '../guest.ts';
import { releaseOf } from '../release.ts';
import { ConnectionsList } from './connections-list.ts';
import { HPE_USER, type Llhttp, type LlhttpListener, type LlhttpResult } from './llhttp.ts';
import type { StreamConsumer, StreamWrap } from './stream-wrap.ts';

const REQUEST = 1;
/** Pairs of name and value that are handed over at once; more come in several calls. */
const HEADER_PAIRS = 32;
const DEFAULT_HEADER_BYTES = 16 * 1024;

const ON_MESSAGE_BEGIN = 0;
const ON_HEADERS = 1;
const ON_HEADERS_COMPLETE = 2;
const ON_BODY = 3;
const ON_MESSAGE_COMPLETE = 4;
const ON_EXECUTE = 5;

/** Bits of the library's lenient flags, in its order, and llhttp's names for them. */
const LENIENT: readonly (readonly [bit: number, name: string])[] = [
  [1, 'headers'],
  [2, 'chunked_length'],
  [4, 'keep_alive'],
  [8, 'transfer_encoding'],
  [16, 'version'],
  [32, 'data_after_close'],
  [64, 'optional_lf_after_cr'],
  [128, 'optional_crlf_after_chunk'],
  [256, 'optional_cr_before_lf'],
  [512, 'spaces_after_chunk_size'],
];

declare module '../../kernel/trace.ts' {
  interface TraceEvents {
    /** A Node process has read the head of a request. */
    'app-request': {
      readonly pid: number;
      readonly host: string;
      readonly connection: number;
      readonly method: string;
      readonly target: string;
    };
  }
}

/** The state llhttp works on and what the library has attached to the parser object. */
class ParserState implements LlhttpListener, StreamConsumer {
  readonly owner: GuestObject;
  readonly #environment: NodeEnvironment;
  readonly #llhttp: Llhttp;
  #parser = 0;
  #type = REQUEST;
  #maxHeaderBytes = DEFAULT_HEADER_BYTES;
  #headerBytes = 0;
  #fields: string[] = [];
  #values: string[] = [];
  #lastWasValue = true;
  #fieldCount = 0;
  readonly #refusesFields: boolean;
  #url = '';
  #statusMessage = '';
  #flushed = false;
  #error: { thrown: unknown } | null = null;
  #userError: readonly [code: string, reason: string] | null = null;
  #stream: StreamWrap | null = null;
  #list: ConnectionsList | null = null;
  #currentBytes: Uint8Array | null = null;
  #pendingPause = false;
  /** The async context of the request or response that is read. */
  #frame: unknown;
  headersCompleted = false;
  lastMessageStartUs = 0;

  constructor(environment: NodeEnvironment, llhttp: Llhttp, owner: GuestObject) {
    this.#environment = environment;
    this.#llhttp = llhttp;
    this.owner = owner;
    this.#refusesFields = releaseOf(environment.constants.version).major > 20;
  }

  initialize(options: {
    type: number;
    maxHeaderBytes: number;
    lenient: number;
    list: ConnectionsList | undefined;
  }): void {
    this.free();
    this.#frame = this.#environment.context.frame;
    this.#type = options.type;
    const set = this.#environment.nodeOptions['--max-http-header-size'];
    this.#maxHeaderBytes = options.maxHeaderBytes || Number(set ?? DEFAULT_HEADER_BYTES);
    this.#parser = this.#llhttp.create(options.type, this);
    for (const [bit, name] of LENIENT) {
      if (options.lenient & bit) this.#llhttp.setLenient(this.#parser, name);
    }
    this.#resetMessage();
    this.#pendingPause = false;
    this.headersCompleted = false;
    this.#list = options.list ?? null;
    // A connection that never sends anything is timed from here.
    this.lastMessageStartUs = this.#environment.kernel.nowUs;
    this.#list?.add(this);
    this.#list?.addActive(this);
  }

  /** The parser goes back to the pool or away. */
  free(): void {
    if (this.#parser !== 0) this.#llhttp.free(this.#parser);
    this.#parser = 0;
    this.remove();
  }

  remove(): void {
    this.#list?.remove(this);
    this.#list = null;
  }

  execute(bytes: Uint8Array): unknown {
    this.#currentBytes = bytes;
    return this.#outcome(this.#llhttp.execute(this.#parser, bytes), true);
  }

  finish(): unknown {
    if (this.#parser === 0) return undefined;
    return this.#outcome(this.#llhttp.finish(this.#parser), false);
  }

  setPaused(paused: boolean): void {
    if (this.#currentBytes) {
      this.#pendingPause = paused;
    } else if (this.#parser !== 0) {
      if (paused) this.#llhttp.pause(this.#parser);
      else this.#llhttp.resume(this.#parser);
    }
  }

  get currentBytes(): Uint8Array | null {
    return this.#currentBytes;
  }

  attach(stream: StreamWrap): void {
    this.#stream = stream;
    stream.setConsumer(this);
  }

  detach(): void {
    this.#stream?.setConsumer(null);
    this.#stream = null;
  }

  consume(bytes: Uint8Array): void {
    const result = this.execute(bytes);
    const executed = this.owner[ON_EXECUTE];
    if (typeof executed === 'function') {
      this.#currentBytes = bytes;
      (executed as GuestFunction).call(this.owner, result);
    }
    this.#currentBytes = null;
  }

  consumeEnd(): void {}

  messageBegin(): number {
    this.#resetMessage();
    this.headersCompleted = false;
    this.#list?.remove(this);
    this.lastMessageStartUs = this.#environment.kernel.nowUs;
    this.#list?.add(this);
    this.#list?.addActive(this);
    return this.#callback(ON_MESSAGE_BEGIN, []);
  }

  url(text: string): number {
    this.#url += text;
    return this.#trackHeader(text.length);
  }

  status(text: string): number {
    this.#statusMessage += text;
    return this.#trackHeader(text.length);
  }

  headerField(text: string): number {
    if (this.#lastWasValue) {
      if (this.#fields.length === HEADER_PAIRS) this.#flush();
      this.#fields.push(text);
      this.#lastWasValue = false;
      if (this.#hasTooManyFields()) return this.#overflow();
    } else {
      this.#fields[this.#fields.length - 1] += text;
    }
    return this.#trackHeader(text.length);
  }

  headerValue(text: string): number {
    if (this.#lastWasValue) {
      this.#values[this.#values.length - 1] += text;
    } else {
      this.#values.push(text);
      this.#lastWasValue = true;
    }
    return this.#trackHeader(text.length);
  }

  headersComplete(statusCode: number, upgrade: boolean, keepAlive: boolean): number {
    this.headersCompleted = true;
    this.#headerBytes = 0;
    const { major, minor } = this.#llhttp.version(this.#parser);
    const isRequest = this.#type === REQUEST;
    const method = isRequest ? this.#llhttp.method(this.#parser) : undefined;
    if (method !== undefined) this.#traceRequest(method);
    let headers: string[] | undefined;
    let url: string | undefined;
    if (this.#flushed) {
      this.#flush();
    } else {
      headers = this.#takeHeaders();
      if (isRequest) url = this.#url;
    }
    return this.#callback(ON_HEADERS_COMPLETE, [
      major,
      minor,
      headers,
      method,
      url,
      isRequest ? undefined : statusCode,
      isRequest ? undefined : this.#statusMessage,
      upgrade,
      keepAlive,
    ]);
  }

  body(bytes: Uint8Array): number {
    const { bufferPrototype } = this.#environment.callbacks;
    Object.setPrototypeOf(bytes, bufferPrototype);
    return this.#callback(ON_BODY, [bytes]) === -1 ? -1 : 0;
  }

  messageComplete(): number {
    this.#list?.remove(this);
    this.lastMessageStartUs = 0;
    this.#list?.add(this);
    if (this.#fields.length > 0) this.#flush();
    return this.#callback(ON_MESSAGE_COMPLETE, []) === -1 ? -1 : 0;
  }

  #resetMessage(): void {
    this.#fields = [];
    this.#values = [];
    this.#lastWasValue = true;
    this.#url = '';
    this.#statusMessage = '';
    this.#headerBytes = 0;
    this.#fieldCount = 0;
    this.#flushed = false;
  }

  #trackHeader(bytes: number): number {
    this.#headerBytes += bytes;
    return this.#headerBytes < this.#maxHeaderBytes ? 0 : this.#overflow();
  }

  #overflow(): number {
    this.#userError = ['HPE_HEADER_OVERFLOW', 'Header overflow'];
    return HPE_USER;
  }

  /** Since Node 22.23 a request with more fields than the server reads is refused; before, the rest was left out. */
  #hasTooManyFields(): boolean {
    this.#fieldCount++;
    const pairs = this.owner['maxHeaderPairs'];
    if (this.#type !== REQUEST || typeof pairs !== 'number' || pairs <= 0) return false;
    return this.#refusesFields && this.#fieldCount * 2 > pairs;
  }

  #takeHeaders(): string[] {
    const headers: string[] = [];
    for (const [index, field] of this.#fields.entries()) {
      headers.push(field, (this.#values[index] ?? '').replace(/[ \t]+$/, ''));
    }
    this.#fields = [];
    this.#values = [];
    this.#lastWasValue = true;
    return headers;
  }

  #flush(): void {
    const url = this.#url;
    this.#url = '';
    this.#flushed = true;
    this.#callback(ON_HEADERS, [this.#takeHeaders(), url]);
  }

  #callback(number: number, args: unknown[]): number {
    const callback = this.owner[number];
    if (typeof callback !== 'function') return 0;
    const { context } = this.#environment;
    const outer = context.frame;
    context.frame = this.#frame;
    try {
      const result = (callback as GuestFunction).apply(this.owner, args);
      return typeof result === 'number' ? result : 0;
    } catch (thrown) {
      // llhttp has no way to carry an exception: stop it, and throw again when it has returned.
      this.#error ??= { thrown };
      return -1;
    } finally {
      context.frame = outer;
    }
  }

  #traceRequest(method: number): void {
    const { kernel, process, constants } = this.#environment;
    this.#stream?.expectResponse();
    kernel.trace.record({
      kind: 'app-request',
      pid: process.pid,
      host: process.host.name,
      connection: this.#stream?.connection ?? 0,
      method: constants.httpAllMethods[method] ?? '',
      target: this.#url,
    });
  }

  #outcome(result: LlhttpResult, withLength: boolean): unknown {
    if (this.#pendingPause && this.#parser !== 0) {
      this.#pendingPause = false;
      this.#llhttp.pause(this.#parser);
    }
    this.#currentBytes = withLength ? this.#currentBytes : null;
    const error = this.#error;
    this.#error = null;
    if (error) throw error.thrown;
    if (result.errno !== 0 && !result.upgrade) return this.#parseError(result);
    return withLength ? result.readBytes : undefined;
  }

  #parseError(result: LlhttpResult): Error {
    const [code, reason] = this.#userError ?? [
      this.#llhttp.errorName(result.errno),
      this.#llhttp.errorReason(this.#parser),
    ];
    this.#userError = null;
    return Object.assign(new Error('Parse Error'), {
      bytesParsed: result.readBytes,
      code,
      reason,
    });
  }
}

function createParserClass(environment: NodeEnvironment): unknown {
  const { llhttp } = environment;
  const state = Symbol('parser state');
  const of = (parser: Parser): ParserState => parser[state];
  class Parser {
    readonly [state]: ParserState;
    readonly [key: number]: unknown;

    constructor() {
      this[state] = new ParserState(environment, llhttp, this as unknown as GuestObject);
    }

    initialize(
      type: number,
      _resource: unknown,
      maxHeaderBytes = 0,
      lenient = 0,
      list?: ConnectionsList,
    ): void {
      of(this).initialize({ type, maxHeaderBytes, lenient, list });
    }

    execute(bytes: Uint8Array): unknown {
      environment.checkAlive();
      return of(this).execute(bytes);
    }

    finish(): unknown {
      return of(this).finish();
    }

    consume(stream: StreamWrap): void {
      of(this).attach(stream);
    }

    unconsume(): void {
      of(this).detach();
    }

    pause(): void {
      of(this).setPaused(true);
    }

    resume(): void {
      of(this).setPaused(false);
    }

    getCurrentBuffer(): unknown {
      const bytes = (of(this).currentBytes ?? new Uint8Array(0)).slice();
      return Object.setPrototypeOf(bytes, environment.callbacks.bufferPrototype);
    }

    close(): void {
      of(this).detach();
      of(this).free();
    }

    free(): void {
      of(this).free();
    }

    remove(): void {
      of(this).remove();
    }

    duration(): number {
      const start = of(this).lastMessageStartUs;
      return start === 0 ? 0 : (environment.kernel.nowUs - start) / 1_000;
    }

    headersCompleted(): boolean {
      return of(this).headersCompleted;
    }
  }
  const HTTPParser = environment.nameClass('HTTPParser', Parser);
  return Object.assign(HTTPParser, environment.constants.httpParser);
}

export function createHttpParser(environment: NodeEnvironment): Binding {
  const { httpMethods, httpAllMethods } = environment.constants;
  return {
    methods: httpMethods,
    allMethods: httpAllMethods,
    HTTPParser: createParserClass(environment),
    ConnectionsList: class extends ConnectionsList {
      constructor() {
        super(() => environment.kernel.nowUs);
      }
    },
  };
}
