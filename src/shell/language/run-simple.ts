// Carries out a simple command: assignments, then a function, a built-in command, or a program in a process
// of its own (bash(1), "COMMAND EXECUTION").

import { type CommandSpec, findCommand } from '../commands/command.ts';
import { missingCommand } from '../commands/missing-command.ts';
import { Invocation, START_US } from '../invocation.ts';
import { resolvePath } from '../paths.ts';
import type { Task } from '../task.ts';
import { FunctionReturn } from './control.ts';
import type { Shell } from './interpreter.ts';
import { assignmentOf } from './parser.ts';
import { applyRedirects, closeAll, type Descriptors, holdAll } from './redirections.ts';
import { ShellError, type Variable } from './state.ts';
import type { Assignment, Command, SimpleCommand, Word } from './syntax.ts';

const DEEPEST_FUNCTION = 150;
/** Built-in commands whose arguments may be assignments: their values are not split. */
const DECLARING = new Set(['export', 'local', 'readonly', 'declare', 'typeset']);

/** `set -x` shows a word in quotes where it needs them. */
const traced = (word: string): string =>
  word !== '' && /^[\w@%+=:,./~^-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

function* expandWords(shell: Shell, words: readonly Word[]): Task<string[]> {
  const [first, ...rest] = words;
  if (!first || !DECLARING.has(first.source)) return yield* shell.expander.words(words);
  const fields = [first.source];
  for (const word of rest) {
    if (assignmentOf(word)) fields.push(yield* shell.expander.text(word));
    else fields.push(...(yield* shell.expander.words([word])));
  }
  return fields;
}

function* assign(shell: Shell, { name, value, appends }: Assignment): Task<string> {
  const text = yield* shell.expander.text(value);
  const whole = appends ? (shell.state.get(name) ?? '') + text : text;
  shell.state.set(name, whole);
  return whole;
}

export function* runSimple(shell: Shell, command: SimpleCommand): Task<number> {
  const { state } = shell;
  shell.substitutionStatus = 0;
  const words = yield* expandWords(shell, command.words);
  if (words.length === 0) {
    for (const assignment of command.assignments) {
      const value = yield* assign(shell, assignment);
      if (state.options.xtrace) yield* trace(shell, [`${assignment.name}=${traced(value)}`]);
    }
    if (command.redirects.length === 0) return shell.substitutionStatus;
    // biome-ignore lint/correctness/useYield: files are opened, nothing is run
    return yield* shell.redirected(command.redirects, function* () {
      return shell.substitutionStatus;
    });
  }
  if (state.options.xtrace) yield* trace(shell, words.map(traced));
  return yield* withAssignments(shell, command, words);
}

function* trace(shell: Shell, words: readonly string[]): Task {
  const text = `${shell.state.get('PS4') ?? '+ '}${words.join(' ')}\n`;
  yield* shell.stream(2).write(shell.box.codec.encodeUtf8(text));
}

/** `NAME=value command`: the variables are set for this command only. */
function* withAssignments(shell: Shell, command: SimpleCommand, words: string[]): Task<number> {
  const { variables } = shell.state;
  const before = new Map<string, Variable | undefined>();
  for (const assignment of command.assignments) {
    if (!before.has(assignment.name)) before.set(assignment.name, variables.get(assignment.name));
    yield* assign(shell, assignment);
    shell.state.export(assignment.name);
  }
  try {
    return yield* dispatch(shell, command, words);
  } finally {
    for (const [name, variable] of before) {
      if (variable) variables.set(name, variable);
      else variables.delete(name);
    }
  }
}

function* dispatch(shell: Shell, command: SimpleCommand, words: string[]): Task<number> {
  const [name = '', ...args] = words;
  const body = shell.state.functions.get(name);
  if (body) {
    return yield* shell.redirected(command.redirects, () => callFunction(shell, body, args));
  }
  const builtin = shell.findBuiltin(name);
  if (builtin) {
    if (name === 'exec' && args.length === 0) return yield* redirectShell(shell, command);
    return yield* shell.redirected(command.redirects, () =>
      builtin(shell, shell.invocation(name, args)),
    );
  }
  return yield* runProgram(shell, command, words);
}

/** `exec >file` changes the shell's own descriptors. */
function* redirectShell(shell: Shell, command: SimpleCommand): Task<number> {
  const { box, state, expander } = shell;
  yield* applyRedirects(command.redirects, shell.descriptors, { box, state, expander });
  return 0;
}

function* callFunction(shell: Shell, body: Command, args: readonly string[]): Task<number> {
  const { state } = shell;
  if (state.scopes.length > DEEPEST_FUNCTION) {
    throw new ShellError('maximum function nesting level exceeded');
  }
  const before = state.positional;
  state.positional = args;
  state.scopes.push(new Map());
  try {
    return yield* shell.command(body);
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status;
    throw error;
  } finally {
    state.leaveScope();
    state.positional = before;
  }
}

/** Something to run, or why it cannot be: what is printed, and the status. */
type Found =
  | CommandSpec
  | { readonly script: string }
  | { readonly problem: string; readonly status: number };

function find(shell: Shell, name: string): Found {
  const { box, state } = shell;
  if (!name.includes('/')) {
    const spec = findCommand(box, name);
    if (spec) return spec;
    const script = (state.get('PATH') ?? '')
      .split(':')
      .map((directory) => resolvePath(state.cwd, `${directory}/${name}`))
      .find((path) => box.files.find(path)?.kind === 'file');
    return script ? { script } : { problem: `${name}: command not found`, status: 127 };
  }
  const path = resolvePath(state.cwd, name);
  const installed = /^\/(?:usr\/)?(?:local\/)?s?bin\/([^/]+)$/.exec(path);
  const spec = installed && findCommand(box, installed[1] as string);
  if (spec) return spec;
  const node = box.files.find(path);
  if (!node) return { problem: `${name}: No such file or directory`, status: 127 };
  if (node.kind === 'directory') return { problem: `${name}: Is a directory`, status: 126 };
  if ((node.mode & 0o111) === 0) return { problem: `${name}: Permission denied`, status: 126 };
  return { script: path };
}

function* runProgram(shell: Shell, command: SimpleCommand, words: string[]): Task<number> {
  const [name = '', ...args] = words;
  const descriptors = holdAll(shell.descriptors);
  try {
    const { box, state, expander } = shell;
    yield* applyRedirects(command.redirects, descriptors, { box, state, expander });
  } catch (error) {
    closeAll(descriptors);
    if (!(error instanceof ShellError)) throw error;
    yield* shell.complain(error.message);
    return 1;
  }
  let found = find(shell, name);
  let argv = args;
  if ('script' in found) {
    const [interpreter = 'bash', ...more] = interpreterOf(shell, found.script);
    argv = [...more, name.includes('/') ? name : found.script, ...args];
    const spec = findCommand(shell.box, interpreter);
    found = spec ?? {
      problem: `${name}: ${interpreter}: bad interpreter: No such file or directory`,
      status: 126,
    };
  }
  if ('problem' in found) {
    const before = shell.descriptors;
    shell.descriptors = descriptors;
    yield* shell.complain(found.problem);
    shell.descriptors = before;
    closeAll(descriptors);
    if (found.status === 127) missingCommand(shell, name);
    return found.status;
  }
  const child = start(shell, {
    spec: found,
    name,
    args: argv,
    title: words.join(' '),
    descriptors,
  });
  return yield* shell.waitFor([child], words.join(' '));
}

/** What the first line of a script says runs it. */
function interpreterOf(shell: Shell, path: string): string[] {
  const [first = ''] = shell.box.files.readText(path).split('\n', 1);
  const words = /^#!\s*(.*)$/.exec(first)?.[1]?.trim().split(/\s+/) ?? [];
  const names = words.map((word) => word.slice(word.lastIndexOf('/') + 1));
  if (names[0] === 'env') return names.slice(1);
  return names[0] ? [names[0] === 'sh' ? 'bash' : names[0], ...words.slice(1)] : ['bash'];
}

function start(
  shell: Shell,
  program: {
    readonly spec: CommandSpec;
    readonly name: string;
    readonly args: readonly string[];
    readonly title: string;
    readonly descriptors: Descriptors;
  },
) {
  const { box, session, state } = shell;
  const { spec, name, args, title, descriptors } = program;
  const environment = state.environment();
  const { cwd } = state;
  return box.spawn({
    title,
    parentPid: shell.process.pid,
    terminal: shell.process.terminal,
    ...(!state.isInteractive && { group: shell.process.group }),
    task: function* (process) {
      const stream = (descriptor: number) => descriptors.get(descriptor) ?? shell.stream(-1);
      try {
        yield* box.sleep(START_US);
        const [stdin, stdout, stderr] = [stream(0), stream(1), stream(2)];
        const common = { box, process, session, environment, cwd };
        const base = name.slice(name.lastIndexOf('/') + 1);
        return yield* spec.program(
          new Invocation({ ...common, name: base, args, stdin, stdout, stderr }),
        );
      } finally {
        closeAll(descriptors);
      }
    },
  });
}
