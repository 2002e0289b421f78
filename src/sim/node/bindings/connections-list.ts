// The connections of an HTTP server, ordered by when their message began: what `server.closeIdleConnections`
// and the server's time-outs (`headersTimeout`, `requestTimeout`) look through (src/node_http_parser.cc).

import type { Micros } from '../../kernel/event-queue.ts';
import { Roster } from '../../kernel/roster.ts';
import type { GuestObject } from '../guest.ts';

/** A parser as the list sees it. */
export interface ListedParser {
  readonly owner: GuestObject;
  readonly headersCompleted: boolean;
  /** When its message began; 0 when it waits for one. */
  readonly lastMessageStartUs: Micros;
}

export class ConnectionsList {
  readonly #now: () => Micros;
  readonly #all = new Roster<ListedParser>();
  readonly #active = new Roster<ListedParser>();

  constructor(now: () => Micros) {
    this.#now = now;
  }

  add(parser: ListedParser): void {
    this.#all.add(parser);
  }

  addActive(parser: ListedParser): void {
    this.#active.add(parser);
  }

  remove(parser: ListedParser): void {
    this.#all.delete(parser);
    this.#active.delete(parser);
  }

  all(): GuestObject[] {
    return this.#owners(this.#all);
  }

  idle(): GuestObject[] {
    return this.#owners([...this.#all].filter((parser) => parser.lastMessageStartUs === 0));
  }

  active(): GuestObject[] {
    return this.#owners(this.#active);
  }

  /** Takes out and returns those whose head or whole request has taken too long. Milliseconds. */
  expired(headersTimeoutMs: number, requestTimeoutMs: number): GuestObject[] {
    if (headersTimeoutMs === 0 && requestTimeoutMs === 0) return [];
    let [headersMs, requestMs] = [headersTimeoutMs, requestTimeoutMs];
    if (requestMs > 0 && headersMs > requestMs) [headersMs, requestMs] = [requestMs, headersMs];
    const nowUs = this.#now();
    const isLate = (startUs: Micros, limitMs: number): boolean =>
      limitMs > 0 && nowUs > limitMs * 1_000 && startUs < nowUs - limitMs * 1_000;
    const expired = [...this.#active].filter(
      (parser) =>
        (!parser.headersCompleted && isLate(parser.lastMessageStartUs, headersMs)) ||
        isLate(parser.lastMessageStartUs, requestMs),
    );
    for (const parser of expired) this.#active.delete(parser);
    return this.#owners(expired);
  }

  #owners(parsers: Iterable<ListedParser>): GuestObject[] {
    return [...parsers].map((parser) => parser.owner);
  }
}
