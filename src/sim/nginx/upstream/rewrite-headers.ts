// Redirects and cookies of an upstream server as the client has to see them: `proxy_redirect`,
// `proxy_cookie_domain`, `proxy_cookie_path`, `proxy_cookie_flags`.

import { evaluate, type Template } from '../config/template.ts';
import type { HttpRequest } from '../http/request.ts';
import type { CookieFlags, Replacement } from '../settings/proxy.ts';
import type { UpstreamRequest } from './upstream-request.ts';

interface Match {
  readonly matched: string;
  readonly captures: RegExpExecArray | null;
}

const matchStart = (
  request: HttpRequest,
  pattern: Template | RegExp,
  text: string,
): Match | null => {
  if (pattern instanceof RegExp) {
    const captures = pattern.exec(text);
    return captures ? { matched: text, captures } : null;
  }
  const start = evaluate(pattern, request);
  return text.startsWith(start) ? { matched: start, captures: null } : null;
};

const replaceStart = (
  request: HttpRequest,
  list: readonly Replacement[],
  text: string,
): string | null => {
  for (const { pattern, replacement } of list) {
    const match = matchStart(request, pattern, text);
    if (!match) continue;
    if (match.captures) request.captures = match.captures;
    const added = evaluate(replacement, request);
    return match.captures ? added : added + text.slice(match.matched.length);
  }
  return null;
};

/** The default rule: the URL of `proxy_pass` becomes the location's prefix. */
const byDefault = (u: UpstreamRequest, text: string): string | null => {
  const pass = u.pass;
  if (!pass.reference) return null;
  const url = pass.url.source;
  const isRegex = u.request.location.pattern !== null || u.request.location.kind === 'named';
  const start = pass.uri === null ? (url.endsWith('/') ? url : `${url}/`) : url;
  if (isRegex || !text.startsWith(start)) return null;
  const prefix = pass.uri === null ? '/' : pass.location;
  return prefix + text.slice(start.length);
};

/** A redirect's target as a rule makes it; null where none fits. */
export const rewriteLocation = (u: UpstreamRequest, text: string): string | null => {
  const { redirects } = u.request.settings.proxy;
  if (redirects === 'off') return null;
  if (redirects === 'default') return byDefault(u, text);
  return replaceStart(u.request, redirects, text);
};

/** `Refresh: 5; url=...` */
export const rewriteRefresh = (u: UpstreamRequest, text: string): string => {
  const match = /^(.*?url=)(.*)$/i.exec(text);
  const rewritten = match ? rewriteLocation(u, match[2] ?? '') : null;
  return match && rewritten !== null ? `${match[1]}${rewritten}` : text;
};

const rewriteAttribute = (
  request: HttpRequest,
  cookie: string,
  name: 'domain' | 'path',
  list: readonly Replacement[],
): string => {
  const match = new RegExp(`(;\\s*${name}=)([^;]*)`, 'i').exec(cookie);
  if (!match || list.length === 0) return cookie;
  const [whole, start = '', value = ''] = match;
  // A domain's leading dot stays what it is.
  const dot = name === 'domain' && value.startsWith('.') ? '.' : '';
  const compared = value.slice(dot.length);
  const replaced =
    name === 'domain'
      ? replaceDomain(request, list, compared)
      : replaceStart(request, list, compared);
  return replaced === null ? cookie : cookie.replace(whole, () => start + dot + replaced);
};

/** Domains are compared whole and without case. */
const replaceDomain = (
  request: HttpRequest,
  list: readonly Replacement[],
  domain: string,
): string | null => {
  for (const { pattern, replacement } of list) {
    const isMatch =
      pattern instanceof RegExp
        ? pattern.exec(domain)
        : evaluate(pattern, request).toLowerCase() === domain.toLowerCase();
    if (!isMatch) continue;
    if (typeof isMatch === 'object') request.captures = isMatch;
    return evaluate(replacement, request);
  }
  return null;
};

const ATTRIBUTES: Readonly<Record<string, string>> = {
  secure: 'Secure',
  httponly: 'HttpOnly',
  'samesite=strict': 'SameSite=Strict',
  'samesite=lax': 'SameSite=Lax',
  'samesite=none': 'SameSite=None',
};

const applyFlags = (request: HttpRequest, cookie: string, list: readonly CookieFlags[]): string => {
  const [first = '', ...attributes] = cookie.split(/;\s*/);
  const name = first.split('=', 1)[0] ?? '';
  const rule = list.find(({ cookie: wanted }) =>
    wanted instanceof RegExp ? wanted.test(name) : evaluate(wanted, request) === name,
  );
  if (!rule) return cookie;
  let kept = attributes;
  for (const flag of rule.flags) {
    const isRemoval = flag.startsWith('no');
    const key = (isRemoval ? flag.slice(2) : flag).split('=', 1)[0] ?? '';
    kept = kept.filter((one) => one.split('=', 1)[0]?.toLowerCase() !== key);
    if (!isRemoval) kept.push(ATTRIBUTES[flag] ?? flag);
  }
  return [first, ...kept].join('; ');
};

/** A Set-Cookie field, rewritten where rules fit. */
export const rewriteCookie = (request: HttpRequest, cookie: string): string => {
  const { cookieDomains, cookiePaths, cookieFlags } = request.settings.proxy;
  let text = rewriteAttribute(request, cookie, 'domain', cookieDomains);
  text = rewriteAttribute(request, text, 'path', cookiePaths);
  return cookieFlags.length > 0 ? applyFlags(request, text, cookieFlags) : text;
};
