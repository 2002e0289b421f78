// A browser's own cache (RFC 9111; freshness as Chromium reckons it, net/http/http_response_headers.cc). It matters for
// errors in three ways: a 5xx that says max-age is kept and shown again without asking; no-store is never kept; and what
// is stale is asked for again, and an error then is shown as it is: browsers have no stale-if-error.
// Simplified: no Vary but `*`, no ranges, no stale-while-revalidate.

import { type Fields, fieldTokens, fieldValue, isNamed } from '../../http/fields.ts';
import { parseHttpDate } from '../../http/http-date.ts';
import type { ClientOutcome } from '../outcome.ts';

export interface StoredPage {
  readonly status: number;
  readonly reason: string;
  readonly fields: Fields;
  readonly body: Uint8Array;
  /** When it came, by the client's clock. */
  readonly storedMs: number;
}

const MOST_PAGES = 500;
const LARGEST_BYTES = 1_000_000;
/** Chromium: a tenth of the time since it was last changed. */
const HEURISTIC_SHARE = 0.1;
const HEURISTIC = new Set([200, 203, 206]);
const FOR_EVER = new Set([300, 301, 308, 410]);
const MS = 1_000;

function directive(fields: Fields, name: string): number | null {
  const found = fieldTokens(fields, 'cache-control').find((one) => one.startsWith(`${name}=`));
  const seconds = Number(found?.slice(name.length + 1).replaceAll('"', '') ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.max(0, seconds) * MS : null;
}

/** How long a response may be shown without asking, in milliseconds from when it was made. */
export function freshnessMs(status: number, fields: Fields, nowMs: number): number {
  const says = fieldTokens(fields, 'cache-control');
  if (says.includes('no-cache') || says.includes('no-store')) return 0;
  if (fieldValue(fields, 'vary') === '*') return 0;
  const maxAgeMs = directive(fields, 'max-age');
  if (maxAgeMs !== null) return maxAgeMs;
  const madeMs = parseHttpDate(fieldValue(fields, 'date') ?? '') ?? nowMs;
  const expires = fieldValue(fields, 'expires');
  if (expires !== undefined) return Math.max(0, (parseHttpDate(expires) ?? 0) - madeMs);
  if (FOR_EVER.has(status)) return Number.POSITIVE_INFINITY;
  const changedMs = parseHttpDate(fieldValue(fields, 'last-modified') ?? '');
  if (!HEURISTIC.has(status) || changedMs === null || says.includes('must-revalidate')) return 0;
  return Math.max(0, (madeMs - changedMs) * HEURISTIC_SHARE);
}

/** Whether a response can be asked for again by its validator. */
const hasValidator = (fields: Fields): boolean =>
  fieldValue(fields, 'etag') !== undefined || fieldValue(fields, 'last-modified') !== undefined;

export class PageCache {
  readonly #pages = new Map<string, StoredPage>();

  find(address: string): StoredPage | null {
    return this.#pages.get(address) ?? null;
  }

  isFresh({ status, fields, storedMs }: StoredPage, nowMs: number): boolean {
    const ageMs = Number(fieldValue(fields, 'age') ?? 0) * MS + nowMs - storedMs;
    return ageMs < freshnessMs(status, fields, storedMs);
  }

  /** Keeps a response to GET where it may be kept; forgets what it takes the place of where not. */
  store(address: string, { head, body, error }: ClientOutcome, nowMs: number): void {
    if (!head || error !== null) return;
    const { status, reason, fields } = head;
    const isKept =
      !fieldTokens(fields, 'cache-control').includes('no-store') &&
      body.length <= LARGEST_BYTES &&
      status !== 206 &&
      (freshnessMs(status, fields, nowMs) > 0 || (status === 200 && hasValidator(fields)));
    // An error does not push out the good page before it: that one is only stale.
    if (!isKept && status >= 500) return;
    this.#pages.delete(address);
    if (!isKept) return;
    this.#pages.set(address, { status, reason, fields, body, storedMs: nowMs });
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > MOST_PAGES && oldest !== undefined) this.#pages.delete(oldest);
  }

  /** A 304 has come: the page counts as new, with the fields of the 304 (RFC 9111 3.2). */
  renew(address: string, page: StoredPage, fields: Fields, nowMs: number): StoredPage {
    const kept = page.fields.filter(
      ([name]) => !fields.some((one) => isNamed(one, name.toLowerCase())),
    );
    const renewed = { ...page, fields: [...kept, ...fields], storedMs: nowMs };
    this.#pages.set(address, renewed);
    return renewed;
  }

  /** RFC 9111 4.4: a successful unsafe method makes what was kept useless. */
  forget(address: string): void {
    this.#pages.delete(address);
  }
}

/** The fields that ask whether a kept page is still right (RFC 9110 13.1). */
export function conditionsFor({ fields }: StoredPage): Fields {
  const etag = fieldValue(fields, 'etag');
  const changed = fieldValue(fields, 'last-modified');
  return [
    ...(etag === undefined ? [] : [['If-None-Match', etag] as const]),
    ...(changed === undefined ? [] : [['If-Modified-Since', changed] as const]),
  ];
}
