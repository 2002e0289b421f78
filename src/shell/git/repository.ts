// A repository in the files of a host: references, the index, the work tree. Simplified: no remotes, no
// submodules, no hooks; the index is a text file.

import type { FileSystem } from '#sim';
import { type Commit, ObjectStore, type TreeEntry } from './objects.ts';

export type FileMode = TreeEntry['mode'];

export interface TrackedFile {
  readonly mode: FileMode;
  readonly id: string;
}

export type FileMap = Map<string, TrackedFile>;

export interface RepositoryOptions {
  readonly files: FileSystem;
  /** The directory .git lies in. */
  readonly root: string;
  readonly encodeUtf8: (text: string) => Uint8Array;
}

/** The directory above a path, itself included, that holds a repository. */
export function findRoot(files: FileSystem, from: string): string | null {
  for (let path = from; ; path = path.slice(0, path.lastIndexOf('/'))) {
    if (files.find(`${path}/.git`)?.kind === 'directory') return path || '/';
    if (path === '' || path === '/') return null;
  }
}

/** Patterns of .gitignore as one test. Simplified: names and paths with stars, no exceptions. */
function ignoreTest(text: string): (path: string) => boolean {
  const sources = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('!'))
    .map((line) => {
      const bare = line.replace(/\/$/, '').replace(/^\//, '');
      const source = bare
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '[^/]*')
        .replaceAll('?', '[^/]');
      return line.slice(0, -1).includes('/') ? `^${source}(?:/|$)` : `(?:^|/)${source}(?:/|$)`;
    });
  if (sources.length === 0) return () => false;
  const pattern = new RegExp(sources.join('|'));
  return (path) => pattern.test(path);
}

export class Repository {
  readonly root: string;
  readonly objects: ObjectStore;
  readonly #files: FileSystem;

  constructor({ files, root, encodeUtf8 }: RepositoryOptions) {
    this.root = root;
    this.#files = files;
    const read = (path: string): string | null =>
      files.find(path)?.kind === 'file' ? files.readText(path) : null;
    const write = (path: string, text: string): void => files.writeFile(path, text);
    this.objects = new ObjectStore({ read, write, encodeUtf8 }, `${root}/.git`);
  }

  #git(name: string): string {
    return `${this.root}/.git/${name}`;
  }

  readFile(name: string): string | null {
    const path = this.#git(name);
    return this.#files.find(path)?.kind === 'file' ? this.#files.readText(path) : null;
  }

  writeFile(name: string, text: string): void {
    this.#files.writeFile(this.#git(name), text);
  }

  removeFile(name: string): void {
    if (this.#files.exists(this.#git(name))) this.#files.removeFile(this.#git(name));
  }

  /** The branch HEAD is on; null where it is detached. */
  get branch(): string | null {
    return /^ref: refs\/heads\/(.*)\n/.exec(this.readFile('HEAD') ?? '')?.[1] ?? null;
  }

  get head(): string | null {
    const { branch } = this;
    return branch === null
      ? (this.readFile('HEAD')?.trim() ?? null)
      : this.ref(`refs/heads/${branch}`);
  }

  ref(name: string): string | null {
    return this.readFile(name)?.trim() ?? null;
  }

  /** Names of references below a folder, in order. */
  refs(folder: string): string[] {
    const path = this.#git(folder);
    if (this.#files.find(path)?.kind !== 'directory') return [];
    return this.#files
      .list(path)
      .flatMap(({ name, kind }) =>
        kind === 'directory'
          ? this.refs(`${folder}/${name}`).map((below) => `${name}/${below}`)
          : [name],
      );
  }

  /** Moves HEAD, and the branch it is on, and notes it in the reflog. */
  moveHead(id: string, note: string): void {
    const { branch } = this;
    this.#log(id, note);
    if (branch === null) this.writeFile('HEAD', `${id}\n`);
    else this.writeFile(`refs/heads/${branch}`, `${id}\n`);
  }

  /** Puts HEAD on a branch, or on a commit. */
  attach(target: { readonly branch: string } | { readonly commit: string }, note: string): void {
    const id = 'branch' in target ? (this.ref(`refs/heads/${target.branch}`) ?? '') : target.commit;
    this.#log(id, note);
    this.writeFile('HEAD', 'branch' in target ? `ref: refs/heads/${target.branch}\n` : `${id}\n`);
  }

  #log(id: string, note: string): void {
    this.writeFile('logs/HEAD', `${this.readFile('logs/HEAD') ?? ''}${id} ${note}\n`);
  }

  /** Where HEAD has been, the newest first. */
  get reflog(): { readonly id: string; readonly note: string }[] {
    const lines = (this.readFile('logs/HEAD') ?? '').split('\n').filter(Boolean).reverse();
    return lines.map((line) => ({ id: line.slice(0, 40), note: line.slice(41) }));
  }

  get index(): FileMap {
    const lines = (this.readFile('index') ?? '').split('\n').filter(Boolean);
    return new Map(
      lines.map((line) => {
        const [mode = '', id = '', ...path] = line.split(' ');
        return [path.join(' '), { mode: mode as FileMode, id }];
      }),
    );
  }

  set index(files: FileMap) {
    const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
    this.writeFile(
      'index',
      sorted.map(([path, { mode, id }]) => `${mode} ${id} ${path}\n`).join(''),
    );
  }

  /** Files of a commit; none without one. */
  filesOf(commit: string | null): FileMap {
    if (commit === null) return new Map();
    return this.objects.files(this.objects.commit(commit).tree);
  }

  path(name: string): string {
    return this.root === '/' ? `/${name}` : `${this.root}/${name}`;
  }

  /** The files of the work tree with their names as blobs; ignored ones only where they are tracked. */
  workTree(tracked: FileMap = this.index): FileMap {
    const found: FileMap = new Map();
    const ignoreFile = this.path('.gitignore');
    const isIgnored = ignoreTest(
      this.#files.exists(ignoreFile) ? this.#files.readText(ignoreFile) : '',
    );
    const walk = (prefix: string): void => {
      for (const { name, kind } of this.#files.list(this.path(prefix))) {
        const path = `${prefix}${name}`;
        if (path === '.git') continue;
        if (kind === 'directory') {
          if (name !== 'node_modules' || !isIgnored(path)) walk(`${path}/`);
        } else if (kind === 'file' && (tracked.has(path) || !isIgnored(path))) {
          found.set(path, this.workFile(path));
        }
      }
    };
    walk('');
    return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  workFile(path: string): TrackedFile {
    const { mode } = this.#files.status(this.path(path));
    return {
      mode: mode & 0o100 ? '100755' : '100644',
      id: this.objects.blobId(this.workText(path)),
    };
  }

  workText(path: string): string {
    const full = this.path(path);
    return this.#files.find(full)?.kind === 'file' ? this.#files.readText(full) : '';
  }

  writeWork(path: string, text: string, mode: FileMode = '100644'): void {
    this.#files.writeFile(this.path(path), text);
    this.#files.setMode(this.path(path), mode === '100755' ? 0o755 : 0o644);
  }

  removeWork(path: string): void {
    if (this.#files.exists(this.path(path))) this.#files.removeFile(this.path(path));
    for (let folder = path; folder.includes('/'); ) {
      folder = folder.slice(0, folder.lastIndexOf('/'));
      if (this.#files.list(this.path(folder)).length > 0) return;
      this.#files.removeDirectory(this.path(folder));
    }
  }

  /** Makes index and work tree what a set of files says; files it does not know stay. */
  checkOut(files: FileMap): void {
    const before = this.index;
    for (const path of before.keys()) if (!files.has(path)) this.removeWork(path);
    for (const [path, file] of files) {
      const isThere = this.#files.exists(this.path(path)) && this.workFile(path).id === file.id;
      if (!isThere) this.writeWork(path, this.objects.blob(file.id), file.mode);
    }
    this.index = files;
  }

  /** Commits of a history, newest first, each once; `stop` and what is behind it left out. */
  history(from: readonly string[], stop: readonly string[] = []): Commit[] {
    const hidden = new Set<string>();
    const hide = [...stop];
    for (let id = hide.pop(); id !== undefined; id = hide.pop()) {
      if (hidden.has(id)) continue;
      hidden.add(id);
      hide.push(...this.objects.commit(id).parents);
    }
    const seen = new Set<string>();
    const queue: Commit[] = [];
    const push = (id: string): void => {
      if (seen.has(id) || hidden.has(id)) return;
      seen.add(id);
      const commit = this.objects.commit(id);
      const at = queue.findIndex((other) => other.committer.time < commit.committer.time);
      queue.splice(at < 0 ? queue.length : at, 0, commit);
    };
    for (const id of from) push(id);
    const found: Commit[] = [];
    for (let next = queue.shift(); next; next = queue.shift()) {
      found.push(next);
      for (const parent of next.parents) push(parent);
    }
    return found;
  }

  /** The commit a revision stands for: HEAD~2, main, v1, abc123, stash@{0}; null where there is none. */
  resolve(revision: string): string | null {
    const match = /^(.*?)((?:[~^]\d*)*)$/.exec(revision);
    let id = this.#named(match?.[1] || 'HEAD');
    for (const [, kind, count] of (match?.[2] ?? '').matchAll(/([~^])(\d*)/g)) {
      const number = count === '' ? 1 : Number(count);
      if (id === null) return null;
      if (kind === '^')
        id = number === 0 ? id : (this.objects.commit(id).parents[number - 1] ?? null);
      else
        for (let at = 0; at < number && id !== null; at++)
          id = this.objects.commit(id).parents[0] ?? null;
    }
    return id;
  }

  #named(name: string): string | null {
    if (name === 'HEAD' || name === '@') return this.head;
    const logged = /^(?:HEAD)?@\{(\d+)\}$/.exec(name);
    if (logged) return this.reflog[Number(logged[1])]?.id ?? null;
    if (/^stash(@\{0\})?$/.test(name)) return this.ref('refs/stash');
    for (const folder of ['', 'refs/', 'refs/heads/', 'refs/tags/', 'refs/bisect/']) {
      const id = /^[0-9a-f]{40}$/.test(name) ? null : this.ref(folder + name);
      if (id !== null && /^[0-9a-f]{40}$/.test(id)) return id;
    }
    if (!/^[0-9a-f]{4,40}$/.test(name)) return null;
    const folder = this.#git(`objects/${name.slice(0, 2)}`);
    if (this.#files.find(folder)?.kind !== 'directory') return null;
    const found = this.#files.list(folder).filter((one) => one.name.startsWith(name.slice(2)));
    const [only] = found;
    return found.length === 1 && only ? name.slice(0, 2) + only.name : null;
  }
}

/** As short as git shows names in a small repository. */
export const shortId = (id: string): string => id.slice(0, 7);

/** The first line of a message. */
export const subjectOf = ({ message }: Commit): string =>
  (message.split('\n\n', 1)[0] ?? '').trim().replaceAll('\n', ' ');
