// export, unset, local, readonly, declare.

import type { Shell } from '../language/interpreter.ts';
import { ShellError } from '../language/state.ts';
import type { Task } from '../task.ts';
import type { Builtin } from './builtin.ts';

const NAME = /^[A-Za-z_]\w*$/;

function* eachAssignment(
  shell: Shell,
  command: string,
  args: readonly string[],
  take: (name: string, value: string | undefined) => void,
): Task<number> {
  let status = 0;
  for (const arg of args) {
    const match = /^([^=+]*)(\+?)=(.*)$/s.exec(arg);
    const name = match ? (match[1] as string) : arg;
    if (!NAME.test(name)) {
      yield* shell.complain(`${command}: \`${arg}': not a valid identifier`);
      status = 1;
      continue;
    }
    const added = match?.[2] ? (shell.state.get(name) ?? '') : '';
    try {
      take(name, match ? added + (match[3] as string) : undefined);
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      yield* shell.complain(error.message);
      status = 1;
    }
  }
  return status;
}

const declared = (name: string, value: string, flags: string): string =>
  `declare -${flags} ${name}="${value.replace(/[\\"$`]/g, '\\$&')}"\n`;

const exportBuiltin: Builtin = function* (shell, run) {
  const { state } = shell;
  const args = run.args.filter((arg) => arg !== '-p' && arg !== '--');
  if (args[0] === '-n') {
    return yield* eachAssignment(shell, 'export', args.slice(1), (name) => {
      const variable = state.variables.get(name);
      if (variable) state.variables.set(name, { ...variable, isExported: false });
    });
  }
  if (/^-/.test(args[0] ?? '')) {
    yield* shell.complain(`export: ${args[0]?.slice(0, 2)}: invalid option`);
    yield* run.printError('export: usage: export [-fn] [name[=value] ...] or export -p\n');
    return 2;
  }
  if (args.length === 0) {
    for (const [name, value] of [...state.environment()].sort(([a], [b]) => (a < b ? -1 : 1))) {
      yield* run.print(declared(name, value, 'x'));
    }
    return 0;
  }
  return yield* eachAssignment(shell, 'export', args, (name, value) => state.export(name, value));
};

const unset: Builtin = function* (shell, run) {
  const { state } = shell;
  const isFunction = run.args[0] === '-f';
  let status = 0;
  for (const name of run.args.filter((arg) => !/^-[fv]$/.test(arg))) {
    if (!NAME.test(name)) {
      yield* shell.complain(`unset: \`${name}': not a valid identifier`);
      status = 1;
    } else if (isFunction || (!state.variables.has(name) && state.functions.has(name))) {
      state.functions.delete(name);
    } else {
      try {
        state.unset(name);
      } catch (error) {
        if (!(error instanceof ShellError)) throw error;
        yield* shell.complain(error.message);
        status = 1;
      }
    }
  }
  return status;
};

const local: Builtin = function* (shell, run) {
  if (shell.state.scopes.length === 0) {
    yield* shell.complain('local: can only be used in a function');
    return 1;
  }
  const args = run.args.filter((arg) => !/^-[a-z]+$/.test(arg));
  return yield* eachAssignment(shell, 'local', args, (name, value) =>
    shell.state.declareLocal(name, value),
  );
};

const readonly: Builtin = function* (shell, run) {
  const { variables } = shell.state;
  const args = run.args.filter((arg) => arg !== '-p');
  if (args.length === 0) {
    for (const [name, { value, isReadonly }] of variables) {
      if (isReadonly) yield* run.print(declared(name, value, 'r'));
    }
    return 0;
  }
  return yield* eachAssignment(shell, 'readonly', args, (name, value) => {
    if (value !== undefined) shell.state.set(name, value);
    const variable = variables.get(name) ?? { value: '', isExported: false };
    variables.set(name, { ...variable, isReadonly: true });
  });
};

const declare: Builtin = function* (shell, run) {
  const flags = run.args.filter((arg) => /^[-+][a-zA-Z]+$/.test(arg)).join('');
  const args = run.args.filter((arg) => !/^[-+][a-zA-Z]+$/.test(arg));
  if (/[aA]/.test(flags)) {
    yield* shell.complain(`${run.name}: this shell has no arrays`);
    return 1;
  }
  return yield* eachAssignment(shell, run.name, args, (name, value) => {
    if (shell.state.scopes.length > 0) shell.state.declareLocal(name, value);
    else if (value !== undefined) shell.state.set(name, value);
    if (flags.includes('x')) shell.state.export(name);
    if (flags.includes('r')) {
      const variable = shell.state.variables.get(name);
      if (variable) shell.state.variables.set(name, { ...variable, isReadonly: true });
    }
  });
};

export const variableBuiltins: [string, Builtin][] = [
  ['export', exportBuiltin],
  ['unset', unset],
  ['local', local],
  ['readonly', readonly],
  ['declare', declare],
  ['typeset', declare],
];
