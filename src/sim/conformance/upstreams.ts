// The upstream programs of a case: started, stopped, frozen and cut off as its faults say.

import type { Case, CaseUpstream } from './case.ts';
import { NetServer } from './net-server.ts';
import { NodeProgram } from './node-programs.ts';
import { nativeTraces, nodeLines } from './normalise.ts';
import type { ServerEvent } from './scripted-connection.ts';
import { Gate, sleep, type Task } from './task.ts';
import type { HarnessTools } from './tools.ts';
import { type CaseWorld, NAMES } from './world.ts';

/** What every program finds in its environment. */
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
};
/** How long a program may take until it listens. */
const LISTEN_LIMIT_MS = 8_000;
/** What a program still does after it began to listen: printing that it does. */
const SETTLE_MS = 20;

const sourceText = (source: CaseUpstream['source']): string =>
  typeof source === 'string' ? source : `${((source ?? []) as readonly string[]).join('\n')}\n`;

/** Whether an address listened on leaves out the one asked for. */
const isElsewhere = (listening: string, wanted: string): boolean =>
  listening !== wanted && listening !== '0.0.0.0' && !/^[:]+$/.test(listening);

type Exit = { readonly code: number } | { readonly signal: string };

/** A program and what became of it. */
class Program {
  readonly upstream: CaseUpstream;
  readonly ip: string;
  server: NetServer | null = null;
  node: NodeProgram | null = null;
  events: ServerEvent[] = [];
  stdout = '';
  stderr = '';
  readonly exits: Exit[] = [];
  exited = new Gate();
  isStopping = false;

  constructor(upstream: CaseUpstream) {
    this.upstream = upstream;
    this.ip = upstream.host ?? NAMES[upstream.name] ?? '127.0.0.1';
  }

  get isAlive(): boolean {
    return (this.server !== null && !this.server.process.isDead) || this.node?.exit === null;
  }
}

/** All upstream programs of a case. */
export class Upstreams {
  readonly #world: CaseWorld;
  readonly #tools: HarnessTools;
  readonly #list: readonly CaseUpstream[];
  readonly #programs = new Map<string, Program>();
  #frozen: Record<string, unknown> | null = null;

  constructor(world: CaseWorld, tools: HarnessTools, list: NonNullable<Case['upstreams']>) {
    this.#world = world;
    this.#tools = tools;
    this.#list = list;
  }

  /** Makes the hosts, and cuts off those that are not there. */
  prepare(): void {
    const present = new Set<string>();
    for (const upstream of this.#list) {
      const ip = upstream.host ?? NAMES[upstream.name] ?? '127.0.0.1';
      if (upstream.kind === 'blackhole') continue;
      present.add(ip);
      if (upstream.kind === 'unreachable') {
        this.#world.network.setUnreachable(ip, true);
        continue;
      }
      if (!ip.startsWith('127.') && ip !== '0.0.0.0') this.#world.hostAt(ip);
      if (upstream.kind !== 'closed') this.#programs.set(upstream.name, new Program(upstream));
    }
    this.#world.blackholeAllBut(present);
  }

  *startAll(): Task {
    const all = [...this.#programs.values()].filter(({ upstream }) => upstream.start !== false);
    const first = all.filter(({ upstream }) => !upstream.after);
    for (const program of first) this.#start(program);
    for (const program of first) yield* this.#waitListen(program);
    for (const program of all.filter(({ upstream }) => upstream.after)) {
      this.#start(program);
      yield* this.#waitListen(program);
    }
    yield* sleep(this.#world.kernel, SETTLE_MS);
  }

  /** Waits until a program that was started listens; not for ever, and not for one that ended. */
  *#waitListen(program: Program): Task {
    const { upstream, ip } = program;
    const wanted = upstream.wait_listen ?? { host: ip, port: upstream.port ?? 3_000 };
    if (wanted === false || upstream.unix !== undefined) return;
    const { kernel } = this.#world;
    const untilUs = kernel.nowUs + LISTEN_LIMIT_MS * 1_000;
    while (program.isAlive && kernel.nowUs < untilUs) {
      if (this.#isListening(wanted)) return;
      yield* sleep(kernel, 15);
    }
  }

  #isListening({ host, port }: { readonly host: string; readonly port: number }): boolean {
    return this.#world
      .machineAt(host)
      .host.listeners.some(
        ({ address }) => address.port === port && !isElsewhere(address.ip, host),
      );
  }

  #start(program: Program): void {
    const { upstream, ip } = program;
    const machine = this.#world.machineAt(ip);
    program.exited = new Gate();
    if (upstream.kind === 'net') {
      const server = new NetServer({
        upstream,
        machine,
        host: machine.host,
        ip,
        tools: this.#tools,
        earlier: program.events,
      });
      program.events = server.events;
      program.server = server;
      server.process.onExit((exit) =>
        this.#exited(program, exit.signal ? { signal: exit.signal } : { code: exit.code ?? 0 }),
      );
      return;
    }
    this.#startNode(program);
  }

  #startNode(program: Program): void {
    const { upstream, ip } = program;
    const machine = this.#world.machineAt(ip);
    const directory = `/srv/${upstream.dir ?? upstream.name}`;
    const main = upstream.main ?? 'server.js';
    this.#world.installNode();
    this.#world.files.writeFile(`${directory}/${main}`, sourceText(upstream.source));
    for (const [path, file] of Object.entries(upstream.files ?? {})) {
      this.#world.makeFile(`${directory}/${path}`, file);
    }
    const node = new NodeProgram({
      services: this.#tools.node,
      machine,
      name: upstream.name,
      args: [...(upstream.node_flags ?? []), main],
      directory,
      ...(upstream.ulimit_n !== undefined && { openFileLimit: upstream.ulimit_n }),
      env: { ...ENVIRONMENT, HOST: ip, PORT: String(upstream.port ?? 3_000), ...upstream.env },
    });
    program.node = node;
    node.onExit(() => {
      const { exit } = node;
      program.stdout += node.stdout;
      program.stderr += node.stderr;
      program.node = null;
      if (exit) {
        this.#exited(program, exit.signal ? { signal: exit.signal } : { code: exit.code ?? 0 });
      }
    });
  }

  #exited(program: Program, exit: Exit): void {
    if (!program.isStopping) program.exits.push(exit);
    program.exited.open();
  }

  #signal(
    program: Program,
    signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT' | 'SIGSTOP' | 'SIGCONT',
  ): void {
    program.server?.process.signal(signal);
    program.node?.signal(signal);
  }

  *fault({ target, action }: { readonly target: string; readonly action: string }): Task {
    const { kernel } = this.#world;
    const program = this.#programs.get(target);
    const ip = program?.ip ?? NAMES[target] ?? '';
    if (action === 'partition' || action === 'heal') {
      this.#world.setBlackhole(ip, action === 'partition');
      return;
    }
    if (!program) return;
    switch (action) {
      case 'kill':
        this.#signal(program, 'SIGKILL');
        yield* sleep(kernel, 5);
        return;
      case 'term':
        this.#signal(program, 'SIGTERM');
        return;
      case 'int':
        this.#signal(program, 'SIGINT');
        return;
      case 'stop':
        this.#signal(program, 'SIGSTOP');
        yield* sleep(kernel, 20);
        return;
      case 'cont':
        this.#signal(program, 'SIGCONT');
        return;
      default:
        if (program.isAlive) this.#signal(program, 'SIGKILL');
        yield* sleep(kernel, 5);
        this.#start(program);
        yield* this.#waitListen(program);
        yield* sleep(kernel, SETTLE_MS);
    }
  }

  /** Waits for a program's end. Answers whether it came. */
  *waitExit(name: string, limitMs: number): Task<boolean> {
    const program = this.#programs.get(name);
    const { kernel } = this.#world;
    const untilUs = kernel.nowUs + limitMs * 1_000;
    while (program?.isAlive && kernel.nowUs < untilUs) yield* sleep(kernel, 1);
    return !program?.isAlive;
  }

  /** What happens from here on is not part of the recording. */
  freeze(): void {
    this.#frozen = this.#collect();
  }

  stopAll(): void {
    for (const program of this.#programs.values()) {
      program.isStopping = true;
      if (program.isAlive) this.#signal(program, 'SIGKILL');
    }
  }

  record(): Record<string, unknown> {
    return this.#frozen ?? this.#collect();
  }

  #collect(): Record<string, unknown> {
    const all: Record<string, unknown> = {};
    for (const [name, program] of this.#programs) {
      const one: Record<string, unknown> = {};
      if (program.events.length > 0) one['events'] = program.events.map((event) => ({ ...event }));
      const stdout = program.stdout + (program.node?.stdout ?? '');
      const stderr = program.stderr + (program.node?.stderr ?? '');
      if (stdout) one['stdout'] = nodeLines(stdout);
      if (stderr) one['stderr'] = nativeTraces(nodeLines(stderr));
      if (program.exits.length > 0) one['exits'] = [...program.exits];
      if (Object.keys(one).length > 0) all[name] = one;
    }
    return all;
  }
}
