// cd, pwd, umask, history, help.

import type { Shell } from '../language/interpreter.ts';
import { resolvePath } from '../paths.ts';
import type { Task } from '../task.ts';
import type { Builtin } from './builtin.ts';
import { helpText } from './help-text.ts';

function* changeTo(shell: Shell, name: string, shown: string): Task<number> {
  const { state, box } = shell;
  const path = resolvePath(state.cwd, name);
  const node = box.files.find(path);
  if (node?.kind !== 'directory') {
    const problem = node ? 'Not a directory' : 'No such file or directory';
    yield* shell.complain(`cd: ${shown}: ${problem}`);
    return 1;
  }
  state.set('OLDPWD', state.cwd);
  state.cwd = path;
  state.set('PWD', path);
  return 0;
}

const cd: Builtin = function* (shell, run) {
  const args = run.args.filter((arg) => !/^-[LPe]+$/.test(arg) && arg !== '--');
  if (args.length > 1) {
    yield* shell.complain('cd: too many arguments');
    return 1;
  }
  const [name] = args;
  if (name === undefined) {
    const home = shell.state.get('HOME');
    if (home !== undefined) return yield* changeTo(shell, home, home);
    yield* shell.complain('cd: HOME not set');
    return 1;
  }
  if (name === '-') {
    const before = shell.state.get('OLDPWD');
    if (before === undefined) {
      yield* shell.complain('cd: OLDPWD not set');
      return 1;
    }
    const status = yield* changeTo(shell, before, before);
    if (status === 0) yield* run.print(`${shell.state.cwd}\n`);
    return status;
  }
  if (/^-./.test(name)) {
    yield* shell.complain(`cd: ${name.slice(0, 2)}: invalid option`);
    yield* run.printError('cd: usage: cd [-L|[-P [-e]] [-@]] [dir]\n');
    return 2;
  }
  return yield* changeTo(shell, name, name);
};

const pwd: Builtin = function* (shell, run) {
  yield* run.print(`${shell.state.cwd}\n`);
  return 0;
};

const umask: Builtin = function* (shell, run) {
  const [mask] = run.args;
  if (mask === undefined) {
    yield* run.print(`${shell.state.umask.toString(8).padStart(4, '0')}\n`);
    return 0;
  }
  if (!/^[0-7]{1,4}$/.test(mask)) {
    yield* shell.complain(`umask: ${mask}: octal number out of range`);
    return 1;
  }
  shell.state.umask = Number.parseInt(mask, 8);
  return 0;
};

const history: Builtin = function* (shell, run) {
  const lines = shell.session?.history ?? [];
  const [arg] = run.args;
  if (arg === '-c') {
    shell.session?.clearHistory();
    return 0;
  }
  if (arg !== undefined && !/^\d+$/.test(arg)) {
    yield* shell.complain(`history: ${arg}: numeric argument required`);
    return 1;
  }
  const first = arg === undefined ? 0 : Math.max(0, lines.length - Number(arg));
  for (let at = first; at < lines.length; at++) {
    yield* run.print(`${String(at + 1).padStart(5)}  ${lines[at]}\n`);
  }
  return 0;
};

const help: Builtin = function* (shell, run) {
  const text = helpText(shell.box, run.args[0]);
  if (text === null) {
    yield* shell.complain(
      `help: no help topics match \`${run.args[0]}'.  Try \`help' to see what there is.`,
    );
    return 1;
  }
  yield* run.print(text);
  return 0;
};

export const directoryBuiltins: [string, Builtin][] = [
  ['cd', cd],
  ['pwd', pwd],
  ['umask', umask],
  ['history', history],
  ['help', help],
];
