// PostgreSQL as a service of a world. Its files lie below its directory: postgresql.conf, pg_hba.conf, and
// init.sql, which is run when the server starts for the first time. SQL is run by the small engine, or by PGlite.

import type { Platform } from '../platform.ts';
import type { Machine } from '../process/machine.ts';
import { NativeProcess } from '../process/native-process.ts';
import type { Process } from '../process/process.ts';
import type { FaultSetting, HostService } from '../scenario/host-service.ts';
import type { PeerOptions } from '../scenario/peers.ts';
import type { PostgresHost } from '../scenario/system.ts';
import type { Processor } from './engine/processor.ts';
import { runScript, type ScriptProblem } from './engine/script.ts';
import { SmallEngine } from './engine/small-engine.ts';
import type { SmallSessionOptions } from './engine/small-session.ts';
import type { SqlEngine } from './engine/sql-engine.ts';
import { PGLITE_VERSION, PgliteEngine } from './pglite/pglite-engine.ts';
import { MissingDatabaseError } from './pglite/raw-database.ts';
import { DEFAULT_HBA, readHba } from './server/hba.ts';
import { ServerLog } from './server/log.ts';
import { Postmaster, type ServerFaults, VERSION } from './server/postmaster.ts';
import { type ConfigProblem, readConfig, Settings } from './server/settings.ts';
import { SqlError } from './sql-error.ts';
import { Cluster } from './storage/database.ts';

const DEFAULT_CORES = 2;
/** What PGlite says of its version, as a setting has it. */
const PGLITE_NUMBERS = { server_version: '18.6', server_version_num: '180006' };

interface ServiceEngine extends SqlEngine {
  readonly processor: Processor;
}

export class PostgresService implements HostService {
  readonly #spec: PostgresHost;
  readonly #machine: Machine;
  readonly #platform: Platform;
  readonly #cluster = new Cluster();
  readonly #engine: ServiceEngine;
  readonly #pglite: PgliteEngine | null;
  readonly #log: ServerLog;
  readonly #faults: ServerFaults = {
    stopAccepting: false,
    startingUp: false,
    diskFull: false,
    maxConnections: null,
  };
  #settings = new Settings();
  #postmaster: Postmaster | null = null;
  #isInitialised = false;
  #crashed = false;
  #isReadOnly = false;

  constructor(options: PeerOptions<PostgresHost>) {
    const { spec, machine, platform } = options;
    this.#spec = spec;
    this.#machine = machine;
    this.#platform = platform;
    machine.files.makeDirectories(spec.directory);
    this.#log = new ServerLog(machine, () => this.#settings.get('log_line_prefix') ?? '');
    this.#pglite = spec.engine === 'pglite' ? this.#openPglite(options) : null;
    this.#engine =
      this.#pglite ??
      new SmallEngine({
        kernel: machine.kernel,
        cluster: this.#cluster,
        encodeUtf8: (text) => platform.encodeUtf8(text),
        timeMs: () => machine.timeMs,
        cores: DEFAULT_CORES,
      });
  }

  #openPglite({ machine, platform, takeDatabase }: PeerOptions<PostgresHost>): PgliteEngine {
    if (!takeDatabase) throw new MissingDatabaseError();
    return new PgliteEngine({
      kernel: machine.kernel,
      platform,
      database: takeDatabase(),
      cluster: this.#cluster,
      timeMs: () => machine.timeMs,
      cores: DEFAULT_CORES,
    });
  }

  get process(): Process | null {
    return this.#postmaster?.process.isDead === false ? this.#postmaster.process : null;
  }

  #read(name: string): string | null {
    const path = `${this.#spec.directory}/${name}`;
    return this.#machine.files.exists(path) ? this.#machine.files.readText(path) : null;
  }

  /** Reads postgresql.conf anew; false where it has errors. */
  #configure(): boolean {
    const settings = new Settings();
    const problems = readConfig(this.#read('postgresql.conf') ?? '', settings);
    if (problems.length > 0) {
      this.#refuse(problems);
      return false;
    }
    if (this.#pglite) {
      for (const [name, value] of Object.entries(PGLITE_NUMBERS)) settings.force(name, value);
    }
    this.#settings = settings;
    this.#engine.processor.cores = Number(settings.get('simulator.cores') ?? DEFAULT_CORES);
    this.#applyReadOnly();
    return true;
  }

  /** Says what is wrong with postgresql.conf: a running server goes on, another one does not start. */
  #refuse(problems: readonly ConfigProblem[]): void {
    const running = this.process;
    const machine = this.#machine;
    const process =
      running ??
      new NativeProcess({
        kernel: machine.kernel,
        host: machine.host,
        pid: machine.takePid(),
        name: 'postgres',
        command: '/usr/lib/postgresql/15/bin/postgres -D /var/lib/postgresql/15/main',
      });
    if (!running) this.#log.process = process;
    const source = { pid: process.pid };
    for (const { message } of problems) this.#log.line(source, 'LOG', message);
    const path = `${this.#spec.directory}/postgresql.conf`;
    const words = `configuration file "${path}" contains errors`;
    if (running) this.#log.line(source, 'LOG', `${words}; no changes were applied`);
    else {
      this.#log.line(source, 'FATAL', words);
      process.end({ code: 1, signal: null });
    }
  }

  #applyReadOnly(): void {
    if (this.#isReadOnly) this.#settings.force('default_transaction_read_only', 'on');
  }

  start(): void {
    if (this.process || !this.#configure()) return;
    if (!this.#isInitialised) this.#initialise();
    this.#postmaster = new Postmaster({
      machine: this.#machine,
      platform: this.#platform,
      cluster: this.#cluster,
      engine: this.#engine,
      settings: this.#settings,
      hba: readHba(this.#read('pg_hba.conf') ?? DEFAULT_HBA),
      log: this.#log,
      faults: this.#faults,
      crashed: this.#crashed,
      ended: (signal) => {
        this.#crashed = signal !== null;
      },
      reload: () => this.#reload(),
      ...(this.#pglite && { version: PGLITE_VERSION }),
    });
  }

  /** What initdb and the first start of a container do: init.sql in the database `postgres`. */
  #initialise(): void {
    this.#isInitialised = true;
    const script = this.#read('init.sql');
    if (script === null) return;
    for (const { line, error } of this.#runScript(script)) {
      const message = `init.sql:${line}: ERROR:  ${error.message}`;
      this.#log.line({ pid: 1 }, 'LOG', message);
      this.#machine.kernel.trace.record({
        kind: 'postgres-script-failed',
        host: this.#spec.name,
        line,
        code: error.code,
        message: error.message,
      });
    }
  }

  #runScript(script: string): ScriptProblem[] {
    return (
      this.#pglite?.runScript(script) ??
      runScript(script, (database) => this.#scriptSession(database), 'postgres')
    );
  }

  #scriptSession(database: string): SmallSessionOptions {
    const data = this.#cluster.databases.get(database);
    if (!data) throw new SqlError('3D000', `database "${database}" does not exist`);
    const { kernel } = this.#machine;
    const nothing = (): void => {};
    return {
      isInstant: true,
      cluster: this.#cluster,
      data,
      kernel,
      processor: this.#engine.processor,
      random: kernel.random.fork('init.sql'),
      encodeUtf8: (text) => this.#platform.encodeUtf8(text),
      timeMs: () => this.#machine.timeMs,
      port: { send: nothing, report: nothing, fatal: nothing, log: nothing, needDisk: nothing },
      settings: new Settings(this.#settings),
      view: {
        user: 'postgres',
        database,
        pid: 1,
        clientAddress: '127.0.0.1',
        clientPort: 0,
        version: VERSION,
        signal: () => false,
        activity: () => [],
        blockers: () => [],
      },
      database,
      user: 'postgres',
      pid: 1,
    };
  }

  stop(): void {
    this.#postmaster?.stop();
  }

  restart(): void {
    this.stop();
    this.#machine.kernel.after(100_000, () => this.start());
  }

  /** Settings that only a start can change need one; for the others a reload will do. */
  apply(): void {
    if (!this.process) {
      this.start();
      return;
    }
    const next = new Settings();
    readConfig(this.#read('postgresql.conf') ?? '', next);
    const needsStart = [
      'max_connections',
      'superuser_reserved_connections',
      'port',
      'listen_addresses',
      'shared_buffers',
    ];
    if (needsStart.some((name) => next.get(name) !== this.#settings.get(name))) this.restart();
    else this.process.signal('SIGHUP');
  }

  #reload(): void {
    const before = this.#settings;
    if (!this.#configure()) return;
    const fresh = this.#settings;
    this.#settings = before;
    before.replaceWith(fresh);
    if (this.#postmaster) this.#postmaster.hba = readHba(this.#read('pg_hba.conf') ?? DEFAULT_HBA);
  }

  setFault(fault: string, setting: FaultSetting): void {
    const isOn = setting !== null;
    const number = (name: string, otherwise: number): number =>
      Number(setting?.[name] ?? otherwise);
    switch (fault) {
      case 'stop-accepting':
        this.#faults.stopAccepting = isOn;
        return;
      case 'starting-up':
        this.#faults.startingUp = isOn;
        return;
      case 'disk-full':
        this.#faults.diskFull = isOn;
        return;
      case 'max-connections':
        this.#faults.maxConnections = isOn ? number('limit', 5) : null;
        return;
      case 'slow':
        this.#engine.processor.slowness = isOn ? Math.max(1, number('factor', 10)) : 1;
        return;
      case 'read-only':
        this.#isReadOnly = isOn;
        this.#settings.force('default_transaction_read_only', isOn ? 'on' : 'off');
        return;
      case 'kill-connections':
        if (!isOn) return;
        if (setting['polite'] === false) this.#postmaster?.dropAll();
        else this.#postmaster?.terminateAll();
        return;
      default:
        throw new Error(`PostgreSQL has no fault "${fault}"`);
    }
  }
}

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    /** A statement of init.sql that did not go through. */
    'postgres-script-failed': {
      readonly host: string;
      readonly line: number;
      readonly code: string;
      readonly message: string;
    };
  }
}

/** The factory a world is given for hosts of the kind `postgres`. */
export const createPostgres = (options: PeerOptions<PostgresHost>): HostService =>
  new PostgresService(options);
