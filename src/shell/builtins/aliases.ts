// alias, unalias.

import type { Builtin } from './builtin.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const alias: Builtin = function* (shell, run) {
  const { aliases } = shell.state;
  const names = run.args.filter((arg) => arg !== '-p');
  if (names.length === 0) {
    for (const [name, text] of [...aliases].sort()) {
      yield* run.print(`alias ${name}=${quoted(text)}\n`);
    }
    return 0;
  }
  let status = 0;
  for (const arg of names) {
    const equals = arg.indexOf('=');
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const text = aliases.get(name);
    if (equals > 0) aliases.set(name, arg.slice(equals + 1));
    else if (text !== undefined) yield* run.print(`alias ${name}=${quoted(text)}\n`);
    else {
      yield* shell.complain(`alias: ${name}: not found`);
      status = 1;
    }
  }
  return status;
};

const unalias: Builtin = function* (shell, run) {
  if (run.args[0] === '-a') {
    shell.state.aliases.clear();
    return 0;
  }
  let status = 0;
  for (const name of run.args) {
    if (shell.state.aliases.delete(name)) continue;
    yield* shell.complain(`unalias: ${name}: not found`);
    status = 1;
  }
  return status;
};

export const aliasBuiltins: [string, Builtin][] = [
  ['alias', alias],
  ['unalias', unalias],
];
