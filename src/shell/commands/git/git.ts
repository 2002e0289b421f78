// git: finds the subcommand. What it does is compared with the real git: see git.test.ts.

import { findRoot } from '../../git/repository.ts';
import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { define } from '../define.ts';
import { nearestNames } from '../missing-command.ts';
import { bisect } from './bisect.ts';
import { branch, checkout, switchTo, tag } from './branches.ts';
import { add, commit, reset, restore, revert, stash } from './change.ts';
import { GitError } from './git-run.ts';
import { blame, log, reflog, revParse, show } from './log.ts';
import { diff, status } from './status.ts';

type Subcommand = (run: Invocation, args: readonly string[]) => Task<number>;

function* init(run: Invocation, args: readonly string[]): Task<number> {
  const named = args.indexOf('-b');
  const branchName = named < 0 ? 'main' : (args[named + 1] ?? 'main');
  const [name = '.'] = args.filter(
    (arg, at) => !arg.startsWith('-') && (named < 0 || at !== named + 1),
  );
  const root = run.resolve(name);
  const isThere = run.files.exists(`${root}/.git`);
  if (!isThere) {
    run.files.writeFile(`${root}/.git/HEAD`, `ref: refs/heads/${branchName}\n`);
    run.files.makeDirectories(`${root}/.git/objects`);
    run.files.makeDirectories(`${root}/.git/refs/heads`);
  }
  if (args.includes('-q') || args.includes('--quiet')) return 0;
  yield* run.print(
    `${isThere ? 'Reinitialized existing' : 'Initialized empty'} Git repository in ${root}/.git/\n`,
  );
  return 0;
}

function* config(run: Invocation, args: readonly string[]): Task<number> {
  const isGlobal = args.includes('--global');
  const [name, value] = args.filter((arg) => !arg.startsWith('--'));
  const root = findRoot(run.files, run.cwd);
  const path = isGlobal || root === null ? '/root/.gitconfig' : `${root}/.git/config`;
  const text = run.files.exists(path) ? run.files.readText(path) : '';
  if (name === undefined) {
    yield* run.print(text);
    return 0;
  }
  const key = name.slice(name.lastIndexOf('.') + 1);
  const pattern = new RegExp(`^\\s*${key}\\s*=\\s*(.*)$`, 'm');
  if (value === undefined) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) yield* run.print(`${found}\n`);
    return found === undefined ? 1 : 0;
  }
  const line = `\t${key} = ${value}`;
  const section = name.slice(0, name.lastIndexOf('.'));
  run.files.writeFile(
    path,
    pattern.test(text) ? text.replace(pattern, line) : `${text}[${section}]\n${line}\n`,
  );
  return 0;
}

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  add,
  bisect,
  blame,
  branch,
  checkout,
  commit,
  config,
  diff,
  init,
  log,
  reflog,
  reset,
  restore,
  revert,
  'rev-parse': revParse,
  show,
  stash,
  status,
  switch: switchTo,
  tag,
};

/** Subcommands that need a remote repository or rewrite history; there are none here. */
const ABSENT = new Set([
  'push',
  'pull',
  'fetch',
  'clone',
  'remote',
  'rebase',
  'merge',
  'cherry-pick',
  'submodule',
]);

function* git(run: Invocation): Task<number> {
  const args = run.args.filter((arg) => arg !== '--no-pager');
  const [name = '', ...rest] = args;
  if (name === '--version' || name === 'version') {
    yield* run.print('git version 2.39.5\n');
    return 0;
  }
  const subcommand = SUBCOMMANDS[name];
  if (!subcommand) {
    if (name === '' || name === 'help' || name === '--help') {
      yield* run.print(
        `usage: git <command> [<args>]\n\nCommands here: ${Object.keys(SUBCOMMANDS).join(', ')}\n`,
      );
      return name === '' ? 1 : 0;
    }
    if (ABSENT.has(name)) {
      yield* run.printError(
        `fatal: git ${name} is not part of this sandbox: it has no other repository\n`,
      );
      return 128;
    }
    const near = nearestNames(name, Object.keys(SUBCOMMANDS), 1);
    const hint =
      near.length > 0
        ? `\nThe most similar command is\n${near.map((one) => `\t${one}\n`).join('')}`
        : '';
    yield* run.printError(`git: '${name}' is not a git command. See 'git --help'.\n${hint}`);
    return 1;
  }
  try {
    return yield* subcommand(run, rest);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    yield* run.printError(`${error.message}\n`);
    return error.status;
  }
}

export const gitCommands = [
  define('git', {
    summary: 'the history of the files: log, diff, show, status, blame, bisect, revert and more',
    usage: 'git COMMAND [ARGUMENT]...',
    program: git,
    hasOwnHelp: true,
  }),
];
