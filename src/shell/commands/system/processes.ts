// ps, top, pgrep, pkill, uptime, free: processes of this host. Simplified: the memory of the box is not modelled,
// so `free` shows a box of 2 GB with what its processes were given.

import type { Box } from '../../box.ts';
import type { Invocation } from '../../invocation.ts';
import { parseSignal } from '../../signals.ts';
import type { Task } from '../../task.ts';
import { sendSignal } from '../../terminal/send-signal.ts';
import { define } from '../define.ts';
import { parseOptions, UsageError } from '../options.ts';
import { formatDate } from './date.ts';

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly user: string;
  readonly state: string;
  readonly tty: string;
  readonly startedUs: number;
  readonly isBusy: boolean;
  readonly command: string;
  readonly name: string;
}

/** Whom a service's process belongs to, as Debian's packages have it. */
function userOf({ name, command }: { name: string; command: string }): string {
  if (command.startsWith('nginx: worker')) return 'www-data';
  return name === 'postgres' ? 'postgres' : 'root';
}

/** Everything that runs on a host, by number. */
function rowsOf(box: Box): Row[] {
  const started = new Map<number, number>();
  for (const event of box.kernel.trace.since()) {
    if (event.kind === 'process-started' && event.host === box.name)
      started.set(event.pid, event.atUs);
  }
  const own = box.processes.map((process) => ({
    pid: process.pid,
    parent: process.parentPid,
    user: 'root',
    state: process.isStopped ? 'T' : 'S',
    tty: process.terminal ?? '?',
    startedUs: process.startedUs,
    isBusy: false,
    command: process.title,
    name: (process.title.split(' ')[0] ?? '').replace(/^-/, ''),
  }));
  const services = box.machine.processes.map((process) => ({
    pid: process.pid,
    parent: 1,
    user: userOf(process),
    state: process.isPaused ? 'T' : process.isHung ? 'R' : 'S',
    tty: '?',
    startedUs: started.get(process.pid) ?? 0,
    isBusy: process.isHung,
    command: process.title,
    name: process.command.startsWith('node ') ? 'node' : process.name,
  }));
  const init = {
    pid: 1,
    parent: 0,
    user: 'root',
    state: 'S',
    tty: '?',
    startedUs: 0,
    isBusy: false,
    command: '/sbin/init',
    name: 'systemd',
  };
  return [init, ...services, ...own].sort((a, b) => a.pid - b.pid);
}

const cpu = (row: Row): string => (row.isBusy ? '99.9' : '0.0');

const startTime = (box: Box, row: Row): string =>
  formatDate('%H:%M', box.timeMs - (box.kernel.nowUs - row.startedUs) / 1_000);

function* ps(run: Invocation): Task<number> {
  const text = run.args.join('').replaceAll('-', '');
  if (/[^a-zA-Z,\d]/.test(text)) throw new UsageError('unsupported option (BSD syntax)');
  const rows = rowsOf(run.box);
  const isBsd = /^aux|^ax|^au/.test(text);
  if (isBsd) {
    yield* run.print('USER         PID %CPU STAT TTY      START   TIME COMMAND\n');
    for (const row of rows) {
      const cells = [
        row.user.padEnd(8),
        String(row.pid).padStart(7),
        cpu(row).padStart(4),
        row.state.padEnd(4),
        row.tty.padEnd(8),
        startTime(run.box, row),
        ' 0:00',
        row.command,
      ];
      yield* run.print(`${cells.join(' ')}\n`);
    }
    return 0;
  }
  if (text.includes('e') || text.includes('A')) {
    const isFull = text.includes('f');
    yield* run.print(
      isFull
        ? 'UID          PID    PPID  C STIME TTY          TIME CMD\n'
        : '    PID TTY          TIME CMD\n',
    );
    for (const row of rows) {
      const pid = String(row.pid).padStart(7);
      yield* run.print(
        isFull
          ? `${row.user.padEnd(8)} ${pid} ${String(row.parent).padStart(7)}  0 ${startTime(run.box, row)} ${row.tty.padEnd(8)} 00:00:00 ${row.command}\n`
          : `${pid} ${row.tty.padEnd(8)} 00:00:00 ${row.name}\n`,
      );
    }
    return 0;
  }
  yield* run.print('    PID TTY          TIME CMD\n');
  for (const row of rows.filter(({ tty }) => tty === run.process.terminal)) {
    yield* run.print(`${String(row.pid).padStart(7)} ${row.tty.padEnd(8)} 00:00:00 ${row.name}\n`);
  }
  return 0;
}

const upTime = (box: Box): number => box.kernel.nowUs / 1e6 + 86_400 * 12;

function uptimeText(box: Box): string {
  const seconds = upTime(box);
  const days = Math.floor(seconds / 86_400);
  const clock = `${Math.floor((seconds % 86_400) / 3_600)}:${String(Math.floor((seconds % 3_600) / 60)).padStart(2, '0')}`;
  const load = rowsOf(box)
    .filter(({ isBusy }) => isBusy)
    .length.toFixed(2);
  return ` ${formatDate('%H:%M:%S', box.timeMs)} up ${days} days, ${clock.padStart(5)},  1 user,  load average: ${load}, ${load}, ${load}`;
}

function* top(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: 'bn:d:p:' });
  const isBatch = options.has('b') || !run.stdout.isTerminal;
  const turns = Number(options.value('n') ?? (isBatch ? 1 : Number.POSITIVE_INFINITY));
  for (let turn = 0; turn < turns; turn++) {
    const rows = rowsOf(run.box).sort((a, b) => Number(b.isBusy) - Number(a.isBusy));
    const running = rows.filter(({ state }) => state === 'R').length;
    const lines = [
      `top -${uptimeText(run.box)}`,
      `Tasks: ${rows.length} total, ${running} running, ${rows.length - running} sleeping, 0 stopped, 0 zombie`,
      '',
      '    PID USER      S  %CPU     TIME+ COMMAND',
      ...rows.map(
        (row) =>
          `${String(row.pid).padStart(7)} ${row.user.padEnd(8)} ${row.state} ${cpu(row).padStart(6)}   0:00.00 ${row.name}`,
      ),
      '',
    ];
    yield* run.print(`${isBatch ? '' : '\x1b[H\x1b[2J'}${lines.join('\n')}`);
    if (turn === 0 && turns > 1) run.follow();
    if (turn < turns - 1) yield* run.sleep(Number(options.value('d') ?? 3) * 1e6);
  }
  return 0;
}

function* pgrep(run: Invocation): Task<number> {
  let signal = parseSignal('TERM');
  const args = run.args.filter((arg) => {
    const named =
      run.name === 'pkill' && /^-[A-Z0-9]+$/.test(arg) ? parseSignal(arg.slice(1)) : null;
    if (named) signal = named;
    return named === null;
  });
  const options = parseOptions(args, { short: 'flanxc', status: 2 });
  const [pattern] = options.operands;
  if (pattern === undefined) throw new UsageError('no matching criteria specified', { status: 2 });
  const wanted = new RegExp(options.has('x') ? `^(?:${pattern})$` : pattern);
  const found = rowsOf(run.box).filter(
    (row) => row.pid !== run.process.pid && wanted.test(options.has('f') ? row.command : row.name),
  );
  if (run.name === 'pkill') for (const { pid } of found) sendSignal(run.box, pid, signal);
  else if (options.has('c')) yield* run.print(`${found.length}\n`);
  else {
    const shown = (row: Row): string =>
      options.has('a') ? ` ${row.command}` : options.has('l') ? ` ${row.name}` : '';
    yield* run.print(found.map((row) => `${row.pid}${shown(row)}\n`).join(''));
  }
  return found.length > 0 ? 0 : 1;
}

function* uptime(run: Invocation): Task<number> {
  yield* run.print(`${uptimeText(run.box)}\n`);
  return 0;
}

const TOTAL_KB = 2_015_232;
const PROCESS_KB = 58_000;

function* free(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: 'hmgkb', long: { human: 'h' } });
  const used = 180_000 + run.box.machine.processes.length * PROCESS_KB;
  const shown = (kb: number): string => {
    if (options.has('h'))
      return kb > 1_048_576 ? `${(kb / 1_048_576).toFixed(1)}Gi` : `${Math.round(kb / 1_024)}Mi`;
    return String(
      options.has('m')
        ? Math.floor(kb / 1_024)
        : options.has('g')
          ? Math.floor(kb / 1_048_576)
          : kb,
    );
  };
  const row = (name: string, values: readonly number[]): string =>
    `${name.padEnd(7)}${values.map((value) => shown(value).padStart(12)).join('')}\n`;
  const rest = TOTAL_KB - used;
  yield* run.print(
    `       ${['total', 'used', 'free', 'shared', 'buff/cache', 'available'].map((title) => title.padStart(12)).join('')}\n`,
  );
  yield* run.print(
    row('Mem:', [TOTAL_KB, used, Math.floor(rest * 0.6), 1_024, Math.floor(rest * 0.4), rest]) +
      row('Swap:', [0, 0, 0]),
  );
  return 0;
}

function* df(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: 'hiTk', long: { 'human-readable': 'h' } });
  const { files } = run.box;
  let used = 1_800_000;
  const walk = (path: string): void => {
    for (const { name, kind } of files.list(path)) {
      const full = path === '/' ? `/${name}` : `${path}/${name}`;
      if (kind === 'directory') walk(full);
      else if (kind === 'file') used += Math.ceil(files.status(full).sizeBytes / 1_024);
    }
  };
  walk('/');
  const left = Number.isFinite(files.freeBytes)
    ? Math.floor(files.freeBytes / 1_024)
    : 18_700_000 - (used - 1_800_000);
  const total = used + left;
  const shown = (kb: number): string =>
    options.has('h') ? `${(kb / 1_048_576).toFixed(kb < 10_485_760 ? 1 : 0)}G` : String(kb);
  const percent = `${Math.ceil((used / total) * 100)}%`;
  const titles = options.has('h')
    ? ['Size', 'Used', 'Avail', 'Use%']
    : ['1K-blocks', 'Used', 'Available', 'Use%'];
  const width = options.has('h') ? 5 : 9;
  const line = (first: string, cells: readonly string[], mount: string): string =>
    `${first.padEnd(10)} ${cells.map((cell, at) => cell.padStart(at === 3 ? 4 : width)).join(' ')} ${mount}\n`;
  yield* run.print(
    line('Filesystem', titles, 'Mounted on') +
      line('/dev/vda1', [shown(total), shown(used), shown(left), percent], '/'),
  );
  return 0;
}

export const processCommands = [
  define('df', { summary: 'room on the disk', usage: 'df [-h]', program: df }),
  define('free', { summary: 'memory', usage: 'free [-h|-m|-g]', program: free }),
  define('pgrep', {
    summary: 'find processes by name',
    usage: 'pgrep [-fla] PATTERN',
    program: pgrep,
  }),
  define('pkill', {
    summary: 'send a signal to processes by name',
    usage: 'pkill [-SIGNAL] [-f] PATTERN',
    program: pgrep,
  }),
  define('ps', { summary: 'list processes', usage: 'ps [aux | -ef]', program: ps }),
  define('top', { summary: 'watch processes', usage: 'top [-b] [-n TIMES]', program: top }),
  define('uptime', { summary: 'how long the host has been up', usage: 'uptime', program: uptime }),
];
