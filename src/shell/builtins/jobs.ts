// jobs, fg, bg, wait, kill, disown.

import type { Invocation } from '../invocation.ts';
import type { Shell } from '../language/interpreter.ts';
import type { Job } from '../language/jobs.ts';
import { parseSignal, type ShellSignal, SIGNAL_NUMBERS } from '../signals.ts';
import type { Task } from '../task.ts';
import { sendSignal } from '../terminal/send-signal.ts';
import type { Builtin } from './builtin.ts';

const jobs: Builtin = function* (shell, run) {
  const withPids = run.args.includes('-l') || run.args.includes('-p');
  for (const job of shell.jobs.all) {
    if (run.args.includes('-p')) yield* run.print(`${job.group.id}\n`);
    else {
      const text = shell.jobs.describe(job);
      const shown = withPids ? text.replace(/^(\[\d+\].) /, `$1 ${job.members[0]?.pid}`) : text;
      yield* run.print(`${shown}\n`);
    }
  }
  shell.jobs.takeEnded();
  return 0;
};

function* jobOf(shell: Shell, run: Invocation, text: string | undefined): Task<Job | null> {
  if (!shell.state.isInteractive) {
    yield* shell.complain(`${run.name}: no job control`);
    return null;
  }
  const job = shell.jobs.find(text);
  if (!job) yield* shell.complain(`${run.name}: ${text ?? 'current'}: no such job`);
  return job ?? null;
}

const fg: Builtin = function* (shell, run) {
  const job = yield* jobOf(shell, run, run.args[0]);
  if (!job) return 1;
  yield* run.print(`${job.source}\n`);
  job.group.signal('SIGCONT');
  const status = yield* shell.waitFor(job.members, job.source);
  if (shell.jobs.isOver(job)) shell.jobs.remove(job);
  return status;
};

const bg: Builtin = function* (shell, run) {
  const job = yield* jobOf(shell, run, run.args[0]);
  if (!job) return 1;
  yield* run.print(`[${job.id}]+ ${job.source} &\n`);
  job.group.signal('SIGCONT');
  return 0;
};

const wait: Builtin = function* (shell, run) {
  if (run.args.length === 0) {
    for (const job of shell.jobs.all) for (const member of job.members) yield* member.wait();
    if (!shell.state.isInteractive) shell.jobs.takeEnded();
    return 0;
  }
  let status = 0;
  for (const arg of run.args) {
    const job = arg.startsWith('%')
      ? shell.jobs.find(arg)
      : shell.jobs.all.find(({ members }) => members.some(({ pid }) => pid === Number(arg)));
    if (!job) {
      yield* shell.complain(
        arg.startsWith('%')
          ? `wait: ${arg}: no such job`
          : `wait: pid ${arg} is not a child of this shell`,
      );
      status = 127;
      continue;
    }
    for (const member of job.members) yield* member.wait();
    status = job.members.at(-1)?.status ?? 0;
    if (!shell.state.isInteractive) shell.jobs.remove(job);
  }
  return status;
};

function* listSignals(run: Invocation): Task<number> {
  const names = Object.entries(SIGNAL_NUMBERS).sort(([, a], [, b]) => a - b);
  for (const [name, number] of names) {
    yield* run.print(`${String(number).padStart(2)}) ${name}\n`);
  }
  return 0;
}

const kill: Builtin = function* (shell, run) {
  const args = [...run.args];
  let signal: ShellSignal | null = 'SIGTERM';
  const [first = ''] = args;
  if (first === '-l' || first === '-L') return yield* listSignals(run);
  if (first === '-s' || first === '-n' || /^-[A-Za-z0-9]+$/.test(first)) {
    const isSeparate = first === '-s' || first === '-n';
    const name = isSeparate ? (args[1] ?? '') : first.slice(1);
    args.splice(0, isSeparate ? 2 : 1);
    signal = name === '0' ? null : parseSignal(name);
    if (name !== '0' && !signal) {
      yield* shell.complain(`kill: ${name}: invalid signal specification`);
      return 1;
    }
  }
  if (args.length === 0) {
    yield* run.printError(
      'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n',
    );
    return 2;
  }
  let status = 0;
  for (const arg of args) {
    const problem = killOne(shell, arg, signal);
    if (problem === null) continue;
    yield* shell.complain(`kill: ${problem}`);
    status = 1;
  }
  return status;
};

function killOne(shell: Shell, target: string, signal: ShellSignal | null): string | null {
  if (target.startsWith('%')) {
    const job = shell.jobs.find(target);
    if (!job) return `${target}: no such job`;
    if (signal) job.group.signal(signal);
    if (signal && job.group.isStopped) job.group.signal('SIGCONT');
    return null;
  }
  if (!/^-?\d+$/.test(target)) return `${target}: arguments must be process or job IDs`;
  return sendSignal(shell.box, Number(target), signal) ? null : `(${target}) - No such process`;
}

const disown: Builtin = function* (shell, run) {
  const job = yield* jobOf(shell, run, run.args[0]);
  if (!job) return 1;
  shell.jobs.remove(job);
  return 0;
};

export const jobBuiltins: [string, Builtin][] = [
  ['jobs', jobs],
  ['fg', fg],
  ['bg', bg],
  ['wait', wait],
  ['kill', kill],
  ['disown', disown],
];
