// An interactive shell: prompt, line, prompt. The first of a session, and those that ssh and bash start
// within it.

import type { Box } from '../box.ts';
import {
  FunctionReturn,
  Interrupted,
  LineDiscarded,
  LoopControl,
  ShellExit,
} from '../language/control.ts';
import { Shell } from '../language/interpreter.ts';
import { parseScript } from '../language/parser.ts';
import { closeAll, type Descriptors } from '../language/redirections.ts';
import { ShellState } from '../language/state.ts';
import { type Script, SyntaxProblem } from '../language/syntax.ts';
import type { ShellProcess } from '../process.ts';
import { Killed } from '../signals.ts';
import type { Task } from '../task.ts';
import type { Session } from './session.ts';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Where a login begins: in the directory of what runs on the host. */
function homeOf(box: Box): string {
  const spec = box.world.system.hosts.find(({ name }) => name === box.name);
  if (spec?.kind === 'nginx') return '/etc/nginx';
  const directory = spec && 'directory' in spec ? spec.directory : '/root';
  return box.files.find(directory)?.kind === 'directory' ? directory : '/root';
}

/** The state of a shell somebody has just logged in to. */
export function loginState(box: Box): ShellState {
  const state = new ShellState();
  box.files.makeDirectories('/root');
  box.files.makeDirectories('/tmp');
  const home = homeOf(box);
  const variables: readonly (readonly [string, string])[] = [
    ['HOME', '/root'],
    ['HOSTNAME', box.name],
    ['LANG', 'C.UTF-8'],
    ['LOGNAME', 'root'],
    ['PATH', PATH],
    ['PWD', home],
    ['SHELL', '/bin/bash'],
    ['TERM', 'xterm-256color'],
    ['USER', 'root'],
  ];
  for (const [name, value] of variables) state.export(name, value);
  state.set('IFS', ' \t\n');
  state.set('PS4', '+ ');
  state.set('BASH_VERSION', '5.2.15(1)-release');
  state.cwd = home;
  state.aliases.set('ll', 'ls -alF');
  state.aliases.set('la', 'ls -A');
  return state;
}

/** What stands before the cursor. */
function promptOf({ box, state }: Shell): string {
  const home = state.get('HOME') ?? '';
  const shown =
    state.cwd === home || state.cwd.startsWith(`${home}/`)
      ? `~${state.cwd.slice(home.length)}`
      : state.cwd;
  return `root@${box.name}:${shown}# `;
}

/** Reads lines until they make a whole script; null at the end of the input. */
function* readScript(shell: Shell, session: Session): Task<Script | null> {
  let text = '';
  for (;;) {
    session.prompt(shell, text === '' ? promptOf(shell) : '> ');
    const line = yield* session.readLine();
    if (line === null && text === '') return null;
    text += line === null ? '' : `${session.expandHistory(line)}\n`;
    if (text.trim() === '') return { items: [] };
    try {
      const script = parseScript(text, { aliases: shell.state.aliases });
      session.remember(text.replace(/\n$/, ''));
      return script;
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      if (error.isIncomplete && line !== null) continue;
      session.remember(text.replace(/\n$/, ''));
      yield* shell.reportSyntax(error);
      shell.state.status = 2;
      return { items: [] };
    }
  }
}

function* runLine(shell: Shell, session: Session): Task<'more' | 'end'> {
  const script = yield* readScript(shell, session);
  if (!script) {
    yield* shell.stream(2).write(shell.box.codec.encodeUtf8('exit\n'));
    return 'end';
  }
  yield* shell.run(script);
  return 'more';
}

/** Runs an interactive shell until it is left. Answers its status. */
export function* interact(options: {
  readonly box: Box;
  readonly process: ShellProcess;
  readonly session: Session;
  readonly state: ShellState;
  readonly descriptors: Descriptors;
}): Task<number> {
  const { session, state, process } = options;
  state.isInteractive = true;
  state.pid = process.pid;
  state.scriptName = 'bash';
  const shell = new Shell(options);
  const outer = session.enter(shell);
  process.handlers.set('SIGTERM', () => {});
  process.handlers.set('SIGQUIT', () => {});
  process.handlers.set('SIGTSTP', () => {});
  try {
    for (;;) {
      for (const line of shell.jobs.takeEnded()) {
        yield* shell.stream(2).write(shell.box.codec.encodeUtf8(`${line}\n`));
      }
      try {
        if ((yield* runLine(shell, session)) === 'end') return state.status;
      } catch (error) {
        if (error instanceof ShellExit) return error.status;
        if (error instanceof Interrupted) state.status = 130;
        else if (error instanceof FunctionReturn || error instanceof LineDiscarded) {
          state.status = error.status;
        } else if (error instanceof Killed && error.signal === 'SIGPIPE') state.status = 141;
        else if (!(error instanceof LoopControl)) throw error;
      }
    }
  } finally {
    session.leave(outer);
    closeAll(shell.descriptors);
  }
}
