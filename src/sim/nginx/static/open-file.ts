// Opens files as the worker's user may: what that meets is logged, and becomes the status nginx
// answers with.

import { type FileNode, FileSystemError } from '../../files/file-system.ts';
import { describeFileError, type NginxFileError } from '../files/file-errors.ts';
import type { HttpRequest } from '../http/request.ts';
import { logRequest } from '../log/error-log.ts';

/** What is at a path. */
export type Found =
  | { readonly kind: 'file'; readonly node: FileNode; readonly path: string }
  | { readonly kind: 'directory' }
  | { readonly kind: 'error'; readonly error: NginxFileError };

/** Looks at a path with the worker's rights. */
export const look = (request: HttpRequest, path: string): Found => {
  const { worker } = request;
  try {
    const node = worker.access.open(path);
    if (node.kind === 'directory') return { kind: 'directory' };
    if (node.kind === 'file') {
      if (worker.isOutOfFiles) return { kind: 'error', error: 'EMFILE' };
      return { kind: 'file', node, path };
    }
    return { kind: 'error', error: 'ELOOP' };
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    return { kind: 'error', error: error.code };
  }
};

/** The status for a file that cannot be opened; the reason is logged. */
export const refuseFile = (
  request: HttpRequest,
  error: NginxFileError,
  path: string,
  call = 'open()',
): number => {
  const { logNotFound } = request.settings.core;
  const text = `${call} "${path}" failed (${describeFileError(error)})`;
  switch (error) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
      if (logNotFound) logRequest(request, 'error', text);
      return 404;
    case 'EACCES':
    case 'ELOOP':
      logRequest(request, 'error', text);
      return 403;
    default:
      logRequest(request, 'crit', text);
      return 500;
  }
};
