// Runs one case for real and answers its recording. The client and the normalisation are those of the
// simulated harness; the network, nginx and the programs are real.

import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { bucket } from '../../sim/conformance/bucket.ts';
import type { Case, CaseRequest, CaseStep } from '../../sim/conformance/case.ts';
import { CaseClient } from '../../sim/conformance/client.ts';
import { ACCESS_LOG, ERROR_LOG } from '../../sim/conformance/config-text.ts';
import { accessLog, errorLog } from '../../sim/conformance/normalise.ts';
import type { Recording, ResponseRecord } from '../../sim/conformance/record.ts';
import { labelOf } from '../../sim/conformance/request-label.ts';
import { Gate, start, type Task } from '../../sim/conformance/task.ts';
import { NAMES } from '../../sim/conformance/world.ts';
import type { PrivateWorld } from './private-world.ts';
import { RealConnection } from './real-connection.ts';
import { type RealDns, startDns } from './real-dns.ts';
import { askNginx, RealNginx } from './real-nginx.ts';
import { RealProgram } from './real-program.ts';
import { textTools } from './text-tools.ts';
import { wallClock } from './wall-clock.ts';

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
const opened = (gate: Gate): Promise<void> =>
  new Promise((resolve) => start(gate.wait(), () => resolve()));

class CaseRecorder {
  readonly #case: Case;
  readonly #world: PrivateWorld;
  readonly #client = new CaseClient({
    clock: wallClock,
    connect: () => new RealConnection(),
    tools: textTools,
  });
  readonly #programs = new Map<string, RealProgram>();
  readonly #responses: ResponseRecord[] = [];
  readonly #commands: unknown[] = [];
  readonly #pending: Promise<void>[] = [];
  readonly #settling: Promise<void>[] = [];
  #nginx: RealNginx | null = null;
  #dns: RealDns | null = null;
  #startedAt = 0;

  constructor(c: Case, world: PrivateWorld, node: string) {
    this.#case = c;
    this.#world = world;
    for (const upstream of c.upstreams ?? []) {
      const ip = upstream.host ?? NAMES[upstream.name];
      if (upstream.kind === 'unreachable') world.reject(ip ?? '');
      else if (upstream.kind !== 'blackhole' && ip && !upstream.unix) world.addAddress(ip);
      if (upstream.kind === 'net' || upstream.kind === 'express') {
        this.#programs.set(upstream.name, new RealProgram(upstream, node));
      }
    }
  }

  async run(): Promise<Recording> {
    const c = this.#case;
    const recording: Recording = { name: c.name };
    try {
      if (c.dns) {
        this.#dns = await startDns('127.0.0.11', 53);
        this.#dns.setZone(c.dns);
      }
      await this.#startPrograms();
      if (c.nginx_conf) await this.#startNginx(recording);
      this.#startedAt = performance.now();
      for (const step of c.timeline ?? []) await this.#step(step);
      await Promise.all(this.#pending);
      await Promise.all(this.#settling);
      await sleep((c.linger_ms ?? 0) + 200);
      for (const program of this.#programs.values()) program.freeze();
      this.#client.closeAll();
      await sleep(this.#nginx ? 120 : 20);
      await this.#takeDown();
      this.#write(recording);
      return recording;
    } finally {
      this.#client.closeAll();
      await this.#takeDown();
      this.#dns?.close();
    }
  }

  async #startPrograms(): Promise<void> {
    const all = [...this.#programs.values()].filter(({ upstream }) => upstream.start !== false);
    const first = all.filter(({ upstream }) => !upstream.after);
    await Promise.all(first.map((program) => program.start(this.#world)));
    for (const program of all) if (program.upstream.after) await program.start(this.#world);
  }

  async #startNginx(recording: Recording): Promise<void> {
    this.#nginx = new RealNginx(this.#case);
    this.#nginx.configure();
    const printed = await this.#nginx.start();
    if (!printed) return;
    const { exit, stderr } = printed;
    recording.nginx_start = { ...(typeof exit === 'number' && { exit }), stderr };
  }

  async #takeDown(): Promise<void> {
    await this.#nginx?.stop();
    for (const program of this.#programs.values()) await program.stop();
  }

  async #step(step: CaseStep): Promise<void> {
    if (step.at_ms !== undefined) await sleep(this.#startedAt + step.at_ms - performance.now());
    if (step.request && step.parallel) await this.#parallel(step, step.request);
    else if (step.request) await this.#requests(step, step.request);
    else if (step.wait_ms !== undefined) await sleep(step.wait_ms);
    else if (step.fault) await this.#fault(step.fault);
    else if (step.wait_exit !== undefined) await this.#waitExit(step, step.wait_exit);
    else if (step.nginx) await this.#control(step.nginx);
    else if (step.file) this.#file(step.file);
    else if (step.hosts) this.#world.setHosts(step.hosts);
    else if (step.dns) this.#dns?.setZone(step.dns);
    else if (step.list_dir !== undefined) {
      const entries = readdirSync(step.list_dir).sort();
      this.#commands.push({ command: `ls ${step.list_dir}`, entries });
    } else if (step.read_file !== undefined) {
      const at = step.read_file;
      const text = existsSync(at) ? readFileSync(at, 'utf8').slice(0, 400) : null;
      this.#commands.push({ command: `cat ${at}`, text });
    } else throw new Error(`Unknown step ${JSON.stringify(step)}`);
  }

  #launch(
    request: CaseRequest,
    atMs: number | undefined,
    hold: { readonly ready: Gate; readonly go: Gate } | null,
  ): Promise<void> {
    const record: ResponseRecord = { request: labelOf(request) };
    if (atMs !== undefined) record.at_ms = atMs;
    this.#responses.push(record);
    const port = this.#case.connect?.port ?? this.#case.port;
    const spec = port === undefined ? request : { port, ...request };
    const settled = (task: Task): void => {
      this.#settling.push(new Promise((resolve) => start(task, () => resolve())));
    };
    const done = new Promise<void>((resolve) => {
      start(this.#client.request(spec, record, hold, settled), () => resolve());
    });
    this.#pending.push(done);
    return done;
  }

  async #requests(step: CaseStep, request: CaseRequest): Promise<void> {
    for (let at = 0; at < (step.repeat ?? 1); at++) {
      const done = this.#launch(request, step.at_ms, null);
      if (step.at_ms === undefined) await done;
      if (step.gap_ms) await sleep(step.gap_ms);
    }
  }

  async #parallel(step: CaseStep, request: CaseRequest): Promise<void> {
    const holds = Array.from({ length: step.parallel ?? 1 }, () => {
      const hold = { ready: new Gate(), go: new Gate() };
      void this.#launch(request, undefined, hold);
      return hold;
    });
    for (const { ready } of holds) await opened(ready);
    for (const { go } of holds) {
      go.open();
      await sleep(step.stagger_ms ?? 20);
    }
    if (step.at_ms === undefined) await Promise.all(this.#pending);
  }

  async #fault({ target, action }: NonNullable<CaseStep['fault']>): Promise<void> {
    const program = this.#programs.get(target);
    const ip = program?.ip ?? NAMES[target] ?? '';
    switch (action) {
      case 'partition':
        return this.#world.removeAddress(ip);
      case 'heal':
        return this.#world.addAddress(ip);
      case 'kill':
        return program?.kill();
      case 'term':
        return program?.signal('SIGTERM');
      case 'int':
        return program?.signal('SIGINT');
      case 'cont':
        return program?.signal('SIGCONT');
      case 'stop':
        program?.signal('SIGSTOP');
        return sleep(20);
      default:
        if (program?.isAlive) await program.kill();
        this.#world.addAddress(ip);
        await program?.start(this.#world);
    }
  }

  async #waitExit(step: CaseStep, name: string): Promise<void> {
    const program = this.#programs.get(name);
    const from = performance.now();
    await Promise.race([program?.exited, sleep(step.timeout_ms ?? 6_000)]);
    const after = step.measure ? { after_s: bucket(performance.now() - from) } : {};
    const exited = !program?.isAlive;
    this.#commands.push({ command: `wait for ${name} to exit`, exited, ...after });
  }

  async #control({ action, conf }: NonNullable<CaseStep['nginx']>): Promise<void> {
    await sleep(250);
    const nginx = this.#nginx;
    if (conf) nginx?.configure(conf);
    const ask = (args: readonly string[]): void => {
      const { exit, stderr } = askNginx(args);
      this.#commands.push({ command: `nginx ${args.join(' ')}`, exit, stderr });
    };
    switch (action) {
      case 'reload':
        ask(['-s', 'reload']);
        return sleep(400);
      case 'test':
        return ask(['-t']);
      case 'stop':
        return nginx?.stop();
      case 'start':
        await nginx?.start();
        return undefined;
      case 'quit':
        ask(['-s', 'quit']);
        await Promise.race([nginx?.exited, sleep(5_000)]);
        this.#commands.push({ command: 'nginx exited', exit: nginx?.exit ?? null });
        return undefined;
      case 'kill-worker':
        nginx?.killWorkers();
        return sleep(300);
      default:
        nginx?.signal('SIGUSR1');
        return sleep(100);
    }
  }

  #file(file: NonNullable<CaseStep['file']>): void {
    if (file.remove) rmSync(file.path, { force: true, recursive: true });
    else if (file.chmod !== undefined) chmodSync(file.path, Number.parseInt(file.chmod, 8));
    else if (file.chown_root) chownSync(file.path, 0, 0);
    else this.#world.makeFile(file.path, { text: file.text ?? '' });
  }

  #write(recording: Recording): void {
    const c = this.#case;
    recording.responses = this.#responses;
    if (this.#commands.length > 0) recording.commands = this.#commands;
    if (this.#nginx) {
      const read = (at: string): string => (existsSync(at) ? readFileSync(at, 'utf8') : '');
      recording.access_log = accessLog(read(ACCESS_LOG));
      recording.error_log = errorLog(read(ERROR_LOG));
      if (c.unordered_logs) {
        recording.access_log.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
        recording.error_log.sort();
      }
    }
    if (c.varies?.includes('response_bytes')) {
      for (const response of this.#responses) {
        if (response.complete === false) response.body = { varies: 'a prefix of the whole body' };
      }
      for (const line of recording.access_log ?? []) line['bytes'] = '<varies>';
    }
    const asked = this.#dns?.asked;
    if (asked) recording.dns_queries = c.dns_queries_unordered ? [...asked].sort() : asked;
    const entries = [...this.#programs].map(([name, program]) => [name, program.record()] as const);
    const told = entries.filter(([, record]) => Object.keys(record).length > 0);
    if (told.length > 0) recording.upstreams = Object.fromEntries(told);
  }
}

/** Runs a case in a world that is ready for it. `node` is the Node that programs run on. */
export async function recordCase(c: Case, world: PrivateWorld, node: string): Promise<Recording> {
  world.prepare(c);
  if (c.kind !== 'nginx-config') return new CaseRecorder(c, world, node).run();
  const { exit, stderr, stdout } = askNginx(c.args ?? ['-t']);
  const printed = stdout.length > 0 ? { stdout } : {};
  return { name: c.name, ...(exit !== null && { exit }), stderr, ...printed };
}
