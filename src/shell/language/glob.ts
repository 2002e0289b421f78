// Names of files a pattern stands for, in the order of their bytes (bash(1), "Pathname Expansion").

import type { FileSystem } from '#sim';
import { isPattern, matches, type PatternText } from './pattern.ts';

/** The pieces of a path's names: cut at slashes. */
function cutAtSlashes(pieces: readonly PatternText[]): PatternText[][] {
  const names: PatternText[][] = [[]];
  for (const { text, quoted } of pieces) {
    for (const [index, part] of text.split('/').entries()) {
      if (index > 0) names.push([]);
      if (part !== '') names.at(-1)?.push({ text: part, quoted });
    }
  }
  return names;
}

const plain = (pieces: readonly PatternText[]): string => pieces.map(({ text }) => text).join('');

/** What stands in a directory; nothing where it cannot be read. */
function entries(files: FileSystem, path: string): readonly string[] {
  try {
    return files.list(path).map(({ name }) => name);
  } catch {
    return [];
  }
}

/** The paths that match, as they are written; none where nothing does. */
export function expandGlob(
  pieces: readonly PatternText[],
  options: { readonly files: FileSystem; readonly cwd: string; readonly withDots: boolean },
): string[] {
  const { files, cwd, withDots } = options;
  const names = cutAtSlashes(pieces);
  const absolute = (path: string): string => (path.startsWith('/') ? path : `${cwd}/${path}`);
  let found: string[] = [''];
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    const next: string[] = [];
    for (const prefix of found) {
      if (!isPattern(name)) {
        const path = `${prefix}${plain(name)}`;
        const exists = isLast ? path === '' || files.exists(absolute(path)) : true;
        if (exists) next.push(isLast ? path : `${path}/`);
        continue;
      }
      const first = name[0];
      const isDotted = first?.text.startsWith('.') || withDots;
      for (const entry of entries(files, absolute(prefix || '.'))) {
        if (entry.startsWith('.') && !isDotted) continue;
        if (!matches(name, entry)) continue;
        const path = `${prefix}${entry}`;
        if (isLast) next.push(path);
        else if (files.find(absolute(path))?.kind === 'directory') next.push(`${path}/`);
      }
    }
    found = next;
  }
  return found.filter((path) => files.exists(absolute(path)));
}
