// The yardstick: how long a real Node with Express takes from `node server.js` to curl having its answer. The files
// are those of the lab the sandbox runs, with their types taken off beforehand.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestSpec } from '#sim';
import { type Lab, readLab } from '../content/labs.ts';
import { root } from '../tools/child.ts';

const HOST = 'my-app';
const POLL_MS = 1;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Resolves when curl has the whole answer, whatever its status. */
function curl(port: number, { method, target, fields, body }: RequestSpec): Promise<void> {
  const args = ['-s', '-o', '/dev/null', '-X', method, '--data-binary', body];
  args.push(...fields.flatMap(([name, value]) => ['-H', `${name}: ${value}`]));
  args.push(`http://127.0.0.1:${port}${target}`);
  return new Promise((resolve, reject) => {
    const child = spawn('curl', args, { stdio: 'ignore' });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`curl: ${code}`))));
  });
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

/** Waits for the port to open, in small steps, since curl's own waiting is coarse. */
async function portOpens(port: number): Promise<void> {
  while (!(await isOpen(port))) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

/** The app's files as JavaScript that listens on `port`. */
function writeApp(folder: string, lab: Lab, port: number): void {
  for (const { host, name, text } of lab.files) {
    if (host !== HOST) continue;
    const file = name.slice(HOST.length + 1);
    const isScript = file.endsWith('.ts');
    const script = (): string =>
      stripTypeScriptTypes(text)
        .replace(/(from '\.[^']*)\.ts'/g, "$1.js'")
        .replace('3000', `${port}`);
    writeFileSync(join(folder, file.replace(/\.ts$/, '.js')), isScript ? script() : text);
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
}

/** Milliseconds from starting a lab's server on a real Node to curl having its answer to a request. */
export async function timeRealServer(slug: string, request: RequestSpec): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'real-server-'));
  const port = await freePort();
  writeApp(folder, readLab(slug), port);
  const startedMs = performance.now();
  const server = spawn(process.execPath, ['server.js'], { cwd: folder, stdio: 'ignore' });
  try {
    await portOpens(port);
    await curl(port, request);
    return performance.now() - startedMs;
  } finally {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}
