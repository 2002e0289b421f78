// git status and git diff: what is different now.

import type { Repository } from '../../git/repository.ts';
import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { bisectNotice } from './bisect.ts';
import { GitError, GitRun } from './git-run.ts';
import { colored, compareFiles, diffText, type FileDiff } from './show-diff.ts';

export interface Changes {
  readonly staged: readonly FileDiff[];
  readonly unstaged: readonly FileDiff[];
  readonly untracked: readonly string[];
}

/** Files of the work tree that are new, with whole new directories as one. */
function untrackedOf(repository: Repository): string[] {
  const { index } = repository;
  const tracked = [...index.keys()];
  const found = new Set<string>();
  for (const path of repository.workTree(index).keys()) {
    if (index.has(path)) continue;
    const folders = path.split('/').slice(0, -1);
    const whole = folders
      .map((_name, at) => `${folders.slice(0, at + 1).join('/')}/`)
      .find((folder) => !tracked.some((one) => one.startsWith(folder)));
    found.add(whole ?? path);
  }
  return [...found].sort();
}

export function changesOf(repository: Repository): Changes {
  const { index, head } = repository;
  const work = repository.workTree(index);
  const known = new Map([...work].filter(([path]) => index.has(path)));
  return {
    staged: compareFiles(repository, repository.filesOf(head), index, { paths: [] }),
    unstaged: compareFiles(repository, index, known, { paths: [], isWork: true }),
    untracked: untrackedOf(repository),
  };
}

const wordOf = ({ before, after }: FileDiff): string =>
  !before ? 'new file:   ' : after ? 'modified:   ' : 'deleted:    ';

export function statusText(git: GitRun): string {
  const { repository } = git;
  const { staged, unstaged, untracked } = changesOf(repository);
  const { branch, head } = repository;
  const lines = [
    branch === null ? `HEAD detached at ${detachedAt(repository)}` : `On branch ${branch}`,
  ];
  lines.push(...bisectNotice(repository));
  const revert = repository.readFile('REVERT_HEAD')?.trim();
  if (revert) {
    lines.push(`You are currently reverting commit ${revert.slice(0, 7)}.`);
    lines.push(
      '  (fix conflicts and run "git revert --continue")',
      '  (use "git revert --skip" to skip this patch)',
      '  (use "git revert --abort" to cancel the revert operation)',
      '',
    );
  }
  if (head === null) lines.push('', 'No commits yet', '');
  const block = (title: string, hints: readonly string[], entries: readonly string[]): void => {
    if (entries.length === 0) return;
    lines.push(
      title,
      ...hints.map((hint) => `  (${hint})`),
      ...entries.map((entry) => `\t${entry}`),
      '',
    );
  };
  const unstage =
    head === null
      ? 'use "git rm --cached <file>..." to unstage'
      : 'use "git restore --staged <file>..." to unstage';
  block(
    'Changes to be committed:',
    [unstage],
    staged.map((diff) => wordOf(diff) + diff.path),
  );
  const hasDeleted = unstaged.some(({ after }) => !after);
  block(
    'Changes not staged for commit:',
    [
      `use "git add${hasDeleted ? '/rm' : ''} <file>..." to update what will be committed`,
      'use "git restore <file>..." to discard changes in working directory',
    ],
    unstaged.map((diff) => wordOf(diff) + diff.path),
  );
  block(
    'Untracked files:',
    ['use "git add <file>..." to include in what will be committed'],
    untracked,
  );
  if (staged.length > 0) return `${lines.join('\n')}\n`;
  if (unstaged.length > 0)
    lines.push('no changes added to commit (use "git add" and/or "git commit -a")');
  else if (untracked.length > 0)
    lines.push('nothing added to commit but untracked files present (use "git add" to track)');
  else if (head === null)
    lines.push('nothing to commit (create/copy files and use "git add" to track)');
  else lines.push('nothing to commit, working tree clean');
  return `${lines.join('\n')}\n`;
}

const detachedAt = (repository: Repository): string => (repository.head ?? '').slice(0, 7);

export function* status(run: Invocation, args: readonly string[]): Task<number> {
  const git = new GitRun(run, args, {
    command: 'status',
    flags: ['s', 'short', 'b', 'branch', 'porcelain'],
    values: [],
    usage: '[<options>] [--] [<pathspec>...]',
  });
  const isShort = ['s', 'short', 'porcelain'].some((flag) => git.flags.has(flag));
  if (!isShort) {
    yield* run.print(statusText(git));
    return 0;
  }
  const { staged, unstaged, untracked } = changesOf(git.repository);
  if (git.flags.has('b') || git.flags.has('branch'))
    yield* run.print(`## ${git.repository.branch ?? 'HEAD (no branch)'}\n`);
  const letter = (diff: FileDiff | undefined): string =>
    !diff ? ' ' : !diff.before ? 'A' : diff.after ? 'M' : 'D';
  const paths = [...new Set([...staged, ...unstaged].map(({ path }) => path))].sort();
  for (const path of paths) {
    const find = (diffs: readonly FileDiff[]) => diffs.find((diff) => diff.path === path);
    yield* run.print(`${letter(find(staged))}${letter(find(unstaged))} ${path}\n`);
  }
  yield* run.print(untracked.map((path) => `?? ${path}\n`).join(''));
  return 0;
}

export function* diff(run: Invocation, args: readonly string[]): Task<number> {
  const git = new GitRun(run, args, {
    command: 'diff',
    flags: [
      'stat',
      'p',
      'name-only',
      'name-status',
      'numstat',
      'shortstat',
      'cached',
      'staged',
      'no-color',
      'color',
      'quiet',
      'exit-code',
    ],
    values: [],
    usage: '[<options>] [<commit>] [--] [<path>...]',
  });
  const { repository } = git;
  const { revisions, paths } = git.revisionsAndPaths();
  const ends = revisions.flatMap((revision) => {
    const range = /^(.*?)\.{2,3}(.*)$/.exec(revision);
    return range ? [range[1] || 'HEAD', range[2] || 'HEAD'] : [revision];
  });
  if (ends.length > 2)
    throw new GitError('usage: git diff [<options>] [<commit>] [--] [<path>...]', 129);
  const [from, to] = ends.map((revision) => git.commitOf(revision));
  const { index } = repository;
  let diffs: FileDiff[];
  if (from !== undefined && to !== undefined) {
    diffs = compareFiles(repository, repository.filesOf(from), repository.filesOf(to), { paths });
  } else if (git.flags.has('cached') || git.flags.has('staged')) {
    diffs = compareFiles(repository, repository.filesOf(from ?? repository.head), index, { paths });
  } else {
    const work = new Map([...repository.workTree(index)].filter(([path]) => index.has(path)));
    const before = from === undefined ? index : repository.filesOf(from);
    diffs = compareFiles(repository, before, work, { paths, isWork: true });
  }
  const isColored = run.stdout.isTerminal && !git.flags.has('no-color');
  const text = git.flags.has('quiet') ? '' : diffText(diffs, { flags: git.flags, paths });
  yield* run.print(isColored ? colored(text) : text);
  const tells = git.flags.has('quiet') || git.flags.has('exit-code');
  return tells && diffs.length > 0 ? 1 : 0;
}
