// A real nginx, started and told what to do as a person would.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Case } from '../../sim/conformance/case.ts';
import { CONF, configText, ERROR_LOG } from '../../sim/conformance/config-text.ts';
import { consoleLine } from '../../sim/conformance/normalise.ts';
import { isListening } from './private-world.ts';

const START_LIMIT_MS = 5_000;
const ARGUMENTS = ['-p', '/etc/nginx/', '-c', CONF, '-e', ERROR_LOG];
const TIMED_LINE = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[(\w+)\] \d+#\d+: (?:\*\d+ )?(.*)$/;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [, level, message] = TIMED_LINE.exec(line) ?? [];
      if (message === undefined) return consoleLine(line);
      return `<time> [${level}] <pid>#<tid>: ${consoleLine(message)}`;
    });

/** What nginx printed when it was asked for something once: `-t`, `-s reload`. */
export function askNginx(args: readonly string[]): {
  exit: number | null;
  stderr: string[];
  stdout: string[];
} {
  const { status, stderr, stdout } = spawnSync('nginx', [...ARGUMENTS, ...args], { cwd: '/' });
  return { exit: status, stderr: linesOf(stderr.toString()), stdout: linesOf(stdout.toString()) };
}

export class RealNginx {
  readonly #case: Case;
  #child: ChildProcess | null = null;
  #printed = '';
  #exit: { code: number | null } | { signal: string } | null = null;
  exited: Promise<void> = Promise.resolve();

  constructor(c: Case) {
    this.#case = c;
  }

  get isAlive(): boolean {
    return this.#child !== null;
  }

  get exit(): object | null {
    return this.#exit;
  }

  configure(conf: readonly string[] = this.#case.nginx_conf ?? []): void {
    writeFileSync(CONF, configText(this.#case, conf));
  }

  /** Starts it; answers what it printed, and its exit code where it did not stay. */
  async start(): Promise<{ exit?: number | null; stderr: string[] } | null> {
    const child = spawn('nginx', [...ARGUMENTS, '-g', 'daemon off;'], {
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    child.stderr.on('data', (bytes: Buffer) => {
      this.#printed += bytes.toString();
    });
    this.exited = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        this.#child = null;
        this.#exit = signal ? { signal } : { code };
        resolve();
      });
    });
    const untilMs = performance.now() + START_LIMIT_MS;
    while (this.isAlive && performance.now() < untilMs) {
      if (isListening(null, 8080) && existsSync('/var/cache/nginx.pid')) break;
      await sleep(10);
    }
    await sleep(60);
    const stderr = linesOf(this.#printed);
    if (!this.isAlive) return { exit: (this.#exit as { code?: number })?.code ?? null, stderr };
    return stderr.length > 0 ? { stderr } : null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  #workers(): number[] {
    const parent = this.#child?.pid;
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((name) => {
        try {
          const status = readFileSync(`/proc/${name}/status`, 'utf8');
          return /^Name:\s+nginx$/m.test(status) && status.includes(`PPid:\t${parent}\n`);
        } catch {
          return false;
        }
      })
      .map(Number);
  }

  killWorkers(): void {
    for (const pid of this.#workers()) process.kill(pid, 'SIGKILL');
  }

  async stop(): Promise<void> {
    for (const [signal, ms] of [
      ['SIGTERM', 1_500],
      ['SIGKILL', 1_000],
    ] as const) {
      if (!this.isAlive) return;
      if (signal === 'SIGKILL') this.killWorkers();
      this.signal(signal);
      await Promise.race([this.exited, sleep(ms)]);
    }
  }
}
