// bash and sh as programs: -c, scripts, and an interactive shell within a shell.

import { describeError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { Shell } from '../language/interpreter.ts';
import type { Descriptors } from '../language/redirections.ts';
import { ShellState } from '../language/state.ts';
import type { Task } from '../task.ts';
import { interact, loginState } from '../terminal/login.ts';
import { define } from './define.ts';
import { type OptionSpec, parseOptions } from './options.ts';

/** The descriptors of a command for a shell of its own. */
export const descriptorsOf = (run: Invocation): Descriptors =>
  new Map([
    [0, run.stdin.hold()],
    [1, run.stdout.hold()],
    [2, run.stderr.hold()],
  ]);

function stateFrom(run: Invocation): ShellState {
  const state = new ShellState();
  for (const [name, value] of run.environment) state.export(name, value);
  state.set('IFS', ' \t\n');
  state.set('PS4', '+ ');
  state.cwd = run.cwd;
  state.pid = run.process.pid;
  return state;
}

/** Runs a text as a script. */
export function* runScript(
  run: Invocation,
  text: string,
  prepare: (state: ShellState) => void,
): Task<number> {
  const { box, process, session } = run;
  const state = stateFrom(run);
  prepare(state);
  const shell = new Shell({ box, process, session, state, descriptors: descriptorsOf(run) });
  return yield* shell.runToEnd((own) => own.runText(text));
}

function* bash(run: Invocation): Task<number> {
  const args = [...run.args];
  const letters: string[] = [];
  let command: string | null = null;
  while (/^[-+]./.test(args[0] ?? '') && command === null) {
    const option = args.shift() as string;
    if (option === '--') break;
    if (option === '--version') {
      yield* run.print('GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n');
      return 0;
    }
    if (option === '-o') letters.push(args.shift() ?? '');
    else if (option.startsWith('--')) {
      if (option === '--login' || option === '--norc') continue;
      yield* run.printError(`${run.name}: ${option}: invalid option\n`);
      return 2;
    } else if (option.includes('c')) command = args.shift() ?? '';
    else letters.push(...option.slice(1));
  }
  const apply = (state: ShellState): void => {
    const { options } = state;
    if (letters.includes('e')) options.errexit = true;
    if (letters.includes('u')) options.nounset = true;
    if (letters.includes('x')) options.xtrace = true;
    if (letters.includes('pipefail')) options.pipefail = true;
  };
  if (command !== null) {
    const text = command;
    return yield* runScript(run, text, (state) => {
      apply(state);
      state.scriptName = args[0] ?? run.name;
      state.positional = args.slice(1);
      state.messagePrefix = (line) => `${state.scriptName}: line ${line}: `;
      state.syntaxPrefix = (line) => `${state.scriptName}: -c: line ${line}: `;
    });
  }
  const [path, ...positional] = args;
  if (path === undefined && run.stdin.isTerminal && run.session) {
    const { box, process, session } = run;
    const state = loginState(box);
    for (const [name, value] of run.environment) state.export(name, value);
    state.cwd = run.cwd;
    return yield* interact({ box, process, session, state, descriptors: descriptorsOf(run) });
  }
  let text: string;
  try {
    text =
      path === undefined ? yield* run.readText(run.stdin) : run.files.readText(run.resolve(path));
  } catch (error) {
    yield* run.printError(`bash: ${path}: ${describeError(error)}\n`);
    return 127;
  }
  return yield* runScript(run, text, (state) => {
    apply(state);
    state.scriptName = path ?? run.name;
    state.positional = positional;
    state.messagePrefix = (line) => `${state.scriptName}: line ${line}: `;
    state.syntaxPrefix = state.messagePrefix;
  });
}

/** Options are taken and have no effect: there is one user, and one way in. What follows the host is the command. */
const SSH_OPTIONS: OptionSpec = {
  short: '46AaCfGgKkMNnqsTtVvXxYyb:c:D:E:e:F:I:i:J:L:l:m:O:o:p:Q:R:S:W:w:',
  status: 255,
  stopsAtOperand: true,
};

function* ssh(run: Invocation): Task<number> {
  const { operands } = parseOptions(run.args, SSH_OPTIONS);
  const [target, ...words] = operands;
  if (target === undefined) {
    yield* run.printError('usage: ssh [user@]destination [command [argument ...]]\n');
    return 255;
  }
  const name = target.slice(target.indexOf('@') + 1);
  const hosts = run.box.world.system.hosts;
  const found = hosts.find((host) => host.name === name || ('ip' in host && host.ip === name));
  const box = found && run.box.boxes(found.name);
  if (!box) {
    yield* run.printError(`ssh: Could not resolve hostname ${name}: Name or service not known\n`);
    run.note(`Hosts here: ${hosts.map((host) => host.name).join(', ')}`);
    return 255;
  }
  yield* run.sleep(30_000);
  const { session } = run;
  const child = box.spawn({
    title: words.length > 0 ? `bash -c ${words.join(' ')}` : '-bash',
    parentPid: 1,
    terminal: run.process.terminal,
    group: run.process.group,
    task: function* (process) {
      const state = loginState(box);
      const descriptors = descriptorsOf(run);
      if (words.length === 0 && session) {
        return yield* interact({ box, process, session, state, descriptors });
      }
      state.pid = process.pid;
      state.cwd = '/root';
      state.messagePrefix = (line) => `bash: line ${line}: `;
      state.syntaxPrefix = (line) => `bash: -c: line ${line}: `;
      const shell = new Shell({ box, process, session, state, descriptors });
      return yield* shell.runToEnd((own) => own.runText(words.join(' ')));
    },
  });
  yield* child.wait();
  if (words.length === 0) yield* run.printError(`Connection to ${name} closed.\n`);
  return child.status ?? 0;
}

export const bashCommands = [
  define('bash', {
    summary: 'run a script or a shell within the shell',
    usage: 'bash [-c COMMAND | SCRIPT [ARGUMENT...]]',
    program: bash,
  }),
  define('sh', {
    summary: 'run a script',
    usage: 'sh [-c COMMAND | SCRIPT [ARGUMENT...]]',
    program: bash,
  }),
  define('ssh', {
    summary: 'open a shell on another host of the system, or run a command there',
    usage: 'ssh HOST [COMMAND]',
    program: ssh,
  }),
];
