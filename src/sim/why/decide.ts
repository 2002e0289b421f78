// What decided the outcome of a request. Each rule names what it looks at; where the trace does not tell, the answer
// is `unknown`, never a guess.

import type { CodePlace } from '../node/app-events.ts';
import type { Decision, WriterKind } from './explanation.ts';
import type { Journey } from './journey.ts';
import { peerCause } from './peer-cause.ts';
import type { EventOf, TraceIndex } from './trace-index.ts';

/** The timer that runs in each phase of an attempt. */
const PHASE_TIMERS: Readonly<Record<string, string>> = {
  'connecting to upstream': 'proxy_connect_timeout',
  'sending request to upstream': 'proxy_send_timeout',
  'reading response header from upstream': 'proxy_read_timeout',
  'reading upstream': 'proxy_read_timeout',
};

/** How nginx begins what it has to say about TLS with an upstream server, up to where it says when. */
const TLS_WORDS =
  /(?:SSL_do_handshake\(\) failed|peer closed connection in SSL handshake|upstream SSL certificate).*?(?= while SSL handshaking|,)/;

const isOwnFile = ({ file }: CodePlace): boolean =>
  !file.includes('/node_modules/') && !file.startsWith('node:');

function decideByApp(index: TraceIndex, journey: Journey): Decision {
  const { appRequest, appResponse } = journey;
  const writtenBy = appResponse?.writtenBy ?? [];
  const isError = appResponse !== null && appResponse.status >= 500;
  const error = isError && appRequest ? index.appError(appResponse, appRequest.atUs) : null;
  if (!error || !appRequest) return { kind: 'app-answered', writtenBy };
  return {
    kind: 'app-error',
    error: { name: error.name, message: error.message },
    thrownAt: error.frames.find(isOwnFile) ?? null,
    writtenBy,
    cause: peerCause(index, error, appRequest.atUs),
  };
}

/** What nginx wrote about TLS with a server it asked; null where it wrote nothing. */
function tlsFailure(
  logs: readonly EventOf<'nginx-log'>[],
): { readonly reason: string; readonly directive: string | null } | null {
  for (const { file, line } of logs.toReversed()) {
    const reason = file === 'error' ? TLS_WORDS.exec(line)?.[0] : undefined;
    if (reason === undefined) continue;
    const isChecked = reason.startsWith('upstream SSL certificate');
    return { reason, directive: isChecked ? 'proxy_ssl_verify' : null };
  }
  return null;
}

function decideByAttempt(index: TraceIndex, journey: Journey): Decision | null {
  const { proxied, attempt, result, appConnection, appRequest, endedUs } = journey;
  if (!proxied || !attempt || !result) return null;
  const { phase } = result;
  switch (result.outcome) {
    case 'no-live':
      return { kind: 'no-live-upstreams', upstream: attempt.upstream };
    case 'timeout': {
      const directive = PHASE_TIMERS[phase] ?? 'proxy_read_timeout';
      const decided = proxied.decisions.find((one) => one.directive === directive);
      const place = decided?.place ?? 'default';
      return { kind: 'timed-out', directive, place, phase, waitedMs: result.elapsedMs };
    }
    case 'invalid-header':
      return { kind: 'bad-response', phase };
    case 'error': {
      const failed = appConnection === null ? null : index.connectFailure(appConnection);
      if (failed) return { kind: 'connect-failed', errno: failed.errno, address: attempt.address };
      const tls = tlsFailure(proxied.logs);
      if (tls) return { kind: 'tls-failed', ...tls, address: attempt.address };
      const fromUs = appRequest?.atUs ?? attempt.atUs;
      const exit = appRequest ? index.processes.exit(appRequest.pid, fromUs, endedUs) : null;
      return {
        kind: 'closed-early',
        phase,
        exit: exit && { code: exit.code, signal: exit.signal },
      };
    }
    default:
      return null;
  }
}

function decideByEdge({ edged, originResult, originAttempt }: Journey): Decision | null {
  const response = edged?.response;
  if (!edged || !response) return null;
  const last = edged.decisions.at(-1);
  if (response.writtenBy === 'cache' && response.cacheStatus) {
    const failed = response.cacheStatus === 'STALE' ? (originResult?.outcome ?? null) : null;
    const { cacheStatus } = response;
    return { kind: 'cached', cacheStatus, place: last?.place ?? 'default', insteadOf: failed };
  }
  if (response.writtenBy !== 'edge' || !originResult) return null;
  const { outcome, phase, detail, elapsedMs } = originResult;
  return {
    kind: 'origin-failed',
    outcome,
    phase,
    rule: last?.rule ?? null,
    place: last?.place ?? 'default',
    waitedMs: elapsedMs,
    address: originAttempt?.address ?? null,
    detail,
  };
}

function decideByNginx(index: TraceIndex, journey: Journey): Decision {
  const byAttempt = decideByAttempt(index, journey);
  if (byAttempt) return byAttempt;
  const unresolved = journey.proxied?.nameFailure;
  if (unresolved) {
    const { name, reason, place } = unresolved;
    return { kind: 'not-resolved', name, reason, place: place ?? 'default' };
  }
  const rule = journey.proxied?.decisions.at(-1);
  return rule
    ? { kind: 'rule', directive: rule.directive, place: rule.place }
    : { kind: 'unknown' };
}

/** Which kind of program wrote the response. */
export function writerKindOf({ edged, proxied }: Journey): WriterKind {
  const response = edged?.response;
  if (edged && response?.writtenBy !== 'origin') return 'edge';
  return proxied && typeof proxied.response?.writtenBy !== 'number' ? 'nginx' : 'app';
}

export function decide(index: TraceIndex, journey: Journey): Decision {
  const { record } = journey;
  if (!record.response) {
    return record.failure
      ? { kind: 'no-response', error: record.failure.error }
      : { kind: 'unknown' };
  }
  switch (writerKindOf(journey)) {
    case 'edge':
      return decideByEdge(journey) ?? { kind: 'unknown' };
    case 'nginx':
      return decideByNginx(index, journey);
    default:
      return decideByApp(index, journey);
  }
}
