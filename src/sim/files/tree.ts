// What the files of a host are made of: files, directories and symbolic links, and the errors of Linux.
// It holds no operations; those are the file system's.

import type { Micros } from '../kernel/event-queue.ts';

/** Names of the errors file operations meet, as in errno(3). */
export type FileError =
  | 'EACCES'
  | 'EBADF'
  | 'EBUSY'
  | 'EEXIST'
  | 'EINVAL'
  | 'EISDIR'
  | 'ELOOP'
  | 'EMFILE'
  | 'ENOENT'
  | 'ENOSPC'
  | 'ENOTDIR'
  | 'ENOTEMPTY'
  | 'EROFS';

/** Thrown by every operation that fails. */
export class FileSystemError extends Error {
  readonly code: FileError;
  readonly path: string;

  constructor(code: FileError, path: string) {
    super(`${code}: ${path}`);
    this.code = code;
    this.path = path;
  }
}

interface NodeCommon {
  readonly inode: number;
  mode: number;
  modifiedUs: Micros;
  /** Who it belongs to, for programs that do not run as root; root where nothing is said. */
  owner?: string;
}

/**
 * A file as it was installed, kept elsewhere until somebody reads it. Running a program may take less than
 * reading it: `running` is the text with only those functions in it that are used.
 */
export interface InstalledText {
  readonly sizeBytes: number;
  /** The file. Throws where it is not at hand. */
  whole(): string;
  running(): string;
}

export type FileContent = Uint8Array | string | InstalledText;

export interface FileNode extends NodeCommon {
  readonly kind: 'file';
  /** The content; a string is text that nobody has asked for as bytes yet. */
  content: FileContent;
}

export interface DirectoryNode extends NodeCommon {
  readonly kind: 'directory';
  readonly entries: Map<string, TreeNode>;
  /** Another file system begins here. */
  mount?: Mount;
}

/** A file system of its own below a directory, with the room it has. */
export interface Mount {
  readonly device: number;
  /** Whole pages of 4 kB, as in a tmpfs; infinite where nothing limits it. */
  readonly sizeBytes: number;
  /** How many files and directories fit, the directory itself included. */
  readonly inodes: number;
}

export interface LinkNode extends NodeCommon {
  readonly kind: 'link';
  readonly target: string;
}

export type TreeNode = FileNode | DirectoryNode | LinkNode;

/** What stat(2) tells. */
export interface FileStatus {
  readonly kind: TreeNode['kind'];
  readonly inode: number;
  readonly mode: number;
  readonly sizeBytes: number;
  readonly modifiedUs: Micros;
}
