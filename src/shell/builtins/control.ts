// exit, return, break, continue, eval, source, exec, command, builtin, type, trap.

import { findCommand } from '../commands/command.ts';
import { describeError } from '../errors.ts';
import { FunctionReturn, LoopControl, ShellExit } from '../language/control.ts';
import type { Shell } from '../language/interpreter.ts';
import { resolvePath } from '../paths.ts';
import { parseSignal, type ShellSignal } from '../signals.ts';
import type { Task } from '../task.ts';
import type { Builtin } from './builtin.ts';

function* statusOf(shell: Shell, name: string, text: string | undefined): Task<number> {
  if (text === undefined) return shell.state.status;
  if (/^[-+]?\d+$/.test(text)) return ((Number(text) % 256) + 256) % 256;
  yield* shell.complain(`${name}: ${text}: numeric argument required`);
  return 2;
}

const exit: Builtin = function* (shell, run) {
  throw new ShellExit(yield* statusOf(shell, 'exit', run.args[0]));
};

const returnBuiltin: Builtin = function* (shell, run) {
  const status = yield* statusOf(shell, 'return', run.args[0]);
  if (shell.state.scopes.length === 0 && shell.sourceDepth === 0) {
    yield* shell.complain("return: can only `return' from a function or sourced script");
    return 2;
  }
  throw new FunctionReturn(status);
};

const loop = (kind: 'break' | 'continue'): Builtin =>
  function* (shell, run) {
    const depth = Number(run.args[0] ?? 1);
    if (!Number.isInteger(depth) || depth < 1) {
      yield* shell.complain(`${kind}: ${run.args[0]}: loop count out of range`);
      return 1;
    }
    if (shell.loopDepth === 0) {
      yield* shell.complain(`${kind}: only meaningful in a \`for', \`while', or \`until' loop`);
      return 0;
    }
    throw new LoopControl(kind, Math.min(depth, shell.loopDepth));
  };

const evaluate: Builtin = function* (shell, run) {
  return run.args.length === 0 ? 0 : yield* shell.runText(run.args.join(' '));
};

const source: Builtin = function* (shell, run) {
  const [path, ...args] = run.args;
  if (path === undefined) {
    yield* shell.complain(`${run.name}: filename argument required`);
    yield* run.printError(`${run.name}: usage: ${run.name} filename [arguments]\n`);
    return 2;
  }
  let text: string;
  try {
    text = run.files.readText(resolvePath(shell.state.cwd, path));
  } catch (error) {
    yield* shell.complain(`${path}: ${describeError(error)}`);
    return 1;
  }
  const { positional } = shell.state;
  if (args.length > 0) shell.state.positional = args;
  shell.sourceDepth++;
  try {
    return yield* shell.runText(text);
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status;
    throw error;
  } finally {
    shell.sourceDepth--;
    shell.state.positional = positional;
  }
};

/** Runs a command in the place of the shell. */
const exec: Builtin = function* (shell, run) {
  throw new ShellExit(yield* run.run(run.args, { environment: shell.state.environment() }));
};

const command: Builtin = function* (shell, run) {
  const args = [...run.args];
  if (args[0] === '-v' || args[0] === '-V') {
    const isLong = args.shift() === '-V';
    let status = 1;
    for (const name of args) {
      const kind = describe(shell, name);
      if (!kind) {
        if (isLong) yield* shell.complain(`command: ${name}: not found`);
        continue;
      }
      status = 0;
      yield* run.print(`${isLong ? kind.long : kind.short}\n`);
    }
    return status;
  }
  const [name, ...rest] = args;
  if (name === undefined) return 0;
  const builtin = shell.findBuiltin(name);
  if (builtin) return yield* builtin(shell, shell.invocation(name, rest));
  return yield* run.run(args, { environment: shell.state.environment() });
};

function describe(
  shell: Shell,
  name: string,
): { short: string; long: string; kind: string } | null {
  const alias = shell.state.aliases.get(name);
  if (alias !== undefined) {
    const short = `alias ${name}='${alias}'`;
    return { short, long: `${name} is aliased to \`${alias}'`, kind: 'alias' };
  }
  if (
    /^(if|then|else|elif|fi|for|while|until|do|done|case|esac|function|time|\{|\}|!|\[\[|\]\])$/.test(
      name,
    )
  ) {
    return { short: name, long: `${name} is a shell keyword`, kind: 'keyword' };
  }
  if (shell.state.functions.has(name)) {
    return { short: name, long: `${name} is a function`, kind: 'function' };
  }
  if (shell.findBuiltin(name)) {
    return { short: name, long: `${name} is a shell builtin`, kind: 'builtin' };
  }
  if (findCommand(shell.box, name)) {
    const path = `/usr/bin/${name}`;
    return { short: path, long: `${name} is ${path}`, kind: 'file' };
  }
  return null;
}

const type: Builtin = function* (shell, run) {
  const isShort = run.args[0] === '-t';
  let status = 0;
  for (const name of run.args.filter((arg) => !/^-[tap]$/.test(arg))) {
    const found = describe(shell, name);
    if (found) yield* run.print(`${isShort ? found.kind : found.long}\n`);
    else {
      if (!isShort) yield* shell.complain(`type: ${name}: not found`);
      status = 1;
    }
  }
  return status;
};

function trapName(text: string): string | null {
  const upper = text.toUpperCase().replace(/^SIG/, '');
  if (['EXIT', 'ERR', 'DEBUG', 'RETURN'].includes(upper)) return upper;
  if (text === '0') return 'EXIT';
  return parseSignal(text)?.replace(/^SIG/, '') ?? null;
}

const trap: Builtin = function* (shell, run) {
  const args = run.args.filter((arg) => arg !== '--');
  const { traps } = shell.state;
  if (args.length === 0 || args[0] === '-p') {
    for (const [name, text] of traps) {
      const shown = ['EXIT', 'ERR'].includes(name) ? name : `SIG${name}`;
      yield* run.print(`trap -- '${text.replaceAll("'", "'\\''")}' ${shown}\n`);
    }
    return 0;
  }
  const [text = '', ...names] = args.length === 1 ? ['-', ...args] : args;
  let status = 0;
  for (const given of names) {
    const name = trapName(given);
    if (name === null) {
      yield* shell.complain(`trap: ${given}: invalid signal specification`);
      status = 1;
    } else setTrap(shell, name, text);
  }
  return status;
};

function setTrap(shell: Shell, name: string, text: string): void {
  const { traps } = shell.state;
  const signal = `SIG${name}` as ShellSignal;
  if (text === '-') {
    traps.delete(name);
    shell.process.handlers.delete(signal);
    return;
  }
  traps.set(name, text);
  if (['EXIT', 'ERR', 'DEBUG', 'RETURN'].includes(name)) return;
  shell.process.handlers.set(signal, () => {
    if (text !== '') shell.pendingTraps.push(text);
  });
}

export const controlBuiltins: [string, Builtin][] = [
  ['exit', exit],
  ['logout', exit],
  ['return', returnBuiltin],
  ['break', loop('break')],
  ['continue', loop('continue')],
  ['eval', evaluate],
  ['source', source],
  ['.', source],
  ['exec', exec],
  ['command', command],
  ['builtin', command],
  ['type', type],
  ['trap', trap],
];
