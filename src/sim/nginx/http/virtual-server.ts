// Which server a request is for: by the address it came in on, then by its host name. Exact names
// first, then wildcards at the start (longest first), wildcards at the end, regular expressions in
// order, else the default.

import type { ServerDraft } from '../config/server-draft.ts';
import { takeCaptures } from '../variables/pattern-names.ts';
import type { HttpRequest } from './request.ts';

/**
 * Checks a host as nginx does and makes it comparable: lower case, no port, no final dot. Null
 * where it is refused; empty where nothing is left.
 */
export const cleanHost = (text: string): string | null => {
  let end = text.length;
  let inBrackets = false;
  for (let at = 0; at < text.length; at++) {
    const ch = text[at] as string;
    if (ch === '.' && text[at + 1] === '.') return null;
    if (ch === ':' && !inBrackets && end === text.length) end = at;
    else if (ch === '[' && at === 0) inBrackets = true;
    else if (ch === ']') inBrackets = false;
    else if (ch === '/' || ch <= ' ' || ch === '\x7f') return null;
  }
  let host = text.slice(0, end);
  if (host.endsWith('.')) host = host.slice(0, -1);
  return host === '' ? null : host.toLowerCase();
};

const isExact = (name: string): boolean =>
  !name.startsWith('*') && !name.startsWith('.') && !name.endsWith('*');

const matchesHead = (name: string, host: string): boolean =>
  name.startsWith('.')
    ? host.endsWith(name) || host === name.slice(1)
    : name.startsWith('*.') && host.endsWith(name.slice(1)) && host.length > name.length - 1;

const matchesTail = (name: string, host: string): boolean =>
  name.endsWith('.*') && host.startsWith(name.slice(0, -1)) && host.length > name.length - 1;

const byWildcard = (
  servers: readonly ServerDraft[],
  matches: (name: string) => boolean,
): ServerDraft | null => {
  let found: ServerDraft | null = null;
  let longest = -1;
  for (const server of servers) {
    for (const { text, pattern } of server.names) {
      if (!pattern && text.length > longest && matches(text)) {
        longest = text.length;
        found = server;
      }
    }
  }
  return found;
};

const findServer = (request: HttpRequest, host: string): ServerDraft | null => {
  const { servers } = request.connection;
  for (const server of servers) {
    for (const { text, pattern } of server.names) {
      if (!pattern && text === host && isExact(text)) return server;
    }
  }
  // `.shop.test` stands for the name itself too.
  const head = byWildcard(servers, (name) => matchesHead(name, host));
  const found = head ?? byWildcard(servers, (name) => matchesTail(name, host));
  if (found) return found;
  for (const server of servers) {
    for (const { pattern } of server.names) {
      const match = pattern?.regexp.exec(host);
      if (pattern && match) {
        takeCaptures(request, pattern, match);
        return server;
      }
    }
  }
  return null;
};

/** Moves a request to the server of its host; it stays with the default where no name fits. */
export const chooseServer = (request: HttpRequest, host: string): void => {
  const server = findServer(request, host);
  if (!server) return;
  request.server = server;
  request.location = server.location;
};
