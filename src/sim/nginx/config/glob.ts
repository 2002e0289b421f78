// File name patterns of `include`, as glob(3) expands them: `*`, `?` and `[...]` within one
// directory level, names in order, hidden files only where the pattern starts with a dot.

import type { FileSystem } from '../../files/file-system.ts';

/** Whether a name is a pattern at all. */
export const hasGlob = (name: string): boolean => /[*?[]/.test(name);

const toRegExp = (part: string): RegExp => {
  const text = part
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '.');
  return new RegExp(`^${part.startsWith('.') ? '' : '(?!\\.)'}${text}$`);
};

const namesIn = (files: FileSystem, directory: string): readonly string[] => {
  const node = files.find(directory || '/');
  return node?.kind === 'directory' ? files.list(directory || '/').map(({ name }) => name) : [];
};

/** The paths that exist and match. */
export const expandGlob = (files: FileSystem, pattern: string): string[] => {
  let paths = [''];
  for (const part of pattern.split('/').filter(Boolean)) {
    if (hasGlob(part)) {
      const matcher = toRegExp(part);
      paths = paths.flatMap((path) =>
        namesIn(files, path)
          .filter((name) => matcher.test(name))
          .map((name) => `${path}/${name}`),
      );
    } else {
      paths = paths.map((path) => `${path}/${part}`).filter((path) => files.exists(path));
    }
  }
  return paths;
};
