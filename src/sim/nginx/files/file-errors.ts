// Errors of file operations as nginx logs them: number and words of Linux (errno(3), strerror(3)).

import type { FileError } from '../../files/file-system.ts';

const DESCRIPTIONS: Readonly<Record<FileError | 'EPERM' | 'EMFILE' | 'ENAMETOOLONG', string>> = {
  EPERM: '1: Operation not permitted',
  ENOENT: '2: No such file or directory',
  EBADF: '9: Bad file descriptor',
  EACCES: '13: Permission denied',
  EBUSY: '16: Device or resource busy',
  EEXIST: '17: File exists',
  ENOTDIR: '20: Not a directory',
  EISDIR: '21: Is a directory',
  EINVAL: '22: Invalid argument',
  EMFILE: '24: Too many open files',
  ENOSPC: '28: No space left on device',
  EROFS: '30: Read-only file system',
  ENAMETOOLONG: '36: File name too long',
  ENOTEMPTY: '39: Directory not empty',
  ELOOP: '40: Too many levels of symbolic links',
};

/** A file error nginx can meet. */
export type NginxFileError = keyof typeof DESCRIPTIONS;

/** `2: No such file or directory` */
export const describeFileError = (error: NginxFileError): string => DESCRIPTIONS[error];
