// Runs a program of the conformance suite on the real Node this process runs on: in a child process, in a
// folder of its own, its output in files as a service manager would have it.

import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect as connectTo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { type ClientConnection, type ClientWorld, runClient } from './client-script.ts';
import type { Masks, Outcome, WireRecord } from './outcome.ts';
import { mainFile, type Program } from './program.ts';

const RUN_LIMIT_MS = 20_000;

/** Where a program is laid out, on both sides. */
export interface ProgramPlace {
  /** The folder of its files; a path of the real machine, used on the simulated one as well. */
  readonly folder: string;
  /** The node_modules folder its own is a link to. */
  readonly modules: string;
  /** Where packages of this project lie, which a node_modules folder further out is a link to. */
  readonly ownModules?: string;
  /** The Node to run it on; the one this process runs on where nothing is said. */
  readonly executable?: string;
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

class RealConnection implements ClientConnection {
  received = '';
  state: WireRecord['state'] = 'open';
  readonly #socket;

  constructor(port: number) {
    this.#socket = connectTo({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (text: string) => {
      this.received += text;
    });
    this.#socket.on('end', () => {
      if (this.state === 'open') this.state = 'ended';
      this.#socket.end();
    });
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      if (this.state !== 'open') return;
      this.state = error.code === 'ECONNREFUSED' ? 'refused' : 'reset';
    });
  }

  write(text: string): void {
    this.#socket.write(text, 'latin1');
  }

  end(): void {
    this.#socket.end();
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Lets go of the socket when the run is over. */
  abandon(): void {
    this.#socket.destroy();
  }
}

class RealWorld implements ClientWorld {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #connections: RealConnection[] = [];
  hasExited = false;

  constructor(port: number, child: ChildProcess) {
    this.port = port;
    this.#child = child;
    child.on('exit', () => {
      this.hasExited = true;
    });
  }

  connect(): RealConnection {
    const connection = new RealConnection(this.port);
    this.#connections.push(connection);
    return connection;
  }

  signal(signal: string): void {
    this.#child.kill(signal as NodeJS.Signals);
  }

  async until(condition: () => boolean, limitMs: number): Promise<boolean> {
    const endsAt = performance.now() + limitMs;
    while (!condition()) {
      if (performance.now() >= endsAt) return false;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return true;
  }

  isListening(): Promise<boolean> {
    // Asking the operating system leaves no connection behind that the program could see.
    const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFileSync(path, 'utf8'));
    const wanted = `:${this.port.toString(16).toUpperCase().padStart(4, '0')} `;
    const listens = tables
      .flatMap((table) => table.split('\n'))
      .some((line) => line.includes(wanted) && / 0A /.test(line));
    return Promise.resolve(listens);
  }

  close(): void {
    for (const connection of this.#connections) connection.abandon();
    if (!this.hasExited) this.#child.kill('SIGKILL');
  }
}

function layOut(program: Program, { folder, modules, ownModules }: ProgramPlace): void {
  mkdirSync(folder, { recursive: true });
  const outer = join(dirname(folder), 'node_modules');
  if (ownModules !== undefined && !existsSync(outer)) symlinkSync(ownModules, outer);
  symlinkSync(modules, join(folder, 'node_modules'));
  for (const [path, text] of program.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Runs the program. The folder must not exist yet; it stays, for whoever wants to look. */
export async function runOnRealNode(
  program: Program,
  place: ProgramPlace,
): Promise<{ outcome: Outcome; masks: Masks }> {
  layOut(program, place);
  const { folder } = place;
  const { run } = program;
  const port = await freePort();
  const outputs = ['out', 'err'].map((name) => openSync(`${folder}.${name}`, 'w'));
  const child = spawn(
    place.executable ?? process.execPath,
    [...(run.options ?? []), join(folder, mainFile(program)), ...(run.args ?? [])],
    {
      cwd: folder,
      env: { PATH: '/usr/bin:/bin', HOME: '/root', TZ: 'UTC', PORT: String(port), ...run.env },
      stdio: ['ignore', ...outputs] as ['ignore', number, number],
    },
  );
  const world = new RealWorld(port, child);
  const ended = new Promise<{ exitCode: number | null; signal: string | null }>((resolve) => {
    child.on('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), RUN_LIMIT_MS);
  try {
    const wire = run.client ? await runClient(world, run) : [];
    if (run.client) world.close();
    const end = await ended;
    const [stdout, stderr] = ['out', 'err'].map((name) =>
      readFileSync(`${folder}.${name}`, 'utf8'),
    ) as [string, string];
    return { outcome: { stdout, stderr, ...end, wire }, masks: { port, pid: child.pid ?? 0 } };
  } finally {
    clearTimeout(limit);
    world.close();
    for (const output of outputs) closeSync(output);
  }
}
