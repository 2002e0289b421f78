// What other programs had to do with a request of an app: the connections the app's host had opened, how they fared while
// the request was there, and which of that fits an error the app reported. Where nothing fits, nothing is said.

import type { PeerCause } from './explanation.ts';
import { troubleOn, waitOn } from './peer-trouble.ts';
import type { EventOf, TraceIndex } from './trace-index.ts';

const NAME_CODES = new Set(['ENOTFOUND', 'EAI_AGAIN']);
/** Errors of Node, undici and drivers that mean: it took too long. */
const PATIENCE =
  /TimeoutError|AbortError|UND_ERR_(?:HEADERS|BODY|CONNECT)_TIMEOUT|ETIMEDOUT|Query read timeout|Command timed out|timeout expired|due to connection timeout/;
/** Errors that a closed or reset connection turns into. */
const BROKEN =
  /ECONNRESET|EPIPE|UND_ERR_SOCKET|socket hang up|[Cc]onnection (?:terminated|closed|is closed)|MaxRetriesPerRequest/;
/** pg-pool's words when no connection became free in `connectionTimeoutMillis`. */
const POOL_TIMEOUT = /timeout exceeded when trying to connect/;

/** How many troubles an explanation lists: the newest. */
const MOST_TROUBLES = 8;

/** Whether an error's own words fit what a connection did. */
function fits(cause: PeerCause, words: string): boolean {
  if (cause.code !== null && words.includes(cause.code)) return true;
  return cause.how === 'broke' && BROKEN.test(words);
}

interface Span {
  readonly fromUs: number;
  readonly untilUs: number;
}

/** What programs an app's host had turned to did to it in a span of time, the newest first. */
export function peerTroubles(index: TraceIndex, host: string, span: Span): PeerCause[] {
  return index
    .outgoing(host, span.untilUs)
    .toReversed()
    .flatMap((connect) => troubleOn(index, connect, span) ?? [])
    .slice(0, MOST_TROUBLES);
}

/** What an app's host waits for at a moment, the newest first. */
export function peerWaits(index: TraceIndex, host: string, span: Span): PeerCause[] {
  return index
    .outgoing(host, span.untilUs)
    .toReversed()
    .flatMap((connect) => waitOn(index, connect, span) ?? [])
    .slice(0, MOST_TROUBLES);
}

/** Nobody's connection became free: who held those there are. */
function poolTimeout(index: TraceIndex, host: string, atUs: number): PeerCause | null {
  const sessions = index.outgoing(host, atUs).flatMap((connect) => {
    const { connection } = connect;
    const states = index.peers.sessions(connection).filter((one) => one.atUs <= atUs);
    const last = states.at(-1);
    return last?.state === 'authenticated' ? [{ connect, last }] : [];
  });
  const [first] = sessions;
  if (!first) return null;
  const holders = sessions.map(({ connect, last }) => {
    const query = index.peers
      .queries(connect.connection)
      .findLast((one) => one.started.atUs <= atUs);
    const isRunning = query !== undefined && (query.ended === null || query.ended.atUs > atUs);
    const sinceUs = query?.started.atUs ?? last.atUs;
    return {
      connection: connect.connection,
      query: query?.started.query ?? null,
      isRunning,
      forUs: atUs - sinceUs,
    };
  });
  return {
    host: first.connect.toHost,
    connection: null,
    how: 'pool-timeout',
    code: null,
    detail: { kind: 'pool', holders },
  };
}

/** What another program had to do with an error reported on a host, about a request that came at `fromUs`. */
export function peerCause(
  index: TraceIndex,
  error: EventOf<'app-error'>,
  fromUs: number,
): PeerCause | null {
  const { host, name, code, message, cause, atUs } = error;
  const words = [name, code ?? '', message, cause ?? ''].join(' ');
  const nameCode = [...NAME_CODES].find((one) => words.includes(one));
  const nobody = { host: null, connection: null, detail: null };
  if (nameCode) return { ...nobody, how: 'not-resolved', code: nameCode };
  const span = { fromUs, untilUs: atUs };
  const causes = peerTroubles(index, host, span);
  const fitting = causes.find((one) => fits(one, words)) ?? null;
  if (fitting) return fitting;
  if (POOL_TIMEOUT.test(words)) {
    const held = poolTimeout(index, host, atUs);
    if (held) return held;
  }
  if (PATIENCE.test(words)) {
    const [waited] = peerWaits(index, host, span);
    if (waited) return { ...waited, code };
  }
  const last = index.outgoing(host, atUs).at(-1);
  const how = PATIENCE.test(words) ? 'no-answer' : BROKEN.test(words) ? 'broke' : null;
  if (last && how) {
    const { toHost, connection } = last;
    return { host: toHost, connection, how, code, detail: null };
  }
  // `fetch failed` says nothing itself: the one thing that failed meanwhile is what it means.
  return causes.length === 1 ? (causes[0] ?? null) : null;
}
