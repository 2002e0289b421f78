// Records what a real redis-server answers to the scenarios of src/sim/redis/conformance. Needs redis-server 7.0 in
// the PATH; the suite itself only reads what is recorded here.
//
//   node src/tools/run.mjs node src/tools/record-redis.ts [file]

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { maskOutcome, type Outcome } from '../platform/conformance/outcome.ts';
import { readPrograms } from '../platform/conformance/program.ts';
import { runOnRealNode } from '../platform/conformance/real-node.ts';
import { comparableOutcome, withRedis } from '../platform/conformance/redis-program.ts';
import {
  comparable,
  parseScenarios,
  type Received,
  type RecordedScenario,
  type Scenario,
} from '../sim/redis/conformance/scenario.ts';

const FOLDER = join(import.meta.dirname, '../sim/redis/conformance');
/** An answer is over when nothing has come for so long; without any the step is over after `LONGEST_MS`. */
const QUIET_MS = 12;
const LONGEST_MS = 150;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const isUp = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

class RealRedis {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #sockets = new Map<number, Socket>();
  readonly #received = new Map<number, string>();
  #lastMs = 0;

  constructor(port: number, configuration: readonly string[]) {
    this.port = port;
    this.#folder = mkdtempSync(join(tmpdir(), 'record-redis-'));
    const file = join(this.#folder, 'redis.conf');
    const lines = [
      ...configuration,
      `port ${port}`,
      `dir ${this.#folder}`,
      `logfile ${this.#folder}/log`,
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    this.#child = spawn('redis-server', [file], { stdio: 'ignore' });
  }

  async ready(): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if (await isUp(this.port)) return;
      await pause(10);
    }
    throw new Error('redis-server does not listen');
  }

  async send(on: number, bytes: string): Promise<void> {
    let socket = this.#sockets.get(on);
    if (!socket) {
      const opened = connect(this.port, '127.0.0.1');
      opened.setEncoding('latin1');
      opened.on('data', (text: string) => {
        this.#received.set(on, (this.#received.get(on) ?? '') + text);
        this.#lastMs = performance.now();
      });
      opened.on('error', () => {});
      await new Promise((resolve) => opened.once('connect', resolve));
      this.#sockets.set(on, opened);
      socket = opened;
    }
    socket.write(bytes, 'latin1');
  }

  close(on: number): void {
    this.#sockets.get(on)?.destroy();
  }

  async settle(): Promise<void> {
    const startedMs = performance.now();
    for (;;) {
      const nowMs = performance.now();
      if (
        this.#received.size > 0 ? nowMs - this.#lastMs > QUIET_MS : nowMs - startedMs > LONGEST_MS
      ) {
        return;
      }
      await pause(2);
    }
  }

  take(): [string, string][] {
    const taken = [...this.#received].sort(([a], [b]) => a - b);
    this.#received.clear();
    return taken.map(([on, bytes]) => [String(on), bytes]);
  }

  async end(): Promise<void> {
    for (const socket of this.#sockets.values()) socket.destroy();
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.exitCode === null) {
      this.#child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function record(scenario: Scenario): Promise<RecordedScenario> {
  const redis = new RealRedis(await freePort(), scenario.configuration);
  await redis.ready();
  const received: Received[] = [];
  try {
    for (const { step } of scenario.steps) {
      if (step.do === 'send') await redis.send(step.on, step.bytes);
      else if (step.do === 'close') redis.close(step.on);
      if (step.do === 'wait') await pause(step.ms);
      else await redis.settle();
      const compare = step.do === 'send' ? step.compare : 'exact';
      received.push(
        Object.fromEntries(redis.take().map(([on, bytes]) => [on, comparable(bytes, compare)])),
      );
    }
  } finally {
    await redis.end();
  }
  return { name: scenario.name, received };
}

/** Runs the programs with ioredis on this Node, beside a real server each. */
async function recordPrograms(): Promise<void> {
  const modules = join(import.meta.dirname, '../../node_modules');
  const root = mkdtempSync(join(tmpdir(), 'record-ioredis-'));
  const outcomes: Record<string, Outcome> = {};
  for (const program of readPrograms(join(FOLDER, 'programs'))) {
    const lines = (program.files.get('redis.conf') ?? '').split('\n').filter(Boolean);
    const redis = new RealRedis(await freePort(), lines);
    await redis.ready();
    const place = { folder: join(root, program.name), modules };
    const { port } = redis;
    const { outcome, masks } = await runOnRealNode(withRedis(program, '127.0.0.1', port), place);
    outcomes[program.name] = comparableOutcome(maskOutcome(outcome, masks), '127.0.0.1', port);
    await redis.end();
  }
  rmSync(root, { recursive: true, force: true });
  const text = JSON.stringify(outcomes, null, 1);
  writeFileSync(join(FOLDER, 'fixtures', 'programs.json'), `${text}\n`);
}

for (const file of readdirSync(join(FOLDER, 'scenarios')).sort()) {
  if (process.argv[2] !== undefined && process.argv[2] !== file) continue;
  const scenarios = parseScenarios(readFileSync(join(FOLDER, 'scenarios', file), 'utf8'));
  const recorded: RecordedScenario[] = [];
  for (const scenario of scenarios) recorded.push(await record(scenario));
  const text = JSON.stringify(recorded, null, 1);
  writeFileSync(join(FOLDER, 'fixtures', file.replace('.txt', '.json')), `${text}\n`);
  process.stdout.write(`${file}: ${recorded.length} conversations\n`);
}
if (process.argv[2] === undefined || process.argv[2] === 'programs') await recordPrograms();
