// pm2 5.3 on a host with a Node service: list, logs, restart, stop, describe and their like.

import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { define } from '../define.ts';
import { followLog } from './follow-log.ts';
import { ownService, type ServiceView, settled, shortAge, stateOf } from './service-view.ts';
import { frame } from './table.ts';

const GREEN = '\x1b[32m';
const RED = '\x1b[31m';
const END = '\x1b[39m';

function paint(run: Invocation, color: string, text: string): string {
  return run.stdout.isTerminal ? `${color}${text}${END}` : text;
}

function list(run: Invocation, view: ServiceView): string {
  const { state, restarts, process, uptimeMs } = stateOf(view);
  const isOnline = state === 'online';
  const cells = [
    ['id', '0'],
    ['name', view.spec.name],
    ['mode', 'fork'],
    ['pid', String(process?.pid ?? 0)],
    ['uptime', isOnline ? shortAge(uptimeMs) : '0'],
    ['↺', String(restarts)],
    ['status', paint(run, isOnline ? GREEN : RED, state)],
    ['cpu', process?.isHung ? '100%' : '0%'],
    ['user', 'root'],
  ] as const;
  return frame([cells.map(([title]) => title), cells.map(([, value]) => value)]);
}

const entryPath = ({ spec }: ServiceView): string =>
  spec.kind === 'node' ? `${spec.directory}/${spec.main}` : '';

function describe(run: Invocation, view: ServiceView): string {
  const { state, restarts, process, uptimeMs } = stateOf(view);
  const { spec } = view;
  const rows: [string, string][] = [
    ['status', state],
    ['name', spec.name],
    ['namespace', 'default'],
    ['restarts', String(restarts)],
    ['uptime', process ? shortAge(uptimeMs) : '0'],
    ['pid', String(process?.pid ?? 'N/A')],
    ['script path', entryPath(view)],
    ['script args', 'N/A'],
    ['error log path', `/root/.pm2/logs/${spec.name}-error.log`],
    ['out log path', `/root/.pm2/logs/${spec.name}-out.log`],
    ['interpreter', 'node'],
    ['exec cwd', 'directory' in spec ? spec.directory : '/'],
    ['exec mode', 'fork_mode'],
    ['node.js version', '24.21.0'],
    ['watch & reload', '✘'],
  ];
  const title = ` Describing process with id 0 - name ${spec.name} `;
  return `${run.stdout.isTerminal ? `\x1b[7m${title}\x1b[27m` : title}\n${frame(rows, false)}`;
}

/** A process as pm2's commands take it: its name, its id, or all. */
const isMeant = (view: ServiceView, target: string): boolean =>
  target === 'all' || target === '0' || target === view.spec.name || target === 'default';

function* act(
  run: Invocation,
  view: ServiceView,
  action: string,
  target: string | undefined,
): Task<number> {
  const { spec, service } = view;
  if (target === undefined) {
    yield* run.printError(
      "error: missing required argument `id|name|namespace|script|all|json|stdin'\n",
    );
    return 1;
  }
  const isScript = action === 'start' && target === ('main' in spec ? spec.main : '');
  if (!isMeant(view, target) && !isScript) {
    const what =
      action === 'start'
        ? `Script not found: ${run.resolve(target)}`
        : `Process or Namespace ${target} not found`;
    yield* run.printError(`[PM2][ERROR] ${what}\n`);
    return 1;
  }
  const { process } = service;
  if (action === 'restart') {
    yield* run.print('Use --update-env to update environment variables\n');
  }
  const verb = {
    start: 'restartProcessId',
    restart: 'restartProcessId',
    reload: 'reloadProcessId',
    stop: 'stopProcessId',
    delete: 'deleteProcessId',
  }[action];
  yield* run.print(`[PM2] Applying action ${verb} on app [${target}](ids: [ 0 ])\n`);
  if (action === 'stop' || action === 'delete') service.stop();
  else if (action === 'start') service.start();
  else service.restart();
  yield* settled(
    view,
    action === 'stop' || action === 'delete' ? 'stopped' : 'online',
    action === 'start' ? null : process,
  );
  yield* run.print(`[PM2] [${spec.name}](0) ✓\n${list(run, view)}`);
  if (action === 'delete')
    run.note('The process was stopped: pm2 here keeps what belongs to the system.');
  return 0;
}

function* logs(run: Invocation, view: ServiceView, args: readonly string[]): Task<number> {
  let lines = 15;
  let target = 'all';
  const flags = new Set<string>();
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--lines') lines = Number(rest.shift() ?? 15);
    else if (arg.startsWith('--lines=')) lines = Number(arg.slice(8));
    else if (arg.startsWith('--')) flags.add(arg.slice(2));
    else target = arg;
  }
  if (!isMeant(view, target)) {
    yield* run.printError(`[PM2][WARN] No process found with name or id ${target}\n`);
    return 1;
  }
  const { name } = view.spec;
  if (!flags.has('raw')) {
    yield* run.print(
      `[TAILING] Tailing last ${lines} lines for [${target}] process${target === 'all' ? 'es' : ''} (change the value with --lines option)\n`,
    );
  }
  return yield* followLog(run, {
    isWanted: (entry) =>
      entry.host === view.box.name &&
      entry.name === name &&
      (entry.stream === 'system'
        ? target === 'all' && !flags.has('err') && !flags.has('out')
        : true) &&
      !(flags.has('err') && entry.stream === 'stdout') &&
      !(flags.has('out') && entry.stream === 'stderr'),
    lineOf: ({ stream, text }) => {
      if (flags.has('raw')) return text;
      const label = stream === 'system' ? 'PM2     ' : `0|${name}  `;
      const color = stream === 'stderr' ? RED : GREEN;
      return `${stream === 'system' ? label : paint(run, color, label)}| ${text}`;
    },
    last: lines,
    follows: !flags.has('nostream'),
  });
}

function* monit(run: Invocation, view: ServiceView): Task<number> {
  for (let turn = 0; ; turn++) {
    yield* run.print(`\x1b[H\x1b[2J${list(run, view)}`);
    const recent = run.box.log
      .since()
      .filter(({ name }) => name === view.spec.name)
      .slice(-8);
    yield* run.print(
      `\n Logs\n${recent.map(({ text }) => ` ${view.spec.name} > ${text}\n`).join('')}`,
    );
    if (turn === 0) run.follow();
    yield* run.sleep(1e6);
  }
}

function* pm2(run: Invocation): Task<number> {
  const view = ownService(run.box);
  const [action = '', ...args] = run.args;
  if (!view) return yield* run.fail('no service runs here');
  switch (action) {
    case 'list':
    case 'ls':
    case 'l':
    case 'ps':
    case 'status':
      yield* run.print(list(run, view));
      return 0;
    case 'jlist': {
      const { state, restarts, process } = stateOf(view);
      const entry = {
        pid: process?.pid ?? 0,
        name: view.spec.name,
        pm_id: 0,
        pm2_env: { status: state, restart_time: restarts },
      };
      yield* run.print(`${JSON.stringify([entry])}\n`);
      return 0;
    }
    case 'describe':
    case 'show':
    case 'info':
    case 'desc':
      if (args[0] !== undefined && !isMeant(view, args[0])) {
        yield* run.printError(`[PM2][WARN] ${args[0]} doesn't exist\n`);
        return 1;
      }
      yield* run.print(describe(run, view));
      return 0;
    case 'logs':
    case 'log':
      return yield* logs(run, view, args);
    case 'monit':
      return yield* monit(run, view);
    case 'flush':
      for (const stream of ['out', 'error']) {
        const path = `/root/.pm2/logs/${view.spec.name}-${stream}.log`;
        run.files.writeFile(path, '');
        yield* run.print(`[PM2] Flushing ${path}\n`);
      }
      yield* run.print('[PM2] Logs flushed\n');
      return 0;
    case 'restart':
    case 'reload':
    case 'start':
    case 'stop':
    case 'delete':
      return yield* act(
        run,
        view,
        action,
        args.find((arg) => !arg.startsWith('-')),
      );
    case '--version':
    case '-v':
      yield* run.print('5.3.1\n');
      return 0;
    case 'save':
      yield* run.print(
        '[PM2] Saving current process list...\n[PM2] Successfully saved in /root/.pm2/dump.pm2\n',
      );
      return 0;
    case '':
      yield* run.print(
        'usage: pm2 [options] <command>\n\npm2 list, logs, restart, reload, stop, start, describe, monit, flush\n',
      );
      return 0;
    default:
      yield* run.printError(`[PM2][ERROR] Command not found: ${action}\n`);
      return 1;
  }
}

export const pm2Commands = [
  define('pm2', {
    summary: 'see and control the Node service',
    usage:
      'pm2 list | logs [NAME] [--lines N] [--nostream] | restart | stop | start | describe NAME | monit | flush',
    program: pm2,
    isInstalled: (box) => ownService(box)?.spec.kind === 'node',
  }),
];
