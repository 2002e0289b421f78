// git log, show, reflog, blame, rev-parse: what happened.

import { diffLines } from '../../git/diff-lines.ts';
import type { Commit } from '../../git/objects.ts';
import { shortId, subjectOf } from '../../git/repository.ts';
import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { formatDate } from '../system/date.ts';
import { GitError, GitRun } from './git-run.ts';
import { colored, compareFiles, diffText, type FileDiff } from './show-diff.ts';

const DIFF_FLAGS = [
  'stat',
  'p',
  'patch',
  'name-only',
  'name-status',
  'numstat',
  'shortstat',
  'no-color',
  'color',
];

export const gitDate = (time: number): string =>
  formatDate('%a %b %e %H:%M:%S %Y +0000', time * 1_000).replace(/ {2}(\d)/, ' $1');

function agoText(seconds: number): string {
  const units: readonly (readonly [number, string])[] = [
    [60, 'second'],
    [60, 'minute'],
    [24, 'hour'],
    [7, 'day'],
    [5, 'week'],
  ];
  let value = Math.max(0, seconds);
  for (const [size, unit] of units) {
    if (value < size * (unit === 'week' ? 1 : 1.5))
      return `${Math.round(value)} ${unit}${Math.round(value) === 1 ? '' : 's'} ago`;
    value /= size;
  }
  return `${Math.round(seconds / 2_629_800)} months ago`;
}

export class LogPrinter {
  readonly #git: GitRun;
  readonly #decorations = new Map<string, string[]>();
  readonly #isColored: boolean;

  constructor(git: GitRun) {
    this.#git = git;
    this.#isColored = git.run.stdout.isTerminal && !git.flags.has('no-color');
    const { repository } = git;
    const add = (id: string | null, name: string): void => {
      if (id !== null) this.#decorations.set(id, [...(this.#decorations.get(id) ?? []), name]);
    };
    const { branch } = repository;
    add(repository.head, branch === null ? 'HEAD' : `HEAD -> ${branch}`);
    for (const tag of repository.refs('refs/tags'))
      add(repository.ref(`refs/tags/${tag}`), `tag: ${tag}`);
    for (const name of repository.refs('refs/bisect'))
      add(repository.ref(`refs/bisect/${name}`), `refs/bisect/${name}`);
    for (const name of repository.refs('refs/heads'))
      if (name !== branch) add(repository.ref(`refs/heads/${name}`), name);
  }

  decoration({ id }: Commit): string {
    const names = this.#decorations.get(id);
    const isShown =
      this.#git.flags.has('decorate') ||
      (this.#git.run.stdout.isTerminal && !this.#git.flags.has('no-decorate'));
    return names && isShown ? ` (${names.join(', ')})` : '';
  }

  #yellow(text: string): string {
    return this.#isColored ? `\x1b[33m${text}\x1b[m` : text;
  }

  diffOf(commit: Commit, paths: readonly string[]): FileDiff[] {
    const { repository } = this.#git;
    if (commit.parents.length > 1) return [];
    const before = repository.filesOf(commit.parents[0] ?? null);
    return compareFiles(repository, before, repository.filesOf(commit.id), { paths });
  }

  head(commit: Commit): string {
    const { flags, values } = this.#git;
    const format = values.get('format') ?? values.get('pretty');
    if (flags.has('oneline') || format === 'oneline') {
      const id = format === 'oneline' && !flags.has('oneline') ? commit.id : shortId(commit.id);
      return `${this.#yellow(`${id}${this.decoration(commit)}`)} ${subjectOf(commit)}\n`;
    }
    if (format !== undefined && /^(?:t?format:)|%/.test(format)) {
      return `${this.#formatted(format.replace(/^t?format:/, ''), commit)}\n`;
    }
    return this.#full(commit, this.#yellow(`commit ${commit.id}${this.decoration(commit)}`));
  }

  /** A commit without colours and names of branches. */
  plainHead(commit: Commit): string {
    return this.#full(commit, `commit ${commit.id}`);
  }

  #full(commit: Commit, heading: string): string {
    const merge =
      commit.parents.length > 1 ? [`Merge: ${commit.parents.map(shortId).join(' ')}`] : [];
    const message = commit.message
      .replace(/\n+$/, '')
      .split('\n')
      .map((line) => `    ${line}`.trimEnd() || '    ');
    return [
      heading,
      ...merge,
      `Author: ${commit.author.name} <${commit.author.email}>`,
      `Date:   ${gitDate(commit.author.time)}`,
      '',
      ...message,
      '',
    ].join('\n');
  }

  #formatted(format: string, commit: Commit): string {
    const { author, committer } = commit;
    const now = this.#git.run.box.timeMs / 1_000;
    const body = commit.message.split('\n\n').slice(1).join('\n\n');
    const values: Readonly<Record<string, string>> = {
      H: commit.id,
      h: shortId(commit.id),
      T: commit.tree,
      P: commit.parents.join(' '),
      p: commit.parents.map(shortId).join(' '),
      an: author.name,
      ae: author.email,
      ad: gitDate(author.time),
      ar: agoText(now - author.time),
      at: String(author.time),
      as: formatDate('%Y-%m-%d', author.time * 1_000),
      aI: formatDate('%Y-%m-%dT%H:%M:%SZ', author.time * 1_000),
      cn: committer.name,
      cd: gitDate(committer.time),
      cr: agoText(now - committer.time),
      ct: String(committer.time),
      s: subjectOf(commit),
      b: body,
      B: commit.message,
      d: this.decoration(commit),
      n: '\n',
    };
    return format
      .replace(/%C(?:\([^)]*\)|[a-z]+)/g, '')
      .replace(
        /%(a[neIdrts]|c[ndrt]|[HhTPpsbBdn])/g,
        (whole, name: string) => values[name] ?? whole,
      );
  }

  /** The diff under a commit, where one is asked for. */
  under(commit: Commit, paths: readonly string[], isPatch: boolean): string {
    const { flags } = this.#git;
    const asked = DIFF_FLAGS.some((flag) => flags.has(flag)) || isPatch;
    if (!asked) return '';
    const wanted = new Set(flags);
    if (wanted.has('patch')) wanted.add('p');
    const text = diffText(this.diffOf(commit, paths), { flags: wanted, paths });
    return this.#isColored ? colored(text) : text;
  }
}

const LOG = {
  command: 'log',
  isLoose: true,
  usage: '[<options>] [<revision-range>] [[--] <path>...]',
  flags: [
    ...DIFF_FLAGS,
    'oneline',
    'decorate',
    'no-decorate',
    'all',
    'reverse',
    'graph',
    'no-merges',
    'i',
    'abbrev-commit',
    'follow',
    'first-parent',
  ],
  values: [
    'n',
    'max-count',
    'format',
    'pretty',
    'author',
    'grep',
    'since',
    'until',
    'S',
    'G',
    'skip',
  ],
};

/** The commits a range names. */
export function commitsOf(git: GitRun, revisions: readonly string[]): Commit[] {
  const { repository } = git;
  const from: string[] = [];
  const stop: string[] = [];
  for (const revision of revisions.length > 0 ? revisions : ['HEAD']) {
    const range = /^(.*?)\.\.(.*)$/.exec(revision);
    if (range) {
      stop.push(git.commitOf(range[1] || 'HEAD'));
      from.push(git.commitOf(range[2] || 'HEAD'));
    } else if (revision.startsWith('^')) stop.push(git.commitOf(revision.slice(1)));
    else from.push(git.commitOf(revision));
  }
  if (git.flags.has('all'))
    for (const name of repository.refs('refs/heads')) from.push(git.commitOf(name));
  return repository.history(from, stop);
}

export function* log(run: Invocation, args: readonly string[]): Task<number> {
  const git = new GitRun(run, args, LOG);
  const { repository, values } = git;
  if (repository.head === null) {
    throw new GitError(
      `fatal: your current branch '${repository.branch}' does not have any commits yet`,
    );
  }
  const { revisions, paths } = git.revisionsAndPaths();
  const printer = new LogPrinter(git);
  let commits = commitsOf(git, revisions);
  const [author, grep, searched] = [values.get('author'), values.get('grep'), values.get('S')];
  const folded = git.flags.has('i') ? 'i' : '';
  if (author !== undefined) {
    commits = commits.filter((one) =>
      new RegExp(author, folded).test(`${one.author.name} <${one.author.email}>`),
    );
  }
  if (grep !== undefined)
    commits = commits.filter(({ message }) => new RegExp(grep, folded).test(message));
  if (paths.length > 0)
    commits = commits.filter((commit) => printer.diffOf(commit, paths).length > 0);
  if (searched !== undefined) {
    const times = (text: string): number => text.split(searched).length;
    commits = commits.filter((commit) =>
      printer
        .diffOf(commit, paths)
        .some(({ before, after }) => times(before?.text ?? '') !== times(after?.text ?? '')),
    );
  }
  const limit = values.get('n') ?? values.get('max-count');
  commits = commits.slice(Number(values.get('skip') ?? 0));
  if (limit !== undefined) commits = commits.slice(0, Number(limit));
  if (git.flags.has('reverse')) commits.reverse();
  const isShort = git.flags.has('oneline') || values.has('format') || values.has('pretty');
  const separates = /^format:/.test(values.get('format') ?? values.get('pretty') ?? '');
  for (const [index, commit] of commits.entries()) {
    if (separates) {
      yield* run.print(`${index > 0 ? '\n' : ''}${printer.head(commit).replace(/\n$/, '')}`);
      continue;
    }
    const under = printer.under(commit, paths, false);
    const gap = under === '' ? '' : isShort && git.flags.has('oneline') ? '' : '\n';
    yield* run.print(`${index > 0 && !isShort ? '\n' : ''}${printer.head(commit)}${gap}${under}`);
  }
  return 0;
}

export function* show(run: Invocation, args: readonly string[]): Task<number> {
  const git = new GitRun(run, args, {
    ...LOG,
    command: 'show',
    usage: '[<options>] [<object>...]',
    flags: [...LOG.flags, 's', 'no-patch'],
  });
  const [word = 'HEAD'] = git.words;
  const file = /^([^:]*):(.+)$/.exec(word);
  if (file) {
    const path = (file[2] as string).replace(/^\.\//, '');
    const id = git.commitOf(file[1] || 'HEAD');
    const entry = git.repository.filesOf(id).get(path);
    if (!entry)
      throw new GitError(`fatal: path '${path}' does not exist in '${file[1] || 'HEAD'}'`);
    yield* run.print(git.repository.objects.blob(entry.id));
    return 0;
  }
  const printer = new LogPrinter(git);
  const { revisions, paths } = git.revisionsAndPaths();
  const commit = git.repository.objects.commit(git.commitOf(revisions[0] ?? 'HEAD'));
  const isQuiet = git.flags.has('s') || git.flags.has('no-patch');
  const under = isQuiet ? '' : printer.under(commit, paths, true);
  const isOneLine = git.flags.has('oneline');
  yield* run.print(`${printer.head(commit)}${under === '' || isOneLine ? '' : '\n'}${under}`);
  return 0;
}

export function* reflog(run: Invocation, args: readonly string[]): Task<number> {
  const git = new GitRun(
    run,
    args.filter((arg) => arg !== 'show'),
    LOG,
  );
  const { reflog: entries } = git.repository;
  const limit = Number(git.values.get('n') ?? entries.length);
  for (const [index, { id, note }] of entries.slice(0, limit).entries()) {
    yield* run.print(`${shortId(id)} HEAD@{${index}}: ${note}\n`);
  }
  return 0;
}

/** Who last changed each line. */
export function* blame(run: Invocation, args: readonly string[]): Task<number> {
  const git = new GitRun(run, args, {
    command: 'blame',
    flags: ['s', 'l', 'w'],
    values: ['L'],
    usage: '[<options>] [<rev-opts>] [<rev>] [--] <file>',
  });
  const { repository } = git;
  const named = [...git.words, ...git.paths];
  const name = named.pop();
  if (name === undefined)
    throw new GitError('usage: git blame [<options>] [<rev-opts>] [<rev>] [--] <file>', 129);
  const path = git.paths.length > 0 ? name : git.relative(name);
  const start = named[0] === undefined ? repository.head : git.commitOf(named[0]);
  const textAt = (id: string): string | null => {
    const entry = repository.filesOf(id).get(path);
    return entry ? repository.objects.blob(entry.id) : null;
  };
  if (start === null || textAt(start) === null) {
    throw new GitError(`fatal: no such path '${path}' in ${named[0] ?? 'HEAD'}`);
  }
  const headText = textAt(start) as string;
  const text = named[0] === undefined ? repository.workText(path) : headText;
  const owners = ownersOf(git, start, text, textAt);
  yield* run.print(blameText(git, text, owners));
  return 0;
}

interface Owner {
  readonly commit: Commit | null;
  /** The line's number where it came in. */
  readonly isRoot: boolean;
}

function ownersOf(
  git: GitRun,
  start: string,
  text: string,
  textAt: (id: string) => string | null,
): Owner[] {
  const { repository } = git;
  const lines = text.split(/(?<=\n)/).filter((line) => line !== '');
  const owners: (Owner | null)[] = lines.map(() => null);
  /** Places in the text at hand, for lines without an owner yet. */
  let places = lines.map((_line, index) => index);
  let here = text;
  const assign = (commit: Commit | null, kept: ReadonlyMap<number, number>): void => {
    places = places.map((place, line) => {
      if (place < 0) return -1;
      const before = kept.get(place);
      if (before !== undefined) return before;
      owners[line] = { commit, isRoot: commit !== null && commit.parents.length === 0 };
      return -1;
    });
  };
  const step = (commit: Commit | null, older: string | null): void => {
    assign(commit, older === null ? new Map() : keptLines(older, here));
    here = older ?? '';
  };
  step(null, textAt(start));
  for (
    let id: string | undefined = start;
    id !== undefined && places.some((place) => place >= 0);
  ) {
    const commit = repository.objects.commit(id);
    id = commit.parents[0];
    step(commit, id === undefined ? null : textAt(id));
  }
  return owners.map((owner) => owner ?? { commit: null, isRoot: false });
}

/** Lines of the newer text that the older one has, by their places. */
function keptLines(older: string, newer: string): Map<number, number> {
  const { before, after } = diffLines(older, newer);
  const kept = new Map<number, number>();
  let i = 0;
  for (let j = 0; j < after.lines.length; j++) {
    if (after.changed[j]) continue;
    while (before.changed[i]) i++;
    kept.set(j, i++);
  }
  return kept;
}

function blameText(git: GitRun, text: string, owners: readonly Owner[]): string {
  const lines = text.split(/(?<=\n)/).filter((line) => line !== '');
  const authorOf = ({ commit }: Owner): string => commit?.author.name ?? 'Not Committed Yet';
  const width = Math.max(0, ...owners.map((owner) => authorOf(owner).length));
  const numberWidth = String(lines.length).length;
  const range = /^(\d+),(\+?)(\d+)$/.exec(git.values.get('L') ?? '');
  const from = range ? Number(range[1]) : 1;
  const to = range ? (range[2] ? from + Number(range[3]) - 1 : Number(range[3])) : lines.length;
  return lines
    .map((line, index) => {
      const owner = owners[index] as Owner;
      const number = index + 1;
      if (number < from || number > to) return '';
      const id = owner.commit
        ? owner.isRoot
          ? `^${owner.commit.id.slice(0, 7)}`
          : owner.commit.id.slice(0, 8)
        : '00000000';
      const time = owner.commit ? owner.commit.author.time : Math.floor(git.run.box.timeMs / 1_000);
      const date = formatDate('%Y-%m-%d %H:%M:%S +0000', time * 1_000);
      const who = git.flags.has('s') ? '' : `(${authorOf(owner).padEnd(width)} ${date} `;
      const shown = String(number).padStart(numberWidth);
      return `${id} ${who}${git.flags.has('s') ? `${shown}) ` : `${shown}) `}${line.endsWith('\n') ? line : `${line}\n`}`;
    })
    .join('');
}

export function* revParse(run: Invocation, args: readonly string[]): Task<number> {
  const git = new GitRun(run, args, {
    command: 'rev-parse',
    flags: ['short', 'abbrev-ref', 'verify', 'show-toplevel', 'is-inside-work-tree'],
    values: [],
  });
  if (git.flags.has('show-toplevel')) yield* run.print(`${git.repository.root}\n`);
  if (git.flags.has('is-inside-work-tree')) yield* run.print('true\n');
  for (const word of git.words) {
    const id = git.commitOf(word);
    if (git.flags.has('abbrev-ref'))
      yield* run.print(`${word === 'HEAD' ? (git.repository.branch ?? 'HEAD') : word}\n`);
    else yield* run.print(`${git.flags.has('short') ? shortId(id) : id}\n`);
  }
  return 0;
}
