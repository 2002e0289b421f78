// Redis as a service of a world: started by its unit, started again when it ends, broken by faults. Its file is
// redis.conf below the host's directory.

import type { Micros, ScheduledEvent } from '../kernel/event-queue.ts';
import type { Machine } from '../process/machine.ts';
import type { Process } from '../process/process.ts';
import type { FaultSetting, HostService } from '../scenario/host-service.ts';
import type { PeerOptions } from '../scenario/peers.ts';
import type { RedisHost } from '../scenario/system.ts';
import { readConfig } from './config/read-config.ts';
import { RedisServer } from './redis-server.ts';
import { VERSION } from './version.ts';
import './trace.ts';

/** Debian's unit has Restart=always; systemd waits 100 ms, and gives up after five starts in ten seconds. */
const RESTART_DELAY_US: Micros = 100_000;
const START_LIMIT = 5;
const START_INTERVAL_US: Micros = 10_000_000;

/** What is in force where a host has no redis.conf: reachable for its neighbours, nothing saved. */
const DEFAULT_FILE = 'bind 0.0.0.0\nprotected-mode no\nsave ""\ndir /var/lib/redis\n';

type Faults = Readonly<Record<string, (server: RedisServer, setting: FaultSetting) => void>>;

const numberOf = (setting: FaultSetting, name: string): number => {
  const value = setting?.[name];
  if (typeof value !== 'number' || value < 0) throw new Error(`The fault needs a number "${name}"`);
  return value;
};

const textOf = (setting: FaultSetting, name: string): string => {
  const value = setting?.[name];
  if (typeof value !== 'string') throw new Error(`The fault needs a text "${name}"`);
  return value;
};

export class RedisService implements HostService {
  readonly #spec: RedisHost;
  readonly #machine: Machine;
  #server: RedisServer | null = null;
  #isWanted = false;
  #starts: Micros[] = [];
  #restart: ScheduledEvent | null = null;
  /** Faults that are on, so that a restarted server has them as well. */
  readonly #active = new Map<string, FaultSetting>();

  constructor({ spec, machine }: PeerOptions<RedisHost>) {
    this.#spec = spec;
    this.#machine = machine;
    for (const folder of ['/var/lib/redis', '/var/log/redis', spec.directory]) {
      machine.files.makeDirectories(folder);
    }
  }

  get process(): Process | null {
    return this.#server;
  }

  start(): void {
    this.#isWanted = true;
    this.#starts = [];
    if (!this.#server) this.#launch();
  }

  stop(): void {
    this.#isWanted = false;
    this.#machine.kernel.cancel(this.#restart);
    this.#server?.signal('SIGTERM');
  }

  restart(): void {
    this.stop();
    this.#machine.kernel.after(RESTART_DELAY_US, () => this.start());
  }

  /** redis.conf is read when the server starts. */
  apply(): void {
    this.restart();
  }

  setFault(fault: string, setting: FaultSetting): void {
    const action = FAULTS[fault];
    if (!action) {
      throw new Error(`Redis has no fault "${fault}"; it has ${Object.keys(FAULTS).join(', ')}`);
    }
    if (setting === null) this.#active.delete(fault);
    else if (fault !== 'kill-connections') this.#active.set(fault, setting);
    if (this.#server) action(this.#server, setting);
  }

  #launch(): void {
    const { kernel } = this.#machine;
    this.#restart = null;
    this.#starts = [...this.#starts, kernel.nowUs].filter(
      (at) => kernel.nowUs - at < START_INTERVAL_US,
    );
    const path = `${this.#spec.directory}/redis.conf`;
    const { files } = this.#machine;
    const read = readConfig(files.exists(path) ? files.readText(path) : DEFAULT_FILE);
    if ('reason' in read) {
      this.#report(read);
      return;
    }
    const { configuration, withoutEffect } = read;
    const server = new RedisServer(this.#machine, configuration);
    this.#machine.add(server);
    this.#server = server;
    server.onExit(() => {
      this.#server = null;
      this.#ended();
    });
    kernel.trace.record({
      kind: 'redis-configuration',
      host: this.#spec.name,
      isAccepted: true,
      line: null,
      text: '',
    });
    const loading = this.#active.get('loading');
    if (!server.start(withoutEffect, Number(loading?.['ms'] ?? 0))) return;
    for (const [fault, setting] of this.#active) FAULTS[fault]?.(server, setting);
  }

  /** A file with a mistake ends redis-server before it has begun, with these lines. */
  #report({ line, text, reason }: { line: number; text: string; reason: string }): void {
    const { kernel, host } = this.#machine;
    const lines = [
      '',
      `*** FATAL CONFIG FILE ERROR (Redis ${VERSION}) ***`,
      `Reading the configuration file, at line ${line}`,
      `>>> '${text}'`,
      reason,
      '',
    ].join('\n');
    const pid = this.#machine.takePid();
    const about = { pid, host: host.name, name: 'redis-server' };
    kernel.trace.record({
      kind: 'process-started',
      ...about,
      command: `/usr/bin/redis-server ${this.#spec.directory}/redis.conf`,
    });
    kernel.trace.record({ kind: 'process-output', ...about, stream: 'stderr', text: lines });
    kernel.trace.record({ kind: 'process-exited', ...about, code: 1, signal: null });
    kernel.trace.record({
      kind: 'redis-configuration',
      host: this.#spec.name,
      isAccepted: false,
      line,
      text: reason,
    });
    this.#ended();
  }

  #ended(): void {
    if (!this.#isWanted || this.#starts.length >= START_LIMIT) return;
    this.#restart = this.#machine.kernel.after(RESTART_DELAY_US, () => this.#launch());
  }
}

/** Sets a directive as CONFIG SET would; null puts back what the file says. */
function set(server: RedisServer, name: string, value: string | null): void {
  const { configuration } = server;
  const checked = configuration.check(name, [value ?? configuration.original(name)]);
  if (!checked || 'refused' in checked) throw new Error(`"${value}" is no value for ${name}`);
  server.setConfiguration(name, checked.value);
}

/** What can be broken, by name; null mends it. */
const FAULTS: Faults = {
  /** Nothing listens any more; open connections go on. */
  refuse: (server, setting) => {
    server.stopListening();
    if (setting === null) server.listen();
  },
  /** The data set is being loaded, for `ms` or until the fault ends. */
  loading: (server, setting) => {
    server.isLoading = setting !== null;
    const ms = setting?.['ms'];
    if (typeof ms !== 'number') return;
    server.kernel.after(ms * 1_000, () => {
      server.isLoading = false;
    });
  },
  /** Nothing can be saved, and it is tried at once. */
  'disk-full': (server, setting) => {
    server.persistence.isDiskFull = setting !== null;
    if (!server.persistence.isSaving) server.persistence.saveInBackground();
  },
  /** A failover made this server a replica of `master`, which takes no writes. */
  replica: (server, setting) =>
    server.setReplicaOf(
      setting === null
        ? server.configuration.original('replicaof')
        : String(setting['master'] ?? '10.0.0.99 6379'),
    ),
  /** Somebody has changed the password; who is in stays in. */
  password: (server, setting) => set(server, 'requirepass', setting && textOf(setting, 'password')),
  /** At most `count` clients. */
  'max-clients': (server, setting) =>
    set(server, 'maxclients', setting && String(numberOf(setting, 'count'))),
  /** At most `bytes` of memory, and what goes when there are more: `policy`. */
  memory: (server, setting) => {
    const policy = setting?.['policy'];
    set(server, 'maxmemory-policy', typeof policy === 'string' ? policy : null);
    set(server, 'maxmemory', setting && String(numberOf(setting, 'bytes')));
  },
  /** Every command takes `ms`, and everybody waits for it. */
  slow: (server, setting) => {
    server.slowMs = setting === null ? 0 : numberOf(setting, 'ms');
  },
  /** Ends all connections once, with `reset` by RST. */
  'kill-connections': (server, setting) => {
    if (setting === null) return;
    for (const session of [...server.sessions]) {
      if (setting['reset'] === true) session.endpoint.reset();
      server.closeSession(session);
    }
  },
};

/** Makes the service of a host of the kind `redis`. */
export const createRedisService = (options: PeerOptions<RedisHost>): RedisService =>
  new RedisService(options);
