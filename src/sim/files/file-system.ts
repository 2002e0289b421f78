// The files of a simulated host: directories, files and symbolic links in memory, with the checks and errors
// of Linux, each tried on a real one (Linux 6.18). Paths are absolute; resolving against a working directory is the
// caller's business. Simplified: one user; permissions are kept and shown, but only the owner's bits are obeyed, by
// reads here and by open(2) in the programs. A write that does not fit on the disk is refused whole, a removed file
// gives its space back even while a program has it open, and there are no hard links.

import type { Micros } from '../kernel/event-queue.ts';
import { canResize, freeBytesBelow, hasFreeInode, mountOn, ROOT_MOUNT } from './mounts.ts';
import {
  type DirectoryNode,
  type FileContent,
  type FileError,
  type FileNode,
  type FileStatus,
  FileSystemError,
  type InstalledText,
  type LinkNode,
  type TreeNode,
} from './tree.ts';

export {
  type DirectoryNode,
  type FileError,
  type FileNode,
  type FileStatus,
  FileSystemError,
  type InstalledText,
  type LinkNode,
  type TreeNode,
} from './tree.ts';

export interface FileSystemOptions {
  readonly now: () => Micros;
  readonly encodeUtf8: (text: string) => Uint8Array;
  readonly decodeUtf8: (bytes: Uint8Array) => string;
}

const LINK_LIMIT = 40;

const isInstalled = (content: FileContent): content is InstalledText =>
  typeof content !== 'string' && !(content instanceof Uint8Array);

const splitPath = (path: string): string[] =>
  path.split('/').filter((part) => part && part !== '.');

/** Whether a path can only mean a directory. */
const namesDirectory = (path: string): boolean => path.endsWith('/') || path.endsWith('/.');

/** The path of the directory a path's last name stands in. */
const directoryOf = (path: string): string => `/${splitPath(path).slice(0, -1).join('/')}`;

export class FileSystem {
  readonly #options: FileSystemOptions;
  readonly #root: DirectoryNode;
  #nextInode = 2;
  #freeBytes = Number.POSITIVE_INFINITY;
  #listeners: ((path: string) => void)[] = [];
  #isForRunning = false;

  constructor(options: FileSystemOptions) {
    this.#options = options;
    this.#root = { kind: 'directory', entries: new Map(), inode: 1, mode: 0o755, modifiedUs: 0 };
  }

  /** Bytes that can still be written: a full disk is 0. */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  set freeBytes(bytes: number) {
    this.#freeBytes = bytes;
  }

  /** Mounts a file system of its own on a directory. */
  mount(path: string, limits: { sizeBytes?: number; inodes?: number } = {}): void {
    const directory = this.#walk(path, true);
    if (directory.kind !== 'directory') throw new FileSystemError('ENOTDIR', path);
    const device = this.#nextInode++;
    directory.mount = { ...ROOT_MOUNT, ...limits, device };
  }

  /** Shows a directory at a second path, as `mount --bind` does. */
  bind(from: string, to: string): void {
    const node = this.#walk(from, true);
    if (node.kind !== 'directory') throw new FileSystemError('ENOTDIR', from);
    const { parent, name } = this.#parentOf(to, 'EBUSY');
    this.#enter(parent, name, node, to);
  }

  /** The device a path lies on, whether or not there is anything at it: two of one device can be renamed. */
  deviceOf(path: string): number {
    return this.#mountOf(path)?.mount?.device ?? ROOT_MOUNT.device;
  }

  /** Bytes that can still be written at a path. */
  freeBytesAt(path: string): number {
    const mounted = this.#mountOf(path);
    const below = mounted ? freeBytesBelow(mounted, this.#sizeOf) : Number.POSITIVE_INFINITY;
    return Math.min(this.#freeBytes, below);
  }

  readonly #sizeOf = (node: TreeNode): number =>
    node.kind === 'file' ? this.sizeBytesOf(node) : 0;

  #mountOf(path: string): DirectoryNode | undefined {
    return mountOn(this.#root, splitPath(path));
  }

  /** Calls `listener` with each path that is written, made or removed, until the result is called. */
  onChange(listener: (path: string) => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** The node at a path, links followed; undefined where there is none. */
  find(path: string): TreeNode | undefined {
    try {
      return this.#walk(path, true);
    } catch {
      return undefined;
    }
  }

  exists(path: string): boolean {
    return this.find(path) !== undefined;
  }

  status(path: string, followLinks = true): FileStatus {
    return this.#describe(this.#walk(path, followLinks));
  }

  readText(path: string): string {
    const { content } = this.#file(path);
    if (isInstalled(content)) return this.#isForRunning ? content.running() : content.whole();
    return typeof content === 'string' ? content : this.#options.decodeUtf8(content);
  }

  /** Within `action`, files are read in order to run them: what was installed may be less than whole. */
  readToRun<Result>(action: () => Result): Result {
    this.#isForRunning = true;
    try {
      return action();
    } finally {
      this.#isForRunning = false;
    }
  }

  readBytes(path: string): Uint8Array {
    return this.bytesOf(this.#file(path));
  }

  /** The content of a file as bytes; text is turned into bytes once. */
  bytesOf(file: FileNode): Uint8Array {
    const { content } = file;
    if (content instanceof Uint8Array) return content;
    const text = isInstalled(content) ? content.whole() : content;
    const bytes = this.#options.encodeUtf8(text);
    file.content = bytes;
    return bytes;
  }

  /** A file's size, without reading it where that is not needed. */
  sizeBytesOf(file: FileNode): number {
    return isInstalled(file.content) ? file.content.sizeBytes : this.bytesOf(file).length;
  }

  /** The file itself, made where it is missing: what open(2) with O_CREAT gives. */
  openFile(path: string, options: { create: boolean; exclusive: boolean; mode: number }): FileNode {
    const { create, exclusive, mode } = options;
    const existing = this.#walkIfThere(path, !(create && exclusive));
    if (existing && create && exclusive) throw new FileSystemError('EEXIST', path);
    if (existing?.kind === 'directory') throw new FileSystemError('EISDIR', path);
    if (existing?.kind === 'file') return existing;
    if (!create) throw new FileSystemError('ENOENT', path);
    return this.#createFile(path, mode);
  }

  /** Puts a file there as an installation leaves it, with the directories above it. */
  install(path: string, content: InstalledText): void {
    this.writeFile(path, '');
    this.openFile(path, { create: false, exclusive: false, mode: 0o644 }).content = content;
  }

  /** Replaces a file's content. */
  setContent(file: FileNode, content: Uint8Array | string, path: string): void {
    if (this.#freeBytes !== Number.POSITIVE_INFINITY) {
      const sizeBytes =
        typeof content === 'string' ? this.#options.encodeUtf8(content).length : content.length;
      const grownBytes = sizeBytes - this.sizeBytesOf(file);
      if (grownBytes > this.#freeBytes) throw new FileSystemError('ENOSPC', path);
      this.#freeBytes -= grownBytes;
    }
    const mounted = this.#mountOf(path);
    if (mounted) {
      const change = { fromBytes: this.sizeBytesOf(file), toBytes: content.length };
      if (!canResize(mounted, this.#sizeOf, change)) throw new FileSystemError('ENOSPC', path);
    }
    file.content = content;
    file.modifiedUs = this.#options.now();
    this.#changed(path);
  }

  /** Writes a file, with the directories above it. For setting up a host and for editors. */
  writeFile(path: string, content: Uint8Array | string): void {
    this.makeDirectories(path.slice(0, path.lastIndexOf('/')) || '/');
    const file = this.openFile(path, { create: true, exclusive: false, mode: 0o644 });
    this.setContent(file, content, path);
  }

  /** Makes a directory and those above it that are missing. */
  makeDirectories(path: string): void {
    let directory = this.#root;
    let here = '';
    for (const part of splitPath(path)) {
      here += `/${part}`;
      let next = directory.entries.get(part);
      if (next?.kind === 'link' || part === '..') next = this.#walk(here, true);
      if (!next) {
        next = this.#newDirectory(0o755);
        this.#enter(directory, part, next, here);
      }
      if (next.kind !== 'directory') throw new FileSystemError('ENOTDIR', path);
      directory = next;
    }
  }

  makeDirectory(path: string, mode = 0o755): void {
    const { parent, name } = this.#parentOf(path, 'EEXIST');
    if (parent.entries.has(name)) throw new FileSystemError('EEXIST', path);
    this.#enter(parent, name, this.#newDirectory(mode), path);
  }

  makeLink(path: string, target: string): void {
    const { parent, name } = this.#parentOf(path, 'EEXIST');
    if (parent.entries.has(name)) throw new FileSystemError('EEXIST', path);
    const modifiedUs = this.#options.now();
    const link: LinkNode = {
      kind: 'link',
      target,
      inode: this.#nextInode++,
      mode: 0o777,
      modifiedUs,
    };
    this.#enter(parent, name, link, path);
  }

  readLink(path: string): string {
    const node = this.#walk(path, false);
    if (node.kind !== 'link') throw new FileSystemError('EINVAL', path);
    return node.target;
  }

  /** Names in a directory, in byte order, as `ls` shows them. */
  list(path: string): { readonly name: string; readonly kind: TreeNode['kind'] }[] {
    const directory = this.#walk(path, true);
    if (directory.kind !== 'directory') throw new FileSystemError('ENOTDIR', path);
    return [...directory.entries]
      .map(([name, { kind }]) => ({ name, kind }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  removeFile(path: string): void {
    const { parent, name } = this.#parentOf(path, 'EISDIR');
    const node = parent.entries.get(name);
    if (!node) throw new FileSystemError('ENOENT', path);
    if (node.kind === 'directory') throw new FileSystemError('EISDIR', path);
    if (namesDirectory(path)) throw new FileSystemError('ENOTDIR', path);
    this.#leave(parent, name, path);
  }

  removeDirectory(path: string, recursive = false): void {
    const { parent, name } = this.#parentOf(path, 'EBUSY');
    const node = parent.entries.get(name);
    if (!node) throw new FileSystemError('ENOENT', path);
    if (node.kind !== 'directory') throw new FileSystemError('ENOTDIR', path);
    if (!recursive && node.entries.size > 0) throw new FileSystemError('ENOTEMPTY', path);
    this.#leave(parent, name, path);
  }

  rename(from: string, to: string): void {
    const source = this.#parentOf(from, 'EBUSY');
    const node = source.parent.entries.get(source.name);
    if (!node) throw new FileSystemError('ENOENT', from);
    const target = this.#parentOf(to, 'EBUSY');
    const replaced = target.parent.entries.get(target.name);
    if (replaced === node) return;
    this.#checkReplace(node, replaced, to);
    const moved = `${this.realPath(directoryOf(from))}/${source.name}/`.replace('//', '/');
    if (`${this.realPath(directoryOf(to))}/`.startsWith(moved))
      throw new FileSystemError('EINVAL', to);
    if (replaced) this.#leave(target.parent, target.name, to);
    source.parent.entries.delete(source.name);
    source.parent.modifiedUs = this.#options.now();
    this.#changed(from);
    this.#enter(target.parent, target.name, node, to);
  }

  setMode(path: string, mode: number): void {
    this.#walk(path, true).mode = mode;
  }

  /** The path with links, `.` and `..` resolved. */
  realPath(path: string): string {
    const names: string[] = [];
    this.#walk(path, true, names);
    return `/${names.join('/')}`;
  }

  #describe(node: TreeNode): FileStatus {
    let sizeBytes = 4096;
    if (node.kind === 'file') sizeBytes = this.sizeBytesOf(node);
    else if (node.kind === 'link') sizeBytes = node.target.length;
    const { kind, inode, mode, modifiedUs } = node;
    return { kind, inode, mode, sizeBytes, modifiedUs };
  }

  #file(path: string): FileNode {
    const node = this.#walk(path, true);
    if (node.kind === 'directory') throw new FileSystemError('EISDIR', path);
    if (node.kind === 'link') throw new FileSystemError('ELOOP', path);
    if ((node.mode & 0o400) === 0) throw new FileSystemError('EACCES', path);
    return node;
  }

  /** Makes an empty file; where the path is a link to nothing, the file it points to. */
  #createFile(path: string, mode: number, depth = 0): FileNode {
    if (namesDirectory(path)) throw new FileSystemError('EISDIR', path);
    if (depth > LINK_LIMIT) throw new FileSystemError('ELOOP', path);
    const { parent, name } = this.#parentOf(path, 'EISDIR');
    const link = parent.entries.get(name);
    if (link?.kind === 'link') {
      const base = link.target.startsWith('/') ? '' : `${directoryOf(path)}/`;
      return this.#createFile(`${base}${link.target}`, mode, depth + 1);
    }
    const file: FileNode = {
      kind: 'file',
      content: '',
      inode: this.#nextInode++,
      mode,
      modifiedUs: this.#options.now(),
    };
    this.#enter(parent, name, file, path);
    return file;
  }

  #newDirectory(mode: number): DirectoryNode {
    const modifiedUs = this.#options.now();
    return { kind: 'directory', entries: new Map(), inode: this.#nextInode++, mode, modifiedUs };
  }

  /** Where a path's last name stands. `ifNone` is the error for a path without one, such as `/`. */
  #parentOf(path: string, ifNone: FileError): { parent: DirectoryNode; name: string } {
    const parts = splitPath(path);
    const name = parts.pop();
    if (name === undefined || name === '..') throw new FileSystemError(ifNone, path);
    const parent = this.#walk(`/${parts.join('/')}`, true);
    if (parent.kind !== 'directory') throw new FileSystemError('ENOTDIR', path);
    return { parent, name };
  }

  #checkReplace(node: TreeNode, replaced: TreeNode | undefined, path: string): void {
    if (!replaced) return;
    const isDirectory = node.kind === 'directory';
    if (replaced.kind !== 'directory') {
      if (isDirectory) throw new FileSystemError('ENOTDIR', path);
    } else if (!isDirectory) {
      throw new FileSystemError('EISDIR', path);
    } else if (replaced.entries.size > 0) {
      throw new FileSystemError('ENOTEMPTY', path);
    }
  }

  #enter(parent: DirectoryNode, name: string, node: TreeNode, path: string): void {
    const mounted = this.#mountOf(path);
    if (mounted && !hasFreeInode(mounted)) throw new FileSystemError('ENOSPC', path);
    parent.entries.set(name, node);
    parent.modifiedUs = this.#options.now();
    this.#changed(path);
  }

  #leave(parent: DirectoryNode, name: string, path: string): void {
    const node = parent.entries.get(name) as TreeNode;
    if (node.kind === 'directory') {
      for (const child of [...node.entries.keys()]) this.#leave(node, child, `${path}/${child}`);
    } else if (node.kind === 'file' && this.#freeBytes !== Number.POSITIVE_INFINITY) {
      this.#freeBytes += this.sizeBytesOf(node);
    }
    parent.entries.delete(name);
    parent.modifiedUs = this.#options.now();
    this.#changed(path);
  }

  /** The node at a path; undefined where the path leads nowhere, though it could. */
  #walkIfThere(path: string, followLast: boolean): TreeNode | undefined {
    try {
      return this.#walk(path, followLast);
    } catch (error) {
      if ((error as FileSystemError).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  #walk(path: string, followLast: boolean, names: string[] = [], depth = 0): TreeNode {
    if (depth > LINK_LIMIT) throw new FileSystemError('ELOOP', path);
    const parts = splitPath(path);
    const mustBeDirectory = namesDirectory(path);
    const trail: TreeNode[] = [this.#root];
    for (const [index, part] of parts.entries()) {
      const here = trail[trail.length - 1] as TreeNode;
      if (here.kind !== 'directory') throw new FileSystemError('ENOTDIR', path);
      if (part === '..') {
        if (trail.length > 1) trail.pop();
        names.pop();
        continue;
      }
      const next = here.entries.get(part);
      if (!next) throw new FileSystemError('ENOENT', path);
      const isLast = index === parts.length - 1;
      if (next.kind === 'link' && (followLast || mustBeDirectory || !isLast)) {
        const base = next.target.startsWith('/') ? '' : `/${names.join('/')}/`;
        const rest = parts.slice(index + 1).map((name) => `/${name}`);
        const onward = `${base}${next.target}${rest.join('')}${mustBeDirectory ? '/' : ''}`;
        names.length = 0;
        return this.#walk(onward, followLast, names, depth + 1);
      }
      names.push(part);
      trail.push(next);
    }
    const found = trail[trail.length - 1] as TreeNode;
    if (mustBeDirectory && found.kind !== 'directory') throw new FileSystemError('ENOTDIR', path);
    return found;
  }

  #changed(path: string): void {
    for (const listener of this.#listeners) listener(path);
  }
}
