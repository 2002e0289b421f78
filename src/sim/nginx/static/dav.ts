// WebDAV: PUT, DELETE, MKCOL, COPY and MOVE on files below the root, where `dav_methods` allows
// them. RFC 4918.
// Simplified: COPY and MOVE take single files; directories are refused with 409.

import { FileSystemError } from '../../files/file-system.ts';
import { joinBytes } from '../../http/bytes.ts';
import { describeFileError } from '../files/file-errors.ts';
import { readBody } from '../http/body.ts';
import { discardBody } from '../http/discard-body.ts';
import { field, fieldValue } from '../http/fields.ts';
import type { Outcome } from '../http/outcome.ts';
import type { HttpRequest } from '../http/request.ts';
import { normalisePath } from '../http/uri.ts';
import { logRequest } from '../log/error-log.ts';
import { copyInto } from './dav-copy.ts';
import { fileNameOf } from './file-name.ts';

const locate = (request: HttpRequest): void => {
  const location = field('Location', request.uri);
  request.headersOut.location = location;
  request.headersOut.fields.push(location);
};

const put = (request: HttpRequest): void => {
  const { worker } = request;
  const { flow } = worker;
  const path = fileNameOf(request, request.uri);
  const { files } = worker.machine;
  const existed = files.find(path);
  if (existed?.kind === 'directory') {
    logRequest(request, 'error', `"${path}" could not be created (21: Is a directory)`);
    flow.finalize(request, 409);
    return;
  }
  if (request.settings.files.createFullPutPath) worker.access.makeWay(path);
  const bytes = joinBytes(request.body?.chunks ?? []);
  const temp = worker.tempFileName(request.settings.core.clientBodyTempPath);
  const fault = copyInto(request, { path, bytes, temp });
  if (fault !== null) {
    flow.finalize(request, fault);
    return;
  }
  if (existed) {
    flow.finalize(request, 204);
    return;
  }
  locate(request);
  request.headersOut.contentLength = 0;
  flow.finalize(request, 201);
};

const startPut = (request: HttpRequest): Outcome => {
  if (request.uri.endsWith('/')) {
    logRequest(request, 'error', 'cannot PUT to a collection');
    return 409;
  }
  if (fieldValue(request.headersIn.fields, 'content-range') !== null) {
    logRequest(request, 'error', 'PUT with range is unsupported');
    return 501;
  }
  request.bodyGoesToFile = true;
  const outcome = readBody(request, () => put(request));
  return typeof outcome === 'number' ? outcome : 'done';
};

const failed = (request: HttpRequest, error: unknown, call: string, path: string): number => {
  if (!(error instanceof FileSystemError)) throw error;
  const text = `${call} "${path}" failed (${describeFileError(error.code)})`;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      logRequest(request, 'error', text);
      return call === 'mkdir()' ? 409 : 404;
    case 'EEXIST':
      logRequest(request, 'error', text);
      return 405;
    case 'EACCES':
      logRequest(request, call === 'mkdir()' ? 'error' : 'crit', text);
      return 403;
    case 'ENOSPC':
      logRequest(request, 'crit', text);
      return 507;
    default:
      logRequest(request, 'crit', text);
      return 500;
  }
};

const mkcol = (request: HttpRequest): Outcome => {
  if (request.headersIn.contentLength > 0) {
    logRequest(request, 'error', 'MKCOL with body is unsupported');
    return 415;
  }
  if (!request.uri.endsWith('/')) {
    logRequest(request, 'error', 'MKCOL can create a collection only');
    return 409;
  }
  const path = fileNameOf(request, request.uri).replace(/\/$/, '');
  const { worker } = request;
  try {
    worker.access.checkCreate(path);
    worker.machine.files.makeDirectory(path, 0o700);
    worker.access.own(path);
  } catch (error) {
    return failed(request, error, 'mkdir()', path);
  }
  locate(request);
  return 201;
};

const remove = (request: HttpRequest): Outcome => {
  if (request.headersIn.contentLength > 0) {
    logRequest(request, 'error', 'DELETE with body is unsupported');
    return 415;
  }
  const path = fileNameOf(request, request.uri).replace(/(.)\/$/, '$1');
  const { files } = request.worker.machine;
  try {
    const { kind } = files.status(path, false);
    const isDirectory = kind === 'directory';
    if (isDirectory && !request.uri.endsWith('/')) {
      logRequest(request, 'error', `DELETE "${path}" failed (21: Is a directory)`);
      return 409;
    }
    request.worker.access.checkCreate(path);
    if (isDirectory) files.removeDirectory(path, true);
    else files.removeFile(path);
    return 204;
  } catch (error) {
    return failed(request, error, 'unlink()', path);
  }
};

const destinationOf = (request: HttpRequest): string | number => {
  const value = fieldValue(request.headersIn.fields, 'destination');
  if (value === null) {
    logRequest(request, 'error', 'client sent no "Destination" header');
    return 400;
  }
  const match = /^(?:https?:\/\/([^/]*))?(\/.*)$/.exec(value);
  const host = match?.[1];
  const isForeign = host !== undefined && host.replace(/:\d+$/, '') !== request.headersIn.server;
  if (!match || isForeign) {
    logRequest(request, 'error', `client sent invalid "Destination" header: "${value}"`);
    return 400;
  }
  const normal = normalisePath(match[2] ?? '', { mergeSlashes: true });
  return normal ? normal.path : 400;
};

const copyOrMove = (request: HttpRequest): Outcome => {
  if (request.headersIn.contentLength > 0) {
    logRequest(request, 'error', `${request.method} with body is unsupported`);
    return 415;
  }
  const destination = destinationOf(request);
  if (typeof destination === 'number') return destination;
  const { worker } = request;
  const { files } = worker.machine;
  const from = fileNameOf(request, request.uri);
  const to = fileNameOf(request, destination);
  const source = files.find(from);
  if (!source) {
    const text = `"${from}" ${request.method === 'COPY' ? 'is not found' : 'is not found'}`;
    logRequest(request, 'error', `${text} (2: No such file or directory)`);
    return 404;
  }
  const existing = files.find(to);
  if (source.kind !== 'file' || existing?.kind === 'directory') return 409;
  const overwrite = fieldValue(request.headersIn.fields, 'overwrite');
  if (existing && overwrite?.toUpperCase() === 'F') {
    logRequest(request, 'error', `"${to}" could not be created (17: File exists)`);
    return 412;
  }
  const fault = copyInto(request, { path: to, bytes: files.bytesOf(source), temp: null });
  if (fault !== null) return fault;
  if (request.method === 'MOVE') files.removeFile(from);
  return existing ? 204 : 201;
};

/** The content handler of `dav_methods`. */
export const dav = (request: HttpRequest): Outcome => {
  const { davMethods } = request.settings.files;
  const method = davMethods.find((one) => one === request.method);
  if (!method) return 'declined';
  if (method === 'PUT') return startPut(request);
  const discarded = discardBody(request);
  if (discarded !== 'ok') return discarded;
  if (method === 'DELETE') return remove(request);
  return method === 'MKCOL' ? mkcol(request) : copyOrMove(request);
};
