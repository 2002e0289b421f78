// redis-server: the process, its connections, its clock-driven work. Commands are carried out one at a time, as by
// Redis' single thread; what takes long makes everybody wait.

import type { Micros } from '../kernel/event-queue.ts';
import type { Random } from '../kernel/random.ts';
import type { Endpoint } from '../net/endpoint.ts';
import type { Machine } from '../process/machine.ts';
import { NativeProcess } from '../process/native-process.ts';
import type { Signal } from '../process/process.ts';
import { BlockedClients } from './blocked-clients.ts';
import type { CommandSpec } from './command.ts';
import { describeClient } from './commands/client-line.ts';
import type { Configuration } from './config/configuration.ts';
import { Database } from './database.ts';
import { type Dispatched, type DispatchServer, dispatch, dispatchQueued } from './dispatcher.ts';
import { Door, refusalOf } from './door.ts';
import { chooseVictim } from './eviction.ts';
import { Housekeeping } from './housekeeping.ts';
import { infoText } from './info.ts';
import { isShown, type LogLevel, type LogRole, logLine } from './log.ts';
import { Persistence } from './persistence.ts';
import { PubSub } from './pub-sub.ts';
import { failure, type Reply } from './reply.ts';
import { Session, type Waiting } from './session.ts';
import { SlowLog } from './slow-log.ts';
import { Statistics } from './statistics.ts';
import { tracedWords } from './trace.ts';
import { VERSION } from './version.ts';

/** What an empty server of 7.0.15 uses (used_memory_startup). */
const STARTUP_BYTES = 875_976;
/** A client with its buffers, and one that has been idle for two seconds (both as CLIENT LIST counts them). */
const CLIENT_BYTES = 37_600;
const IDLE_CLIENT_BYTES = 2_000;
const IDLE_AFTER_MS = 2_000;
/** What the usual command takes. */
const COMMAND_US: Micros = 5;

export class RedisServer extends NativeProcess implements DispatchServer {
  readonly machine: Machine;
  readonly configuration: Configuration;
  readonly databases: Database[];
  readonly sessions = new Set<Session>();
  readonly pubSub = new PubSub(this.sessions);
  readonly statistics = new Statistics();
  readonly slowLog = new SlowLog();
  readonly persistence: Persistence;
  readonly random: Random;
  isLoading = false;
  /** Set by a fault: what every command takes besides. */
  slowMs = 0;
  readonly #blocked: BlockedClients;
  readonly #watchers = new Map<string, Set<Session>>();
  readonly #startedMs: number;
  readonly #runId: string;
  readonly #door: Door;
  readonly #housekeeping: Housekeeping;
  #nextId = 1;
  #busyUntilUs: Micros = 0;
  #isWakePlanned = false;
  #isWriting = false;

  constructor(machine: Machine, configuration: Configuration) {
    const { kernel, host } = machine;
    super({
      kernel,
      host,
      pid: machine.takePid(),
      name: 'redis-server',
      command: `/usr/bin/redis-server *:${configuration.get('port')}`,
    });
    this.machine = machine;
    this.configuration = configuration;
    this.random = kernel.random.fork(`redis ${host.name} ${this.pid}`);
    this.#startedMs = machine.timeMs;
    this.#runId = Array.from({ length: 40 }, () => this.random.below(16).toString(16)).join('');
    this.#blocked = new BlockedClients(kernel, (session, reply) => {
      this.#send(session, reply);
      this.#pump(session);
    });
    this.#door = new Door(this, configuration, (endpoint) => this.#accept(endpoint));
    const listener = {
      touched: (database: Database, key: string) => this.#touched(database, key),
      expired: () => {
        this.statistics.expiredKeys++;
      },
      lookedUp: (wasThere: boolean) => {
        if (this.#isWriting) return;
        if (wasThere) this.statistics.hits++;
        else this.statistics.misses++;
      },
    };
    const limits = (): Configuration['encodingLimits'] => configuration.encodingLimits;
    this.databases = Array.from(
      { length: configuration.number('databases') },
      (_, index) => new Database(index, listener, limits),
    );
    this.persistence = new Persistence({
      machine,
      configuration,
      databases: () => this.databases,
      log: (level, text, by) => this.log(level, text, by),
    });
    this.#housekeeping = new Housekeeping(this);
  }

  get nowMs(): number {
    return this.machine.timeMs;
  }

  get isReplica(): boolean {
    return this.configuration.get('replicaof') !== '';
  }

  /** Writes a line to the log: to logfile, or to standard output without one. */
  log(level: LogLevel, text: string, by?: { pid: number; role: LogRole }): void {
    if (!isShown(level, this.configuration.get('loglevel'))) return;
    const { pid = this.pid, role = this.isReplica ? 'S' : 'M' } = by ?? {};
    this.#writeLog(logLine({ pid, role, timeMs: this.nowMs, level, text }));
  }

  #writeLog(line: string): void {
    const path = this.configuration.get('logfile');
    if (path === '') {
      this.write('stdout', line);
      return;
    }
    const { files } = this.machine;
    files.writeFile(path, (files.exists(path) ? files.readText(path) : '') + line);
  }

  /** Listens, loads what was saved, and is ready; false when it could not. */
  start(withoutEffect: readonly string[], loadingMs = 0): boolean {
    const by = { pid: this.pid, role: 'C' } as const;
    this.log('warning', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo', by);
    const version = `Redis version=${VERSION}, bits=64, commit=00000000, modified=0, pid=${this.pid}, just started`;
    this.log('warning', version, by);
    this.log('warning', 'Configuration loaded', by);
    for (const name of withoutEffect) {
      this.log(
        'warning',
        `The simulator does not model the directive '${name}': it has no effect`,
        by,
      );
    }
    this.log('notice', 'monotonic clock: POSIX clock_gettime');
    if (!this.listen()) {
      this.end({ code: 1, signal: null });
      return false;
    }
    this.log('notice', `Running mode=standalone, port=${this.configuration.get('port')}.`);
    this.log('warning', 'Server initialized');
    this.#load(loadingMs);
    return true;
  }

  #load(loadingMs: number): void {
    const loaded = this.persistence.load();
    if (loaded === null && loadingMs === 0) {
      this.log('notice', 'Ready to accept connections');
      return;
    }
    this.log('notice', `Loading RDB produced by version ${VERSION}`);
    const usedMb = (this.usedBytes() / 1_048_576).toFixed(2);
    this.log('notice', `RDB age ${Math.floor(this.persistence.fileAgeMs / 1_000)} seconds`);
    this.log('notice', `RDB memory usage when created ${usedMb} Mb`);
    const durationMs = Math.max(loadingMs, 1 + Math.ceil((loaded ?? 0) / 500));
    this.isLoading = true;
    this.kernel.after(durationMs * 1_000, () => this.#finishLoading(loaded ?? 0, durationMs));
  }

  #finishLoading(keys: number, durationMs: number): void {
    if (this.isDead) return;
    this.isLoading = false;
    this.log('notice', `Done loading RDB, keys loaded: ${keys}, keys expired: 0.`);
    this.log('notice', `DB loaded from disk: ${(durationMs / 1_000).toFixed(3)} seconds`);
    this.log('notice', 'Ready to accept connections');
  }

  /** Opens the listening sockets; false, and a line in the log, where one is taken. */
  listen(): boolean {
    const failure = this.#door.open();
    if (failure === null) return true;
    for (const line of failure) this.log('warning', line);
    return false;
  }

  /** Stops listening: new connections are refused, old ones go on. */
  stopListening(): void {
    this.#door.close();
  }

  #accept(endpoint: Endpoint): void {
    this.statistics.connections++;
    const refused = refusalOf(endpoint, this.configuration, this.sessions.size);
    if (refused) {
      this.statistics.rejectedConnections++;
      this.kernel.trace.record({
        kind: 'redis-rejected',
        host: this.host.name,
        connection: endpoint.connection,
        reason: refused.reason,
      });
      this.#createSession(endpoint).send(failure(refused.line));
      endpoint.close();
      return;
    }
    const session = this.#createSession(endpoint);
    this.sessions.add(session);
    this.hold(endpoint);
    endpoint.setHandlers({
      data: (bytes) => {
        this.statistics.inputBytes += bytes.length;
        session.receive(bytes);
        this.#pump(session);
      },
      end: () => this.closeSession(session),
      failed: () => this.closeSession(session),
    });
    endpoint.resumeReading();
  }

  #createSession(endpoint: Endpoint): Session {
    return new Session({
      id: this.#nextId++,
      endpoint,
      nowMs: this.nowMs,
      isAuthenticated: this.configuration.get('requirepass') === '',
    });
  }

  closeSession(session: Session): void {
    if (!this.sessions.delete(session)) return;
    session.isClosing = true;
    this.#blocked.remove(session);
    this.unwatch(session);
    this.release(session.endpoint);
    session.endpoint.close();
  }

  /** Carries out what a client has sent, until it waits or the server is busy. */
  #pump(session: Session): void {
    while (!session.isClosing && !session.waiting && !this.isDead) {
      if (this.kernel.nowUs < this.#busyUntilUs) {
        this.#wakeLater();
        return;
      }
      const words = session.reader.next(session.isAuthenticated);
      if (words === null) return;
      if ('protocolError' in words) {
        this.#send(session, failure(`ERR ${words.protocolError}`));
        this.closeSession(session);
        return;
      }
      if (words.length > 0) this.#execute(session, words);
    }
  }

  #wakeLater(): void {
    if (this.#isWakePlanned) return;
    this.#isWakePlanned = true;
    this.kernel.at(this.#busyUntilUs, () =>
      this.post(() => {
        this.#isWakePlanned = false;
        for (const session of [...this.sessions]) this.#pump(session);
      }),
    );
  }

  #execute(session: Session, words: readonly string[]): void {
    session.lastActiveMs = this.nowMs;
    this.statistics.commands++;
    const startedMs = this.nowMs;
    const startedUs = this.kernel.nowUs;
    const dispatched = dispatch(this, session, words);
    if (this.isDead) return;
    if (this.slowMs > 0) this.occupy(this.slowMs);
    const durationUs = COMMAND_US + Math.max(0, this.#busyUntilUs - startedUs);
    this.#record(session, words, { dispatched, durationUs });
    const slowerThanUs = this.configuration.number('slowlog-log-slower-than');
    if (slowerThanUs >= 0 && durationUs >= slowerThanUs && !dispatched.isRejected) {
      const entry = {
        atSeconds: Math.floor(startedMs / 1_000),
        durationUs,
        words,
        address: session.address,
        clientName: session.name,
      };
      this.slowLog.add(entry, this.configuration.number('slowlog-max-len'));
    }
    const finish = (): void => {
      this.#reply(session, dispatched.reply);
      this.#blocked.serve();
    };
    if (this.#busyUntilUs > startedUs) this.kernel.at(this.#busyUntilUs, () => this.post(finish));
    else finish();
    this.statistics.peakBytes = Math.max(this.statistics.peakBytes, this.usedBytes());
    this.#housekeeping.plan();
  }

  #record(
    session: Session,
    words: readonly string[],
    { dispatched, durationUs }: { dispatched: Dispatched; durationUs: number },
  ): void {
    const { reply, name, isQueued, isRejected } = dispatched;
    const error = reply.type === 'error' ? reply.text : null;
    if (name !== null) {
      const counted = this.statistics.call(name);
      if (isRejected) counted.rejected++;
      else counted.calls++;
      if (error !== null && !isRejected) counted.failed++;
    }
    if (error !== null) this.statistics.countError(error.split(' ')[0] ?? 'ERR');
    const outcome =
      error !== null ? 'error' : isQueued ? 'queued' : session.waiting ? 'waits' : 'answered';
    this.kernel.trace.record({
      kind: 'redis-command',
      host: this.host.name,
      connection: session.endpoint.connection,
      database: session.database,
      words: tracedWords(words),
      outcome,
      error,
      durationUs,
    });
  }

  #reply(session: Session, reply: Reply): void {
    const isSkipped = session.replies === 'skip' && session.lastCommand !== 'client|reply';
    if (session.replies === 'on') this.#send(session, reply);
    else if (isSkipped) session.replies = 'on';
    if (session.isClosing) this.closeSession(session);
  }

  #send(session: Session, reply: Reply): void {
    this.statistics.outputBytes += session.send(reply);
  }

  #touched(database: Database, key: string): void {
    this.persistence.changes++;
    for (const session of this.#watchers.get(`${database.index}:${key}`) ?? []) {
      session.isWatchBroken = true;
    }
    this.#blocked.touched(database, key);
  }

  starts(spec: CommandSpec): void {
    this.#isWriting = spec.flags.includes('write');
  }

  usedBytes(): number {
    let bytes = STARTUP_BYTES;
    for (const database of this.databases) bytes += database.bytes;
    for (const { lastActiveMs } of this.sessions) {
      bytes += this.nowMs - lastActiveMs < IDLE_AFTER_MS ? CLIENT_BYTES : IDLE_CLIENT_BYTES;
    }
    return bytes;
  }

  makeRoom(): boolean {
    const most = this.configuration.number('maxmemory');
    if (most === 0) return true;
    while (this.usedBytes() > most) {
      const victim = chooseVictim(this.databases, this.configuration.policy, this.random);
      if (!victim) return false;
      const { database, key } = victim;
      database.delete(key);
      this.statistics.evictedKeys++;
      const host = this.host.name;
      this.kernel.trace.record({ kind: 'redis-evicted', host, database: database.index, key });
    }
    return true;
  }

  runQueued(session: Session, words: readonly string[]): Reply {
    return dispatchQueued(this, session, words);
  }

  block(session: Session, waiting: Omit<Waiting, 'timer'>, timeoutMs: number): void {
    this.#blocked.add(session, waiting, timeoutMs);
  }

  watch(session: Session, key: string): void {
    const name = `${session.database}:${key}`;
    session.watched.add(name);
    const watchers = this.#watchers.get(name) ?? new Set();
    this.#watchers.set(name, watchers.add(session));
  }

  expireWatched(session: Session): void {
    for (const name of session.watched) {
      const colon = name.indexOf(':');
      this.databases[Number(name.slice(0, colon))]?.peek(name.slice(colon + 1), this.nowMs);
    }
  }

  unwatch(session: Session): void {
    for (const name of session.watched) this.#watchers.get(name)?.delete(session);
    session.watched.clear();
    session.isWatchBroken = false;
  }

  occupy(durationMs: number): void {
    this.#busyUntilUs = Math.max(this.#busyUntilUs, this.kernel.nowUs + durationMs * 1_000);
  }

  setConfiguration(name: string, value: string): void {
    this.configuration.set(name, value);
    // A smaller limit takes effect at once, as far as keys can be given up.
    if (name === 'maxmemory') this.makeRoom();
    this.#housekeeping.plan();
  }

  /**
   * Takes up a master, or none. Simplified: nothing is replicated; a replica keeps its data and refuses writes.
   */
  setReplicaOf(master: string, by?: Session): void {
    this.configuration.set('replicaof', master);
    const who = by ? ` from '${describeClient(by, this.nowMs)}'` : '';
    if (master === '') {
      this.log('notice', `MASTER MODE enabled (user request${who})`);
      return;
    }
    const address = master.replace(' ', ':');
    this.log('notice', `Connecting to MASTER ${address}`);
    this.log('notice', 'MASTER <-> REPLICA sync started');
    this.log('notice', `REPLICAOF ${address} enabled (user request${who})`);
  }

  info(sections: readonly string[]): string {
    const facts = {
      configuration: this.configuration,
      databases: this.databases,
      sessions: this.sessions,
      statistics: this.statistics,
      persistence: this.persistence,
      pid: this.pid,
      runId: this.#runId,
      nowMs: this.nowMs,
      startedMs: this.#startedMs,
      usedBytes: this.usedBytes(),
      startupBytes: STARTUP_BYTES,
      isLoading: this.isLoading,
      isReplica: this.isReplica,
      channels: this.pubSub.channels('*').length,
      patterns: this.pubSub.patterns,
    };
    return infoText(facts, sections);
  }

  protected override handleSignal(signal: Signal): boolean {
    if (signal !== 'SIGTERM' && signal !== 'SIGINT')
      return signal === 'SIGHUP' || signal === 'SIGPIPE';
    const seconds = Math.floor(this.nowMs / 1_000);
    this.#writeLog(
      `${this.pid}:signal-handler (${seconds}) Received ${signal} scheduling shutdown...\n`,
    );
    this.log('warning', 'User requested shutdown...');
    this.#finishShutdown('default');
    return true;
  }

  shutdown(save: 'save' | 'nosave' | 'default'): Reply {
    this.log('warning', 'User requested shutdown...');
    return this.#finishShutdown(save)
      ? { type: 'later' }
      : failure('ERR Errors trying to SHUTDOWN. Check logs.');
  }

  #finishShutdown(save: 'save' | 'nosave' | 'default'): boolean {
    const saves =
      save === 'save' || (save === 'default' && this.configuration.savePoints.length > 0);
    if (saves) {
      this.log('notice', 'Saving the final RDB snapshot before exiting.');
      if (!this.persistence.save()) {
        this.log('warning', "Error trying to save the DB, can't exit.");
        const text = 'Errors trying to shut down the server. Check the logs for more information.';
        this.log('warning', text);
        return false;
      }
    }
    this.log('warning', 'Redis is now ready to exit, bye bye...');
    this.#housekeeping.stop();
    this.end({ code: 0, signal: null });
    return true;
  }
}
