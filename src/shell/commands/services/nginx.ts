// nginx as a command on the host that runs it: -t, -T, -s, -v, and started by hand.

import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { define } from '../define.ts';
import { ownService } from './service-view.ts';

const CONFIG = '/etc/nginx/nginx.conf';

function* nginx(run: Invocation): Task<number> {
  const view = ownService(run.box);
  if (view?.spec.kind !== 'nginx') return yield* run.fail('not installed here');
  const { version } = view.spec;
  const args = [...run.args];
  let path = CONFIG;
  const flags = new Set<string>();
  let signal: string | null = null;
  for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
    if (arg === '-c') path = run.resolve(args.shift() ?? '');
    else if (arg === '-s') signal = args.shift() ?? '';
    else if (arg === '-p' || arg === '-g' || arg === '-e') args.shift();
    else if (/^-[tTvVqh?]$/.test(arg)) flags.add(arg[1] as string);
    else {
      const what = arg.startsWith('-')
        ? `invalid option: "${arg.slice(1)}"`
        : `invalid option: "${arg}"`;
      yield* run.printError(`nginx: ${what}\n`);
      return 1;
    }
  }
  if (flags.has('v') || flags.has('V')) {
    yield* run.printError(`nginx version: nginx/${version}\n`);
    return 0;
  }
  if (flags.has('t') || flags.has('T')) {
    const result = run.box.world.testNginx(run.box.machine, path, version);
    if (!flags.has('q') || result.exit !== 0)
      yield* run.printError(`${result.stderr.join('\n')}\n`);
    if (flags.has('T') && result.exit === 0) yield* dump(run, path);
    return result.exit;
  }
  if (signal !== null) return yield* send(run, signal, path, version);
  if (view.service.process) {
    const lines = run.box.machine.host.listeners.map(
      ({ address }) =>
        `nginx: [emerg] bind() to ${address.ip}:${address.port} failed (98: Address already in use)\n`,
    );
    yield* run.printError(`${lines.join('')}nginx: [emerg] still could not bind()\n`);
    return 1;
  }
  view.service.start();
  yield* run.sleep(50_000);
  if (view.service.process) return 0;
  const { stderr } = run.box.world.testNginx(run.box.machine, path, version);
  yield* run.printError(
    `${stderr.filter((line) => !/test failed|syntax is ok/.test(line)).join('\n')}\n`,
  );
  return 1;
}

/** `-T`: every file the configuration is made of. */
function* dump(run: Invocation, path: string): Task {
  const seen = [path];
  for (let at = 0; at < seen.length; at++) {
    const file = seen[at] as string;
    const text = run.files.readText(file);
    yield* run.print(`# configuration file ${file}:\n${text}\n`);
    for (const [, pattern = ''] of text.matchAll(/^\s*include\s+([^;\s]+)\s*;/gm)) {
      const absolute = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`;
      const directory = absolute.slice(0, absolute.lastIndexOf('/'));
      const name = absolute.slice(directory.length + 1);
      if (run.files.find(directory)?.kind !== 'directory') continue;
      const source = name
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '[^/]*')
        .replaceAll('?', '.');
      const wanted = new RegExp(`^${source}$`);
      for (const entry of run.files.list(directory)) {
        const found = `${directory}/${entry.name}`;
        if (wanted.test(entry.name) && !seen.includes(found)) seen.push(found);
      }
    }
  }
}

function* send(
  run: Invocation,
  signal: string,
  path: string,
  version: '1.22.1' | '1.29.7',
): Task<number> {
  const signals = {
    reload: 'SIGHUP',
    quit: 'SIGQUIT',
    stop: 'SIGTERM',
    reopen: 'SIGUSR1',
  } as const;
  const known = signals[signal as keyof typeof signals];
  if (!known) {
    yield* run.printError(`nginx: invalid option: "-s ${signal}"\n`);
    return 1;
  }
  const test = run.box.world.testNginx(run.box.machine, path, version);
  const messages = test.stderr.filter(
    (line) => !/syntax is ok$|test (?:is successful|failed)$/.test(line),
  );
  if (messages.length > 0) yield* run.printError(`${messages.join('\n')}\n`);
  if (test.exit !== 0) return 1;
  const process = ownService(run.box)?.service.process;
  if (!process) {
    yield* run.printError(
      'nginx: [error] open() "/run/nginx.pid" failed (2: No such file or directory)\n',
    );
    return 1;
  }
  process.signal(known);
  yield* run.sleep(50_000);
  return 0;
}

export const nginxCommands = [
  define('nginx', {
    summary: 'test or reload the configuration of nginx',
    usage: 'nginx [-t] [-T] [-v] [-s reload|quit|stop|reopen] [-c FILE]',
    program: nginx,
    isInstalled: (box) => ownService(box)?.spec.kind === 'nginx',
  }),
];
