// A box with real servers, for one exported lab: run inside a network and a file system of its own
// (`unshare --net --mount`), it puts the archive's files where docker-compose.yml would, starts nginx and Node, sends
// requests, and prints the answers as JSON. Arguments: the folder of the archive, and the file of the plan.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as send } from 'node:http';
import { createConnection } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { RequestSpec } from '#sim';

/** What is to run, and what is to be sent. */
export interface BoxPlan {
  readonly names: readonly string[];
  readonly nginx: boolean;
  readonly apps: readonly {
    readonly name: string;
    readonly directory: string;
    readonly main: string;
    readonly environment: Readonly<Record<string, string>>;
  }[];
  readonly modules: string;
  readonly entry: { readonly port: number; readonly publicName: string };
  readonly requests: readonly RequestSpec[];
}

/** An answer, or the error in its place. */
export interface RealAnswer {
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly (readonly [string, string])[];
  readonly body: string;
}

const START_LIMIT_MS = 20_000;

const run = (command: string, ...args: string[]): void => {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
};

function makeWorld(folder: string, plan: BoxPlan): void {
  run('ip', 'link', 'set', 'lo', 'up');
  const hosts = plan.names.map((name) => `127.0.0.1 ${name}`);
  writeFileSync(`${folder}/hosts`, ['127.0.0.1 localhost', ...hosts, ''].join('\n'));
  run('mount', '--bind', `${folder}/hosts`, '/etc/hosts');
  for (const place of ['/srv', '/run', '/var/log', '/var/lib/nginx']) {
    mkdirSync(place, { recursive: true });
    run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', place);
  }
  mkdirSync('/var/log/nginx');
  for (const { name, directory } of plan.apps) {
    mkdirSync(directory, { recursive: true });
    run('cp', '-r', `${folder}/${name}/.`, directory);
    // In place of `npm install`: the packages of this project.
    symlinkSync(plan.modules, `${directory}/node_modules`);
  }
  if (plan.nginx) run('mount', '--bind', `${folder}/nginx`, '/etc/nginx');
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** An app says so when it listens; nginx is there when its port is. */
async function startAll(plan: BoxPlan): Promise<ChildProcess[]> {
  const started = plan.apps.map(({ directory, main, environment }) =>
    spawn(process.execPath, [main], {
      cwd: directory,
      env: { PATH: process.env['PATH'] ?? '', ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const talking = started.map(
    ({ stdout }) => new Promise<void>((resolve) => stdout?.once('data', () => resolve())),
  );
  // Not referenced: what is ready earlier is not waited for.
  await Promise.race([Promise.all(talking), wait(START_LIMIT_MS, undefined, { ref: false })]);
  if (!plan.nginx) return started;
  const nginx = spawn('nginx', ['-g', 'daemon off; user root;'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const untilMs = performance.now() + START_LIMIT_MS;
  while (!(await isOpen(plan.entry.port))) {
    if (performance.now() > untilMs) throw new Error('nginx did not start');
    await wait(20);
  }
  return [...started, nginx];
}

const answerTo = (spec: RequestSpec, { entry }: BoxPlan): Promise<RealAnswer> =>
  new Promise((resolve, reject) => {
    const headers = Object.fromEntries([['Host', entry.publicName], ...spec.fields]);
    const outgoing = send(
      { host: '127.0.0.1', port: entry.port, method: spec.method, path: spec.target, headers },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          body += text;
        });
        response.on('end', () => {
          const { statusCode: status = 0, statusMessage: reason = '', rawHeaders } = response;
          const fields = rawHeaders.flatMap((name, index): [string, string][] =>
            index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
          );
          resolve({ status, reason, fields, body });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(spec.body);
  });

const [folder = '', planFile = ''] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(planFile, 'utf8')) as BoxPlan;
makeWorld(folder, plan);
const programs = await startAll(plan);
const answers: RealAnswer[] = [];
for (const spec of plan.requests) answers.push(await answerTo(spec, plan));
process.stdout.write(JSON.stringify(answers));
for (const program of programs) program.kill('SIGKILL');
