// Words for system errors, as strerror(3) has them.

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EBADF: 'Bad file descriptor',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  EINVAL: 'Invalid argument',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  ENOENT: 'No such file or directory',
  ENOSPC: 'No space left on device',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  EPIPE: 'Broken pipe',
};

/** The code of a system error; null for anything else. */
export function errorCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && code in WORDS ? code : null;
}

/** The words for a system error. Anything else is a mistake of ours and is thrown on. */
export function describeError(error: unknown): string {
  const code = errorCode(error);
  if (code === null) throw error;
  return WORDS[code] as string;
}
