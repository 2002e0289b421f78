// set, shift, shopt.

import type { ShellOptions } from '../language/state.ts';
import type { Builtin } from './builtin.ts';

const LETTERS: Readonly<Record<string, keyof ShellOptions>> = {
  a: 'allexport',
  e: 'errexit',
  f: 'noglob',
  n: 'noexec',
  u: 'nounset',
  v: 'verbose',
  x: 'xtrace',
  C: 'noclobber',
};

const NAMES: readonly (keyof ShellOptions)[] = [
  'allexport',
  'errexit',
  'noclobber',
  'noexec',
  'noglob',
  'nounset',
  'pipefail',
  'verbose',
  'xtrace',
];

/** Options bash has and this shell takes without a word: they change nothing here. */
const TAKEN = new Set(['emacs', 'vi', 'history', 'monitor', 'braceexpand', 'hashall', 'errtrace']);

const quote = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text}'`);

const set: Builtin = function* (shell, run) {
  const { state } = shell;
  const args = [...run.args];
  if (args.length === 0) {
    for (const [name, { value }] of [...state.variables].sort(([a], [b]) => (a < b ? -1 : 1))) {
      yield* run.print(`${name}=${quote(value)}\n`);
    }
    return 0;
  }
  while (/^[-+]./.test(args[0] ?? '') && args[0] !== '--') {
    const arg = args.shift() as string;
    const isOn = arg.startsWith('-');
    for (const letter of arg.slice(1)) {
      const option = letter === 'o' ? args.shift() : LETTERS[letter];
      if (letter === 'o' && option === undefined) {
        for (const name of NAMES) {
          yield* run.print(`${name.padEnd(15)}\t${state.options[name] ? 'on' : 'off'}\n`);
        }
      } else if (NAMES.includes(option as keyof ShellOptions)) {
        state.options[option as keyof ShellOptions] = isOn;
      } else if (letter === 'o' && !TAKEN.has(option ?? '')) {
        yield* shell.complain(`set: ${option}: invalid option name`);
        return 1;
      } else if (letter !== 'o' && !'bhkmptBEHPT'.includes(letter)) {
        yield* shell.complain(`set: -${letter}: invalid option`);
        yield* run.printError(
          'set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n',
        );
        return 2;
      }
    }
  }
  if (args[0] === '--') {
    state.positional = args.slice(1);
  } else if (args.length > 0) {
    state.positional = args;
  }
  return 0;
};

const shift: Builtin = function* (shell, run) {
  const count = Number(run.args[0] ?? 1);
  const { positional } = shell.state;
  if (!Number.isInteger(count)) {
    yield* shell.complain(`shift: ${run.args[0]}: numeric argument required`);
    return 1;
  }
  if (count > positional.length) return 1;
  shell.state.positional = positional.slice(count);
  return 0;
};

const shopt: Builtin = function* (shell, run) {
  const [flag, ...names] = run.args;
  for (const name of names) {
    if (name === 'nullglob' || name === 'dotglob') shell.state.options[name] = flag === '-s';
    else if (
      !['expand_aliases', 'extglob', 'globstar', 'checkwinsize', 'histappend'].includes(name)
    ) {
      yield* shell.complain(`shopt: ${name}: invalid shell option name`);
      return 1;
    }
  }
  return 0;
};

export const setBuiltins: [string, Builtin][] = [
  ['set', set],
  ['shift', shift],
  ['shopt', shopt],
];
