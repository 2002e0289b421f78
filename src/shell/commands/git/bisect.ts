// git bisect: halves the commits between a good and a bad one, as git 2.39 chooses them.

import type { Commit } from '../../git/objects.ts';
import { type Repository, subjectOf } from '../../git/repository.ts';
import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { runScript } from '../bash.ts';
import { GitError, GitRun } from './git-run.ts';
import { LogPrinter } from './log.ts';
import { statOf, summaryOf } from './show-diff.ts';

const START = 'BISECT_START';

const isRunning = (repository: Repository): boolean => repository.readFile(START) !== null;

/** What `git status` says during a bisection. */
export const bisectNotice = (repository: Repository): string[] =>
  isRunning(repository)
    ? [
        `You are currently bisecting, started from branch '${repository.readFile(START)?.trim()}'.`,
        '  (use "git bisect reset" to get back to the original branch)',
        '',
      ]
    : [];

/** git's estimate of the steps that are left. */
function estimateSteps(all: number): number {
  if (all < 3) return 0;
  const n = Math.floor(Math.log2(all));
  const e = 2 ** n;
  return e < 3 * (all - e) ? n : n - 1;
}

interface Marks {
  readonly bad: string | null;
  readonly good: readonly string[];
  readonly skipped: readonly string[];
}

function marksOf(repository: Repository): Marks {
  const names = repository.refs('refs/bisect');
  const ids = (prefix: string): string[] =>
    names
      .filter((name) => name.startsWith(prefix))
      .map((name) => repository.ref(`refs/bisect/${name}`) ?? '');
  return { bad: repository.ref('refs/bisect/bad'), good: ids('good-'), skipped: ids('skip-') };
}

/** The commit that halves best: the first, oldest first, whose weight is within one of the half. */
function choose(
  repository: Repository,
  commits: readonly Commit[],
  skipped: readonly string[],
): Commit | null {
  const within = new Set(commits.map(({ id }) => id));
  const weightOf = (commit: Commit): number => {
    const seen = new Set<string>();
    const queue = [commit.id];
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      if (seen.has(id) || !within.has(id)) continue;
      seen.add(id);
      queue.push(...repository.objects.commit(id).parents);
    }
    return seen.size;
  };
  const total = commits.length;
  const oldestFirst = [...commits].reverse().filter(({ id }) => !skipped.includes(id));
  let best: Commit | null = null;
  let bestDistance = -1;
  for (const commit of oldestFirst) {
    const weight = weightOf(commit);
    if (weight > 1 && Math.abs(2 * weight - total) <= 1 && skipped.length === 0) return commit;
    const distance = Math.min(weight, total - weight);
    if (distance > bestDistance) {
      bestDistance = distance;
      best = commit;
    }
  }
  return best;
}

function waitText({ bad, good }: Marks): string | null {
  if (bad === null && good.length === 0) return 'status: waiting for both good and bad commits\n';
  if (bad === null)
    return `status: waiting for bad commit, ${good.length} good commit${good.length === 1 ? '' : 's'} known\n`;
  return good.length === 0 ? 'status: waiting for good commit(s), bad commit known\n' : null;
}

/** Goes on: to the next commit, or to the answer. */
function* next(git: GitRun): Task<'found' | 'more'> {
  const { repository } = git;
  const marks = marksOf(repository);
  const waiting = waitText(marks);
  if (waiting !== null || marks.bad === null) {
    yield* git.print(waiting ?? '');
    return 'more';
  }
  const commits = repository.history([marks.bad], marks.good);
  const rest = commits.filter(({ id }) => id !== marks.bad);
  if (rest.length === 0 || rest.every(({ id }) => marks.skipped.includes(id))) {
    if (rest.length > 0) {
      yield* git.print(
        "There are only 'skip'ped commits left to test.\nThe first bad commit could be any of:\n",
      );
      yield* git.print([...rest.map(({ id }) => id), marks.bad].map((id) => `${id}\n`).join(''));
      yield* git.print('We cannot bisect more!\n');
      return 'found';
    }
    const commit = repository.objects.commit(marks.bad);
    const printer = new LogPrinter(git);
    const diffs = printer.diffOf(commit, []);
    yield* git.print(
      `${commit.id} is the first bad commit\n${printer.plainHead(commit)}\n${statOf(diffs)}${summaryOf(diffs)}`,
    );
    return 'found';
  }
  const commit = choose(repository, commits, marks.skipped);
  if (!commit) return 'found';
  const within = new Set(commits.map(({ id }) => id));
  const weight = repository
    .history([commit.id], marks.good)
    .filter(({ id }) => within.has(id)).length;
  const left = commits.length - weight - 1;
  const steps = estimateSteps(commits.length);
  yield* git.print(
    `Bisecting: ${left} revision${left === 1 ? '' : 's'} left to test after this (roughly ${steps} step${steps === 1 ? '' : 's'})\n`,
  );
  repository.checkOut(repository.filesOf(commit.id));
  repository.attach({ commit: commit.id }, `checkout: moving to ${commit.id}`);
  yield* git.print(`[${commit.id}] ${subjectOf(commit)}\n`);
  return 'more';
}

function mark(git: GitRun, kind: 'good' | 'bad' | 'skip', revision: string): void {
  const id = git.commitOf(revision);
  git.repository.writeFile(
    kind === 'bad' ? 'refs/bisect/bad' : `refs/bisect/${kind}-${id}`,
    `${id}\n`,
  );
  const note = `git bisect ${kind} ${id}\n`;
  git.repository.writeFile('BISECT_LOG', (git.repository.readFile('BISECT_LOG') ?? '') + note);
}

function start(git: GitRun, revisions: readonly string[]): void {
  const { repository } = git;
  clear(repository);
  repository.writeFile(START, `${repository.branch ?? repository.head}\n`);
  const [bad, ...good] = revisions;
  repository.writeFile('BISECT_LOG', 'git bisect start\n');
  if (bad !== undefined) mark(git, 'bad', bad);
  for (const one of good) mark(git, 'good', one);
}

function clear(repository: Repository): void {
  for (const name of repository.refs('refs/bisect')) repository.removeFile(`refs/bisect/${name}`);
  repository.removeFile(START);
  repository.removeFile('BISECT_LOG');
}

function* reset(git: GitRun): Task<number> {
  const { repository } = git;
  const origin = repository.readFile(START)?.trim();
  if (origin === undefined) {
    yield* git.print('We are not bisecting.\n');
    return 0;
  }
  const { head } = repository;
  if (head !== null && head !== repository.ref(`refs/heads/${origin}`)) {
    const commit = repository.objects.commit(head);
    yield* git.printError(`Previous HEAD position was ${head.slice(0, 7)} ${subjectOf(commit)}\n`);
  }
  const isBranch = repository.ref(`refs/heads/${origin}`) !== null;
  const target = isBranch ? (repository.ref(`refs/heads/${origin}`) as string) : origin;
  repository.checkOut(repository.filesOf(target));
  repository.attach(
    isBranch ? { branch: origin } : { commit: origin },
    `checkout: moving to ${origin}`,
  );
  clear(repository);
  yield* git.printError(
    isBranch ? `Switched to branch '${origin}'\n` : `HEAD is now at ${origin.slice(0, 7)}\n`,
  );
  return 0;
}

/** `git bisect run`: the command's status says whether a commit is good. */
function* runAll(git: GitRun, argv: readonly string[]): Task<number> {
  const { run } = git;
  if (argv.length === 0) throw new GitError('error: bisect run failed: no command provided.', 1);
  const quoted = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  for (;;) {
    yield* run.print(`running  ${quoted}\n`);
    const status = yield* runScript(run, quoted, (state) => {
      state.scriptName = 'bash';
      state.messagePrefix = (line) => `bash: line ${line}: `;
    });
    if (status === 126 || status === 127 || status >= 128) {
      yield* run.printError(
        `error: bisect run failed: exit code ${status} from ${quoted} is < 0 or >= 128\n`,
      );
      return 128;
    }
    mark(git, status === 0 ? 'good' : status === 125 ? 'skip' : 'bad', 'HEAD');
    if ((yield* next(git)) === 'found') {
      yield* run.print('bisect found first bad commit');
      return 0;
    }
  }
}

export function* bisect(run: Invocation, args: readonly string[]): Task<number> {
  const [action = '', ...rest] = args;
  const isRun = action === 'run';
  const git = new GitRun(run, isRun ? [] : rest, { command: 'bisect', flags: [], values: [] });
  const { repository } = git;
  if (
    !isRunning(repository) &&
    ['good', 'bad', 'skip', 'old', 'new', 'run', 'log'].includes(action)
  ) {
    yield* run.printError('You need to start by "git bisect start"\n\n');
    return 1;
  }
  switch (action) {
    case 'start':
      start(git, git.words);
      yield* next(git);
      return 0;
    case 'good':
    case 'bad':
    case 'old':
    case 'new':
    case 'skip': {
      const kind = action === 'old' ? 'good' : action === 'new' ? 'bad' : action;
      for (const revision of git.words.length > 0 ? git.words : ['HEAD']) mark(git, kind, revision);
      yield* next(git);
      return 0;
    }
    case 'reset':
      return yield* reset(git);
    case 'run':
      return yield* runAll(git, rest);
    case 'log':
      yield* run.print(repository.readFile('BISECT_LOG') ?? '');
      return 0;
    default:
      yield* run.printError(
        'usage: git bisect [help|start|bad|good|new|old|terms|skip|next|reset|visualize|view|replay|log|run]\n',
      );
      return 1;
  }
}
