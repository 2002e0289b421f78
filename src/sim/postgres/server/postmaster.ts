// The server: its main process, the listener, its connections, and what may keep new ones out.

import type { Random } from '../../kernel/random.ts';
import type { Endpoint } from '../../net/endpoint.ts';
import type { Listener } from '../../net/listener.ts';
import type { Platform } from '../../platform.ts';
import type { Machine } from '../../process/machine.ts';
import { NativeProcess } from '../../process/native-process.ts';
import type { Signal } from '../../process/process.ts';
import type { SessionOptions, SqlEngine } from '../engine/sql-engine.ts';
import { SqlError } from '../sql-error.ts';
import type { Cluster } from '../storage/database.ts';
import { adminShutdown, Backend } from './backend.ts';
import type { HbaRule } from './hba.ts';
import type { ServerLog } from './log.ts';
import type { Settings } from './settings.ts';

export const VERSION =
  'PostgreSQL 15.20 (Debian 15.20-0+deb12u1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14+deb12u1) 12.2.0, 64-bit';

/** Reading the control file and, after a crash, the log of changes. */
const STARTUP_US = 60_000;
const RECOVERY_US = 900_000;
const SHUTDOWN_US = 30_000;

/** Faults that can be switched while it runs. */
export interface ServerFaults {
  stopAccepting: boolean;
  startingUp: boolean;
  diskFull: boolean;
  /** Takes the place of max_connections; null for none. */
  maxConnections: number | null;
}

export interface PostmasterOptions {
  readonly machine: Machine;
  readonly platform: Platform;
  readonly cluster: Cluster;
  readonly engine: SqlEngine;
  readonly settings: Settings;
  readonly hba: readonly HbaRule[];
  readonly log: ServerLog;
  readonly faults: ServerFaults;
  /** Whether it went down without a checkpoint the last time. */
  readonly crashed: boolean;
  readonly ended: (signal: Signal | null) => void;
  readonly reload: () => void;
  /** What it says it is; 15.20 where nothing is said. */
  readonly version?: string;
}

class PostmasterProcess extends NativeProcess {
  onSignal: (signal: Signal) => boolean = () => false;

  protected override handleSignal(signal: Signal): boolean {
    return this.onSignal(signal);
  }
}

const fatal = (code: string, message: string): SqlError =>
  new SqlError(code, message, { severity: 'FATAL' });

export class Postmaster {
  readonly machine: Machine;
  readonly platform: Platform;
  readonly cluster: Cluster;
  readonly engine: SqlEngine;
  readonly settings: Settings;
  readonly log: ServerLog;
  readonly random: Random;
  readonly process: NativeProcess;
  hba: readonly HbaRule[];
  readonly #options: PostmasterOptions;
  #listener: Listener | null = null;
  #backends: readonly Backend[] = [];
  #state: 'starting' | 'ready' | 'stopping' = 'starting';

  constructor(options: PostmasterOptions) {
    const { machine } = options;
    this.#options = options;
    this.machine = machine;
    this.platform = options.platform;
    this.cluster = options.cluster;
    this.engine = options.engine;
    this.settings = options.settings;
    this.log = options.log;
    this.hba = options.hba;
    this.random = machine.kernel.random.fork(`postgres on ${machine.host.name}`);
    const process = new PostmasterProcess({
      kernel: machine.kernel,
      host: machine.host,
      pid: machine.takePid(),
      name: 'postgres',
      command: '/usr/lib/postgresql/15/bin/postgres -D /var/lib/postgresql/15/main',
    });
    process.onSignal = (signal) => this.#signal(signal);
    machine.add(process);
    this.process = process;
    this.log.process = process;
    process.onExit(({ signal }) => this.#ended(signal));
    this.#start();
  }

  get #version(): string {
    return this.#options.version ?? VERSION;
  }

  get nowUs(): number {
    return Math.round(this.machine.timeMs * 1_000);
  }

  #line(message: string, level = 'LOG'): void {
    this.log.line({ pid: this.process.pid }, level, message);
  }

  #start(): void {
    const { machine, settings } = this;
    this.#line(`starting ${this.#version}`);
    const port = settings.number('port');
    const addresses = (settings.get('listen_addresses') ?? '').split(',').map((one) => one.trim());
    const ip =
      addresses.includes('*') || addresses.includes('0.0.0.0')
        ? '0.0.0.0'
        : addresses[0] === 'localhost'
          ? '127.0.0.1'
          : (addresses[0] ?? '127.0.0.1');
    const listener = machine.host.listen({
      address: { ip, port },
      backlog: 200,
      executor: this.process,
      accepted: (endpoint) => this.#accepted(endpoint),
    });
    if (typeof listener === 'string') {
      const why =
        listener === 'EADDRINUSE' ? 'Address already in use' : 'Cannot assign requested address';
      this.#line(`could not bind IPv4 address "${ip}": ${why}`);
      this.#line('could not create any TCP/IP sockets', 'FATAL');
      this.process.end({ code: 1, signal: null });
      return;
    }
    this.#listener = listener;
    this.process.hold(listener);
    this.#line(`listening on IPv4 address "${ip}", port ${port}`);
    this.#line(`listening on Unix socket "/var/run/postgresql/.s.PGSQL.${port}"`);
    const { crashed } = this.#options;
    if (crashed) {
      this.#line('database system was not properly shut down; automatic recovery in progress');
    }
    machine.kernel.after(crashed ? RECOVERY_US : STARTUP_US, () =>
      this.process.post(() => this.#becomeReady()),
    );
  }

  #becomeReady(): void {
    if (this.#state !== 'starting') return;
    this.#state = 'ready';
    this.#line('database system is ready to accept connections');
  }

  #accepted(endpoint: Endpoint): void {
    if (this.#options.faults.stopAccepting) {
      // Taken by the host's queue, and never answered: the process is there and does nothing.
      this.process.hold(endpoint);
      return;
    }
    this.#backends = [...this.#backends, new Backend(this, endpoint)];
  }

  /** Why a connection may not start, as far as it can be told before it has proven who it is. */
  refusal(backend: Backend): SqlError | null {
    const { faults } = this.#options;
    if (this.#state === 'stopping') return fatal('57P03', 'the database system is shutting down');
    if (this.#state === 'starting' || faults.startingUp) {
      return fatal('57P03', 'the database system is starting up');
    }
    const others = this.#backends.filter((one) => one.counts && one !== backend).length;
    if (others < this.#mostConnections) return null;
    backend.counts = false;
    return fatal('53300', 'sorry, too many clients already');
  }

  get #mostConnections(): number {
    return this.#options.faults.maxConnections ?? this.settings.number('max_connections');
  }

  /** Why one that has proven itself may not go on. */
  lateRefusal(backend: Backend): SqlError | null {
    const others = this.#backends.filter((one) => one.counts && one !== backend);
    const reserved = this.settings.number('superuser_reserved_connections');
    if (!backend.isSuperuser && others.length >= this.#mostConnections - reserved) {
      return fatal(
        '53300',
        'remaining connection slots are reserved for non-replication superuser connections',
      );
    }
    const role = this.cluster.roles.get(backend.user ?? '');
    const own = others.filter(({ user }) => user === backend.user).length;
    if (role && role.connectionLimit >= 0 && !role.isSuperuser && own >= role.connectionLimit) {
      return fatal('53300', `too many connections for role "${role.name}"`);
    }
    return null;
  }

  needDisk(path: string): void {
    if (!this.#options.faults.diskFull && this.machine.files.freeBytes > 0) return;
    throw new SqlError('53100', `could not extend file "${path}": No space left on device`, {
      hint: 'Check free disk space.',
    });
  }

  forget(backend: Backend, signal: Signal | null): void {
    this.#backends = this.#backends.filter((one) => one !== backend);
    if (signal !== 'SIGKILL' || this.process.isDead) return;
    // A backend that dies so may have left shared memory in disorder: all others have to go.
    this.#line(`server process (PID ${backend.pid}) was terminated by signal 9: Killed`);
    this.#line('terminating any other active server processes');
    const crash = new SqlError(
      '57P02',
      'terminating connection because of crash of another server process',
      {
        severity: 'FATAL',
        detail:
          'The postmaster has commanded this server process to roll back the current transaction and exit, because another server process exited abnormally and possibly corrupted shared memory.',
        hint: 'In a moment you should be able to reconnect to the database and repeat your command.',
      },
    );
    for (const other of this.#backends) other.terminate(crash);
    this.#line('all server processes terminated; reinitializing');
    this.#state = 'starting';
    this.machine.kernel.after(RECOVERY_US, () => this.process.post(() => this.#becomeReady()));
  }

  find(pid: number): Backend | undefined {
    return this.#backends.find((backend) => backend.pid === pid);
  }

  cancel(pid: number, secret: number): void {
    const backend = this.find(pid);
    if (backend?.secret === secret) backend.cancel();
  }

  /** Ends all connections as pg_terminate_backend would. */
  terminateAll(): void {
    for (const backend of this.#backends) backend.terminate(adminShutdown());
  }

  dropAll(): void {
    for (const backend of this.#backends) backend.drop();
  }

  viewFor(backend: Backend, endpoint: Endpoint): SessionOptions['view'] {
    return {
      user: backend.user ?? '',
      database: backend.database ?? '',
      pid: backend.pid,
      clientAddress: endpoint.remote.ip,
      clientPort: endpoint.remote.port,
      version: this.#version,
      signal: (pid, kind) => {
        const found = this.find(pid);
        if (!found) return false;
        // The other process gets it when it next looks: not within this statement. One's own is struck at once.
        this.machine.kernel.after(found === backend ? 0 : 50, () => {
          if (kind === 'cancel') found.cancel();
          else found.terminate(adminShutdown());
        });
        return true;
      },
      activity: () => this.#backends.map((one) => one.activity()),
      blockers: (pid) => this.find(pid)?.blockers ?? [],
    };
  }

  /** `pg_ctl stop -m fast`. */
  stop(): void {
    if (this.#state === 'stopping') return;
    this.#state = 'stopping';
    this.#line('received fast shutdown request');
    this.#line('aborting any active transactions');
    this.#listener?.close();
    for (const backend of this.#backends) backend.terminate(adminShutdown());
    this.machine.kernel.after(SHUTDOWN_US, () => this.process.post(() => this.#shutDown()));
  }

  #shutDown(): void {
    this.#line('shutting down');
    this.#line('database system is shut down');
    this.log.flush();
    this.process.end({ code: 0, signal: null });
  }

  #signal(signal: Signal): boolean {
    switch (signal) {
      case 'SIGINT':
      case 'SIGTERM':
        this.stop();
        return true;
      case 'SIGQUIT':
        this.#state = 'stopping';
        this.#line('received immediate shutdown request');
        this.process.end({ code: 0, signal: 'SIGQUIT' });
        return true;
      case 'SIGHUP':
        this.#line('received SIGHUP, reloading configuration files');
        this.#options.reload();
        return true;
      default:
        return false;
    }
  }

  #ended(signal: Signal | null): void {
    this.log.flush();
    for (const backend of this.#backends) backend.close();
    this.#options.ended(signal);
  }
}
