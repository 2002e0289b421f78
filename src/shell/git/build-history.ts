// Makes the .git folder of a history that is written down as data: for labs whose host has a repository.

import { ObjectStore, type Person } from './objects.ts';
import type { TrackedFile } from './repository.ts';

/** A commit as it is written down: what changes, by whom, when. */
export interface HistoryCommit {
  readonly author: { readonly name: string; readonly email: string };
  /** Seconds since 1970. */
  readonly time: number;
  readonly message: string;
  /** New texts of files, by their path. */
  readonly files: ReadonlyMap<string, string>;
  readonly removed: readonly string[];
}

export interface BuiltHistory {
  /** Files of the folder .git, by their path below the repository. */
  readonly gitFiles: ReadonlyMap<string, string>;
  /** The work tree after the last commit. */
  readonly workTree: ReadonlyMap<string, string>;
}

/** Replays commits on a branch `main`. */
export function buildHistory(
  commits: readonly HistoryCommit[],
  encodeUtf8: (text: string) => Uint8Array,
): BuiltHistory {
  const gitFiles = new Map<string, string>();
  const read = (path: string): string | null => gitFiles.get(path) ?? null;
  const write = (path: string, text: string): void => void gitFiles.set(path, text);
  const objects = new ObjectStore({ read, write, encodeUtf8 }, '.git');
  const workTree = new Map<string, string>();
  const tracked = new Map<string, TrackedFile>();
  const reflog: string[] = [];
  let head: string | null = null;
  for (const { author, time, message, files, removed } of commits) {
    for (const [path, text] of files) {
      workTree.set(path, text);
      tracked.set(path, { mode: '100644', id: objects.writeBlob(text) });
    }
    for (const path of removed) {
      if (!workTree.delete(path))
        throw new Error(`"${message}" removes ${path}, which is not there`);
      tracked.delete(path);
    }
    const person: Person = { ...author, time };
    const parents: string[] = head === null ? [] : [head];
    const tree = objects.writeFiles(tracked);
    head = objects.writeCommit({
      tree,
      parents,
      author: person,
      committer: person,
      message: `${message.trimEnd()}\n`,
    });
    const kind = parents.length === 0 ? 'commit (initial)' : 'commit';
    reflog.push(`${head} ${kind}: ${message.split('\n')[0]}\n`);
  }
  write('.git/HEAD', 'ref: refs/heads/main\n');
  write('.git/refs/heads/main', `${head ?? ''}\n`);
  write('.git/logs/HEAD', reflog.join(''));
  const index = [...tracked].sort(([a], [b]) => (a < b ? -1 : 1));
  write('.git/index', index.map(([path, { mode, id }]) => `${mode} ${id} ${path}\n`).join(''));
  return { gitFiles, workTree };
}
