// env, printenv, which, whoami, id, hostname, uname, date, sleep, clear, man, and wrappers: timeout, nohup,
// sudo, watch.

import { BUILTINS } from '../../builtins/builtins.ts';
import { helpText } from '../../builtins/help-text.ts';
import type { Invocation } from '../../invocation.ts';
import { parseSignal } from '../../signals.ts';
import type { Task } from '../../task.ts';
import { findCommand } from '../command.ts';
import { define } from '../define.ts';
import { parseOptions, UsageError } from '../options.ts';
import { formatDate, parseDate } from './date.ts';

function* env(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: 'iu:0',
    long: { 'ignore-environment': 'i', unset: 'u' },
    stopsAtOperand: true,
    status: 125,
  });
  const environment = new Map(options.has('i') ? [] : run.environment);
  for (const name of options.values('u')) environment.delete(name);
  const rest = [...options.operands];
  while (/^[A-Za-z_]\w*=/.test(rest[0] ?? '')) {
    const [name = '', ...value] = (rest.shift() as string).split('=');
    environment.set(name, value.join('='));
  }
  if (rest.length === 0) {
    for (const [name, value] of environment) yield* run.print(`${name}=${value}\n`);
    return 0;
  }
  return yield* runOr(run, rest, { environment });
}

/** Runs the command a wrapper was given. */
function* runOr(
  run: Invocation,
  argv: readonly string[],
  changes: Parameters<Invocation['run']>[1] = {},
): Task<number> {
  const child = run.spawn(argv, changes);
  if (!child) {
    yield* run.fail(`‘${argv[0]}’: No such file or directory`);
    return 127;
  }
  yield* child.wait();
  return child.status ?? 0;
}

function* printenv(run: Invocation): Task<number> {
  if (run.args.length === 0) {
    for (const [name, value] of run.environment) yield* run.print(`${name}=${value}\n`);
    return 0;
  }
  let status = 0;
  for (const name of run.args) {
    const value = run.environment.get(name);
    if (value === undefined) status = 1;
    else yield* run.print(`${value}\n`);
  }
  return status;
}

function* which(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: 'as' });
  let status = 0;
  for (const name of options.operands) {
    if (findCommand(run.box, name)) yield* run.print(`/usr/bin/${name}\n`);
    else status = 1;
  }
  return status;
}

function* identity(run: Invocation): Task<number> {
  const { name } = run.box;
  const texts: Readonly<Record<string, string>> = {
    whoami: 'root',
    hostname: run.args.includes('-I') ? `${run.box.machine.host.ip} ` : name,
    id: run.args.includes('-u') ? '0' : 'uid=0(root) gid=0(root) groups=0(root)',
    arch: 'x86_64',
    nproc: '2',
    tty: run.process.terminal === null ? 'not a tty' : `/dev/${run.process.terminal}`,
  };
  yield* run.print(`${texts[run.name]}\n`);
  return 0;
}

function* uname(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: 'asnrvmo', long: { all: 'a' } });
  const parts: readonly (readonly [string, string])[] = [
    ['s', 'Linux'],
    ['n', run.box.name],
    ['r', '6.1.0-18-amd64'],
    ['v', '#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)'],
    ['m', 'x86_64'],
    ['o', 'GNU/Linux'],
  ];
  const all = options.has('a');
  const shown = parts.filter(([letter]) => all || options.has(letter));
  yield* run.print(`${shown.length > 0 ? shown.map(([, text]) => text).join(' ') : 'Linux'}\n`);
  return 0;
}

function* date(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: 'ud:Rs:I',
    long: { utc: 'u', date: 'd', 'rfc-email': 'R', 'iso-8601': 'I', set: 's' },
  });
  const given = options.value('d');
  const now = Math.floor(run.box.timeMs);
  const time = given === undefined ? now : parseDate(given, now);
  if (time === null) throw new UsageError(`invalid date ‘${given}’`, { hasHint: false });
  const [format] = options.operands;
  if (format !== undefined && !format.startsWith('+')) {
    throw new UsageError(`invalid date ‘${format}’`, { hasHint: false });
  }
  const usual = options.has('R')
    ? '%a, %d %b %Y %H:%M:%S +0000'
    : options.has('I')
      ? '%Y-%m-%d'
      : '%a %b %e %H:%M:%S UTC %Y';
  yield* run.print(`${formatDate(format?.slice(1) ?? usual, time)}\n`);
  return 0;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400 };

/** `2`, `0.5s`, `1m`: microseconds; null for anything else. */
function durationUs(text: string): number | null {
  const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text);
  return match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1) * 1e6 : null;
}

function* sleep(run: Invocation): Task<number> {
  const options = parseOptions(run.args, { short: '' });
  if (options.operands.length === 0) throw new UsageError('missing operand');
  let total = 0;
  for (const text of options.operands) {
    const duration = durationUs(text);
    if (duration === null) throw new UsageError(`invalid time interval ‘${text}’`);
    total += duration;
  }
  yield* run.sleep(total);
  return 0;
}

function* timeout(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: 's:k:v',
    long: { signal: 's', 'kill-after': 'k' },
    stopsAtOperand: true,
    status: 125,
  });
  const [limit, ...argv] = options.operands;
  if (limit === undefined || argv.length === 0)
    throw new UsageError('missing operand', { status: 125 });
  const duration = durationUs(limit);
  if (duration === null) throw new UsageError(`invalid time interval ‘${limit}’`, { status: 125 });
  const signal = parseSignal(options.value('s') ?? 'TERM') ?? 'SIGTERM';
  const child = run.spawn(argv);
  if (!child) {
    yield* run.fail(`failed to run command ‘${argv[0]}’: No such file or directory`);
    return 127;
  }
  let isLate = false;
  const event = run.kernel.after(duration, () => {
    isLate = true;
    child.signal(signal);
  });
  try {
    yield* child.wait();
  } finally {
    run.kernel.cancel(event);
  }
  return isLate && child.endedBy ? 124 : (child.status ?? 0);
}

function* wrapper(run: Invocation): Task<number> {
  const argv = run.args.filter(
    (arg, at) => !(arg.startsWith('-') && run.args.slice(0, at).every((a) => a.startsWith('-'))),
  );
  if (argv.length === 0) throw new UsageError('missing operand', { status: 125 });
  return yield* runOr(run, argv);
}

/** Runs a command again and again; each run takes the place of the one before. */
function* watch(run: Invocation): Task<number> {
  const options = parseOptions(run.args, {
    short: 'n:dtcex',
    long: { interval: 'n', differences: 'd', 'no-title': 't', color: 'c' },
    stopsAtOperand: true,
  });
  const argv = options.operands;
  if (argv.length === 0) throw new UsageError('missing operand');
  const seconds = Math.max(0.1, Number(options.value('n') ?? 2));
  for (let turn = 0; ; turn++) {
    yield* run.print('\x1b[H\x1b[2J');
    if (!options.has('t')) {
      const title = `Every ${seconds.toFixed(1)}s: ${argv.join(' ')}`;
      const now = formatDate('%a %b %e %H:%M:%S %Y', run.box.timeMs);
      yield* run.print(`${title}    ${run.box.name}: ${now}\n\n`);
    }
    yield* run.run(['bash', '-c', argv.join(' ')]);
    if (turn === 0) run.follow();
    yield* run.sleep(seconds * 1e6);
  }
}

function* clear(run: Invocation): Task<number> {
  yield* run.print('\x1b[H\x1b[2J\x1b[3J');
  return 0;
}

function* man(run: Invocation): Task<number> {
  const name = run.args.findLast((arg) => !/^-|^\d$/.test(arg));
  if (name === undefined) {
    yield* run.print("What manual page do you want?\nFor example, try 'man man'.\n");
    return 1;
  }
  const text = helpText(run.box, name);
  if (text === null) {
    yield* run.printError(`No manual entry for ${name}\n`);
    return 16;
  }
  const isBuiltin = BUILTINS.has(name) && !findCommand(run.box, name);
  yield* run.print(`${text}${isBuiltin ? '\nIt is a command of the shell: see bash(1).\n' : ''}`);
  return 0;
}

function* editor(run: Invocation): Task<number> {
  const [name = 'FILE'] = run.args.filter((arg) => !arg.startsWith('-'));
  yield* run.printError(`${run.name}: this terminal has no full-screen editor\n`);
  run.note(
    `Edit ${name} in the editor beside the terminal, or from here: sed -i 's/old/new/' ${name}, echo TEXT >> ${name}, cat > ${name}`,
  );
  return 1;
}

const identities = ['whoami', 'hostname', 'id', 'arch', 'nproc', 'tty'].map((name) =>
  define(name, {
    summary: {
      whoami: 'who you are',
      hostname: 'the name of this host',
      id: 'your user and groups',
      arch: 'the kind of processor',
      nproc: 'how many processors there are',
      tty: 'which terminal this is',
    }[name] as string,
    usage: name,
    program: identity,
  }),
);

export const surroundingCommands = [
  ...identities,
  define('clear', { summary: 'clear the terminal', usage: 'clear', program: clear }),
  define('date', { summary: 'the time', usage: 'date [-u] [-d WHEN] [+FORMAT]', program: date }),
  define('env', {
    summary: 'print variables, or run a command with others',
    usage: 'env [-i] [-u NAME] [NAME=VALUE]... [COMMAND]',
    program: env,
  }),
  define('man', { summary: 'explain a command in short', usage: 'man NAME', program: man }),
  ...['nano', 'vi', 'vim', 'emacs'].map((name) =>
    define(name, {
      summary: 'says how to edit files here',
      usage: `${name} FILE`,
      program: editor,
    }),
  ),
  define('nohup', {
    summary: 'run a command that outlives the shell',
    usage: 'nohup COMMAND',
    program: wrapper,
  }),
  define('printenv', {
    summary: 'print variables',
    usage: 'printenv [NAME]...',
    program: printenv,
  }),
  define('sleep', { summary: 'let time pass', usage: 'sleep SECONDS', program: sleep }),
  define('sudo', {
    summary: 'run a command as root (you are root)',
    usage: 'sudo COMMAND',
    program: wrapper,
  }),
  define('timeout', {
    summary: 'end a command that takes too long',
    usage: 'timeout [-s SIGNAL] DURATION COMMAND',
    program: timeout,
  }),
  define('uname', { summary: 'the system', usage: 'uname [-asnrvmo]', program: uname }),
  define('watch', {
    summary: 'run a command again and again',
    usage: 'watch [-n SECONDS] COMMAND',
    program: watch,
  }),
  define('which', { summary: 'where a command lies', usage: 'which NAME...', program: which }),
];
