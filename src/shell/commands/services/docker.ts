// docker: the hosts of the system as containers. Simplified: every host can see and control all of them, as if
// its docker spoke to the machine they all run on.

import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { define } from '../define.ts';
import { parseOptions } from '../options.ts';
import { formatDate, parseDate } from '../system/date.ts';
import { followLog } from './follow-log.ts';
import { runOnBox } from './run-on-box.ts';
import { allServices, longAge, type ServiceView, settled, stateOf } from './service-view.ts';
import { spaced } from './table.ts';

const IMAGES: Readonly<Record<string, string>> = {
  postgres: 'postgres:15',
  redis: 'redis:7.0',
  api: 'third-party-api:latest',
  edge: 'cdn-edge:latest',
};

function imageOf({ spec }: ServiceView): string {
  if (spec.kind === 'nginx') return `nginx:${spec.version}`;
  if (spec.kind === 'node') return `node:${spec.nodeVersion ?? 24}-slim`;
  return IMAGES[spec.kind] ?? spec.kind;
}

/** Twelve digits that are the same whenever the name is. */
function containerId(name: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const character of name) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) as number)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0').slice(0, 12);
}

const ports = ({ box }: ServiceView): string =>
  [...new Set(box.machine.host.listeners.map(({ address }) => address.port))]
    .map((port) => `${port}/tcp`)
    .join(', ');

function commandOf(view: ServiceView): string {
  const { spec } = view;
  const text =
    spec.kind === 'node' ? `node ${spec.main}` : (view.service.process?.command ?? spec.kind);
  return `"${text.length > 20 ? `${text.slice(0, 19)}…` : text}"`;
}

function* ps(
  run: Invocation,
  views: readonly ServiceView[],
  args: readonly string[],
): Task<number> {
  const options = parseOptions(args, {
    short: 'aq',
    long: { all: 'a', quiet: 'q', 'no-trunc': 'no-trunc' },
    status: 125,
  });
  const shown = views.filter((view) => options.has('a') || stateOf(view).process);
  if (options.has('q')) {
    yield* run.print(shown.map(({ spec }) => `${containerId(spec.name)}\n`).join(''));
    return 0;
  }
  const rows = shown.map((view) => {
    const { process, uptimeMs } = stateOf(view);
    const age = longAge(run.kernel.nowUs / 1_000);
    const status = process
      ? `Up ${longAge(uptimeMs)}`
      : `Exited (${exitCode(run, view)}) ${longAge(0)} ago`;
    return [
      containerId(view.spec.name),
      imageOf(view),
      commandOf(view),
      `${age} ago`,
      status,
      ports(view),
      view.spec.name,
    ];
  });
  yield* run.print(
    spaced([['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES'], ...rows]),
  );
  return 0;
}

/** How the service's own process ended last: others on the host are commands people typed. */
function lastExit(run: Invocation, { spec }: ServiceView) {
  const event = run.kernel.trace
    .since()
    .findLast(
      (one) =>
        one.kind === 'process-exited' &&
        one.host === spec.name &&
        [spec.name, spec.kind].includes(one.name),
    );
  return event?.kind === 'process-exited' ? event : null;
}

/** Whether that was for the container's memory. */
function wasKilledForMemory(run: Invocation, view: ServiceView): boolean {
  const last = lastExit(run, view);
  return run.kernel.trace
    .since()
    .some(
      (one) =>
        one.kind === 'process-out-of-memory' &&
        one.of === 'machine' &&
        one.host === last?.host &&
        one.pid === last.pid,
    );
}

function exitCode(run: Invocation, view: ServiceView): number {
  const last = lastExit(run, view);
  if (!last) return 0;
  const { code, signal } = last;
  return code ?? { SIGKILL: 137, SIGABRT: 134, SIGTERM: 143, SIGINT: 130 }[signal as string] ?? 128;
}

function* logs(
  run: Invocation,
  find: (name: string) => ServiceView | undefined,
  args: readonly string[],
): Task<number> {
  const options = parseOptions(args, {
    short: 'fn:t',
    long: { follow: 'f', tail: 'n', timestamps: 't', since: 'since' },
    longValues: ['since'],
    status: 125,
  });
  const [name] = options.operands;
  const view = name === undefined ? undefined : find(name);
  if (name === undefined) return yield* needsArguments(run, 'logs', 'exactly 1 argument');
  if (!view) return yield* noContainer(run, name);
  const tail = options.value('n');
  const since = options.value('since');
  const now = run.box.timeMs;
  const sinceMs =
    since === undefined ? null : (parseDate(since, now) ?? parseDate(`-${since}`, now));
  const startMs = now - run.kernel.nowUs / 1_000;
  return yield* followLog(run, {
    isWanted: ({ host, stream, atUs }) =>
      host === view.spec.name &&
      stream !== 'system' &&
      (sinceMs === null || startMs + atUs / 1_000 >= sinceMs),
    lineOf: ({ text, atUs }) =>
      options.has('t')
        ? `${formatDate('%Y-%m-%dT%H:%M:%S.%NZ', startMs + atUs / 1_000)} ${text}`
        : text,
    toError: ({ stream }) => stream === 'stderr',
    last: tail === undefined || tail === 'all' ? undefined : Number(tail),
    follows: options.has('f'),
  });
}

function* needsArguments(run: Invocation, command: string, what: string): Task<number> {
  yield* run.printError(
    `"docker ${command}" requires ${what}.\nSee 'docker ${command} --help'.\n\nUsage:  docker ${command} [OPTIONS] CONTAINER\n`,
  );
  return 1;
}

function* noContainer(run: Invocation, name: string): Task<number> {
  yield* run.printError(`Error response from daemon: No such container: ${name}\n`);
  return 1;
}

function* control(
  run: Invocation,
  find: (name: string) => ServiceView | undefined,
  action: string,
  names: readonly string[],
): Task<number> {
  if (names.length === 0) return yield* needsArguments(run, action, 'at least 1 argument');
  let status = 0;
  for (const name of names) {
    const view = find(name);
    if (!view) {
      status = yield* noContainer(run, name);
      continue;
    }
    const { process } = view.service;
    if (action === 'restart') view.service.restart();
    else if (action === 'start') view.service.start();
    else if (action === 'kill') process?.signal('SIGKILL');
    else view.service.stop();
    const ends = action === 'stop' || action === 'kill';
    yield* settled(view, ends ? 'stopped' : 'online', action === 'start' ? null : process);
    yield* run.print(`${name}\n`);
  }
  return status;
}

function* stats(run: Invocation, views: readonly ServiceView[], isOnce: boolean): Task<number> {
  for (let turn = 0; ; turn++) {
    const rows = views.map((view) => [
      containerId(view.spec.name),
      view.spec.name,
      view.service.process?.isHung ? '100.00%' : '0.00%',
      String(view.box.machine.processes.length),
    ]);
    const table = spaced([['CONTAINER ID', 'NAME', 'CPU %', 'PIDS'], ...rows]);
    yield* run.print(isOnce ? table : `\x1b[H\x1b[2J${table}`);
    if (isOnce) return 0;
    if (turn === 0) run.follow();
    yield* run.sleep(1e6);
  }
}

function inspect(run: Invocation, view: ServiceView): object {
  const { state, process, restarts } = stateOf(view);
  return {
    Id: containerId(view.spec.name),
    Name: `/${view.spec.name}`,
    State: {
      Status: process ? 'running' : 'exited',
      Running: process !== null,
      OOMKilled: wasKilledForMemory(run, view),
      Pid: process?.pid ?? 0,
      ExitCode: process ? 0 : exitCode(run, view),
    },
    RestartCount: restarts,
    Config: {
      Hostname: view.spec.name,
      Image: imageOf(view),
      Env:
        'environment' in view.spec
          ? Object.entries(view.spec.environment).map(([name, value]) => `${name}=${value}`)
          : [],
      WorkingDir: 'directory' in view.spec ? view.spec.directory : '',
    },
    NetworkSettings: { Networks: { default: { IPAddress: view.spec.ip } } },
    ...(state === 'errored' && { Error: 'restarted too often' }),
  };
}

function* exec(
  run: Invocation,
  find: (name: string) => ServiceView | undefined,
  args: readonly string[],
): Task<number> {
  const options = parseOptions(args, { short: 'itw:u:e:d', stopsAtOperand: true, status: 125 });
  const [name, ...argv] = options.operands;
  if (name === undefined || argv.length === 0)
    return yield* needsArguments(run, 'exec', 'at least 2 arguments');
  const view = find(name);
  if (!view) return yield* noContainer(run, name);
  if (!view.service.process) {
    yield* run.printError(
      `Error response from daemon: container ${containerId(name)} is not running\n`,
    );
    return 1;
  }
  return yield* runOnBox(run, view.box, argv);
}

function* docker(run: Invocation): Task<number> {
  const all = allServices(run.box);
  const find = (name: string): ServiceView | undefined =>
    all.find(
      ({ spec }) =>
        spec.name === name || (name.length > 2 && containerId(spec.name).startsWith(name)),
    );
  const words =
    run.args[0] === 'compose' || run.args[0] === 'container' ? run.args.slice(1) : run.args;
  const [action = '', ...args] = words;
  switch (action) {
    case 'ps':
    case 'ls':
      return yield* ps(run, all, args);
    case 'logs':
      return yield* logs(run, find, args);
    case 'restart':
    case 'stop':
    case 'start':
    case 'kill':
      return yield* control(
        run,
        find,
        action,
        args.filter((arg) => !arg.startsWith('-')),
      );
    case 'stats': {
      const names = args.filter((arg) => !arg.startsWith('-'));
      const shown = names.length > 0 ? names.flatMap((name) => find(name) ?? []) : all;
      return yield* stats(run, shown, args.includes('--no-stream'));
    }
    case 'exec':
      return yield* exec(run, find, args);
    case 'inspect': {
      const [name] = args.filter((arg) => !arg.startsWith('-'));
      const view = name === undefined ? undefined : find(name);
      if (name === undefined) return yield* needsArguments(run, 'inspect', 'at least 1 argument');
      yield* run.print(`${JSON.stringify(view ? [inspect(run, view)] : [], null, 4)}\n`);
      if (!view) yield* run.printError(`Error: No such object: ${name}\n`);
      return view ? 0 : 1;
    }
    case 'version':
    case '--version':
    case '-v':
      yield* run.print('Docker version 24.0.7, build afdd53b\n');
      return 0;
    case '':
      yield* run.print(
        'Usage:  docker COMMAND\n\nps, logs, exec, restart, start, stop, kill, stats, inspect\n',
      );
      return 0;
    default:
      yield* run.printError(`docker: '${action}' is not a docker command.\nSee 'docker --help'\n`);
      return 1;
  }
}

export const dockerCommands = [
  define('docker', {
    summary: 'see and control the containers of the system',
    usage:
      'docker ps [-a] | logs [-f] [-n N] NAME | restart NAME | exec NAME COMMAND | stats | inspect NAME',
    program: docker,
  }),
];
