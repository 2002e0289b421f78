// Starts a Node program as `node OPTIONS FILE ARGUMENTS` does: options are read, environment files loaded
// (src/node.cc, src/node_dotenv.cc), and what cannot be obeyed is said before anything runs.

import type { Machine } from '../process/machine.ts';
import { NativeProcess } from '../process/native-process.ts';
import type { Process } from '../process/process.ts';
import { type CommandLine, EXIT_BAD_OPTION, readCommandLine } from './command-line.ts';
import { parseDotenv } from './dotenv.ts';
import type { GuestRealm } from './guest-realm.ts';
import { NodeProcess } from './node-process.ts';
import type { ScriptPreparer } from './prepare/prepared.ts';

/** Which program to start, where, and on what. */
export interface NodeStart {
  readonly machine: Machine;
  readonly realm: GuestRealm;
  readonly preparer: ScriptPreparer;
  /** What operators know the process by. */
  readonly name: string;
  /** What stands behind `node`: its options, the file to run, the program's arguments. */
  readonly words: readonly string[];
  readonly workingDirectory: string;
  readonly environmentVariables: Readonly<Record<string, string>>;
  /** How Node is called where it speaks of its command line; `node`. */
  readonly calledAs?: string;
  /** How many files it may have open (`ulimit -n`). */
  readonly openFileLimit?: number;
}

type EnvironmentFiles =
  | {
      readonly kind: 'read';
      readonly variables: Readonly<Record<string, string>>;
      /** Files that are not there and need not be. */
      readonly absent: readonly string[];
    }
  | { readonly kind: 'missing'; readonly file: string };

/** The variables of all files named by `--env-file` and `--env-file-if-exists`: of the later file where both have one. */
function readEnvironmentFiles({ execArgv }: CommandLine, start: NodeStart): EnvironmentFiles {
  const { machine, workingDirectory } = start;
  const variables: Record<string, string> = {};
  const absent: string[] = [];
  for (const [option, file] of environmentFiles(execArgv)) {
    const path = file.startsWith('/') ? file : `${workingDirectory}/${file}`;
    if (machine.files.find(path)?.kind !== 'file') {
      if (option === '--env-file') return { kind: 'missing', file };
      absent.push(file);
      continue;
    }
    for (const [key, value] of parseDotenv(machine.files.readText(path))) variables[key] = value;
  }
  return { kind: 'read', variables, absent };
}

/** The two options and their files, in the order they were written. */
function environmentFiles(
  execArgv: readonly string[],
): (readonly [option: string, file: string])[] {
  return execArgv.flatMap((word, at) => {
    const match = /^(--env-file(?:-if-exists)?)(?:=(.*))?$/.exec(word);
    return match ? [[match[1] as string, match[2] ?? execArgv[at + 1] ?? ''] as const] : [];
  });
}

/** Node prints what is wrong with its command line and ends before it runs anything. */
function refused({ machine, name, words, calledAs }: NodeStart, message: string): Process {
  const { kernel, host } = machine;
  const command = ['node', ...words].join(' ');
  const process = new NativeProcess({ kernel, host, pid: machine.takePid(), name, command });
  machine.add(process);
  kernel.after(0, () => {
    process.write('stderr', message.replace(/^node(?=: )/, calledAs ?? 'node'));
    process.end({ code: EXIT_BAD_OPTION, signal: null });
  });
  return process;
}

/** Starts the program; the process that refuses a bad command line is none of Node's. */
export function startNode(start: NodeStart): Process {
  const { machine, realm, preparer, name, words, workingDirectory } = start;
  const known = realm.library.constants.options;
  const read = (environmentOptions: string) =>
    readCommandLine(words, { known, environmentOptions });
  let line = read(start.environmentVariables['NODE_OPTIONS'] ?? '');
  if (line.kind === 'refused') return refused(start, line.message);
  const files = readEnvironmentFiles(line, start);
  if (files.kind === 'missing') return refused(start, `node: ${files.file}: not found\n`);
  const environmentVariables = { ...files.variables, ...start.environmentVariables };
  // Files may set options as well.
  if (files.variables['NODE_OPTIONS'] !== undefined) {
    line = read(environmentVariables['NODE_OPTIONS'] ?? '');
    if (line.kind === 'refused') return refused(start, line.message);
  }
  const { argv, execArgv, nodeOptions } = line;
  const [main = '', ...others] = argv;
  let process: Process | null = null;
  // Before the program itself, which begins in an event too.
  machine.kernel.after(0, () => {
    for (const file of files.absent) {
      process?.write('stderr', `${file} not found. Continuing without it.\n`);
    }
  });
  process = new NodeProcess({
    machine,
    realm,
    preparer,
    name,
    argv: [main.startsWith('/') ? main : `${workingDirectory}/${main}`, ...others],
    execArgv,
    nodeOptions,
    workingDirectory,
    environmentVariables,
    ...(start.openFileLimit !== undefined && { openFileLimit: start.openFileLimit }),
  });
  return process;
}
