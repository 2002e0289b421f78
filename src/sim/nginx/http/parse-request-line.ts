// The first line of a request, read strictly from left to right as nginx 1.22 does: what it
// refuses, it refuses as soon as the offending byte is there. RFC 9112, section 3.

/** What a request line turned out to be. */
export interface RequestLine {
  readonly method: string;
  /** The target as sent, scheme and host apart. */
  readonly target: string;
  /** Where the arguments start in `target`, after the `?`; -1 for none. */
  readonly argsStart: number;
  /** Where the file name extension starts in `target`, after the dot; -1 for none. */
  readonly extensionStart: number;
  readonly scheme: string | null;
  readonly host: string | null;
  /** HTTP version times 1000. */
  readonly version: number;
  readonly protocol: string;
  /** The target has `//`, `/.`, `#`: it needs normalising. */
  readonly isComplex: boolean;
  /** It has `%`. */
  readonly isQuoted: boolean;
  /** An absolute URI without a path. */
  readonly isPathEmpty: boolean;
  /** The line itself, without its end. */
  readonly text: string;
  /** How many characters it took, line end and leading empty lines included. */
  readonly length: number;
}

/** Why a request line is refused. */
export type LineFault =
  | 'invalid-method'
  | 'invalid-request'
  | 'invalid-version'
  | 'invalid-09-method';

const isMethodChar = (ch: string): boolean => (ch >= 'A' && ch <= 'Z') || ch === '_' || ch === '-';
const isLetter = (ch: string): boolean => /[a-zA-Z]/.test(ch);
const isControl = (ch: string): boolean => ch < ' ' || ch === '\x7f';

interface Target {
  start: number;
  end: number;
  argsStart: number;
  extensionStart: number;
  isComplex: boolean;
  isQuoted: boolean;
}

/**
 * Reads from `at`; answers where it stopped (at a blank or line end), or a fault, or null for more.
 */
const readPath = (text: string, at: number, target: Target): number | LineFault | null => {
  let afterSlash = false;
  let inArgs = false;
  let inFragment = false;
  for (; at < text.length; at++) {
    const ch = text[at] as string;
    if (ch === ' ' || ch === '\r' || ch === '\n') {
      target.end = at;
      return at;
    }
    if (isControl(ch)) return 'invalid-request';
    if (inArgs || inFragment) {
      if (ch === '#') target.isComplex = true;
      continue;
    }
    if (ch === '?') {
      target.argsStart = at + 1;
      inArgs = true;
    } else if (ch === '#') {
      target.isComplex = true;
      inFragment = true;
    } else if (ch === '%') {
      target.isQuoted = true;
    } else if (ch === '/') {
      if (afterSlash) target.isComplex = true;
      target.extensionStart = -1;
    } else if (ch === '.') {
      if (afterSlash) target.isComplex = true;
      else target.extensionStart = at + 1;
    }
    afterSlash = ch === '/';
  }
  return null;
};

interface Authority {
  readonly scheme: string;
  readonly host: string;
  /** Where the path starts, or the blank after the host. */
  readonly next: number;
}

/** `http://host:port` of an absolute URI. */
const readAuthority = (text: string, start: number): Authority | LineFault | null => {
  let at = start;
  while (at < text.length && /[a-zA-Z0-9+.-]/.test(text[at] as string)) at++;
  if (at === text.length) return null;
  const scheme = text.slice(start, at);
  for (const expected of '://') {
    if (at >= text.length) return null;
    if (text[at] !== expected) return 'invalid-request';
    at++;
  }
  const hostStart = at;
  if (text[at] === '[') {
    while (at < text.length && text[at] !== ']') at++;
    at++;
  }
  while (at < text.length && /[a-zA-Z0-9.-]/.test(text[at] as string)) at++;
  if (at >= text.length) return null;
  const host = text.slice(hostStart, at);
  if (text[at] === ':') {
    at++;
    while (at < text.length && /\d/.test(text[at] as string)) at++;
    if (at >= text.length) return null;
  }
  if (host === '' || !/[/? ]/.test(text[at] as string)) return 'invalid-request';
  return { scheme, host, next: at };
};

interface Version {
  readonly version: number;
  readonly protocol: string;
  readonly next: number;
}

const readDigits = (text: string, at: number): { value: number; next: number } => {
  let next = at;
  while (next < text.length && /\d/.test(text[next] as string)) next++;
  return { value: Number(text.slice(at, next) || 0), next };
};

/** From the blank after the target to the line's end. */
const readVersion = (text: string, start: number): Version | LineFault | null => {
  let at = start;
  while (text[at] === ' ') at++;
  if (at >= text.length) return null;
  if (text[at] === '\r' || text[at] === '\n') return { version: 9, protocol: '', next: at };
  const protocolStart = at;
  for (const expected of 'HTTP/') {
    if (at >= text.length) return null;
    if (text[at] !== expected) return 'invalid-request';
    at++;
  }
  if (at >= text.length) return null;
  if (!/[1-9]/.test(text[at] as string)) return 'invalid-request';
  const major = readDigits(text, at);
  if (major.value > 1) return 'invalid-version';
  if (major.next >= text.length) return null;
  if (text[major.next] !== '.') return 'invalid-request';
  const minor = readDigits(text, major.next + 1);
  if (minor.next >= text.length) return null;
  if (minor.next === major.next + 1 || minor.value > 999) return 'invalid-request';
  const protocol = text.slice(protocolStart, minor.next);
  let end = minor.next;
  while (text[end] === ' ') end++;
  if (end >= text.length) return null;
  if (text[end] !== '\r' && text[end] !== '\n') return 'invalid-request';
  return { version: major.value * 1_000 + minor.value, protocol, next: end };
};

const readMethod = (text: string, start: number): number | LineFault | null => {
  for (let at = start; at < text.length; at++) {
    const ch = text[at] as string;
    if (ch === ' ' && at > start) return at;
    if (!isMethodChar(ch)) return 'invalid-method';
  }
  return null;
};

const readTarget = (
  text: string,
  at: number,
):
  | { target: Target; authority: Authority | null; next: number; isPathEmpty: boolean }
  | LineFault
  | null => {
  const target: Target = {
    start: at,
    end: at,
    argsStart: -1,
    extensionStart: -1,
    isComplex: false,
    isQuoted: false,
  };
  let authority: Authority | null = null;
  if (text[at] !== '/') {
    if (!isLetter(text[at] as string)) return 'invalid-request';
    const read = readAuthority(text, at);
    if (read === null || typeof read === 'string') return read;
    authority = read;
    target.start = read.next;
    target.end = read.next;
    if (text[read.next] === ' ') return { target, authority, next: read.next, isPathEmpty: false };
  }
  const isPathEmpty = text[target.start] === '?';
  const next = readPath(text, target.start, target);
  if (next === null || typeof next === 'string') return next;
  return { target, authority, next, isPathEmpty };
};

const skipEmptyLines = (text: string): number => {
  let start = 0;
  while (text[start] === '\r' || text[start] === '\n') start++;
  return start;
};

/** Reads a request line. Null: there is more to come. */
export const parseRequestLine = (text: string): RequestLine | LineFault | null => {
  const start = skipEmptyLines(text);
  const methodEnd = readMethod(text, start);
  if (methodEnd === null || typeof methodEnd === 'string') return methodEnd;
  let at = methodEnd;
  while (text[at] === ' ') at++;
  if (at >= text.length) return null;
  const read = readTarget(text, at);
  if (read === null || typeof read === 'string') return read;
  const { target, authority } = read;
  const version = readVersion(text, read.next);
  if (version === null || typeof version === 'string') return version;
  let end = version.next;
  if (text[end] === '\r') {
    if (end + 1 >= text.length) return null;
    if (text[end + 1] !== '\n') return 'invalid-request';
    end++;
  }
  const method = text.slice(start, methodEnd);
  if (version.version === 9 && method !== 'GET') return 'invalid-09-method';
  const isBare = authority !== null && target.start === target.end;
  const relative = (position: number): number => (position < 0 ? -1 : position - target.start);
  return {
    method,
    target: isBare ? '/' : text.slice(target.start, target.end),
    argsStart: relative(target.argsStart),
    extensionStart: relative(target.extensionStart),
    scheme: authority?.scheme.toLowerCase() ?? null,
    host: authority?.host ?? null,
    version: version.version,
    protocol: version.protocol,
    isComplex: target.isComplex,
    isQuoted: target.isQuoted,
    isPathEmpty: read.isPathEmpty,
    text: text.slice(start, version.next),
    length: end + 1,
  };
};
