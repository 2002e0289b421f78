// git checkout, switch, branch, tag: where HEAD is.

import { shortId, subjectOf } from '../../git/repository.ts';
import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { restorePaths } from './change.ts';
import { GitError, GitRun } from './git-run.ts';
import { compareFiles } from './show-diff.ts';

const ADVICE = [
  '',
  "You are in 'detached HEAD' state. You can look around, make experimental",
  'changes and commit them, and you can discard any commits you make in this',
  'state without impacting any branches by switching back to a branch.',
  '',
  'If you want to create a new branch to retain commits you create, you may',
  'do so (now or later) by using -c with the switch command. Example:',
  '',
  '  git switch -c <new-branch-name>',
  '',
  'Or undo this operation with:',
  '',
  '  git switch -',
  '',
  'Turn off this advice by setting config variable advice.detachedHead to false',
  '',
  '',
].join('\n');

/** Moves HEAD and the work tree. Local changes go along where they do not stand in the way. */
function* move(git: GitRun, target: string, isDetached: boolean): Task<number> {
  const { repository } = git;
  const { branch, head } = repository;
  const name = target === '-' ? (repository.readFile('PREVIOUS')?.trim() ?? '') : target;
  const isBranch = !isDetached && repository.ref(`refs/heads/${name}`) !== null;
  if (isBranch && branch === name) {
    yield* git.print(
      git
        .changedInWork()
        .map((path) => `M\t${path}\n`)
        .join(''),
    );
    yield* git.printError(`Already on '${name}'\n`);
    return 0;
  }
  const id = git.commitOf(name);
  const wanted = repository.filesOf(id);
  const current = repository.filesOf(head);
  const differing = new Set(
    compareFiles(repository, current, wanted, { paths: [] }).map(({ path }) => path),
  );
  const dirty = new Set([
    ...git.changedInWork(),
    ...compareFiles(repository, current, repository.index, { paths: [] }).map(({ path }) => path),
  ]);
  const blocked = [...dirty].filter((path) => differing.has(path) && !git.flags.has('f'));
  if (blocked.length > 0) {
    throw new GitError(
      `error: Your local changes to the following files would be overwritten by checkout:\n${blocked.map((path) => `\t${path}\n`).join('')}Please commit your changes or stash them before you switch branches.\nAborting`,
      1,
    );
  }
  const kept = git.flags.has('f') ? [] : [...dirty];
  const texts = new Map(
    kept
      .filter((path) => git.run.files.exists(repository.path(path)))
      .map((path) => [path, repository.workText(path)]),
  );
  repository.checkOut(wanted);
  for (const [path, text] of texts) repository.writeWork(path, text);
  for (const path of kept) {
    if (texts.has(path)) yield* git.print(`M\t${path}\n`);
    else {
      repository.removeWork(path);
      yield* git.print(`D\t${path}\n`);
    }
  }
  repository.writeFile('PREVIOUS', `${branch ?? head}\n`);
  if (branch === null && head !== null && head !== id) {
    yield* git.printError(
      `Previous HEAD position was ${shortId(head)} ${subjectOf(repository.objects.commit(head))}\n`,
    );
  }
  repository.attach(
    isBranch ? { branch: name } : { commit: id },
    `checkout: moving from ${branch ?? head} to ${name}`,
  );
  if (isBranch) yield* git.printError(`Switched to branch '${name}'\n`);
  else {
    if (branch !== null) yield* git.printError(`Note: switching to '${name}'.\n${ADVICE}`);
    yield* git.printError(
      `HEAD is now at ${shortId(id)} ${subjectOf(repository.objects.commit(id))}\n`,
    );
  }
  return 0;
}

function* create(
  git: GitRun,
  name: string,
  start: string | undefined,
  isForced: boolean,
): Task<number> {
  const { repository } = git;
  if (repository.ref(`refs/heads/${name}`) !== null && !isForced) {
    throw new GitError(`fatal: a branch named '${name}' already exists`);
  }
  const id = git.commitOf(start ?? 'HEAD');
  repository.writeFile(`refs/heads/${name}`, `${id}\n`);
  if (id !== repository.head) return yield* move(git, name, false);
  repository.writeFile('PREVIOUS', `${repository.branch ?? repository.head}\n`);
  repository.attach(
    { branch: name },
    `checkout: moving from ${repository.branch ?? id} to ${name}`,
  );
  yield* git.printError(`Switched to a new branch '${name}'\n`);
  return 0;
}

export function* checkout(run: Invocation, args: readonly string[]): Task<number> {
  const git = new GitRun(
    run,
    args.map((arg) => (arg === '-' ? '@{-1}' : arg)),
    {
      command: 'checkout',
      flags: ['q', 'f', 'detach'],
      values: ['b', 'B'],
      usage: '[<options>] <branch>',
    },
  );
  const words = git.words.map((word) => (word === '@{-1}' ? '-' : word));
  const created = git.values.get('b') ?? git.values.get('B');
  if (created !== undefined) return yield* create(git, created, words[0], git.values.has('B'));
  const [first, ...named] = words;
  const paths = [...named.map((path) => git.relative(path)), ...git.paths];
  const isRevision =
    first !== undefined && (first === '-' || git.repository.resolve(first) !== null);
  if (first !== undefined && isRevision && paths.length > 0) {
    const count = restorePaths(git, paths, git.repository.filesOf(git.commitOf(first)), {
      index: true,
      work: true,
    });
    if (git.paths.length > 0) return 0;
    yield* run.printError(
      `Updated ${count} path${count === 1 ? '' : 's'} from ${shortId(git.commitOf(first))}\n`,
    );
    return 0;
  }
  if (first === undefined || !isRevision) {
    const all = [...(first === undefined ? [] : [git.relative(first)]), ...paths];
    if (all.length === 0) return 0;
    const count = restorePaths(git, all, git.repository.index, { index: false, work: true });
    if (git.paths.length > 0) return 0;
    yield* run.printError(`Updated ${count} path${count === 1 ? '' : 's'} from the index\n`);
    return 0;
  }
  return yield* move(git, first, git.flags.has('detach'));
}

export function* switchTo(run: Invocation, args: readonly string[]): Task<number> {
  const git = new GitRun(
    run,
    args.map((arg) => (arg === '-' ? '@{-1}' : arg)),
    {
      command: 'switch',
      flags: ['q', 'f', 'd', 'detach'],
      values: ['c', 'C'],
      usage: '[<options>] [<branch>]',
    },
  );
  const words = git.words.map((word) => (word === '@{-1}' ? '-' : word));
  const created = git.values.get('c') ?? git.values.get('C');
  if (created !== undefined) return yield* create(git, created, words[0], git.values.has('C'));
  const [name] = words;
  if (name === undefined) throw new GitError('fatal: missing branch or commit argument');
  const isDetached = git.flags.has('d') || git.flags.has('detach');
  const { repository } = git;
  if (!isDetached && name !== '-' && repository.ref(`refs/heads/${name}`) === null) {
    if (repository.resolve(name) === null) throw new GitError(`fatal: invalid reference: ${name}`);
    throw new GitError(
      `fatal: a branch is expected, got commit '${name}'\nhint: If you want to detach HEAD at the commit, try again with the --detach option.`,
    );
  }
  return yield* move(git, name, isDetached);
}

export function* branch(run: Invocation, args: readonly string[]): Task<number> {
  const git = new GitRun(run, args, {
    command: 'branch',
    flags: ['a', 'all', 'v', 'd', 'D', 'f', 'show-current', 'list', 'r'],
    values: ['m'],
    usage: '[<options>] [<branch-name>]',
  });
  const { repository } = git;
  const [name, start] = git.words;
  if (git.flags.has('show-current')) {
    if (repository.branch !== null) yield* run.print(`${repository.branch}\n`);
    return 0;
  }
  const renamed = git.values.get('m');
  if (renamed !== undefined && repository.branch !== null && repository.head !== null) {
    const id = repository.head;
    repository.removeFile(`refs/heads/${repository.branch}`);
    repository.writeFile(`refs/heads/${renamed}`, `${id}\n`);
    repository.writeFile('HEAD', `ref: refs/heads/${renamed}\n`);
    return 0;
  }
  if (name === undefined || git.flags.has('list')) {
    const lines =
      repository.branch === null && repository.head !== null
        ? [`* (HEAD detached at ${shortId(repository.head)})\n`]
        : [];
    const names = repository.refs('refs/heads');
    const width = Math.max(...names.map(({ length }) => length));
    for (const one of names) {
      const id = repository.ref(`refs/heads/${one}`) ?? '';
      const more = git.flags.has('v')
        ? `${' '.repeat(width - one.length)} ${shortId(id)} ${subjectOf(repository.objects.commit(id))}`
        : '';
      lines.push(`${one === repository.branch ? '*' : ' '} ${one}${more}\n`);
    }
    yield* run.print(lines.join(''));
    return 0;
  }
  const existing = repository.ref(`refs/heads/${name}`);
  if (git.flags.has('d') || git.flags.has('D')) {
    if (existing === null) throw new GitError(`error: branch '${name}' not found.`, 1);
    if (name === repository.branch)
      throw new GitError(
        `error: Cannot delete branch '${name}' checked out at '${repository.root}'`,
        1,
      );
    const isMerged = repository.history([existing], [repository.head ?? '']).length === 0;
    if (!isMerged && !git.flags.has('D')) {
      throw new GitError(
        `error: The branch '${name}' is not fully merged.\nIf you are sure you want to delete it, run 'git branch -D ${name}'.`,
        1,
      );
    }
    repository.removeFile(`refs/heads/${name}`);
    yield* run.print(`Deleted branch ${name} (was ${shortId(existing)}).\n`);
    return 0;
  }
  if (existing !== null && !git.flags.has('f'))
    throw new GitError(`fatal: a branch named '${name}' already exists`);
  repository.writeFile(`refs/heads/${name}`, `${git.commitOf(start ?? 'HEAD')}\n`);
  return 0;
}

export function* tag(run: Invocation, args: readonly string[]): Task<number> {
  const git = new GitRun(run, args, {
    command: 'tag',
    flags: ['l', 'list'],
    values: ['d'],
    usage: '<tagname> [<commit>]',
  });
  const { repository } = git;
  const removed = git.values.get('d');
  if (removed !== undefined) {
    const id = repository.ref(`refs/tags/${removed}`);
    if (id === null) throw new GitError(`error: tag '${removed}' not found.`, 1);
    repository.removeFile(`refs/tags/${removed}`);
    yield* run.print(`Deleted tag '${removed}' (was ${shortId(id)})\n`);
    return 0;
  }
  const [name, target] = git.words;
  if (name === undefined) {
    yield* run.print(
      repository
        .refs('refs/tags')
        .map((one) => `${one}\n`)
        .join(''),
    );
    return 0;
  }
  if (repository.ref(`refs/tags/${name}`) !== null)
    throw new GitError(`fatal: tag '${name}' already exists`);
  repository.writeFile(`refs/tags/${name}`, `${git.commitOf(target ?? 'HEAD')}\n`);
  return 0;
}
