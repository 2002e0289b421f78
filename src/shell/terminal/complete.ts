// What Tab offers: commands where one begins, then what the command takes (subcommands, services, hosts),
// and files.

import type { Completion } from '#sim';
import type { Box } from '../box.ts';
import { BUILTINS } from '../builtins/builtins.ts';
import { findCommand } from '../commands/command.ts';
import type { Shell } from '../language/interpreter.ts';
import { resolvePath } from '../paths.ts';

const SUBCOMMANDS: Readonly<Record<string, readonly string[]>> = {
  docker: ['exec', 'inspect', 'logs', 'ps', 'restart', 'start', 'stats', 'stop'],
  git: [
    'add',
    'bisect',
    'blame',
    'branch',
    'checkout',
    'commit',
    'diff',
    'log',
    'reflog',
    'reset',
    'restore',
    'revert',
    'show',
    'stash',
    'status',
    'switch',
  ],
  npm: ['run', 'start', 'test'],
  pm2: [
    'delete',
    'describe',
    'flush',
    'list',
    'logs',
    'monit',
    'reload',
    'restart',
    'start',
    'stop',
  ],
  systemctl: ['is-active', 'reload', 'restart', 'start', 'status', 'stop'],
};

/** Names of services, by the command that takes them. */
const TAKES_SERVICES = new Set(['pm2', 'docker', 'systemctl', 'journalctl']);

function serviceNames(box: Box, command: string): string[] {
  const { hosts } = box.world.system;
  if (command === 'docker')
    return hosts.flatMap(({ kind, name }) => (kind === 'client' ? [] : name));
  const own = hosts.find(({ name }) => name === box.name);
  return own && own.kind !== 'client' ? [own.kind === 'node' ? own.name : own.kind] : [];
}

function files(shell: Shell, word: string, directoriesOnly: boolean): string[] {
  const slash = word.lastIndexOf('/') + 1;
  const shown = word.slice(0, slash);
  const home = shell.state.get('HOME') ?? '';
  const path = resolvePath(shell.state.cwd, shown.replace(/^~(?=\/)/, home) || '.');
  const start = word.slice(slash);
  try {
    return shell.box.files
      .list(path)
      .filter(({ name }) => name.startsWith(start) && (start !== '' || !name.startsWith('.')))
      .map(({ name }) => {
        const kind = shell.box.files.find(`${path}/${name}`)?.kind;
        return { kind, text: `${shown}${name.replace(/[ '"()&;$]/g, '\\$&')}` };
      })
      .filter(({ kind }) => !directoriesOnly || kind === 'directory')
      .map(({ kind, text }) => (kind === 'directory' ? `${text}/` : text));
  } catch {
    return [];
  }
}

function commands(shell: Shell): string[] {
  const { box, state } = shell;
  const names = [
    ...[...box.commands.keys()].filter((name) => findCommand(box, name)),
    ...BUILTINS.keys(),
    ...state.aliases.keys(),
    ...state.functions.keys(),
  ];
  return [...new Set(names)].filter((name) => /^\w/.test(name)).sort();
}

/** The candidates for the word at the cursor. */
export function complete(shell: Shell, line: string, cursor: number): Completion {
  const before = line.slice(0, cursor);
  const word = /(?:\\.|[^\s|&;()<>"'])*$/.exec(before)?.[0] ?? '';
  const from = cursor - word.length;
  const words = (/[^|&;()]*$/.exec(before.slice(0, from))?.[0] ?? '').trim().split(/\s+/);
  const [command = ''] = words;
  const starting = (names: readonly string[]): string[] =>
    names.filter((name) => name.startsWith(word));
  if (command === '' && !/[<>]\s*$/.test(before.slice(0, from))) {
    const found = word.includes('/') ? files(shell, word, false) : starting(commands(shell));
    return { from, candidates: found };
  }
  if (word.startsWith('$')) {
    const names = [...shell.state.variables.keys()].sort().map((name) => `$${name}`);
    return { from, candidates: starting(names) };
  }
  const subcommands = SUBCOMMANDS[command];
  if (subcommands && words.length === 1) return { from, candidates: starting(subcommands) };
  if (command === 'ssh' || command === 'ping' || command === 'dig') {
    const names = shell.box.world.system.hosts.map(({ name }) => name);
    return { from, candidates: starting(names) };
  }
  if (TAKES_SERVICES.has(command)) {
    const services = starting(serviceNames(shell.box, command));
    if (services.length > 0) return { from, candidates: services };
  }
  return { from, candidates: files(shell, word, command === 'cd') };
}
