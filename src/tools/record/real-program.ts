// An upstream program of a case as a real process: a Node program, or a scripted server.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CaseUpstream } from '../../sim/conformance/case.ts';
import { nativeTraces, nodeLines } from '../../sim/conformance/normalise.ts';
import { NAMES } from '../../sim/conformance/world.ts';
import { isListening, type PrivateWorld } from './private-world.ts';

const LISTEN_LIMIT_MS = 8_000;
const KILL_LIMIT_MS = 4_000;
const SERVER = path.join(import.meta.dirname, 'scripted-server.ts');

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class RealProgram {
  readonly upstream: CaseUpstream;
  readonly ip: string;
  readonly #port: number;
  readonly #node: string;
  #child: ChildProcess | null = null;
  #output = { stdout: '', stderr: '' };
  #frozen: { readonly stdout: string; readonly stderr: string } | null = null;
  readonly #exits: object[] = [];
  #isStopping = false;
  exited: Promise<void> = Promise.resolve();

  /** `node` is the program that runs Node programs; scripted servers run on our own. */
  constructor(upstream: CaseUpstream, node: string) {
    this.upstream = upstream;
    this.#node = node;
    this.ip = upstream.host ?? NAMES[upstream.name] ?? '127.0.0.1';
    this.#port = upstream.port ?? 3_000;
  }

  get isAlive(): boolean {
    return this.#child !== null;
  }

  async start(world: PrivateWorld): Promise<void> {
    const { upstream } = this;
    const env = {
      PATH: process.env['PATH'],
      HOME: '/root',
      HOST: this.ip,
      PORT: String(this.#port),
      ...upstream.env,
    };
    const [command, args, cwd] = this.#layOut(world);
    const limited = ['-c', `ulimit -n ${upstream.ulimit_n}; exec "$@"`, 'bash', command, ...args];
    const child = upstream.ulimit_n
      ? spawn('bash', limited, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
      : spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (bytes: Buffer) => {
        this.#output[name] += bytes.toString();
      });
    }
    this.exited = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        this.#child = null;
        if (!this.#isStopping) this.#exits.push(signal ? { signal } : { code });
        resolve();
      });
    });
    await this.#waitListen();
  }

  /** Writes the program's files; answers what to run, and where. */
  #layOut(world: PrivateWorld): [command: string, args: string[], cwd: string] {
    const { upstream } = this;
    if (upstream.kind === 'net') {
      const file = `/run/recorder/net-${upstream.name}.json`;
      const { unix, backlog, source: scripts, tls: isTls } = upstream;
      const tls = { key: '/etc/nginx/certs/app1.key', cert: '/etc/nginx/certs/app1.crt' };
      const where = { host: this.ip, port: this.#port, path: unix, backlog };
      writeFileSync(file, JSON.stringify({ ...where, scripts, ...(isTls && { tls }) }));
      return [process.execPath, ['--no-warnings', SERVER, file], '/srv'];
    }
    const cwd = `/srv/${upstream.dir ?? upstream.name}`;
    const main = upstream.main ?? 'server.js';
    mkdirSync(cwd, { recursive: true });
    // Written like any file of the run, at the time of the run.
    const source = (upstream.source ?? '') as string | readonly string[];
    const text = typeof source === 'string' ? source : `${source.join('\n')}\n`;
    writeFileSync(path.join(cwd, main), text);
    for (const [at, file] of Object.entries(upstream.files ?? {})) {
      world.makeFile(path.join(cwd, at), file);
    }
    return [this.#node, [...(upstream.node_flags ?? []), main], cwd];
  }

  async #waitListen(): Promise<void> {
    const { wait_listen: wanted, unix } = this.upstream;
    if (wanted === false) return;
    const { host, port } = wanted ?? { host: this.ip, port: this.#port };
    const untilMs = performance.now() + LISTEN_LIMIT_MS;
    while (this.isAlive && performance.now() < untilMs) {
      if (unix === undefined ? isListening(host, port) : existsSync(unix)) return;
      await sleep(15);
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await Promise.race([this.exited, sleep(KILL_LIMIT_MS)]);
  }

  /** What happens from here on is not part of the recording. */
  freeze(): void {
    this.#frozen = { ...this.#output };
  }

  async stop(): Promise<void> {
    if (!this.isAlive) return;
    this.#isStopping = true;
    this.signal('SIGCONT');
    this.signal('SIGKILL');
    await this.exited;
  }

  record(): Record<string, unknown> {
    const { stdout, stderr } = this.#frozen ?? this.#output;
    const record: Record<string, unknown> = {};
    if (stdout && this.upstream.kind === 'net') {
      record['events'] = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object);
    } else if (stdout) {
      record['stdout'] = nodeLines(stdout);
    }
    if (stderr) record['stderr'] = nativeTraces(nodeLines(stderr));
    if (this.#exits.length > 0) record['exits'] = this.#exits;
    return record;
  }
}
