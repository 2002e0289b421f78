// What one connection of an app to another program did to it in a span of time: how it failed, what the program at its
// other end answered, what is still awaited on it. Each reads the events of the program itself.

import type { PeerCause, PeerDetail } from './explanation.ts';
import type { QuerySpan } from './peer-index.ts';
import type { EventOf, TraceIndex } from './trace-index.ts';

interface Span {
  readonly fromUs: number;
  readonly untilUs: number;
}

type Connect = EventOf<'tcp-connect'>;

const isWithin = (event: { atUs: number } | null | undefined, { fromUs, untilUs }: Span): boolean =>
  event !== null && event !== undefined && event.atUs >= fromUs && event.atUs <= untilUs;

/** A query as an explanation shows it. */
function queryDetail(index: TraceIndex, query: QuerySpan, untilUs: number): PeerDetail {
  const { started, waiting, ended } = query;
  const isOver = ended !== null && ended.atUs <= untilUs;
  return {
    kind: 'query',
    query: started.query,
    sqlState: isOver ? ended.code : null,
    message: isOver ? ended.message : null,
    tookUs: (isOver ? ended.atUs : untilUs) - started.atUs,
    waitedFor: waiting?.message ?? null,
    blockedBy: (waiting?.blockers ?? []).map((pid) => {
      const other = index.peers.queryOfBackend(started.host, pid);
      return { pid, query: other?.started.query ?? null };
    }),
  };
}

const apiDetail = (request: EventOf<'api-request'>): PeerDetail => {
  const { method, target, attempt, does, status, line, fault, waitMs } = request;
  return { kind: 'api', method, target, attempt, does, status, line, fault, waitMs };
};

const redisDetail = ({ words, error, durationUs }: EventOf<'redis-command'>): PeerDetail => {
  return { kind: 'redis', words, error, tookUs: durationUs };
};

function postgresTrouble(index: TraceIndex, connect: Connect, span: Span): PeerCause | null {
  const { connection, toHost: host } = connect;
  const session = index.peers
    .sessions(connection)
    .findLast((one) => one.code !== null && isWithin(one, span));
  if (session) {
    const { code, message, user, database } = session;
    const how = session.state === 'refused' ? 'answered-error' : 'broke';
    return { host, connection, how, code, detail: { kind: 'session', message, user, database } };
  }
  const failed = index.peers
    .queries(connection)
    .findLast(({ ended }) => ended?.state === 'failed' && isWithin(ended, span));
  if (!failed) return null;
  const detail = queryDetail(index, failed, span.untilUs);
  return { host, connection, how: 'answered-error', code: failed.ended?.code ?? null, detail };
}

/** What an API did that is no good answer; null for one. */
function apiFailure(request: EventOf<'api-request'>): Pick<PeerCause, 'how' | 'code'> | null {
  const { does, status, fault, isCut } = request;
  if (does === 'reset') return { how: 'broke', code: 'ECONNRESET' };
  if (does === 'close' || isCut) return { how: 'broke', code: fault };
  if (does === 'hang') return { how: 'no-answer', code: fault };
  if (does === 'garbage') return { how: 'answered-nonsense', code: fault };
  if (status !== null && status >= 400) return { how: 'answered-error', code: String(status) };
  return fault === 'html' ? { how: 'answered-nonsense', code: fault } : null;
}

function apiTrouble(index: TraceIndex, connect: Connect, span: Span): PeerCause | null {
  const { connection, toHost: host } = connect;
  const requests = index.peers.apiRequests(connection).filter((one) => isWithin(one, span));
  for (const request of requests.toReversed()) {
    const failure = apiFailure(request);
    if (failure) return { host, connection, ...failure, detail: apiDetail(request) };
  }
  return null;
}

function redisTrouble(index: TraceIndex, connect: Connect, span: Span): PeerCause | null {
  const { connection, toHost: host } = connect;
  const rejected = index.peers.redisRejection(connection);
  if (rejected && isWithin(rejected, span)) {
    const detail = {
      kind: 'session',
      message: rejected.reason,
      user: null,
      database: null,
    } as const;
    return { host, connection, how: 'answered-error', code: null, detail };
  }
  const failed = index.peers
    .redisCommands(connection)
    .findLast((one) => one.outcome === 'error' && isWithin(one, span));
  if (!failed) return null;
  const code = failed.error?.split(' ', 1)[0] ?? null;
  return { host, connection, how: 'answered-error', code, detail: redisDetail(failed) };
}

/** What a connection of the app did to it in a span of time. */
export function troubleOn(index: TraceIndex, connect: Connect, span: Span): PeerCause | null {
  const { connection, toHost: host } = connect;
  const failed = index.connectFailure(connection);
  if (failed && isWithin(failed, span)) {
    return { host, connection, how: 'connect-failed', code: failed.errno, detail: null };
  }
  const told =
    postgresTrouble(index, connect, span) ??
    redisTrouble(index, connect, span) ??
    apiTrouble(index, connect, span);
  if (told) return told;
  const broken = index.break(connection);
  return broken && isWithin(broken, span)
    ? {
        host,
        connection,
        how: 'broke',
        code: broken.errno,
        detail: lastAsked(index, connect, span),
      }
    : null;
}

/** What was asked last on a connection. */
function lastAsked(index: TraceIndex, { connection }: Connect, span: Span): PeerDetail | null {
  const query = index.peers.queries(connection).findLast((one) => one.started.atUs <= span.untilUs);
  if (query) return queryDetail(index, query, span.untilUs);
  const request = index.peers.apiRequests(connection).findLast(({ atUs }) => atUs <= span.untilUs);
  if (request) return apiDetail(request);
  const command = index.peers.redisCommands(connection).findLast((one) => isWithin(one, span));
  return command ? redisDetail(command) : null;
}

/** What is awaited on a connection at the end of a span; null where nothing is known to be. */
export function waitOn(index: TraceIndex, connect: Connect, span: Span): PeerCause | null {
  const { connection, toHost: host } = connect;
  const { untilUs } = span;
  const wait = (detail: PeerDetail): PeerCause => {
    return { host, connection, how: 'no-answer', code: null, detail };
  };
  const query = index.peers
    .queries(connection)
    .findLast(
      ({ started, ended }) => started.atUs <= untilUs && (ended?.atUs ?? untilUs) >= untilUs,
    );
  if (query) return wait(queryDetail(index, query, untilUs));
  const request = index.peers.apiRequests(connection).findLast((one) => isWithin(one, span));
  const isAwaited =
    request && (request.does === 'hang' || request.atUs + request.waitMs * 1_000 >= untilUs);
  return isAwaited ? wait(apiDetail(request)) : null;
}
