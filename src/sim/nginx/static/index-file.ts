// `index`: which file a directory stands for. Finding one is a redirect inside nginx, so another
// location may answer.

import { evaluate } from '../config/template.ts';
import { describeFileError, type NginxFileError } from '../files/file-errors.ts';
import type { Outcome } from '../http/outcome.ts';
import type { HttpRequest } from '../http/request.ts';
import { logRequest } from '../log/error-log.ts';
import { fileNameOf } from './file-name.ts';
import { look } from './open-file.ts';

const refuse = (request: HttpRequest, path: string, error: NginxFileError): number => {
  const reason = describeFileError(error);
  if (error === 'EACCES') {
    logRequest(request, 'error', `"${path}" is forbidden (${reason})`);
    return 403;
  }
  if (request.settings.core.logNotFound) {
    logRequest(request, 'error', `"${path}" is not found (${reason})`);
  }
  return 404;
};

/** Whether the directory of a missing index file is there; else the status. */
const checkDirectory = (request: HttpRequest, path: string): number | null => {
  const directory = path.slice(0, path.lastIndexOf('/')) || '/';
  const found = look(request, directory);
  if (found.kind !== 'error' || found.error === 'EACCES') return null;
  if (found.error === 'ENOENT') return refuse(request, path, found.error);
  logRequest(request, 'crit', `open() "${directory}" failed (${describeFileError(found.error)})`);
  return 500;
};

/** What a file that cannot be opened means: a status, or null to try the next name. */
const judge = (request: HttpRequest, path: string, error: NginxFileError): number | null => {
  if (error === 'ELOOP') return 403;
  if (error === 'ENOTDIR' || error === 'ENAMETOOLONG' || error === 'EACCES') {
    return refuse(request, path, error);
  }
  const status = checkDirectory(request, path);
  if (status !== null || error === 'ENOENT') return status;
  logRequest(request, 'crit', `"${path}" failed (${describeFileError(error)})`);
  return 500;
};

/** The content handler of `index`. */
export const indexFile = (request: HttpRequest): Outcome => {
  if (!request.uri.endsWith('/')) return 'declined';
  if (!['GET', 'HEAD', 'POST'].includes(request.method)) return 'declined';
  for (const template of request.settings.files.index) {
    const name = evaluate(template, request);
    if (name === '') continue;
    if (name.startsWith('/'))
      return request.worker.flow.internalRedirect(request, name, request.args);
    const uri = request.uri + name;
    const path = fileNameOf(request, uri);
    const found = look(request, path);
    if (found.kind === 'file') {
      return request.worker.flow.internalRedirect(request, uri, request.args);
    }
    if (found.kind === 'directory') continue;
    const status = judge(request, path, found.error);
    if (status !== null) return status;
  }
  return 'declined';
};
