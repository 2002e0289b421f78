// A world: the simulated system of a lab, running. Built from a source, changed only by commands; what
// happened in it is its trace.

import { HttpClient } from '../client/http-client.ts';
import { type FileError, FileSystem, FileSystemError } from '../files/file-system.ts';
import type { Driver } from '../kernel/driver.ts';
import type { Micros } from '../kernel/event-queue.ts';
import { Kernel } from '../kernel/kernel.ts';
import type { Trace } from '../kernel/trace.ts';
import { Network } from '../net/network.ts';
import type { GuestRealm } from '../node/guest-realm.ts';
import type { ScriptPreparer } from '../node/prepare/prepared.ts';
import { DEFAULT_NODE, type OlderMajor } from '../node/release.ts';
import type { TakeDatabase } from '../postgres/pglite/raw-database.ts';
import { Machine } from '../process/machine.ts';
import type { Command, LoggedCommand, RequestSpec } from './command.ts';
import { FaultBoard } from './fault-board.ts';
import type { HostService } from './host-service.ts';
import { type ClientStart, LoadBoard } from './load-board.ts';
import { NginxService } from './nginx-service.ts';
import { createNodeService, type PackageFiles } from './node-service.ts';
import { createPeerService, type PeerFactories } from './peers.ts';
import { sampleProcesses } from './process-samples.ts';
import { type ClientHost, type HostSpec, hostSpec, type WorldSource } from './system.ts';
import {
  type Completion,
  MissingTerminalError,
  type Terminal,
  type TerminalFactory,
} from './terminal.ts';
import { createTerminalWorld } from './terminal-world.ts';
import { type BrowserFactory, MissingBrowserError, type Visitor } from './visitor.ts';

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    /** Somebody outside did something to the world. */
    command: { readonly command: Command };
    /** A file could not be saved: its disk is full, or its path leads nowhere. What was there stays. */
    'save-failed': { readonly host: string; readonly path: string; readonly code: FileError };
  }
}

/** What the machine the simulator runs on provides. */
export interface WorldServices {
  readonly driver: Driver;
  /** Node of the usual release. */
  readonly realm: GuestRealm;
  /** Node of an older release, for hosts that have one. */
  readonly olderRealm: (major: OlderMajor) => GuestRealm;
  readonly preparer: ScriptPreparer;
  readonly packageFiles: PackageFiles;
  /** Programs of the hosts that are neither client, nginx nor Node. */
  readonly peers: PeerFactories;
  /** Gives a host that runs PGlite the one that was opened for it. */
  readonly takeDatabase?: TakeDatabase;
  /** Makes the terminals of a world; without it their commands ask for it to be loaded. */
  readonly terminal?: TerminalFactory;
  /** Makes browsers; without it whoever visits asks for it to be loaded. */
  readonly browser?: BrowserFactory;
  /** How many events of the trace stay in memory; see Trace. */
  readonly keepEvents?: number;
  /** Whether the trace has a digest; it has one unless this says no. */
  readonly isHashed?: boolean;
  /** Called before each turn with its number. */
  readonly onTurn?: (turn: number) => void;
  /** Turns that never came back in an earlier run: their process hangs instead. */
  readonly stuckTurns?: ReadonlySet<number>;
}

interface VisitOptions {
  readonly isReload: boolean;
}

/** The DNS server of every host, which knows all of them: where Docker has its own. */
const DNS_SERVER = '127.0.0.11';
/** How long the system runs before the first command: its services are up then. */
const BOOT_US: Micros = 1_000_000;
/** How long saved files get to take effect. */
const APPLY_US: Micros = 500_000;
/** How long the system goes on after an answer: logs are written, connections closed. */
const SETTLE_US: Micros = 20_000;
/** How long a terminal's command runs before the world stands still again, should it still be at it. */
const TERMINAL_US: Micros = 150_000_000;
/** Nobody types a line faster than this: services that were restarted are there again. */
const TYPING_US: Micros = 250_000;
/** An answer that takes longer than this is not waited for: an hour. */
const LONGEST_WAIT_US: Micros = 3_600_000_000;

export class World {
  readonly #source: WorldSource;
  readonly #services: WorldServices;
  readonly #kernel: Kernel;
  readonly #network: Network;
  readonly #machines = new Map<string, Machine>();
  readonly #running = new Map<string, HostService>();
  readonly #faults: FaultBoard;
  readonly #loads: LoadBoard;
  #client: HttpClient | null = null;
  #visitor: Visitor | null = null;
  #terminal: Terminal | null = null;

  constructor(source: WorldSource, services: WorldServices) {
    this.#source = source;
    this.#services = services;
    const { driver, keepEvents, isHashed, onTurn, stuckTurns } = services;
    this.#kernel = new Kernel({
      seed: source.system.seed,
      driver,
      ...(keepEvents !== undefined && { keepEvents }),
      ...(isHashed !== undefined && { isHashed }),
      ...(onTurn && { onTurn }),
      ...(stuckTurns && { stuckTurns }),
    });
    this.#network = new Network(this.#kernel);
    for (const host of source.system.hosts) this.#addHost(host);
    for (const { host, path, text } of source.files) {
      this.#machine(host).files.writeFile(path, text);
    }
    const { hosts } = source.system;
    const clients = new Set(hosts.flatMap(({ kind, name }) => (kind === 'client' ? [name] : [])));
    this.#faults = new FaultBoard({
      kernel: this.#kernel,
      network: this.#network,
      machines: this.#machines,
      clients,
    });
    this.#faults.plan(source.faults ?? []);
    this.#loads = new LoadBoard(
      this.#kernel,
      (client) => this.#createClient(client),
      () => sampleProcesses(this.trace, this.#machines.values()),
    );
  }

  get nowUs(): Micros {
    return this.#kernel.nowUs;
  }

  get turns(): number {
    return this.#kernel.turns;
  }

  get trace(): Trace {
    return this.#kernel.trace;
  }

  machine(name: string): Machine | undefined {
    return this.#machines.get(name);
  }

  /** Starts everything and runs until the system stands. */
  async boot(): Promise<void> {
    for (const host of this.#source.system.hosts) {
      if (host.kind === 'client') this.#startClient(host.name);
      else this.#startService(host);
    }
    await this.#kernel.run(BOOT_US);
  }

  /** Carries out a command and runs until its effect can be seen. */
  async execute(command: Command): Promise<void> {
    // Whatever else belongs to this moment comes first, so that a replay meets the same order.
    await this.#kernel.run(this.#kernel.nowUs);
    this.trace.record({ kind: 'command', command });
    await this.#carryOut(command);
  }

  /** Does again what was done to an earlier world, at the same moments. */
  async replay(inputs: readonly LoggedCommand[]): Promise<void> {
    for (const { atUs, command } of inputs) {
      await this.#kernel.run(atUs);
      await this.execute(command);
    }
  }

  async #carryOut(command: Command): Promise<void> {
    switch (command.type) {
      case 'wait':
        this.#terminal?.renew();
        await this.#runFor(command.durationUs);
        return;
      case 'save':
        this.#save(command);
        return;
      case 'apply':
        this.#service(command.host).apply();
        await this.#runFor(APPLY_US);
        return;
      case 'restart-service':
        this.#service(command.host, command.service).restart();
        await this.#runFor(APPLY_US);
        return;
      case 'start-service':
        this.#service(command.host, command.service).start();
        await this.#runFor(APPLY_US);
        return;
      case 'stop-service':
        this.#service(command.host, command.service).stop();
        await this.#runFor(APPLY_US);
        return;
      case 'signal':
        this.#service(command.host).process?.signal(command.signal);
        await this.#runFor(0);
        return;
      case 'link':
        this.#setLink(command);
        return;
      case 'load':
        this.#loads.start(command.id, command.load);
        await this.#runFor(0);
        return;
      case 'stop-load':
        this.#loads.stop(command.id);
        await this.#runFor(0);
        return;
      case 'fault':
        this.#startFault(command);
        await this.#runFor(0);
        return;
      case 'clear-fault':
        this.#faults.clear(command.id);
        await this.#runFor(0);
        return;
      case 'service-fault':
        this.#setFault(command);
        return;
      case 'burst':
        await this.#sendBurst(command);
        return;
      case 'terminal-open':
      case 'terminal':
      case 'terminal-signal':
        await this.#useTerminal(command);
        return;
      case 'visit':
        await this.#sendRequest(command.request, { isReload: command.isReload ?? false });
        return;
      case 'request':
        await this.#sendRequest(command.request);
    }
  }

  /** What Tab offers for a line in a terminal. Changes nothing. */
  complete(session: string, line: string, cursor: number): Completion {
    return this.#getTerminal().complete(session, line, cursor);
  }

  async #useTerminal(
    command: Extract<Command, { type: 'terminal' | 'terminal-open' | 'terminal-signal' }>,
  ): Promise<void> {
    const terminal = this.#getTerminal();
    const settled = (): void => this.#kernel.stop();
    // From an event: a program that starts in it may take turns.
    this.#kernel.after(command.type === 'terminal' ? TYPING_US : 0, () => {
      if (command.type === 'terminal-open') terminal.open(command.session, command.host, settled);
      else if (command.type === 'terminal') terminal.type(command.session, command.line, settled);
      else terminal.signal(command.session, command.signal, settled);
    });
    await this.#kernel.run(this.#kernel.nowUs + TERMINAL_US);
    await this.#runFor(0);
  }

  #getTerminal(): Terminal {
    const { terminal, realm, preparer } = this.#services;
    if (!terminal) throw new MissingTerminalError();
    this.#terminal ??= terminal(
      createTerminalWorld({
        system: this.#source.system,
        sourceFiles: this.#source.files,
        kernel: this.#kernel,
        network: this.#network,
        realmOf: (host) => this.#realmOf(hostSpec(this.#source.system, host)),
        platform: realm.platform,
        preparer,
        machine: (name) => this.#machines.get(name),
        service: (host) => this.#running.get(host),
      }),
    );
    return this.#terminal;
  }

  /** Sends many requests, evenly spaced; the last has gone out when this returns. */
  async #sendBurst(burst: Extract<Command, { type: 'burst' }>): Promise<void> {
    const { request, count, everyUs } = burst;
    for (let sent = 0; sent < count; sent++) {
      this.#kernel.after(sent * everyUs, () => this.#send(request, () => {}));
    }
    await this.#runFor(count * everyUs);
  }

  #send(request: RequestSpec, done: () => void, visit: VisitOptions | null = null): void {
    if (visit || this.#hasBrowser) {
      this.#getVisitor().visit({ ...request, ...visit }, done);
      return;
    }
    const { method, target, fields, body, timeoutMs } = request;
    const sent = { method, target, fields, timeoutMs, ...(body !== '' && { body }) };
    this.#client?.send(sent, done);
  }

  async #sendRequest(request: RequestSpec, visit: VisitOptions | null = null): Promise<void> {
    this.#send(request, () => this.#kernel.stop(), visit);
    await this.#kernel.run(this.#kernel.nowUs + LONGEST_WAIT_US);
    await this.#runFor(SETTLE_US);
  }

  async #runFor(durationUs: Micros): Promise<void> {
    await this.#kernel.run(this.#kernel.nowUs + durationUs);
  }

  #save({ host, path, text }: Extract<Command, { type: 'save' }>): void {
    try {
      this.#machine(host).files.writeFile(path, text);
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      this.trace.record({ kind: 'save-failed', host, path, code: error.code });
    }
  }

  #startFault({ id, fault, on, durationUs }: Extract<Command, { type: 'fault' }>): void {
    const untilUs = durationUs === undefined ? {} : { untilUs: this.nowUs + durationUs };
    this.#faults.start({ id, fault, on, ...untilUs });
  }

  #setLink(command: Extract<Command, { type: 'link' }>): void {
    const [a, b] = command.between.map((name) => this.#machine(name).host);
    if (a && b) this.#network.setConditions(a, b, command.conditions);
  }

  #machine(name: string): Machine {
    const machine = this.#machines.get(name);
    if (!machine) throw new Error(`The system has no host "${name}"`);
    return machine;
  }

  #addHost(spec: HostSpec): void {
    const { platform } = this.#services.realm;
    const ip = spec.kind === 'client' ? '203.0.113.9' : spec.ip;
    this.#network.dns.setRecord(DNS_SERVER, spec.name, [ip]);
    const machine = new Machine({
      kernel: this.#kernel,
      network: this.#network,
      host: this.#network.addHost(spec.name, ip),
      files: new FileSystem({
        now: () => this.#kernel.nowUs,
        encodeUtf8: (text) => platform.encodeUtf8(text),
        decodeUtf8: (bytes) => platform.decodeUtf8(bytes),
      }),
      startedAtMs: Date.parse(this.#source.system.startedAt),
      ...(spec.kind === 'node' && spec.memoryMb !== undefined && { memoryMb: spec.memoryMb }),
    });
    this.#machines.set(spec.name, machine);
  }

  #startService(spec: Exclude<HostSpec, ClientHost>): void {
    const service = this.#createService(spec);
    this.#running.set(spec.name, service);
    service.start();
  }

  #createService(spec: Exclude<HostSpec, ClientHost>): HostService {
    const { realm, preparer, packageFiles, peers, takeDatabase } = this.#services;
    const machine = this.#machine(spec.name);
    switch (spec.kind) {
      case 'node':
        return createNodeService({
          spec,
          machine,
          realm: this.#realmOf(spec),
          preparer,
          packageFiles,
        });
      case 'nginx':
        return new NginxService(spec, machine);
      default:
        return createPeerService(peers, {
          spec,
          machine,
          platform: realm.platform,
          takeDatabase,
        });
    }
  }

  /** What the Node programs of a host run on. */
  #realmOf(spec: HostSpec): GuestRealm {
    const { realm, olderRealm } = this.#services;
    const major = spec.kind === 'node' ? (spec.nodeVersion ?? DEFAULT_NODE) : DEFAULT_NODE;
    return major === DEFAULT_NODE ? realm : olderRealm(major);
  }

  #startClient(name: string): void {
    this.#client = this.#createClient({ host: name, name, userAgent: 'curl/8.5.0' });
    if (this.#hasBrowser) this.#getVisitor();
  }

  /** Whether the client's program is a browser. */
  get #hasBrowser(): boolean {
    const client = this.#source.system.hosts.find(({ kind }) => kind === 'client');
    return client?.kind === 'client' && client.program === 'browser';
  }

  #getVisitor(): Visitor {
    const { browser } = this.#services;
    if (!browser) throw new MissingBrowserError();
    const { publicName, host, port } = this.#source.system.entry;
    // A browser that is the client's program is the client; beside another it has a process of its own.
    const name = this.#hasBrowser ? this.#clientHost : 'browser';
    const own = this.#hasBrowser ? this.#client : null;
    this.#visitor ??= browser({
      kernel: this.#kernel,
      client: own ?? this.#createClient({ name, userAgent: '' }),
      name,
      publicName,
      entry: { host, port },
    });
    return this.#visitor;
  }

  /** A client on the first client's host, or on the one that is named. */
  #createClient({
    host = this.#clientHost,
    name,
    userAgent,
    tracedBodyBytes,
  }: ClientStart): HttpClient {
    const { entry } = this.#source.system;
    return new HttpClient({
      machine: this.#machine(host),
      platform: this.#services.realm.platform,
      name,
      host: entry.host,
      port: entry.port,
      defaultFields: [
        ['Host', entry.publicName],
        ['User-Agent', userAgent],
        ['Accept', '*/*'],
      ],
      ...(tracedBodyBytes !== undefined && { tracedBodyBytes }),
    });
  }

  get #clientHost(): string {
    const client = this.#source.system.hosts.find(({ kind }) => kind === 'client');
    if (!client) throw new Error('The system has no client');
    return client.name;
  }

  #setFault(command: Extract<Command, { type: 'service-fault' }>): void {
    const service = this.#service(command.host);
    if (!service.setFault) throw new Error(`"${command.host}" has no faults of its own`);
    service.setFault(command.fault, command.setting);
  }

  #service(host: string, part?: string): HostService {
    const whole = this.#running.get(host);
    const service = part === undefined ? whole : whole?.part?.(part);
    if (!service) throw new Error(`Nothing runs on "${host}" that can be started or stopped`);
    return service;
  }
}
