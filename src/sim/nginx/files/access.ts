// Files as the worker's user may use them: nginx's workers run as www-data, most files belong to
// root.
// Simplified: a file belongs to root unless its node says otherwise, and groups do not matter.

import { type FileSystem, FileSystemError, type TreeNode } from '../../files/file-system.ts';

const READ = 4;
const WRITE = 2;
const SEARCH = 1;

/** A file system seen with the worker's rights. */
export class FileAccess {
  readonly #files: FileSystem;

  constructor(files: FileSystem) {
    this.#files = files;
  }

  #allows(node: TreeNode, wanted: number): boolean {
    const shift = node.owner === 'www-data' ? 6 : 0;
    return ((node.mode >> shift) & wanted) === wanted;
  }

  /** Checks that every directory above a path can be searched. */
  #checkWay(path: string): void {
    const parts = path.split('/').filter(Boolean).slice(0, -1);
    let at = '';
    for (const part of parts) {
      at += `/${part}`;
      const node = this.#files.find(at);
      if (node?.kind === 'directory' && !this.#allows(node, SEARCH)) {
        throw new FileSystemError('EACCES', path);
      }
    }
  }

  /** What is at a path, if the worker may read it. Throws as open(2) fails. */
  open(path: string): TreeNode {
    this.#checkWay(path);
    this.#files.status(path);
    const node = this.#files.find(path);
    if (!node) throw new FileSystemError('ENOENT', path);
    if (!this.#allows(node, READ)) throw new FileSystemError('EACCES', path);
    return node;
  }

  /** Checks that a file can be made there. */
  checkCreate(path: string): void {
    this.#checkWay(path);
    const directory = path.slice(0, path.lastIndexOf('/')) || '/';
    this.#files.status(directory);
    const node = this.#files.find(directory);
    if (!node) throw new FileSystemError('ENOENT', path);
    if (node.kind !== 'directory') throw new FileSystemError('ENOTDIR', path);
    if (!this.#allows(node, WRITE | SEARCH)) throw new FileSystemError('EACCES', path);
  }

  /** Gives a path to the worker's user. */
  own(path: string): void {
    const node = this.#files.find(path);
    if (node) node.owner = 'www-data';
  }

  /** Makes the directories above a path that are missing. */
  makeWay(path: string): void {
    let at = '';
    for (const part of path.split('/').filter(Boolean).slice(0, -1)) {
      at += `/${part}`;
      if (this.#files.exists(at)) continue;
      this.checkCreate(at);
      this.#files.makeDirectory(at, 0o700);
      this.own(at);
    }
  }
}
