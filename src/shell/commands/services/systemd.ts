// systemctl and journalctl (systemd 252): each service is a unit of its host.

import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import type { LogEntry } from '../../terminal/log-book.ts';
import { define } from '../define.ts';
import { parseOptions, UsageError } from '../options.ts';
import { formatDate, parseDate } from '../system/date.ts';
import { followLog } from './follow-log.ts';
import {
  ownService,
  type ServiceView,
  settled,
  stateOf,
  unitDescription,
  unitName,
} from './service-view.ts';

const bareUnit = (name: string): string => name.replace(/\.service$/, '');

const isUnit = (view: ServiceView, name: string): boolean =>
  [unitName(view), view.spec.name].includes(bareUnit(name));

const journalTime = (run: Invocation, atUs: number): number =>
  run.box.timeMs - (run.kernel.nowUs - atUs) / 1_000;

function journalLine(run: Invocation, view: ServiceView | undefined, entry: LogEntry): string {
  const time = formatDate('%b %d %H:%M:%S', journalTime(run, entry.atUs));
  if (entry.name === 'kernel') return `${time} ${run.box.name} kernel: ${entry.text}`;
  const name = view ? unitName(view) : entry.name;
  const source = entry.stream === 'system' ? 'systemd[1]' : `${name}[${entry.pid ?? 1}]`;
  const text = entry.stream === 'system' ? `${name}.service: ${entry.text}` : entry.text;
  return `${time} ${entry.host} ${source}: ${text}`;
}

function ageText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return `${seconds}s ago`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}min ${seconds % 60}s ago`
    : `${Math.floor(minutes / 60)}h ${minutes % 60}min ago`;
}

function* status(run: Invocation, view: ServiceView): Task<number> {
  const { state, process, uptimeMs } = stateOf(view);
  const name = unitName(view);
  const isFailed = state === 'errored';
  const since = formatDate('%a %Y-%m-%d %H:%M:%S UTC', run.box.timeMs - uptimeMs);
  const active = process
    ? `active (running) since ${since}; ${ageText(uptimeMs)}`
    : isFailed
      ? 'failed (Result: start-limit-hit)'
      : 'inactive (dead)';
  const mark = isFailed ? '×' : process ? '●' : '○';
  const lines = [
    `${mark} ${unitDescription(view)}`,
    `     Loaded: loaded (/lib/systemd/system/${name}.service; enabled; preset: enabled)`,
    `     Active: ${active}`,
  ];
  if (process) {
    const members = view.box.machine.processes.filter((one) => one.name === process.name);
    lines.push(`   Main PID: ${process.pid} (${process.name})`, `      Tasks: ${members.length}`);
    lines.push(`     CGroup: /system.slice/${name}.service`);
    for (const [index, { pid, command }] of members.entries()) {
      const branch = index === members.length - 1 ? '└─' : '├─';
      lines.push(`             ${branch}${pid} "${command}"`);
    }
  }
  const recent = run.box.log
    .since()
    .filter((entry) => entry.host === view.box.name)
    .slice(-10);
  if (recent.length > 0) lines.push('', ...recent.map((entry) => journalLine(run, view, entry)));
  yield* run.print(`${lines.join('\n')}\n`);
  return process ? 0 : 3;
}

function* control(run: Invocation, view: ServiceView, action: string): Task<number> {
  const { service } = view;
  const { process } = service;
  const name = unitName(view);
  if (action === 'reload') {
    if (view.spec.kind !== 'nginx') {
      yield* run.printError(
        `Failed to reload ${name}.service: Job type reload is not applicable for unit ${name}.service.\nSee system logs and 'systemctl status ${name}.service' for details.\n`,
      );
      return 1;
    }
    if (!process) {
      yield* run.printError(`${name}.service is not active, cannot reload.\n`);
      return 1;
    }
    process.signal('SIGHUP');
    yield* run.sleep(100_000);
    return 0;
  }
  if (action === 'stop') service.stop();
  else if (action === 'start') service.start();
  else service.restart();
  yield* settled(
    view,
    action === 'stop' ? 'stopped' : 'online',
    action === 'start' ? null : process,
  );
  if (action === 'stop' || stateOf(view).process) return 0;
  yield* run.printError(
    `Job for ${name}.service failed because the control process exited with error code.\nSee "systemctl status ${name}.service" and "journalctl -xeu ${name}.service" for details.\n`,
  );
  return 1;
}

function* systemctl(run: Invocation): Task<number> {
  const words = run.args.filter((arg) => !arg.startsWith('-'));
  const unknown = run.args.find(
    (arg) =>
      arg.startsWith('-') && !/^(--no-pager|-l|--full|--now|-q|--quiet|-n\d*|--version)$/.test(arg),
  );
  if (unknown !== undefined) {
    const what = unknown.startsWith('--')
      ? `unrecognized option '${unknown}'`
      : `invalid option -- '${unknown[1]}'`;
    yield* run.printError(`systemctl: ${what}\n`);
    return 1;
  }
  const [action = 'list-units', ...units] = words;
  const view = ownService(run.box);
  if (action === 'daemon-reload') return 0;
  if (action === 'list-units') {
    if (view)
      yield* run.print(
        `  UNIT  LOAD   ACTIVE  SUB  DESCRIPTION\n  ${unitName(view)}.service loaded ${view.service.process ? 'active running' : 'inactive dead'} ${unitDescription(view).replace(/^.*? - /, '')}\n`,
      );
    return 0;
  }
  const known = [
    'status',
    'start',
    'stop',
    'restart',
    'reload',
    'is-active',
    'is-enabled',
    'enable',
    'disable',
    'try-restart',
    'is-failed',
    'cat',
  ];
  if (!known.includes(action)) {
    yield* run.printError(`Unknown command verb ${action}.\n`);
    return 1;
  }
  if (units.length === 0) {
    yield* run.printError('Too few arguments.\n');
    return 1;
  }
  let result = 0;
  for (const unit of units) {
    if (!view || !isUnit(view, unit)) {
      result = yield* noUnit(run, action, bareUnit(unit));
      continue;
    }
    const { process, state } = stateOf(view);
    if (action === 'status') result = yield* status(run, view);
    else if (action === 'is-active') {
      yield* run.print(`${process ? 'active' : state === 'errored' ? 'failed' : 'inactive'}\n`);
      if (!process) result = 3;
    } else if (action === 'is-failed') {
      yield* run.print(`${process ? 'active' : state === 'errored' ? 'failed' : 'inactive'}\n`);
      if (state !== 'errored') result = 1;
    } else if (action === 'is-enabled') yield* run.print('enabled\n');
    else if (['start', 'stop', 'restart', 'reload', 'try-restart'].includes(action)) {
      result = yield* control(run, view, action);
    }
  }
  return result;
}

function* noUnit(run: Invocation, action: string, name: string): Task<number> {
  if (action === 'is-active') {
    yield* run.print('inactive\n');
    return 3;
  }
  const isQuestion = action === 'status';
  yield* run.printError(
    isQuestion
      ? `Unit ${name}.service could not be found.\n`
      : `Failed to ${action} ${name}.service: Unit ${name}.service not found.\n`,
  );
  const host = run.box.world.system.hosts.find((spec) => spec.kind === name || spec.name === name);
  if (host && host.name !== run.box.name)
    run.note(`${name} runs on ${host.name}: ssh ${host.name}`);
  return isQuestion ? 4 : 5;
}

const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

function* journalctl(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: 'u:fn:p:xeo:rqbkS:U:',
    long: {
      unit: 'u',
      follow: 'f',
      lines: 'n',
      since: 'S',
      until: 'U',
      priority: 'p',
      'no-pager': 'q',
      output: 'o',
      reverse: 'r',
      boot: 'b',
    },
  });
  const view = ownService(run.box);
  const time = (letter: string): number | null => {
    const text = options.value(letter);
    if (text === undefined) return null;
    const parsed = parseDate(text, run.box.timeMs);
    if (parsed === null)
      throw new UsageError(`Failed to parse timestamp: ${text}`, { hasHint: false });
    return parsed;
  };
  const [since, until] = [time('S'), time('U')];
  const priority = options.value('p');
  const level =
    priority === undefined
      ? 7
      : /^\d$/.test(priority)
        ? Number(priority)
        : PRIORITIES.indexOf(priority);
  if (level < 0 || level > 7)
    throw new UsageError(`Unknown log level ${priority}`, { hasHint: false });
  const units = options.values('u');
  const isWanted = (entry: LogEntry): boolean => {
    const at = journalTime(run, entry.atUs);
    if (
      entry.host !== run.box.name ||
      (since !== null && at < since) ||
      (until !== null && at > until)
    )
      return false;
    if (units.length > 0 && !(view && units.some((unit) => isUnit(view, unit)))) return false;
    return (entry.stream === 'stderr' ? 3 : 6) <= level;
  };
  const count = options.value('n');
  const follows = options.has('f');
  const last =
    count === undefined ? (follows ? 10 : options.has('e') ? 1_000 : undefined) : Number(count);
  const isCat = options.value('o') === 'cat';
  const lineOf = (entry: LogEntry): string => (isCat ? entry.text : journalLine(run, view, entry));
  if (!follows && !run.box.log.since().some(isWanted)) {
    yield* run.print('-- No entries --\n');
    return 0;
  }
  if (!options.has('r')) return yield* followLog(run, { isWanted, lineOf, last, follows });
  const entries = run.box.log
    .since()
    .filter(isWanted)
    .slice(last === undefined ? 0 : -last);
  yield* run.print(
    entries
      .reverse()
      .map((entry) => `${lineOf(entry)}\n`)
      .join(''),
  );
  return 0;
}

export const systemdCommands = [
  define('systemctl', {
    summary: 'see and control the service of this host',
    usage: 'systemctl status | start | stop | restart | reload | is-active UNIT',
    program: systemctl,
  }),
  define('journalctl', {
    summary: 'show what the service of this host has logged',
    usage: 'journalctl [-u UNIT] [-f] [-n LINES] [--since TIME] [-p PRIORITY]',
    program: journalctl,
  }),
];
