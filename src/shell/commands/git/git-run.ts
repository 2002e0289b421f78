// One run of git: its repository, its arguments, its words.

import type { Person } from '../../git/objects.ts';
import { type FileMap, findRoot, Repository } from '../../git/repository.ts';
import type { Invocation } from '../../invocation.ts';
import { resolvePath } from '../../paths.ts';
import type { Task } from '../../task.ts';

/** Ends the command with a message, as git's die() does. */
export class GitError extends Error {
  readonly status: number;

  constructor(message: string, status = 128) {
    super(message);
    this.status = status;
  }
}

export class GitRun {
  readonly run: Invocation;
  readonly repository: Repository;
  readonly args: readonly string[];
  /** Options by their name without dashes, and what came with them. */
  readonly flags = new Set<string>();
  readonly values = new Map<string, string>();
  /** What is neither an option nor behind `--`. */
  readonly words: string[] = [];
  /** What is behind `--`. */
  readonly paths: string[] = [];

  constructor(run: Invocation, args: readonly string[], known: GitOptions) {
    const root = findRoot(run.files, run.cwd);
    if (root === null) {
      throw new GitError('fatal: not a git repository (or any of the parent directories): .git');
    }
    this.run = run;
    this.args = args;
    this.repository = new Repository({
      files: run.files,
      root,
      encodeUtf8: (text) => run.encode(text),
    });
    this.#parse(known);
  }

  #parse({ flags, values, command, usage, isLoose }: GitOptions): void {
    const rest = [...this.args];
    const refuse = (what: string): never => {
      throw new GitError(
        `error: unknown ${what}\nusage: git ${command} ${usage ?? ''}`.trimEnd(),
        129,
      );
    };
    for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
      if (arg === '--') {
        this.paths.push(...rest.splice(0).map((path) => this.relative(path)));
      } else if (/^-\d+$/.test(arg) && values.includes('n')) {
        this.values.set('n', arg.slice(1));
      } else if (arg.startsWith('--')) {
        const [name = '', value] = arg.slice(2).split(/=(.*)/s);
        if (values.includes(name)) this.values.set(name, value ?? rest.shift() ?? '');
        else if (flags.includes(name)) this.flags.add(name);
        else if (isLoose) throw new GitError(`fatal: unrecognized argument: --${name}`);
        else refuse(`option \`${name}'`);
      } else if (arg.startsWith('-') && arg.length > 1) {
        for (let at = 1; at < arg.length; at++) {
          const letter = arg[at] as string;
          if (values.includes(letter)) {
            const value = arg.slice(at + 1) || rest.shift();
            if (value === undefined)
              throw new GitError(`error: switch \`${letter}' requires a value`, 129);
            this.values.set(
              letter,
              letter === 'm' && this.values.has('m')
                ? `${this.values.get('m')}\n\n${value}`
                : value,
            );
            break;
          }
          if (!flags.includes(letter)) refuse(`switch \`${letter}'`);
          this.flags.add(letter);
        }
      } else this.words.push(arg);
    }
  }

  /** A path as the repository names it. */
  relative(path: string): string {
    const absolute = resolvePath(this.run.cwd, path);
    const { root } = this.repository;
    if (absolute === root) return '';
    return absolute.startsWith(root === '/' ? '/' : `${root}/`)
      ? absolute.slice(root === '/' ? 1 : root.length + 1)
      : absolute;
  }

  print(text: string): Task {
    return this.run.print(text);
  }

  printError(text: string): Task {
    return this.run.printError(text);
  }

  /** The commit of a revision; dies where there is none. */
  commitOf(revision: string): string {
    const id = this.repository.resolve(revision);
    if (id !== null && this.repository.objects.find(id)?.type === 'commit') return id;
    throw new GitError(
      `fatal: ambiguous argument '${revision}': unknown revision or path not in the working tree.\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'`,
    );
  }

  /** Splits words into revisions and the paths behind them. */
  revisionsAndPaths(): { revisions: string[]; paths: string[] } {
    const { repository } = this;
    const at = this.words.findIndex(
      (word) => !/\.\./.test(word) && repository.resolve(word.replace(/^\^/, '')) === null,
    );
    const revisions = at < 0 ? this.words : this.words.slice(0, at);
    const named = at < 0 ? [] : this.words.slice(at);
    for (const path of named) {
      if (!this.run.files.exists(this.run.resolve(path))) this.commitOf(path);
    }
    return { revisions, paths: [...named.map((path) => this.relative(path)), ...this.paths] };
  }

  /** Who commits: from the configuration, else somebody of this host. */
  get person(): Person {
    const environment = this.run.environment;
    const config = `${this.run.files.exists('/root/.gitconfig') ? this.run.files.readText('/root/.gitconfig') : ''}\n${this.repository.readFile('config') ?? ''}`;
    const setting = (name: string): string | undefined =>
      [...config.matchAll(new RegExp(`^\\s*${name}\\s*=\\s*(.*)$`, 'gm'))].at(-1)?.[1];
    const seconds = environment.get('GIT_AUTHOR_DATE')?.match(/\d{9,}/)?.[0];
    return {
      name: environment.get('GIT_AUTHOR_NAME') ?? setting('name') ?? 'Reader',
      email: environment.get('GIT_AUTHOR_EMAIL') ?? setting('email') ?? `root@${this.run.box.name}`,
      time: Number(seconds ?? Math.floor(this.run.box.timeMs / 1_000)),
    };
  }

  /** Files that differ from the index in the work tree, and the index from HEAD. */
  get isDirty(): boolean {
    const { repository } = this;
    return (
      !same(repository.filesOf(repository.head), repository.index) ||
      this.changedInWork().length > 0
    );
  }

  changedInWork(): string[] {
    const { index } = this.repository;
    const work = this.repository.workTree(index);
    return [...index]
      .filter(([path, { id, mode }]) => work.get(path)?.id !== id || work.get(path)?.mode !== mode)
      .map(([path]) => path);
  }
}

export interface GitOptions {
  readonly command: string;
  readonly flags: readonly string[];
  readonly values: readonly string[];
  readonly usage?: string;
  /** An option nobody knows is a mistaken argument: log and show. */
  readonly isLoose?: boolean;
}

const same = (a: FileMap, b: FileMap): boolean =>
  a.size === b.size &&
  [...a].every(([path, { id, mode }]) => b.get(path)?.id === id && b.get(path)?.mode === mode);
