// An nginx worker: accepts connections, works on requests, until it is told to finish or is killed.
// It ties the parts of request handling together. One worker holds one configuration; a reload
// starts another.

import type { FileNode } from '../files/file-system.ts';
import type { ScheduledEvent } from '../kernel/event-queue.ts';
import type { Random } from '../kernel/random.ts';
import { Roster } from '../kernel/roster.ts';
import type { Endpoint } from '../net/endpoint.ts';
import type { Machine } from '../process/machine.ts';
import type { NativeProcess } from '../process/native-process.ts';
import type { ConfigDraft } from './config/draft.ts';
import type { Listen, ServerDraft } from './config/server-draft.ts';
import { FileAccess } from './files/access.ts';
import { describeWriteFault } from './http/body.ts';
import { ClientConnection } from './http/client-connection.ts';
import type { Flow } from './http/flow.ts';
import { HeadReader } from './http/read-head.ts';
import type { HttpRequest } from './http/request.ts';
import { logRequest, writeErrorLog } from './log/error-log.ts';
import type { LogFiles } from './log/log-files.ts';
import { Resolver } from './resolver.ts';
import type { CoreSettings, ErrorLog } from './settings/core.ts';
import type { ProxySettings } from './settings/proxy.ts';
import type { AccessLog } from './settings/response.ts';
import { fileNameOf } from './static/file-name.ts';
import { acceptTls } from './tls/accept.ts';
import type { UpstreamConnection } from './upstream/idle-connection.ts';
import type { UpstreamRequest } from './upstream/upstream-request.ts';
import { WorkerTrace } from './worker-trace.ts';

/** Simplified: what nginx itself needs for a request, whatever it does with it. */
const REQUEST_WORK_US = 60;

/** Numbers that outlive a worker: connections, requests, temporary files. */
export interface Sequences {
  connection: number;
  request: number;
  tempFile: number;
  accepts: number;
  requests: number;
}

/** What a worker is given when its master starts it. */
export interface WorkerOptions {
  readonly machine: Machine;
  readonly process: NativeProcess;
  readonly config: ConfigDraft;
  readonly prefix: string;
  readonly version: '1.22.1' | '1.29.7';
  readonly sequences: Sequences;
  readonly logFiles: LogFiles;
  readonly mainLogs: readonly ErrorLog[];
  readonly defaultAccessLogs: readonly AccessLog[];
  readonly flow: Flow;
}

/** A worker process with its connections, and the ways into request handling. */
export class Worker extends WorkerTrace {
  readonly machine: Machine;
  readonly config: ConfigDraft;
  readonly prefix: string;
  readonly version: string;
  readonly flow: Flow;
  readonly logFiles: LogFiles;
  readonly defaultAccessLogs: readonly AccessLog[];
  readonly resolver: Resolver;
  readonly access: FileAccess;
  readonly random: Random;
  /** nginx 1.29.7 keeps connections to upstream servers by default. */
  readonly upstreamKeepalive: boolean;
  isExiting = false;
  readonly #mainLogs: readonly ErrorLog[];
  readonly #sequences: Sequences;
  readonly #connections = new Roster<ClientConnection>();
  readonly #upstream = new Roster<UpstreamConnection>();
  /** Kept alive, without a request. */
  readonly #idle = new Roster<ClientConnection>();
  /** Those, and new ones that have sent nothing yet: the oldest go when there are too many. */
  readonly #reusable = new Roster<ClientConnection>();
  readonly #idleUpstream = new Roster<UpstreamConnection>();
  #usedSlots = 0;
  #reusedAtS = 0;
  readonly #slots: number;

  constructor(options: WorkerOptions) {
    super(options.machine.kernel, options.process);
    this.machine = options.machine;
    this.config = options.config;
    this.prefix = options.prefix;
    this.version = options.version;
    this.flow = options.flow;
    this.logFiles = options.logFiles;
    this.defaultAccessLogs = options.defaultAccessLogs;
    this.upstreamKeepalive = options.version !== '1.22.1';
    this.resolver = new Resolver(options.machine);
    this.access = new FileAccess(options.machine.files);
    this.random = options.machine.kernel.random.fork(`nginx ${options.process.pid}`);
    this.#mainLogs = options.mainLogs;
    this.#sequences = options.sequences;
    this.#slots = options.config.workerConnections ?? 512;
    // Each listening socket takes a place, and so does the channel to the master.
    this.#usedSlots = 1 + options.config.addresses.length;
  }

  /** Milliseconds of the simulation's clock, for intervals. */
  get nowMs(): number {
    return this.kernel.nowUs / 1_000;
  }

  /** The clock on the wall in whole seconds, as nginx counts failures by. */
  get clockS(): number {
    return Math.floor(this.machine.timeMs / 1_000);
  }

  timer(ms: number, expired: () => void): ScheduledEvent {
    return this.kernel.after(ms * 1_000, () => this.process.post(expired));
  }

  /** Does something after the time nginx needs for a request. */
  work(_request: HttpRequest, task: () => void): void {
    this.kernel.after(REQUEST_WORK_US, () => this.process.post(task));
  }

  /** A connection was accepted. */
  accepted(endpoint: Endpoint, listen: Listen, servers: readonly ServerDraft[]): void {
    if (this.#slots - this.#usedSlots < this.#slots / 16) this.#makeRoom();
    if (!this.takeSlot()) {
      endpoint.close();
      return;
    }
    this.#sequences.accepts++;
    this.#sequences.connection++;
    this.process.hold(endpoint);
    const connection = new ClientConnection({
      worker: this,
      endpoint,
      number: this.#sequences.connection,
      listen,
      servers,
    });
    this.#connections.add(connection);
    const start = (): void => this.#waitForRequest(connection);
    if (listen.ssl) acceptTls(connection, start);
    else start();
  }

  #waitForRequest(connection: ClientConnection): void {
    const reader = new HeadReader(connection);
    this.#reusable.add(connection);
    const { clientHeaderTimeoutMs } = connection.servers[0]?.settings.connection ?? {
      clientHeaderTimeoutMs: 60_000,
    };
    connection.setReadTimer(clientHeaderTimeoutMs, () => reader.timedOut());
    connection.start(reader);
    if (connection.input.length > 0) reader.readable();
  }

  /** Takes one of `worker_connections`. False when all are in use; that is logged. */
  takeSlot(log: (text: string) => void = (text) => this.#logAlert(text)): boolean {
    if (this.#usedSlots >= this.#slots) this.#makeRoom();
    if (this.#usedSlots >= this.#slots) {
      log(`${this.#slots} worker_connections are not enough`);
      return false;
    }
    this.#usedSlots++;
    return true;
  }

  #logAlert(text: string): void {
    const entry = { level: 'alert', text, connection: null, requestId: null } as const;
    writeErrorLog(this, this.#mainLogs, entry);
  }

  slotFreed(): void {
    this.#usedSlots--;
  }

  /** Closes the clients that have been idle longest. */
  #makeRoom(): void {
    const count = Math.max(1, Math.min(32, Math.floor(this.#reusable.size / 8)));
    if (this.#reusable.size === 0) return;
    for (const connection of [...this.#reusable].slice(0, count)) connection.close();
    // Said at most once a second.
    if (this.#reusedAtS === this.clockS) return;
    this.#reusedAtS = this.clockS;
    writeErrorLog(this, this.#mainLogs, {
      level: 'warn',
      text: `${this.#slots} worker_connections are not enough, reusing connections`,
      connection: null,
      requestId: null,
    });
  }

  /** Whether another file would be one too many (`worker_rlimit_nofile`). */
  get isOutOfFiles(): boolean {
    const limit = this.config.workerOpenFiles;
    if (limit === null) return false;
    // Standard streams, epoll, event and channel descriptors, logs and listening sockets are open
    // already.
    const own = 6 + this.config.openedFiles.size + this.config.addresses.length;
    return own + this.#connections.size + this.#upstream.size >= limit;
  }

  requestStarted(request: HttpRequest): void {
    this.#sequences.requests++;
    request.id = ++this.#sequences.request;
    request.sentBefore = request.connection.sentBytes;
    this.#idle.delete(request.connection);
    this.#reusable.delete(request.connection);
  }

  requestEnded(_request: HttpRequest): void {}

  becameIdle(connection: ClientConnection): void {
    if (this.isExiting) connection.close();
    else this.#idle.add(connection);
    if (!connection.isClosed) this.#reusable.add(connection);
  }

  connectionClosed(connection: ClientConnection): void {
    this.#idle.delete(connection);
    this.#reusable.delete(connection);
    if (!this.#connections.delete(connection)) return;
    this.process.release(connection.endpoint);
    this.slotFreed();
    this.#exitWhenDone();
  }

  upstreamOpened(connection: UpstreamConnection): void {
    this.process.hold(connection.endpoint);
    this.#upstream.add(connection);
  }

  upstreamIdle(connection: UpstreamConnection): void {
    this.#idleUpstream.add(connection);
  }

  upstreamClosed(connection: UpstreamConnection): void {
    this.#idleUpstream.delete(connection);
    if (!this.#upstream.delete(connection)) return;
    this.process.release(connection.endpoint);
    this.slotFreed();
    this.#exitWhenDone();
  }

  /** Finishes what is under way and takes nothing new. */
  finish(): void {
    this.isExiting = true;
    for (const connection of this.#idle) connection.close();
    for (const connection of this.#idleUpstream) connection.dropIdle?.();
    this.#exitWhenDone();
  }

  #exitWhenDone(): void {
    if (this.isExiting && this.#connections.size === 0 && !this.process.isDead) {
      this.kernel.after(0, () => {
        this.logFiles.flush();
        this.process.end({ code: 0, signal: null });
      });
    }
  }

  get counters(): {
    active: number;
    accepts: number;
    handled: number;
    requests: number;
    reading: number;
    writing: number;
    waiting: number;
  } {
    const { accepts, requests } = this.#sequences;
    const active = this.#connections.size;
    const waiting = this.#reusable.size;
    let writing = 0;
    for (const { request } of this.#connections) if (request) writing++;
    const reading = active - waiting - writing;
    return { active, accepts, handled: accepts, requests, reading, writing, waiting };
  }

  logsOf(core: CoreSettings | null): readonly ErrorLog[] {
    return core && core.errorLogs.length > 0 ? core.errorLogs : this.#mainLogs;
  }

  logError(request: HttpRequest, text: string): void {
    logRequest(request, 'error', text);
  }

  tempFileName(directory: string): string {
    this.#sequences.tempFile++;
    const path = directory.startsWith('/') ? directory : this.prefix + directory;
    return `${path}/${String(this.#sequences.tempFile).padStart(10, '0')}`;
  }

  /** A name beside a file, for writing it in peace. */
  nextTempName(path: string): string {
    this.#sequences.tempFile++;
    return `${path}.${String(this.#sequences.tempFile).padStart(10, '0')}`;
  }

  /** What is wrong with writing a temporary file, in nginx's words; null for nothing. */
  checkTempFile(path: string, _bytes: number): string | null {
    try {
      this.access.checkCreate(path);
      return null;
    } catch (error) {
      return describeWriteFault(path, error);
    }
  }

  readFile(path: string): string {
    this.access.open(path);
    return this.machine.files.readText(path);
  }

  fileName(request: HttpRequest, uri: string): string {
    return fileNameOf(request, uri);
  }

  fileTimeMs(node: { readonly modifiedUs: number }): number {
    return this.machine.timeMs - (this.kernel.nowUs - node.modifiedUs) / 1_000;
  }

  fileBytes(node: FileNode): Uint8Array {
    return this.machine.files.bytesOf(node);
  }

  httpVersionFor(proxy: ProxySettings): '1.0' | '1.1' {
    return proxy.httpVersion ?? (this.upstreamKeepalive ? '1.1' : '1.0');
  }

  /** Room the cache's own header takes in the buffer a response head has to fit into. */
  cacheHeaderBytes(u: UpstreamRequest): number {
    const { cache } = u.request;
    return cache && u.isCacheable ? CACHE_HEADER_BYTES + cache.key.length + 7 : 0;
  }

  requestId(request: HttpRequest): string {
    const random = this.random.fork(`request ${request.id}`);
    let id = '';
    while (id.length < 32) id += random.below(16).toString(16);
    return id;
  }

  /** The URI a cache key is made of. */
  proxiedUri(u: UpstreamRequest): string {
    return u.uri;
  }
}

/** nginx 1.22's header of a cached response on a 64-bit machine. */
const CACHE_HEADER_BYTES = 336;
