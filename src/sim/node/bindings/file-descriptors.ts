// The open files of one process: numbers, positions, flags. 0, 1 and 2 are its standard streams.

import type { FileNode, FileSystem } from '../../files/file-system.ts';
import { FileSystemError } from '../../files/file-system.ts';
import type { OutputStream } from '../../process/process.ts';

interface OpenFile {
  readonly file: FileNode;
  readonly path: string;
  readonly append: boolean;
  position: number;
  readonly isDirectory?: boolean;
}

/** How a file is opened; numbers are Linux's O_* flags. */
export interface OpenFlags {
  readonly O_CREAT: number;
  readonly O_EXCL: number;
  readonly O_TRUNC: number;
  readonly O_APPEND: number;
}

const PAGE_BYTES = 4_096;
const FIRST_DESCRIPTOR = 17; // what a small Node server gets for its first file

export class FileDescriptors {
  readonly #files: FileSystem;
  readonly #flags: OpenFlags;
  readonly #output: (stream: OutputStream, bytes: Uint8Array) => void;
  readonly #open = new Map<number, OpenFile>();
  readonly #limit: number;

  constructor(options: {
    files: FileSystem;
    flags: OpenFlags;
    output: (stream: OutputStream, bytes: Uint8Array) => void;
    /** How many files the process may have open: RLIMIT_NOFILE. */
    limit: number;
  }) {
    this.#limit = options.limit;
    this.#files = options.files;
    this.#flags = options.flags;
    this.#output = options.output;
  }

  open(path: string, flags: number, mode: number): number {
    const { O_CREAT, O_EXCL, O_TRUNC, O_APPEND } = this.#flags;
    const isWriting = (flags & 3) !== 0;
    if (this.#open.size + FIRST_DESCRIPTOR >= this.#limit) {
      throw new FileSystemError('EMFILE', path);
    }
    const node = this.#files.find(path);
    if (node?.kind === 'directory' && !isWriting)
      return this.#add(emptyFile(node.inode), path, { isDirectory: true });
    const file = this.#files.openFile(path, {
      create: (flags & O_CREAT) !== 0,
      exclusive: (flags & O_EXCL) !== 0,
      mode,
    });
    if ((file.mode & (isWriting ? 0o200 : 0o400)) === 0) throw new FileSystemError('EACCES', path);
    if (flags & O_TRUNC) this.#files.setContent(file, '', path);
    return this.#add(file, path, { append: (flags & O_APPEND) !== 0 });
  }

  close(descriptor: number): void {
    if (!this.#open.delete(descriptor)) throw new FileSystemError('EBADF', '');
  }

  get(descriptor: number): OpenFile {
    const open = this.#open.get(descriptor);
    if (!open) throw new FileSystemError('EBADF', '');
    return open;
  }

  /** Reads into a buffer; a position below 0 means the file's own, which then moves. */
  read(descriptor: number, target: Uint8Array, position: number): number {
    if (descriptor === 0) return 0;
    const open = this.get(descriptor);
    if (open.isDirectory) throw new FileSystemError('EISDIR', '');
    const content = this.#files.bytesOf(open.file);
    const from = position < 0 ? open.position : position;
    const part = content.subarray(from, from + target.length);
    target.set(part);
    if (position < 0) open.position += part.length;
    return part.length;
  }

  /** Writes everything, or fails after what still fits. */
  writeAll(descriptor: number, bytes: Uint8Array): void {
    for (let rest = bytes; rest.length > 0; ) {
      rest = rest.subarray(this.write(descriptor, rest, -1));
    }
  }

  /** Writes as much as fits and answers how much that is. */
  write(descriptor: number, wanted: Uint8Array, position: number): number {
    if (descriptor === 1 || descriptor === 2) {
      this.#output(descriptor === 1 ? 'stdout' : 'stderr', wanted);
      return wanted.length;
    }
    const open = this.get(descriptor);
    const old = this.#files.bytesOf(open.file);
    let at = position < 0 ? open.position : position;
    if (open.append) at = old.length;
    const bytes = wanted.subarray(0, this.#roomAt(open.path, { old: old.length, at }));
    if (bytes.length === 0 && wanted.length > 0) throw new FileSystemError('ENOSPC', '');
    const content = new Uint8Array(Math.max(old.length, at + bytes.length));
    content.set(old);
    content.set(bytes, at);
    this.#files.setContent(open.file, content, open.path);
    if (position < 0) open.position = at + bytes.length;
    return bytes.length;
  }

  /** How many bytes fit behind a position: to the end of the last page, and what is free. */
  #roomAt(path: string, { old, at }: { old: number; at: number }): number {
    const free = this.#files.freeBytesAt(path);
    const ownPages = Math.ceil(old / PAGE_BYTES) * PAGE_BYTES;
    return Math.max(0, Math.max(old, ownPages + free) - at);
  }

  truncate(descriptor: number, length: number): void {
    const { file, path } = this.get(descriptor);
    const content = new Uint8Array(length);
    content.set(this.#files.bytesOf(file).subarray(0, length));
    this.#files.setContent(file, content, path);
  }

  #add(
    file: FileNode,
    path: string,
    { append = false, isDirectory = false }: { append?: boolean; isDirectory?: boolean },
  ): number {
    // The lowest number that is free, as Linux gives it.
    let descriptor = FIRST_DESCRIPTOR;
    while (this.#open.has(descriptor)) descriptor++;
    this.#open.set(descriptor, { file, path, append, isDirectory, position: 0 });
    return descriptor;
  }
}

const emptyFile = (inode: number): FileNode => ({
  kind: 'file',
  content: '',
  inode,
  mode: 0o755,
  modifiedUs: 0,
});
