// File systems below directories: which one a path lies on, and how much of it is used. Sizes are
// counted in pages, as a tmpfs counts them. It changes nothing; the file system asks before it
// does.

import type { DirectoryNode, Mount, TreeNode } from './tree.ts';

const PAGE_BYTES = 4096;

/** What lies on no mount of its own. */
export const ROOT_MOUNT: Mount = {
  device: 1,
  sizeBytes: Number.POSITIVE_INFINITY,
  inodes: Number.POSITIVE_INFINITY,
};

const pages = (bytes: number): number => Math.ceil(bytes / PAGE_BYTES);

/** Pages and inodes below a directory, other mounts left out. */
const used = (
  node: TreeNode,
  sizeOf: (node: TreeNode) => number,
): { pages: number; inodes: number } => {
  if (node.kind !== 'directory') return { pages: pages(sizeOf(node)), inodes: 1 };
  const sum = { pages: 0, inodes: 1 };
  for (const child of node.entries.values()) {
    if (child.kind === 'directory' && child.mount) continue;
    const below = used(child, sizeOf);
    sum.pages += below.pages;
    sum.inodes += below.inodes;
  }
  return sum;
};

/** The innermost mounted directory on the way to a path, as far as that exists. */
export const mountOn = (
  root: DirectoryNode,
  parts: readonly string[],
): DirectoryNode | undefined => {
  let found: DirectoryNode | undefined;
  let here: TreeNode | undefined = root;
  for (const part of parts) {
    if (here?.kind !== 'directory') return found;
    here = here.entries.get(part);
    if (here?.kind === 'directory' && here.mount) found = here;
  }
  return found;
};

/** Bytes that still fit below a mounted directory. */
export const freeBytesBelow = (
  directory: DirectoryNode,
  sizeOf: (node: TreeNode) => number,
): number => {
  const { sizeBytes } = directory.mount ?? ROOT_MOUNT;
  if (sizeBytes === Number.POSITIVE_INFINITY) return sizeBytes;
  return (
    Math.floor(sizeBytes / PAGE_BYTES) * PAGE_BYTES - used(directory, sizeOf).pages * PAGE_BYTES
  );
};

/** Whether another file or directory fits below a mounted directory. */
export const hasFreeInode = (directory: DirectoryNode): boolean => {
  const { inodes } = directory.mount ?? ROOT_MOUNT;
  return inodes === Number.POSITIVE_INFINITY || used(directory, () => 0).inodes < inodes;
};

/** Whether a file can change its size from one number of bytes to another. */
export const canResize = (
  directory: DirectoryNode,
  sizeOf: (node: TreeNode) => number,
  change: { readonly fromBytes: number; readonly toBytes: number },
): boolean =>
  (pages(change.toBytes) - pages(change.fromBytes)) * PAGE_BYTES <=
  freeBytesBelow(directory, sizeOf);
