// Passwords: `auth_basic`. RFC 7617.
// Simplified: only entries in clear text ({PLAIN}) can be checked; crypt and apr1 hashes never
// match.

import { FileSystemError } from '../../files/file-system.ts';
import { evaluate } from '../config/template.ts';
import { describeFileError } from '../files/file-errors.ts';
import { field, fieldValue } from '../http/fields.ts';
import type { Outcome } from '../http/outcome.ts';
import type { HttpRequest } from '../http/request.ts';
import { logRequest } from '../log/error-log.ts';
import { decodeBase64 } from './base64.ts';

const refuse = (request: HttpRequest, realm: string): Outcome => {
  const challenge = field('WWW-Authenticate', `Basic realm="${realm}"`);
  request.headersOut.fields.push(challenge);
  return 401;
};

interface Credentials {
  readonly user: string;
  readonly password: string;
}

const readCredentials = (request: HttpRequest): Credentials | null => {
  const value = fieldValue(request.headersIn.fields, 'authorization');
  const match = /^Basic +(\S+) *$/i.exec(value ?? '');
  const text = match ? decodeBase64(match[1] ?? '') : null;
  const colon = text?.indexOf(':') ?? -1;
  if (text === null || colon < 0) return null;
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
};

const readUsers = (request: HttpRequest, path: string): string | number => {
  try {
    return request.worker.readFile(path);
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    const level = error.code === 'ENOENT' ? 'error' : 'crit';
    logRequest(request, level, `open() "${path}" failed (${describeFileError(error.code)})`);
    return error.code === 'ENOENT' ? 403 : 500;
  }
};

const isRight = (stored: string, password: string): boolean =>
  stored === `{PLAIN}${password}` || stored === password;

/** The access handler of `auth_basic`. */
export const basicAuth = (request: HttpRequest): Outcome => {
  const { basicRealm, basicUserFile } = request.settings.access;
  if (!basicRealm || !basicUserFile) return 'declined';
  const realm = evaluate(basicRealm, request);
  if (realm === 'off') return 'declined';
  const place = request.location.placeOf('access', 'basicRealm');
  const credentials = readCredentials(request);
  if (!credentials) {
    logRequest(request, 'info', 'no user/password was provided for basic authentication');
    request.worker.traceDecision(request, 'auth_basic', place);
    return refuse(request, realm);
  }
  request.remoteUser = credentials.user;
  const path = evaluate(basicUserFile, request);
  const text = readUsers(request, path);
  if (typeof text === 'number') return text;
  request.worker.traceDecision(request, 'auth_basic', place);
  const line = text.split('\n').find((one) => one.startsWith(`${credentials.user}:`));
  if (line === undefined) {
    logRequest(request, 'error', `user "${credentials.user}" was not found in "${path}"`);
    return refuse(request, realm);
  }
  const stored = line.slice(credentials.user.length + 1).split(':', 1)[0] ?? '';
  if (isRight(stored, credentials.password)) return 'ok';
  logRequest(request, 'error', `user "${credentials.user}": password mismatch`);
  return refuse(request, realm);
};
