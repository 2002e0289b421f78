// A running nginx: reload, test, stop. A master process holds the listening sockets and the
// configuration, a worker process does the work; a killed worker is replaced, a reload starts a new
// one and lets the old one finish.

import type { Endpoint } from '../net/endpoint.ts';
import type { Listener } from '../net/listener.ts';
import type { Machine } from '../process/machine.ts';
import { NativeProcess } from '../process/native-process.ts';
import type { Signal } from '../process/process.ts';
import { buildFlow } from './build-flow.ts';
import { loadCacheFiles } from './cache/cache-files.ts';
import { addressOf, boundAddresses } from './config/addresses.ts';
import type { ConfigDraft } from './config/draft.ts';
import type { ConfigMessage } from './config/place.ts';
import type { Listen } from './config/server-draft.ts';
import { logBeforeStart, writeErrorLog } from './log/error-log.ts';
import { LogFiles } from './log/log-files.ts';
import {
  consoleLine,
  type NginxVersion,
  prepareFiles,
  readConfiguration,
  type TestResult,
  testConfiguration,
} from './read-configuration.ts';
import type { ErrorLog } from './settings/core.ts';
import type { AccessLog } from './settings/response.ts';
import { type Sequences, Worker } from './worker.ts';

/** Which machine runs nginx, and with which configuration. */
export interface NginxOptions {
  readonly machine: Machine;
  /** The configuration file; `/etc/nginx/nginx.conf` without it. */
  readonly configPath?: string;
  /** Where relative names start (`-p`); the configuration's directory without it. */
  readonly prefix?: string;
  readonly version?: NginxVersion;
  /** Where errors go before the configuration says so (`-e`). */
  readonly errorLog?: string;
}

interface OpenListener {
  readonly label: string;
  listener: Listener | null;
}

/**
 * The master process. Its signals are nginx's: HUP reloads, QUIT finishes, TERM and INT stop at
 * once.
 */
class MasterProcess extends NativeProcess {
  onSignal: ((signal: Signal) => boolean) | null = null;

  protected override handleSignal(signal: Signal): boolean {
    return this.onSignal?.(signal) ?? false;
  }
}

/** A running nginx: its master process and what can be done to it. */
export class Nginx {
  readonly machine: Machine;
  readonly process: NativeProcess;
  readonly configPath: string;
  /** What was printed at start: warnings. */
  readonly stderr: readonly string[];
  readonly #prefix: string;
  readonly #version: NginxVersion;
  readonly #logFiles: LogFiles;
  readonly #fallbackLog: string;
  readonly #sequences: Sequences = {
    connection: 0,
    request: 0,
    tempFile: 0,
    accepts: 0,
    requests: 0,
  };
  #config: ConfigDraft;
  #worker: Worker | null = null;
  #workers: Worker[] = [];
  #listeners: OpenListener[] = [];
  #isStopping = false;

  constructor(options: {
    options: NginxOptions;
    config: ConfigDraft;
    messages: readonly ConfigMessage[];
  }) {
    const { machine, configPath, version, errorLog } = options.options;
    this.machine = machine;
    this.configPath = configPath ?? '/etc/nginx/nginx.conf';
    this.#prefix = prefixOf(options.options);
    this.#version = version ?? '1.22.1';
    this.#fallbackLog = errorLog ?? '/var/log/nginx/error.log';
    this.#logFiles = new LogFiles(machine);
    this.#config = options.config;
    this.stderr = options.messages.map(consoleLine);
    const process = new MasterProcess({
      kernel: machine.kernel,
      host: machine.host,
      pid: machine.takePid(),
      name: 'nginx',
      command: 'nginx: master process nginx',
    });
    process.onSignal = (signal) => this.#signal(signal);
    this.process = process;
    machine.add(process);
    process.onExit(() => this.#masterEnded());
    this.#begin();
  }

  get config(): ConfigDraft {
    return this.#config;
  }

  get isRunning(): boolean {
    return !this.process.isDead;
  }

  /** The worker that takes new connections. */
  get worker(): Worker | null {
    return this.#worker;
  }

  #begin(): void {
    const { files } = this.machine;
    for (const zone of this.#config.cacheZones.values()) loadCacheFiles(files, zone);
    this.#startWorker();
    this.#listen(this.#config);
    const { pidFile } = this.#config;
    if (pidFile !== null) this.machine.files.writeFile(pidFile, `${this.process.pid}\n`);
    for (const { name, place } of this.#config.notModelled) {
      this.machine.kernel.trace.record({
        kind: 'nginx-not-modelled',
        process: this.process.pid,
        directive: name,
        place,
      });
    }
  }

  #mainLogs(config: ConfigDraft): readonly ErrorLog[] {
    if (config.errorLogs.length > 0) return config.errorLogs;
    return [{ file: this.#fallbackLog, level: 'error' }];
  }

  #defaultAccessLogs(config: ConfigDraft): readonly AccessLog[] {
    if (!config.combined) return [];
    const file = '/var/log/nginx/access.log';
    const template = { source: file, parts: [file], constant: file };
    return [{ file: template, format: config.combined, condition: null }];
  }

  #startWorker(): void {
    const config = this.#config;
    for (const group of [...config.groups.values(), ...config.implicitGroups]) group.forget();
    const { machine } = this;
    const process = new NativeProcess({
      kernel: machine.kernel,
      host: machine.host,
      pid: machine.takePid(),
      name: 'nginx',
      command: 'nginx: worker process',
    });
    machine.add(process);
    const worker = new Worker({
      machine,
      process,
      config,
      prefix: this.#prefix,
      version: this.#version,
      sequences: this.#sequences,
      logFiles: this.#logFiles,
      mainLogs: this.#mainLogs(config),
      defaultAccessLogs: this.#defaultAccessLogs(config),
      flow: buildFlow(),
    });
    this.#worker = worker;
    this.#workers.push(worker);
    process.onExit((exit) => {
      this.#workers = this.#workers.filter((one) => one !== worker);
      const isWatched = !this.#isStopping && !this.process.isDead;
      if (exit.signal !== null && isWatched) this.#replace(worker, exit.signal);
      else if (this.#isStopping && this.#workers.length === 0) this.#end();
    });
  }

  #replace(worker: Worker, signal: Signal): void {
    const number = { SIGKILL: 9, SIGTERM: 15, SIGINT: 2, SIGQUIT: 3 }[signal as string] ?? 0;
    writeErrorLog(worker, this.#mainLogs(this.#config), {
      level: 'alert',
      text: `worker process ${worker.process.pid} exited on signal ${number}`,
      connection: null,
      requestId: null,
    });
    this.#startWorker();
  }

  #accepted(endpoint: Endpoint, label: string): void {
    const address = addressOf(this.#config.addresses, endpoint.local, label);
    const worker = this.#worker;
    if (!address || !worker || worker.process.isDead) {
      endpoint.close();
      return;
    }
    endpoint.handOver(worker.process);
    worker.accepted(endpoint, address.listen, address.servers);
  }

  /** Binds what is not bound yet; lets go of what is no longer wanted. */
  #listen(config: ConfigDraft): void {
    const wanted = boundAddresses(config.addresses);
    for (const open of this.#listeners) {
      if (wanted.some(({ listen }) => listen.label === open.label)) continue;
      open.listener?.close();
    }
    this.#listeners = this.#listeners.filter(({ label }) =>
      wanted.some(({ listen }) => listen.label === label),
    );
    for (const { listen } of wanted) {
      if (this.#listeners.some(({ label }) => label === listen.label)) continue;
      const listener = bind(this.machine, listen, this.process, (endpoint) =>
        this.#accepted(endpoint, listen.label),
      );
      if (typeof listener === 'string') continue;
      this.process.hold(listener);
      this.#listeners.push({ label: listen.label, listener });
    }
  }

  /** `nginx -t` */
  test(): TestResult {
    const options = {
      prefix: this.#prefix,
      version: this.#version,
      errorLog: this.#fallbackLog,
    };
    return testConfiguration(this.machine, this.configPath, options);
  }

  /**
   * `nginx -s reload`: the command's own output, and the new configuration where it is a good one.
   */
  reload(): { readonly exit: number; readonly stderr: readonly string[] } {
    const read = this.#read();
    const stderr = read.messages.map(consoleLine);
    logBeforeStart(this.machine, this.#fallbackLog, read.messages);
    if (!read.config) return { exit: 1, stderr };
    this.process.signal('SIGHUP');
    return { exit: 0, stderr };
  }

  #read(): ReturnType<typeof readConfiguration> {
    return readConfiguration({
      machine: this.machine,
      path: this.configPath,
      prefix: this.#prefix,
      version: this.#version,
    });
  }

  #reconfigure(): void {
    const read = this.#read();
    const logs = this.#mainLogs(this.#config);
    const worker = this.#worker;
    const log = (message: ConfigMessage): void => {
      if (!worker) return;
      const { level, text, place } = message;
      const where = place ? ` in ${place.file}:${place.line}` : '';
      const entry = { level, text: `${text}${where}`, connection: null, requestId: null };
      writeErrorLog(worker, logs, entry);
    };
    for (const message of read.messages) log(message);
    if (!read.config) return;
    const fault = prepareFiles(this.machine, read.config);
    if (fault) {
      log(fault);
      return;
    }
    this.#keepZones(read.config);
    this.#config = read.config;
    this.#startWorker();
    this.#listen(read.config);
    worker?.finish();
  }

  /** Shared memory outlives a reload where name and purpose are the same. */
  #keepZones(next: ConfigDraft): void {
    for (const [name, zone] of next.cacheZones) {
      const before = this.#config.cacheZones.get(name);
      if (before?.path !== zone.path) continue;
      for (const [key, entry] of before.entries) zone.entries.set(key, entry);
    }
    for (const [name, zone] of next.reqZones) {
      const before = this.#config.reqZones.get(name);
      if (before?.key.source !== zone.key.source) continue;
      for (const [key, state] of before.states) zone.states.set(key, state);
    }
  }

  #signal(signal: Signal): boolean {
    switch (signal) {
      case 'SIGHUP':
        this.machine.kernel.after(0, () => {
          if (this.isRunning && !this.#isStopping) this.#reconfigure();
        });
        return true;
      case 'SIGQUIT':
        this.#isStopping = true;
        this.#closeListeners();
        for (const worker of [...this.#workers]) worker.finish();
        return true;
      case 'SIGTERM':
      case 'SIGINT':
        this.#isStopping = true;
        this.#closeListeners();
        for (const worker of [...this.#workers]) {
          worker.process.end({ code: 0, signal: null });
        }
        return true;
      case 'SIGUSR1':
        return true;
      default:
        return false;
    }
  }

  #closeListeners(): void {
    for (const { listener } of this.#listeners) listener?.close();
    this.#listeners = [];
  }

  #end(): void {
    this.#logFiles.flush();
    const { pidFile } = this.#config;
    if (pidFile !== null && this.machine.files.exists(pidFile)) {
      this.machine.files.removeFile(pidFile);
    }
    this.process.end({ code: 0, signal: null });
  }

  /** Killed workers stay behind in reality; here they end with their master. */
  #masterEnded(): void {
    this.#isStopping = true;
    for (const worker of [...this.#workers]) worker.process.end({ code: 0, signal: null });
  }

  /** Sends a signal to the master: SIGTERM and SIGINT stop at once, SIGQUIT finishes first. */
  stop(signal: Signal = 'SIGQUIT'): void {
    this.process.signal(signal);
  }

  /** Kills the worker, as `kill -9` does; the master starts another. */
  killWorker(): void {
    this.#worker?.process.signal('SIGKILL');
  }

  /** Writes log lines that wait for the end of the moment. */
  flushLogs(): void {
    this.#logFiles.flush();
  }
}

/** Where relative names start. */
export const prefixOf = (options: NginxOptions): string => {
  const path = options.configPath ?? '/etc/nginx/nginx.conf';
  return options.prefix ?? path.slice(0, path.lastIndexOf('/') + 1);
};

const bind = (
  machine: Machine,
  listen: Listen,
  process: NativeProcess,
  accepted: (endpoint: Endpoint) => void,
): Listener | 'EADDRINUSE' | 'EADDRNOTAVAIL' =>
  machine.host.listen({
    address: { ip: listen.ip, port: listen.port },
    backlog: listen.backlog,
    ipv6Only: listen.ipv6Only,
    executor: process,
    accepted,
  });
