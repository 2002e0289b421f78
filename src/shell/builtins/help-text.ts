// What `help` prints: the commands of this host with what they do.

import type { Box } from '../box.ts';
import { findCommand } from '../commands/command.ts';

/** What the shell does itself, by name. */
const SHELL_HELP: Readonly<Record<string, string>> = {
  alias: 'give a command another name',
  bg: 'let a stopped job go on in the background',
  cd: 'go to another directory',
  echo: 'print its arguments',
  exit: 'leave the shell',
  export: 'give a variable to the programs that are started',
  fg: 'bring a job to the foreground',
  history: 'list the lines typed so far',
  jobs: 'list jobs in the background and stopped ones',
  pwd: 'say where you are',
  read: 'read a line into variables',
  set: 'switch options of the shell: -e, -u, -x, -o pipefail',
  source: 'run a script in this shell',
  test: 'check files, texts and numbers: also [ … ] and [[ … ]]',
  trap: 'run something when a signal comes or the shell ends',
  type: 'say what a name stands for',
  wait: 'wait for jobs in the background',
};

const line = (name: string, summary: string): string => `  ${name.padEnd(14)}${summary}\n`;

/** The text for one name, or the whole list; null for a name nobody knows. */
export function helpText(box: Box, name?: string): string | null {
  if (name !== undefined) {
    const spec = findCommand(box, name);
    if (spec) return `${name}: ${spec.summary}\nUsage: ${spec.usage}\n`;
    const summary = SHELL_HELP[name];
    return summary === undefined ? null : `${name}: ${summary}\n`;
  }
  const commands = [...box.commands.keys()].sort().flatMap((command) => {
    const spec = findCommand(box, command);
    return spec ? [line(command, spec.summary)] : [];
  });
  const builtins = Object.entries(SHELL_HELP).map(([builtin, summary]) => line(builtin, summary));
  return [
    `Commands on ${box.name}:\n`,
    ...commands,
    '\nThe shell itself (bash):\n',
    ...builtins,
    '\nOther hosts: ssh HOST. More about one command: help NAME, man NAME, NAME --help.\n',
  ].join('');
}
