// git add, rm, commit, reset, restore, revert, stash: what changes the index and the history.

import { mergeTexts } from '../../git/merge.ts';
import { type FileMap, type Repository, shortId, subjectOf } from '../../git/repository.ts';
import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { GitError, GitRun } from './git-run.ts';
import { gitDate } from './log.ts';
import { compareFiles, shortStatOf, summaryOf } from './show-diff.ts';
import { changesOf, statusText } from './status.ts';

export function* add(run: Invocation, args: readonly string[]): Task<number> {
  const git = new GitRun(run, args, {
    command: 'add',
    flags: ['A', 'all', 'u', 'update', 'v', 'f', 'n'],
    values: [],
    usage: '[<options>] [--] <pathspec>...',
  });
  const { repository } = git;
  const isAll = git.flags.has('A') || git.flags.has('all');
  const isUpdate = git.flags.has('u') || git.flags.has('update');
  const paths = [...git.words.map((path) => git.relative(path)), ...git.paths];
  if (paths.length === 0 && !isAll && !isUpdate) {
    yield* run.printError(
      'Nothing specified, nothing added.\nhint: Maybe you wanted to say \'git add .\'?\nhint: Turn this message off by running\nhint: "git config advice.addEmptyPathspec false"\n',
    );
    return 0;
  }
  const index = repository.index;
  const work = repository.workTree(index);
  for (const [at, path] of (paths.length > 0 ? paths : ['']).entries()) {
    const isIn = (one: string): boolean =>
      path === '' || one === path || one.startsWith(`${path}/`);
    const present = [...work].filter(([one]) => isIn(one) && (!isUpdate || index.has(one)));
    const gone = [...index.keys()].filter((one) => isIn(one) && !work.has(one));
    if (present.length + gone.length === 0 && path !== '') {
      throw new GitError(`fatal: pathspec '${git.words[at] ?? path}' did not match any files`);
    }
    for (const [one, file] of present) {
      repository.objects.writeBlob(repository.workText(one));
      index.set(one, file);
    }
    for (const one of gone) index.delete(one);
  }
  repository.index = index;
  return 0;
}

/** Makes a commit of the index and moves HEAD to it. */
function commitIndex(
  git: GitRun,
  message: string,
  note: string,
  parents?: readonly string[],
): string {
  const { repository, person } = git;
  const { head } = repository;
  const tree = repository.objects.writeFiles(repository.index);
  const text = `${message.replace(/\s+$/, '')}\n`;
  const id = repository.objects.writeCommit({
    tree,
    parents: parents ?? (head === null ? [] : [head]),
    author: person,
    committer: person,
    message: text,
  });
  repository.moveHead(id, `${note}: ${text.split('\n')[0]}`);
  return id;
}

function committedText(repository: Repository, id: string, before: string | null): string {
  const commit = repository.objects.commit(id);
  const diffs = compareFiles(repository, repository.filesOf(before), repository.filesOf(id), {
    paths: [],
  });
  const where = repository.branch ?? 'detached HEAD';
  const root = before === null ? ' (root-commit)' : '';
  const stat = diffs.length > 0 ? shortStatOf(diffs) : '';
  return `[${where}${root} ${shortId(id)}] ${subjectOf(commit)}\n${stat}${summaryOf(diffs)}`;
}

export function* commit(run: Invocation, args: readonly string[]): Task<number> {
  const git = new GitRun(run, args, {
    command: 'commit',
    flags: ['a', 'all', 'q', 'quiet', 'amend', 'no-edit', 'allow-empty', 'v', 'n', 'no-verify'],
    values: ['m', 'message', 'author', 'F'],
    usage: '[-a] [-m <message>] [--amend]',
  });
  const { repository } = git;
  if (git.flags.has('a') || git.flags.has('all')) {
    const index = repository.index;
    for (const path of git.changedInWork()) {
      if (!run.files.exists(repository.path(path))) index.delete(path);
      else {
        repository.objects.writeBlob(repository.workText(path));
        index.set(path, repository.workFile(path));
      }
    }
    repository.index = index;
  }
  const { head } = repository;
  const isAmend = git.flags.has('amend');
  const old = isAmend && head !== null ? repository.objects.commit(head) : null;
  const before = old ? (old.parents[0] ?? null) : head;
  const isSame =
    compareFiles(repository, repository.filesOf(head), repository.index, { paths: [] }).length ===
    0;
  if (isSame && !git.flags.has('allow-empty') && !isAmend) {
    yield* run.print(statusText(git));
    return 1;
  }
  const message =
    git.values.get('m') ??
    git.values.get('message') ??
    (isAmend && git.flags.has('no-edit') ? old?.message : undefined);
  if (message === undefined) {
    yield* run.printError(
      'error: Terminal is dumb, but EDITOR unset\nPlease supply the message using either -m or -F option.\n',
    );
    return 1;
  }
  if (message.trim() === '') {
    yield* run.printError('Aborting commit due to empty commit message.\n');
    return 1;
  }
  const id = commitIndex(
    git,
    message,
    isAmend ? 'commit (amend)' : head === null ? 'commit (initial)' : 'commit',
    old?.parents,
  );
  repository.removeFile('REVERT_HEAD');
  if (!git.flags.has('q') && !git.flags.has('quiet')) {
    const text = committedText(repository, id, before);
    const date = old ? ` Date: ${gitDate(git.person.time)}\n` : '';
    yield* run.print(date ? text.replace(/\n/, `\n${date}`) : text);
  }
  return 0;
}

export function* reset(run: Invocation, args: readonly string[]): Task<number> {
  const git = new GitRun(run, args, {
    command: 'reset',
    flags: ['hard', 'soft', 'mixed', 'q', 'quiet'],
    values: [],
    usage: '[--mixed | --soft | --hard] [<commit>]',
  });
  const { repository } = git;
  const { revisions, paths } = git.revisionsAndPaths();
  const id = git.commitOf(revisions[0] ?? 'HEAD');
  const files = repository.filesOf(id);
  if (paths.length > 0) {
    const index = repository.index;
    for (const path of new Set([...index.keys(), ...files.keys()])) {
      if (!paths.some((one) => path === one || path.startsWith(`${one}/`) || one === '')) continue;
      const file = files.get(path);
      if (file) index.set(path, file);
      else index.delete(path);
    }
    repository.index = index;
    yield* run.print(unstagedText(repository));
    return 0;
  }
  if (git.flags.has('hard')) repository.checkOut(files);
  else if (!git.flags.has('soft')) repository.index = new Map(files);
  repository.moveHead(id, `reset: moving to ${revisions[0] ?? 'HEAD'}`);
  if (git.flags.has('hard')) {
    yield* run.print(`HEAD is now at ${shortId(id)} ${subjectOf(repository.objects.commit(id))}\n`);
  } else if (!git.flags.has('soft')) yield* run.print(unstagedText(repository));
  return 0;
}

function unstagedText(repository: Repository): string {
  const { unstaged } = changesOf(repository);
  if (unstaged.length === 0) return '';
  return `Unstaged changes after reset:\n${unstaged.map(({ path, after }) => `${after ? 'M' : 'D'}\t${path}\n`).join('')}`;
}

export function* restore(run: Invocation, args: readonly string[]): Task<number> {
  const git = new GitRun(run, args, {
    command: 'restore',
    flags: ['S', 'staged', 'W', 'worktree', 'q'],
    values: ['s', 'source'],
    usage: '[<options>] [--source=<branch>] <file>...',
  });
  const paths = [...git.words.map((path) => git.relative(path)), ...git.paths];
  if (paths.length === 0) throw new GitError('fatal: you must specify path(s) to restore');
  const isStaged = git.flags.has('S') || git.flags.has('staged');
  const source = git.values.get('s') ?? git.values.get('source');
  const files =
    source !== undefined || isStaged
      ? git.repository.filesOf(git.commitOf(source ?? 'HEAD'))
      : git.repository.index;
  restorePaths(git, paths, files, {
    index: isStaged,
    work: !isStaged || git.flags.has('W') || git.flags.has('worktree'),
  });
  return 0;
}

/** Puts files back. Answers how many there were. */
export function restorePaths(
  git: GitRun,
  paths: readonly string[],
  files: FileMap,
  into: { readonly index: boolean; readonly work: boolean },
): number {
  const { repository } = git;
  const index = repository.index;
  let count = 0;
  for (const path of paths) {
    const isIn = (one: string): boolean =>
      path === '' || one === path || one.startsWith(`${path}/`);
    const found = [...new Set([...files.keys(), ...(into.index ? index.keys() : [])])].filter(isIn);
    if (found.length === 0)
      throw new GitError(`error: pathspec '${path}' did not match any file(s) known to git`, 1);
    for (const one of found) {
      const file = files.get(one);
      if (into.work && file) {
        if (
          repository.workText(one) !== repository.objects.blob(file.id) ||
          !git.run.files.exists(repository.path(one))
        )
          count++;
        repository.writeWork(one, repository.objects.blob(file.id), file.mode);
      }
      if (!into.index) continue;
      if (file) index.set(one, file);
      else index.delete(one);
    }
  }
  repository.index = index;
  return count;
}

/** Applies the difference of two sets of files to the work tree. Answers the files in conflict. */
function applyDifference(
  repository: Repository,
  from: FileMap,
  to: FileMap,
  labels: { ours: string; theirs: string },
): string[] {
  const conflicts: string[] = [];
  const index = repository.index;
  for (const { path, before, after } of compareFiles(repository, from, to, { paths: [] })) {
    const ours = index.has(path) ? repository.workText(path) : null;
    if (!after) {
      if (ours !== null && ours !== before?.text) conflicts.push(path);
      else {
        repository.removeWork(path);
        index.delete(path);
      }
      continue;
    }
    const merged = mergeTexts(before?.text ?? '', ours ?? '', after.text, labels);
    repository.writeWork(path, merged.text, after.mode as '100644');
    if (merged.hasConflict) conflicts.push(path);
    else {
      repository.objects.writeBlob(merged.text);
      index.set(path, repository.workFile(path));
    }
  }
  repository.index = index;
  return conflicts;
}

export function* revert(run: Invocation, args: readonly string[]): Task<number> {
  const git = new GitRun(run, args, {
    command: 'revert',
    flags: ['no-edit', 'n', 'no-commit', 'e', 'edit', 'abort', 'continue', 'skip'],
    values: ['m'],
    usage: '[--[no-]edit] [-n] <commit>...',
  });
  const { repository } = git;
  if (git.flags.has('abort')) {
    if (repository.readFile('REVERT_HEAD') === null)
      throw new GitError('error: no cherry-pick or revert in progress\nfatal: revert failed');
    repository.removeFile('REVERT_HEAD');
    repository.checkOut(repository.filesOf(repository.head));
    return 0;
  }
  if (git.flags.has('continue')) {
    const pending = repository.readFile('REVERT_MSG');
    if (pending === null)
      throw new GitError('error: no cherry-pick or revert in progress\nfatal: revert failed');
    const before = repository.head;
    const id = commitIndex(git, pending, 'revert');
    repository.removeFile('REVERT_HEAD');
    repository.removeFile('REVERT_MSG');
    yield* run.print(committedText(repository, id, before));
    return 0;
  }
  if (git.words.length === 0)
    throw new GitError(
      'usage: git revert [--[no-]edit] [-n] [-m <parent-number>] [-s] [-S[<keyid>]] <commit>...',
      129,
    );
  const isStaged =
    compareFiles(repository, repository.filesOf(repository.head), repository.index, { paths: [] })
      .length > 0;
  if (isStaged && !git.flags.has('n')) {
    throw new GitError(
      'error: your local changes would be overwritten by revert.\nhint: commit your changes or stash them to proceed.\nfatal: revert failed',
    );
  }
  for (const revision of git.words) {
    const id = repository.resolve(revision);
    if (id === null) throw new GitError(`fatal: bad revision '${revision}'`);
    const status = yield* revertOne(git, id);
    if (status !== 0) return status;
  }
  return 0;
}

function* revertOne(git: GitRun, id: string): Task<number> {
  const { repository } = git;
  const undone = repository.objects.commit(id);
  const [parent] = undone.parents;
  const before = repository.head;
  const dirty = git.changedInWork();
  const touched = compareFiles(
    repository,
    repository.filesOf(id),
    repository.filesOf(parent ?? null),
    { paths: [] },
  );
  const blocked = touched.map(({ path }) => path).filter((path) => dirty.includes(path));
  if (blocked.length > 0) {
    const list = blocked.map((path) => `\t${path}\n`).join('');
    throw new GitError(
      `error: Your local changes to the following files would be overwritten by merge:\n${list}Please commit your changes or stash them before you merge.\nAborting\nfatal: revert failed`,
    );
  }
  const current = repository.filesOf(before);
  const both = touched.filter(
    ({ path, before: own, after }) =>
      after && own && current.get(path) && current.get(path)?.id !== own.id,
  );
  const labels = { ours: 'HEAD', theirs: `parent of ${shortId(id)} (${subjectOf(undone)})` };
  const conflicts = applyDifference(
    repository,
    repository.filesOf(id),
    repository.filesOf(parent ?? null),
    labels,
  );
  yield* git.print(both.map(({ path }) => `Auto-merging ${path}\n`).join(''));
  const message = `Revert "${subjectOf(undone)}"\n\nThis reverts commit ${id}.\n`;
  if (conflicts.length > 0) {
    for (const path of conflicts)
      yield* git.print(`CONFLICT (content): Merge conflict in ${path}\n`);
    repository.writeFile('REVERT_HEAD', `${id}\n`);
    repository.writeFile('REVERT_MSG', message);
    yield* git.printError(
      `error: could not revert ${shortId(id)}... ${subjectOf(undone)}\nhint: After resolving the conflicts, mark them with\nhint: "git add/rm <pathspec>", then run\nhint: "git revert --continue".\nhint: You can instead skip this commit with "git revert --skip".\nhint: To abort and get back to the state before "git revert",\nhint: run "git revert --abort".\n`,
    );
    return 1;
  }
  if (git.flags.has('n') || git.flags.has('no-commit')) return 0;
  const made = commitIndex(git, message, 'revert');
  const text = committedText(repository, made, before);
  const date = ` Date: ${gitDate(git.person.time)}\n`;
  yield* git.print(text.replace(/\n/, `\n${date}`));
  return 0;
}

export function* stash(run: Invocation, args: readonly string[]): Task<number> {
  const [action = 'push', ...rest] = args[0]?.startsWith('-') ? ['push', ...args] : args;
  const git = new GitRun(run, rest, { command: 'stash', flags: ['u', 'q', 'p'], values: ['m'] });
  const { repository } = git;
  const top = repository.ref('refs/stash');
  if (action === 'list') {
    if (top !== null) yield* run.print(`stash@{0}: ${subjectOf(repository.objects.commit(top))}\n`);
    return 0;
  }
  if (action === 'push' || action === 'save') return yield* stashPush(git);
  if (!['pop', 'apply', 'drop'].includes(action))
    throw new GitError(
      `fatal: subcommand wasn't specified; 'push' can't be assumed due to unexpected token '${action}'`,
    );
  if (top === null) throw new GitError('No stash entries found.', 1);
  if (action !== 'drop') {
    const saved = repository.objects.commit(top);
    const base = repository.filesOf(saved.parents[0] ?? null);
    const index = repository.index;
    const conflicts = applyDifference(repository, base, repository.filesOf(top), {
      ours: 'Updated upstream',
      theirs: 'Stashed changes',
    });
    repository.index = index;
    if (conflicts.length > 0) {
      yield* run.print(
        conflicts
          .map((path) => `Auto-merging ${path}\nCONFLICT (content): Merge conflict in ${path}\n`)
          .join(''),
      );
      yield* run.print('The stash entry is kept in case you need it again.\n');
      return 1;
    }
    yield* run.print(statusText(git));
  }
  if (action !== 'apply') {
    const below = repository.readFile(`stash-below/${top}`)?.trim() ?? '';
    if (below) repository.writeFile('refs/stash', `${below}\n`);
    else repository.removeFile('refs/stash');
    yield* run.print(`Dropped refs/stash@{0} (${top})\n`);
  }
  return 0;
}

function* stashPush(git: GitRun): Task<number> {
  const { repository, person } = git;
  const { head } = repository;
  if (head === null) throw new GitError('You do not have the initial commit yet', 1);
  if (!git.isDirty) {
    yield* git.print('No local changes to save\n');
    return 0;
  }
  const { index } = repository;
  const files: FileMap = new Map(
    [...repository.workTree(index)].filter(([path]) => index.has(path)),
  );
  for (const path of files.keys()) repository.objects.writeBlob(repository.workText(path));
  const where = `${repository.branch ?? '(no branch)'}: ${git.values.get('m') ?? `${shortId(head)} ${subjectOf(repository.objects.commit(head))}`}`;
  const message = git.values.has('m') ? `On ${where}` : `WIP on ${where}`;
  const common = { author: person, committer: person };
  const staged = repository.objects.writeCommit({
    ...common,
    tree: repository.objects.writeFiles(index),
    parents: [head],
    message: `index on ${where}\n`,
  });
  const tree = repository.objects.writeFiles(files);
  const id = repository.objects.writeCommit({ ...common, tree, parents: [head, staged], message });
  const below = repository.ref('refs/stash');
  if (below !== null) repository.writeFile(`stash-below/${id}`, `${below}\n`);
  repository.writeFile('refs/stash', `${id}\n`);
  repository.checkOut(repository.filesOf(head));
  yield* git.print(`Saved working directory and index state ${message}\n`);
  return 0;
}
