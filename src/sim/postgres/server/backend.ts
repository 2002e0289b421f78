// One connection and the process that serves it: start, authentication, messages, timeouts, its end.

import type { ScheduledEvent } from '../../kernel/event-queue.ts';
import type { Endpoint } from '../../net/endpoint.ts';
import { NativeProcess } from '../../process/native-process.ts';
import type { Signal } from '../../process/process.ts';
import type { SqlSession, StatementReport } from '../engine/sql-engine.ts';
import type { Activity } from '../functions/run.ts';
import { SqlError } from '../sql-error.ts';
import { MessageWriter } from '../wire/messages.ts';
import { type Message, MessageReader, ProtocolViolation } from '../wire/reader.ts';
import { Authentication } from './authentication.ts';
import type { LogSource } from './log.ts';
import type { Postmaster } from './postmaster.ts';
import { processTitle } from './process-title.ts';
import { Settings } from './settings.ts';
import './trace.ts';

/** Settings a client is told when it has started, in PostgreSQL's order. */
const REPORTED = [
  ['application_name', 'application_name'],
  ['client_encoding', 'client_encoding'],
  ['DateStyle', 'datestyle'],
  ['default_transaction_read_only', 'default_transaction_read_only'],
  ['in_hot_standby', 'in_hot_standby'],
  ['integer_datetimes', 'integer_datetimes'],
  ['IntervalStyle', 'intervalstyle'],
  ['is_superuser', 'is_superuser'],
  ['server_encoding', 'server_encoding'],
  ['server_version', 'server_version'],
  ['session_authorization', 'session_authorization'],
  ['standard_conforming_strings', 'standard_conforming_strings'],
  ['TimeZone', 'timezone'],
] as const;

/** Forking a process and filling its caches. */
const FORK_US = 1_200;

class BackendProcess extends NativeProcess {
  onSignal: (signal: Signal) => boolean = () => false;
  titleOf: () => string = () => this.command;

  override get title(): string {
    return this.titleOf();
  }

  protected override handleSignal(signal: Signal): boolean {
    return this.onSignal(signal);
  }
}

export class Backend {
  readonly process: BackendProcess;
  readonly secret: number;
  user: string | null = null;
  database: string | null = null;
  isSuperuser = false;
  /** Whether it takes one of the places of max_connections. */
  counts = true;
  readonly settings: Settings;
  readonly #postmaster: Postmaster;
  readonly #endpoint: Endpoint;
  readonly #reader: MessageReader;
  readonly #writer: MessageWriter;
  readonly #startedUs: number;
  #authentication: Authentication | null = null;
  #session: SqlSession | null = null;
  #isBusy = false;
  #isClosed = false;
  #query = '';
  #queryStartUs: number | null = null;
  #stateChangeUs: number;
  #idleTimer: ScheduledEvent | null = null;

  constructor(postmaster: Postmaster, endpoint: Endpoint) {
    const { machine, platform } = postmaster;
    this.#postmaster = postmaster;
    this.#endpoint = endpoint;
    this.settings = new Settings(postmaster.settings);
    this.#reader = new MessageReader((bytes) => platform.decodeUtf8(bytes));
    this.#writer = new MessageWriter((text) => platform.encodeUtf8(text));
    this.#startedUs = postmaster.nowUs;
    this.#stateChangeUs = this.#startedUs;
    this.secret = postmaster.random.nextUint32() | 0;
    this.process = new BackendProcess({
      kernel: machine.kernel,
      host: machine.host,
      pid: machine.takePid(),
      name: 'postgres',
      command: `postgres: ${endpoint.remote.ip}(${endpoint.remote.port}) startup`,
    });
    machine.add(this.process);
    this.process.onSignal = (signal) => this.#signal(signal);
    this.process.titleOf = () => this.#title();
    this.process.hold(endpoint);
    this.process.onExit((exit) => this.#ended(exit.signal));
    endpoint.handOver(this.process);
    this.#trace('opened', null);
    if (postmaster.settings.isOn('log_connections')) {
      const { ip, port } = endpoint.remote;
      this.log('LOG', `connection received: host=${ip} port=${port}`);
    }
    machine.kernel.after(FORK_US, () => this.process.post(() => this.#listen()));
  }

  get pid(): number {
    return this.process.pid;
  }

  get source(): LogSource {
    const { ip, port } = this.#endpoint.remote;
    return {
      pid: this.pid,
      ...(this.user !== null && { user: this.user, database: this.database ?? '' }),
      client: `${ip}(${port})`,
      application: this.settings.get('application_name') ?? '',
    };
  }

  log(level: string, message: string): void {
    this.#postmaster.log.line(this.source, level, message);
  }

  #trace(state: 'opened' | 'authenticated' | 'refused' | 'closed', error: SqlError | null): void {
    const { machine } = this.#postmaster;
    machine.kernel.trace.record({
      kind: 'postgres-connection',
      host: machine.host.name,
      pid: this.pid,
      connection: this.#endpoint.connection,
      state,
      user: this.user,
      database: this.database,
      code: error?.code ?? null,
      message: error?.message ?? null,
    });
  }

  #listen(): void {
    if (this.#isClosed) return;
    this.#endpoint.setHandlers({
      data: (bytes) => {
        this.#reader.add(bytes);
        this.#pump();
      },
      end: () => this.close(),
      failed: () => {
        if (this.#session && this.#session.status !== 'I') {
          this.log('LOG', 'could not receive data from client: Connection reset by peer');
        }
        this.close();
      },
    });
    this.#endpoint.resumeReading();
  }

  send(bytes: Uint8Array): void {
    if (!this.#isClosed) this.#endpoint.write(bytes);
  }

  #pump(): void {
    try {
      while (!this.#isBusy && !this.#isClosed) {
        if (!this.#session && !this.#authentication) {
          if (!this.#start()) return;
          continue;
        }
        const message = this.#reader.next();
        if (!message) return;
        this.#take(message);
      }
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      this.log('LOG', error.message);
      this.close();
    }
  }

  /** Takes a packet of a connection that has not started; false where none is whole. */
  #start(): boolean {
    const packet = this.#reader.start();
    if (!packet) return false;
    switch (packet.kind) {
      case 'tls':
      case 'gss':
        // No TLS: the client may go on without.
        this.send(Uint8Array.of('N'.charCodeAt(0)));
        return true;
      case 'cancel':
        this.#postmaster.cancel(packet.pid, packet.secret);
        this.counts = false;
        this.close();
        return true;
      case 'version': {
        const { major, minor } = packet;
        this.fatal(
          new SqlError(
            '0A000',
            `unsupported frontend protocol ${major}.${minor}: server supports 3.0 to 3.0`,
            { severity: 'FATAL' },
          ),
        );
        return true;
      }
      default:
        this.#begin(packet.options);
        return true;
    }
  }

  #begin(options: ReadonlyMap<string, string>): void {
    const user = options.get('user') ?? '';
    if (user === '') {
      const message = 'no PostgreSQL user name specified in startup packet';
      this.fatal(new SqlError('28000', message, { severity: 'FATAL' }));
      return;
    }
    this.user = user;
    this.database = options.get('database') ?? user;
    const refusal = this.#postmaster.refusal(this);
    if (refusal) {
      this.fatal(refusal);
      return;
    }
    this.#authentication = new Authentication({
      backend: this,
      postmaster: this.#postmaster,
      ip: this.#endpoint.remote.ip,
      writer: this.#writer,
      succeeded: () => this.#authenticated(options),
    });
    this.#authentication.start();
  }

  #authenticated(options: ReadonlyMap<string, string>): void {
    const { user, database } = this;
    if (user === null || database === null) return;
    try {
      this.#openSession(user, database, options);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      this.fatal(error);
      return;
    }
    this.#authentication = null;
    this.#trace('authenticated', null);
    if (this.settings.isOn('log_connections')) {
      this.log('LOG', `connection authorized: user=${user} database=${database}`);
    }
    for (const [shown, name] of REPORTED) {
      this.#writer.parameterStatus(shown, this.settings.get(name) ?? '');
    }
    this.#writer.backendKey(this.pid, this.secret);
    this.#writer.readyForQuery('I');
    this.send(this.#writer.take());
    this.#becomeIdle();
  }

  #openSession(user: string, database: string, options: ReadonlyMap<string, string>): void {
    const { cluster } = this.#postmaster;
    const role = cluster.roles.get(user);
    this.isSuperuser = role?.isSuperuser ?? false;
    const late = this.#postmaster.lateRefusal(this);
    if (late) throw late;
    const inherited = [
      ...(cluster.databases.get(database)?.settings ?? []),
      ...(role?.settings ?? []),
    ];
    for (const [name, value] of inherited) this.settings.set(name, value, { from: 'file' });
    this.settings.force('is_superuser', this.isSuperuser ? 'on' : 'off');
    this.settings.force('session_authorization', user);
    for (const [name, value] of options) {
      if (['user', 'database', 'replication', 'options'].includes(name)) continue;
      this.#startOption(name, value);
    }
    for (const [, name = '', value = ''] of (options.get('options') ?? '').matchAll(
      /-c\s*([\w.]+)=(\S+)/g,
    )) {
      this.#startOption(name, value);
    }
    this.#session = this.#postmaster.engine.open({
      port: {
        send: (bytes) => this.send(bytes),
        report: (report) => this.#report(report),
        fatal: (error) => this.fatal(error),
        log: (message) => this.log('LOG', message),
        needDisk: (path) => this.#postmaster.needDisk(path),
      },
      settings: this.settings,
      view: this.#postmaster.viewFor(this, this.#endpoint),
      database,
      user,
      pid: this.pid,
    });
  }

  #startOption(name: string, value: string): void {
    try {
      this.settings.set(name, value);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      throw new SqlError(error.code, error.message, { ...error.fields, severity: 'FATAL' });
    }
  }

  #take(message: Message): void {
    if (message.type === 'X') {
      this.close();
      return;
    }
    const authentication = this.#authentication;
    if (authentication) {
      authentication.take(message);
      return;
    }
    const session = this.#session;
    if (!session) return;
    this.#isBusy = true;
    this.#stopIdleTimer();
    let isWithin = true;
    session.handle(message, () => {
      this.#isBusy = false;
      if (message.type === 'Q' || message.type === 'S') this.#becomeIdle();
      if (!isWithin) this.process.post(() => this.#pump());
    });
    isWithin = false;
  }

  #becomeIdle(): void {
    this.#stateChangeUs = this.#postmaster.nowUs;
    this.#stopIdleTimer();
    const inBlock = this.#session?.status !== 'I';
    const name = inBlock ? 'idle_in_transaction_session_timeout' : 'idle_session_timeout';
    const ms = this.settings.number(name);
    if (ms <= 0) return;
    const what = inBlock ? 'idle-in-transaction' : 'idle-session';
    const error = new SqlError(
      inBlock ? '25P03' : '57P05',
      `terminating connection due to ${what} timeout`,
      { severity: 'FATAL' },
    );
    this.#idleTimer = this.process.kernel.after(ms * 1_000, () => this.fatal(error));
  }

  #stopIdleTimer(): void {
    this.process.kernel.cancel(this.#idleTimer);
    this.#idleTimer = null;
  }

  #report(report: StatementReport): void {
    const { machine } = this.#postmaster;
    const base = {
      kind: 'postgres-query' as const,
      host: machine.host.name,
      pid: this.pid,
      connection: this.#endpoint.connection,
      query: 'text' in report ? report.text : this.#query,
      rows: null,
      durationUs: null,
      code: null,
      message: null,
      blockers: [],
    };
    switch (report.type) {
      case 'started':
        this.#query = report.text;
        this.#queryStartUs = this.#postmaster.nowUs;
        this.#stateChangeUs = this.#queryStartUs;
        if (this.settings.get('log_statement') === 'all')
          this.log('LOG', `statement: ${report.text}`);
        machine.kernel.trace.record({ ...base, state: 'started' });
        return;
      case 'waiting':
        machine.kernel.trace.record({
          ...base,
          state: 'waiting',
          message: report.what,
          blockers: report.blockers,
        });
        return;
      case 'finished':
        machine.kernel.trace.record({
          ...base,
          state: 'finished',
          rows: report.rows,
          durationUs: report.durationUs,
        });
        this.#logDuration(report);
        return;
      default: {
        const { error, durationUs } = report;
        if (error.severity !== 'FATAL')
          this.#postmaster.log.error(this.source, error, report.text || null);
        machine.kernel.trace.record({
          ...base,
          state: 'failed',
          durationUs,
          code: error.code,
          message: error.message,
        });
      }
    }
  }

  #logDuration({
    text,
    durationUs,
    parameters,
    prepared,
  }: Extract<StatementReport, { type: 'finished' }>): void {
    const least = this.settings.number('log_min_duration_statement');
    if (least < 0 || durationUs < least * 1_000) return;
    const ms = (durationUs / 1_000).toFixed(3);
    const what =
      prepared === null ? 'statement' : `execute ${prepared === '' ? '<unnamed>' : prepared}`;
    this.log('LOG', `duration: ${ms} ms  ${what}: ${text}`);
    if (parameters.length === 0) return;
    const list = parameters.map(
      (value, index) => `$${index + 1} = ${value === null ? 'NULL' : `'${value}'`}`,
    );
    this.log('DETAIL', `parameters: ${list.join(', ')}`);
  }

  /** Breaks off what runs, or nothing. */
  cancel(): void {
    this.#session?.interrupt(new SqlError('57014', 'canceling statement due to user request'));
  }

  terminate(error: SqlError): void {
    // What runs ends with the error as well; where nothing runs the session is only closed.
    if (!this.#session?.interrupt(error)) this.fatal(error);
  }

  fatal(error: SqlError): void {
    if (this.#isClosed) return;
    const isStart = this.#session === null;
    this.#postmaster.log.error(this.source, error, this.#isBusy && !isStart ? this.#query : null);
    this.#writer.error(error);
    this.send(this.#writer.take());
    this.#trace(isStart ? 'refused' : 'closed', error);
    this.close();
  }

  /** Ends the connection and the process. */
  close(): void {
    if (!this.#isClosed && this.#session && this.settings.isOn('log_disconnections')) {
      const { ip, port } = this.#endpoint.remote;
      const seconds = Math.floor((this.#postmaster.nowUs - this.#startedUs) / 1e6);
      const time = `0:00:${String(seconds % 60).padStart(2, '0')}.000`;
      this.log(
        'LOG',
        `disconnection: session time: ${time} user=${this.user} database=${this.database} host=${ip} port=${port}`,
      );
    }
    this.process.end({ code: 0, signal: null });
  }

  /** Closes without a word: the machine is gone, or the process was killed. */
  drop(): void {
    this.#endpoint.reset();
    this.close();
  }

  #signal(signal: Signal): boolean {
    if (signal === 'SIGTERM') {
      this.terminate(adminShutdown());
      return true;
    }
    if (signal === 'SIGINT') {
      this.cancel();
      return true;
    }
    return (
      signal === 'SIGHUP' || signal === 'SIGUSR1' || signal === 'SIGUSR2' || signal === 'SIGPIPE'
    );
  }

  #ended(signal: Signal | null): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopIdleTimer();
    this.#session?.close();
    this.#postmaster.forget(this, signal);
  }

  #title(): string {
    const { user, database, source } = this;
    const { state, query, waitEventType } = this.activity();
    const isWaiting = waitEventType === 'Lock';
    return processTitle({ user, database, client: source.client ?? '', state, query, isWaiting });
  }

  activity(): Activity {
    const session = this.#session;
    const { ip, port } = this.#endpoint.remote;
    const idle = { I: 'idle', T: 'idle in transaction', E: 'idle in transaction (aborted)' };
    const isActive = this.#isBusy;
    const waits = session?.waitEvent ?? null;
    return {
      datname: this.database,
      pid: this.pid,
      usename: this.user,
      applicationName: this.settings.get('application_name') ?? '',
      clientAddress: ip,
      clientPort: port,
      backendStartUs: this.#startedUs,
      xactStartUs: session?.transactionStartUs ?? null,
      queryStartUs: this.#queryStartUs,
      stateChangeUs: this.#stateChangeUs,
      waitEventType: waits ? 'Lock' : isActive ? null : 'Client',
      waitEvent: waits ?? (isActive ? null : 'ClientRead'),
      state: isActive ? 'active' : idle[session?.status ?? 'I'],
      backendXid: session?.transactionId ?? null,
      query: this.#query,
      backendType: 'client backend',
    };
  }

  get blockers(): readonly number[] {
    return this.#session?.blockers ?? [];
  }
}

export const adminShutdown = (): SqlError =>
  new SqlError('57P01', 'terminating connection due to administrator command', {
    severity: 'FATAL',
  });
