// Paths as text: made absolute, cut into directory and name. Links are the file system's business.

/** An absolute path without `.`, `..` and doubled slashes. */
export function resolvePath(cwd: string, path: string): string {
  const names: string[] = [];
  for (const name of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}

/** The last name of a path. */
export const baseName = (path: string): string => {
  const bare = path.replace(/\/+$/, '');
  return bare === '' && path !== '' ? '/' : bare.slice(bare.lastIndexOf('/') + 1);
};

/** Everything before the last name. */
export const directoryName = (path: string): string => {
  const bare = path.replace(/\/+$/, '');
  const slash = bare.lastIndexOf('/');
  if (slash < 0) return bare === '' && path.startsWith('/') ? '/' : '.';
  return bare.slice(0, slash).replace(/\/+$/, '') || '/';
};

/** One path behind another. */
export const joinPath = (directory: string, name: string): string =>
  directory.endsWith('/') ? `${directory}${name}` : `${directory}/${name}`;
