// A browser on a visitor's machine: keeps connections and cookies, follows redirects, has a cache, sends a request again
// when a kept connection turns out to be gone, and shows a page in the end. It does what Chromium does, as far as it
// matters for errors, and speaks through the client of this folder.
// Simplified: one document, no subresources, no TLS, no compression, no HTTP/2.

import { type Field, type Fields, fieldValue } from '../../http/fields.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { HttpClient } from '../http-client.ts';
import type { ClientOutcome } from '../outcome.ts';
import type { ClientRequest } from '../request.ts';
import { type Address, addressText, authorityOf, resolveAddress } from './address.ts';
import { ConnectionPool } from './connection-pool.ts';
import { CookieJar } from './cookie-jar.ts';
import { type NetError, netErrorOf, netErrorPage, statusPage } from './net-error.ts';
import { conditionsFor, PageCache, type StoredPage } from './page-cache.ts';
import './trace.ts';

/** What a visitor does: opens an address, sends a form. */
export interface Visit {
  readonly method: string;
  readonly target: string;
  readonly fields: Fields;
  readonly body: string;
  /** When the visitor gives up; 0 for never. */
  readonly timeoutMs: number;
  /** Asks even for what is still fresh, as the reload button does. */
  readonly isReload?: boolean;
}

export interface BrowserOptions {
  readonly kernel: Kernel;
  readonly client: HttpClient;
  /** Name of the client's process. */
  readonly name: string;
  /** The name in the address bar, and where it leads. */
  readonly publicName: string;
  readonly entry: { readonly host: string; readonly port: number };
}

/** The page of a visit, once there is one. */
interface Page {
  readonly status: number | null;
  readonly error: NetError | null;
  readonly from: 'network' | 'cache' | 'revalidated';
  readonly bodyBytes: number;
}

/** A visit under way. */
interface Trip {
  readonly number: number;
  readonly visit: Visit;
  readonly startedUs: number;
  readonly done: () => void;
  method: string;
  body: string;
  address: Address;
  readonly redirects: { readonly status: number; readonly to: string }[];
  readonly requests: number[];
  resent: number;
}

/** Chromium: net::URLRequest, kMaxRedirects. */
const MOST_REDIRECTS = 20;
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
/** RFC 9110 9.2.1. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
/** Ends of a kept connection before any byte of a response. */
const GONE = new Set<ClientOutcome['error']>(['ECONNRESET', 'EPIPE', 'closed-without-response']);

/**
 * Whether Chromium sends a request again: its connection had been used before, and no response had begun. The method
 * does not matter to it (HttpNetworkTransaction::ShouldResendRequest in net/http/http_network_transaction.cc), where
 * RFC 9110 9.2.2 has automatic retries only for what is known to be idempotent.
 */
export const isSentAgain = ({ error, head, rawHeads, connectionReused }: ClientOutcome): boolean =>
  connectionReused && head === null && rawHeads.length === 0 && GONE.has(error);

/** Where a redirect leads, and how it is asked for there; null for what is none. */
function redirectOf(
  outcome: ClientOutcome,
  from: Address,
  method: string,
): { readonly to: Address; readonly keepsMethod: boolean } | null {
  const status = outcome.head?.status ?? 0;
  const location = fieldValue(outcome.head?.fields ?? [], 'location');
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return null;
  const to = resolveAddress(location, from);
  if (!to) return null;
  // Fetch standard, HTTP-redirect fetch: 303 makes all but GET and HEAD a GET, 301 and 302 only POST.
  const becomesGet = status === 303 ? method !== 'HEAD' : status < 303 && method === 'POST';
  return { to, keepsMethod: !becomesGet };
}

export class Browser {
  readonly #options: BrowserOptions;
  readonly #pool = new ConnectionPool();
  readonly #cookies = new CookieJar();
  readonly #cache = new PageCache();
  #visits = 0;

  constructor(options: BrowserOptions) {
    this.#options = options;
  }

  /** Opens an address. `done` is called once, when there is a page to look at. */
  visit(visit: Visit, done: () => void): void {
    const { kernel, publicName } = this.#options;
    const { method, target, body } = visit;
    const address = { scheme: 'http', host: publicName, port: 80, target } as const;
    this.#load({
      number: ++this.#visits,
      visit,
      startedUs: kernel.nowUs,
      done,
      method,
      body,
      address,
      redirects: [],
      requests: [],
      resent: 0,
    });
  }

  get #nowMs(): number {
    return this.#options.client.timeMs;
  }

  #load(trip: Trip): void {
    const { address, method } = trip;
    if (address.scheme === 'https') {
      this.#fail(trip, 'ERR_SSL_PROTOCOL_ERROR');
      return;
    }
    const kept = method === 'GET' ? this.#cache.find(addressText(address)) : null;
    if (kept && !trip.visit.isReload && this.#cache.isFresh(kept, this.#nowMs)) {
      this.#show(trip, {
        status: kept.status,
        error: null,
        from: 'cache',
        bodyBytes: kept.body.length,
      });
      return;
    }
    const group = authorityOf(address);
    this.#pool.take(group, (connection) => this.#send(trip, { kept, group, connection }));
  }

  #send(
    trip: Trip,
    on: { readonly kept: StoredPage | null; readonly group: string; readonly connection: string },
  ): void {
    const { client } = this.#options;
    const request = { ...this.#request(trip, on.kept), connection: on.connection };
    const { requestId } = client.send(request, (outcome) => {
      this.#pool.giveBack(on.group, on.connection);
      this.#answered(trip, outcome, on.kept);
    });
    trip.requests.push(requestId);
  }

  #request({ visit, method, body, address }: Trip, kept: StoredPage | null): ClientRequest {
    const { publicName, entry } = this.#options;
    const cookies = this.#cookies.valueFor(address, this.#nowMs);
    const fields: Field[] = [
      ['Host', authorityOf(address)],
      ['Connection', 'keep-alive'],
      ...(visit.isReload ? ([['Cache-Control', 'max-age=0']] as const) : []),
      ['User-Agent', USER_AGENT],
      ['Accept', ACCEPT],
      ['Accept-Language', 'en-US,en;q=0.9'],
      ...(cookies === null ? [] : [['Cookie', cookies] as const]),
      ...(kept ? conditionsFor(kept) : []),
      ...visit.fields.filter(([name]) => body !== '' || !/^content-/i.test(name)),
    ];
    const isOwn = address.host === publicName && address.port === 80;
    const place = isOwn ? entry : { host: address.host, port: address.port };
    return {
      ...place,
      method,
      target: address.target,
      withoutFields: ['Host', 'User-Agent', 'Accept'],
      fields,
      timeoutMs: visit.timeoutMs,
      ...(body !== '' && { body }),
    };
  }

  #answered(trip: Trip, outcome: ClientOutcome, kept: StoredPage | null): void {
    if (isSentAgain(outcome)) {
      trip.resent++;
      this.#load(trip);
      return;
    }
    const { address, method } = trip;
    const { head } = outcome;
    if (!head) {
      this.#fail(trip, netErrorOf(outcome) ?? 'ERR_FAILED');
      return;
    }
    this.#cookies.take(head.fields, address, this.#nowMs);
    const url = addressText(address);
    if (kept && head.status === 304) {
      const { status, body } = this.#cache.renew(url, kept, head.fields, this.#nowMs);
      this.#show(trip, { status, error: null, from: 'revalidated', bodyBytes: body.length });
      return;
    }
    if (method === 'GET') this.#cache.store(url, outcome, this.#nowMs);
    else if (!SAFE.has(method) && head.status < 400) this.#cache.forget(url);
    const redirect = redirectOf(outcome, address, method);
    if (redirect) this.#follow(trip, head.status, redirect);
    else {
      const { status } = head;
      const bodyBytes = outcome.body.length;
      this.#show(trip, { status, error: netErrorOf(outcome), from: 'network', bodyBytes });
    }
  }

  #follow(
    trip: Trip,
    status: number,
    { to, keepsMethod }: NonNullable<ReturnType<typeof redirectOf>>,
  ) {
    trip.redirects.push({ status, to: addressText(to) });
    trip.address = to;
    if (!keepsMethod) {
      trip.method = 'GET';
      trip.body = '';
    }
    if (trip.redirects.length > MOST_REDIRECTS) this.#fail(trip, 'ERR_TOO_MANY_REDIRECTS');
    else this.#load(trip);
  }

  #fail(trip: Trip, error: NetError): void {
    this.#show(trip, { status: null, error, from: 'network', bodyBytes: 0 });
  }

  #show(trip: Trip, { status, error, from, bodyBytes }: Page): void {
    const { kernel, name } = this.#options;
    const { host } = trip.address;
    // What broke off in the middle is shown as far as it came.
    const isShown = status !== null && (error === null || bodyBytes > 0);
    const page = isShown
      ? statusPage(status, bodyBytes, host)
      : netErrorPage(error ?? 'ERR_FAILED', host);
    kernel.trace.record({
      kind: 'browser-page',
      client: name,
      visit: trip.number,
      method: trip.method,
      url: addressText(trip.address),
      status,
      error,
      page,
      from,
      redirects: [...trip.redirects],
      resent: trip.resent,
      requests: [...trip.requests],
      bodyBytes,
      tookUs: kernel.nowUs - trip.startedUs,
    });
    // Not at once: nobody is told of a page before `visit` has returned.
    kernel.after(0, trip.done);
  }
}

/** Makes the browser of a client's host. */
export const createBrowser = (options: BrowserOptions): Browser => new Browser(options);
