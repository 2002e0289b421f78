// A browser's cookies, as RFC 6265 has them: set by responses, sent back to the hosts and paths they are for.
// Simplified: no list of public suffixes, no SameSite, and Secure cookies are never sent, as everything is http here.

import { type Fields, fieldValues } from '../../http/fields.ts';
import { parseHttpDate } from '../../http/http-date.ts';
import type { Address } from './address.ts';

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** Only for the host that set it. */
  readonly isHostOnly: boolean;
  readonly path: string;
  readonly isSecure: boolean;
  /** Infinity for a cookie of the session. */
  readonly untilMs: number;
}

/** A browser keeps some 180 for a domain; more are a mistake. */
const MOST_COOKIES = 180;

/** RFC 6265 5.1.3. */
const isOfDomain = (host: string, domain: string): boolean =>
  host === domain || host.endsWith(`.${domain}`);

/** RFC 6265 5.1.4. */
const isOnPath = (path: string, of: string): boolean =>
  path === of || (path.startsWith(of) && (of.endsWith('/') || path[of.length] === '/'));

const pathOf = (target: string): string => target.replace(/[?#].*$/s, '');

/** RFC 6265 5.1.4: up to the last slash. */
const defaultPath = (target: string): string => pathOf(target).replace(/\/[^/]*$/, '') || '/';

function readCookie(text: string, { host, target }: Address, nowMs: number): Cookie | null {
  const [pair = '', ...attributes] = text.split(';');
  const equals = pair.indexOf('=');
  if (equals < 1) return null;
  const of = new Map(
    attributes.map((attribute) => {
      const [name = '', ...value] = attribute.split('=');
      return [name.trim().toLowerCase(), value.join('=').trim()] as const;
    }),
  );
  const domain = (of.get('domain') ?? '').replace(/^\./, '').toLowerCase();
  if (domain !== '' && !isOfDomain(host, domain)) return null;
  const path = of.get('path') ?? '';
  return {
    name: pair.slice(0, equals).trim(),
    value: pair.slice(equals + 1).trim(),
    domain: domain || host,
    isHostOnly: domain === '',
    path: path.startsWith('/') ? path : defaultPath(target),
    isSecure: of.has('secure'),
    untilMs: expiryMs(of, nowMs),
  };
}

function expiryMs(attributes: ReadonlyMap<string, string>, nowMs: number): number {
  const maxAge = attributes.get('max-age') ?? '';
  if (/^-?\d{1,12}$/.test(maxAge)) return nowMs + Number(maxAge) * 1_000;
  return parseHttpDate(attributes.get('expires') ?? '') ?? Number.POSITIVE_INFINITY;
}

export class CookieJar {
  #cookies: Cookie[] = [];

  /** Takes the cookies of a response. */
  take(fields: Fields, address: Address, nowMs: number): void {
    for (const text of fieldValues(fields, 'set-cookie')) {
      const cookie = readCookie(text, address, nowMs);
      if (!cookie) continue;
      const { name, domain, path } = cookie;
      this.#cookies = this.#cookies.filter(
        (one) => one.name !== name || one.domain !== domain || one.path !== path,
      );
      if (cookie.untilMs > nowMs) this.#cookies.push(cookie);
    }
    this.#cookies = this.#cookies.slice(-MOST_COOKIES);
  }

  /** The value of the field Cookie for a request; null where there is none to send. */
  valueFor({ host, target }: Address, nowMs: number): string | null {
    const path = pathOf(target);
    const sent = this.#cookies.filter(
      (cookie) =>
        cookie.untilMs > nowMs &&
        !cookie.isSecure &&
        (cookie.isHostOnly ? cookie.domain === host : isOfDomain(host, cookie.domain)) &&
        isOnPath(path, cookie.path),
    );
    if (sent.length === 0) return null;
    // RFC 6265 5.4: longer paths first; of equal ones those that were set first.
    const ordered = sent.toSorted((a, b) => b.path.length - a.path.length);
    return ordered.map(({ name, value }) => `${name}=${value}`).join('; ');
  }
}
