// The files of a cache: one for each response, named by the digest of its key, in directories by
// `levels`. A file that is removed takes its response with it; what is there when nginx starts is
// used again.

import { type FileNode, type FileSystem, FileSystemError } from '../../files/file-system.ts';
import { joinBytes } from '../../http/bytes.ts';
import { latin1Bytes } from '../bytes.ts';
import type { CacheEntry } from './entry.ts';
import { md5 } from './md5.ts';
import type { CacheZone } from './zone.ts';

/**
 * What a cache file stands for. Simplified: its bytes are for people to read, the response itself
 * is kept beside.
 */
const stored = new WeakMap<FileNode, CacheEntry>();

/** Where the response of a key lies. */
export const cacheFileName = (zone: CacheZone, key: string): string => {
  const digest = md5(key);
  let directory = '';
  let end = digest.length;
  for (const level of zone.levels) {
    directory += `/${digest.slice(end - level, end)}`;
    end -= level;
  }
  return `${zone.path}${directory}/${digest}`;
};

/** Writes a response's file. A full disk leaves the response out. */
export const writeCacheFile = (files: FileSystem, zone: CacheZone, entry: CacheEntry): boolean => {
  const path = cacheFileName(zone, entry.key);
  const head = entry.head?.fields.map(({ name, value }) => `${name}: ${value}\r\n`).join('') ?? '';
  const status = `HTTP/1.1 ${entry.head?.statusLine ?? entry.error}\r\n`;
  const text = latin1Bytes(`\nKEY: ${entry.key}\n${status}${head}\r\n`);
  try {
    files.writeFile(path, joinBytes([text, entry.body]));
    const node = files.find(path);
    if (node?.kind !== 'file') return false;
    node.mode = 0o600;
    node.owner = 'www-data';
    stored.set(node, entry);
    return true;
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    return false;
  }
};

/** Whether a response's file is still there. */
export const hasCacheFile = (files: FileSystem, zone: CacheZone, entry: CacheEntry): boolean => {
  const node = files.find(cacheFileName(zone, entry.key));
  return node?.kind === 'file' && stored.get(node) === entry;
};

/** Removes a response's file, if it is still there. */
export const removeCacheFile = (files: FileSystem, zone: CacheZone, entry: CacheEntry): void => {
  const path = cacheFileName(zone, entry.key);
  if (files.exists(path)) files.removeFile(path);
};

/** Takes up the responses whose files lie there from before. */
export const loadCacheFiles = (files: FileSystem, zone: CacheZone, path = zone.path): void => {
  const node = files.find(path);
  if (node?.kind !== 'directory') return;
  for (const { name } of files.list(path)) {
    const child = files.find(`${path}/${name}`);
    if (child?.kind === 'directory') loadCacheFiles(files, zone, `${path}/${name}`);
    const entry = child?.kind === 'file' ? stored.get(child) : undefined;
    if (entry) {
      entry.isUpdating = false;
      zone.entries.set(entry.key, entry);
    }
  }
};
