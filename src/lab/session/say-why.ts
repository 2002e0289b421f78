// An explanation in words: who wrote the response and why, then what the app knew and whether to try again.
// Every sentence comes from a field of the explanation.

import type { Explanation } from '#sim';
import { plainPath } from './code-marks.ts';
import { sayPeer } from './say-peer.ts';

/** Words for one answer. */
export interface WhyText {
  /** "Why 500?" */
  readonly question: string;
  /** Who and why, in one to three sentences. */
  readonly answer: string;
  /** Did the app see the request; may I retry. */
  readonly aftermath: string;
}

const fileName = (path: string): string => plainPath(path).split('/').at(-1) ?? path;

const where = (place: { file: string; line: number } | 'default'): string =>
  place === 'default' ? 'its default' : `${fileName(place.file)} line ${place.line}`;

const seconds = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;

const isExpressDefault = (file: string): boolean => file.includes('/finalhandler/');

function sayAppError(
  explanation: Explanation,
  decision: Extract<Explanation['decision'], { kind: 'app-error' }>,
): string {
  const app = explanation.writer?.host ?? 'The app';
  const { thrownAt, error, writtenBy, cause } = decision;
  const place = thrownAt ? ` at ${fileName(thrownAt.file)} line ${thrownAt.line}` : '';
  const peer = cause ? sayPeer(cause) : '';
  const first = `${app} threw ${error.name}${place}: ${error.message}.${peer}`;
  const isDefault = writtenBy.some(({ file }) => isExpressDefault(file));
  return isDefault
    ? `${first} Nothing caught it, so Express's default error handler wrote the response.`
    : first;
}

function sayAppAnswer(
  explanation: Explanation,
  decision: Extract<Explanation['decision'], { kind: 'app-answered' }>,
): string {
  const app = explanation.writer?.host ?? 'The app';
  const own = decision.writtenBy.find(({ file }) => !file.includes('/node_modules/'));
  if (own) return `${app} chose this status itself, at ${fileName(own.file)} line ${own.line}.`;
  if (decision.writtenBy.some(({ file }) => isExpressDefault(file))) {
    return `No route of ${app} answered, so Express's final handler wrote the response.`;
  }
  return `${app} answered.`;
}

function sayDecision(explanation: Explanation): string {
  const { decision, writer } = explanation;
  const proxy = writer?.host ?? 'nginx';
  switch (decision.kind) {
    case 'app-error':
      return sayAppError(explanation, decision);
    case 'app-answered':
      return sayAppAnswer(explanation, decision);
    case 'connect-failed':
      return decision.errno === 'ECONNREFUSED'
        ? `${proxy} could not connect to ${decision.address}: nothing listens there. It wrote the response itself.`
        : `${proxy} could not connect to ${decision.address} (${decision.errno}). It wrote the response itself.`;
    case 'not-resolved':
      return `${proxy} found no address for ${decision.name} (${decision.reason}). It wrote the response itself.`;
    case 'timed-out':
      return `${proxy} gave up after ${seconds(decision.waitedMs)} while ${decision.phase}. The timer is ${decision.directive}, set in ${where(decision.place)}.${sayWait(explanation)}`;
    case 'closed-early':
      return decision.exit
        ? `The app's process ended in the middle of the request (${sayExit(decision.exit)}), so ${proxy} got no answer and wrote its own.`
        : `The connection to the app ended while ${decision.phase}, so ${proxy} wrote the response itself.`;
    case 'tls-failed':
      return `${proxy} and ${decision.address} did not come to terms over TLS: ${decision.reason}. ${proxy} wrote the response itself.`;
    case 'bad-response':
      return `What the app sent is no response ${proxy} can take, so ${proxy} wrote its own.`;
    case 'no-live-upstreams':
      return `${proxy} counts every server of ${decision.upstream} as down and asked none of them.`;
    case 'origin-failed':
      return sayOriginFailed(proxy, decision);
    case 'cached':
      return decision.insteadOf
        ? `${proxy} could not get a new response (${decision.insteadOf}) and served an old one from its cache.`
        : `${proxy} answered from its cache (${decision.cacheStatus}). It asked nobody first.`;
    case 'rule':
      return `${proxy} answered by rule: ${decision.directive} (${where(decision.place)}). It asked nobody.`;
    case 'no-response':
      return `No response came back (${decision.error}).`;
    case 'unknown':
      return 'The trace does not tell why.';
  }
}

const ORIGIN_FAILURES: Readonly<Record<string, string>> = {
  'dns-failed': 'the name of its origin has no address',
  refused: 'its origin refused the connection',
  unreachable: 'there is no route to its origin',
  'connect-timeout': 'its origin did not answer the connection attempt',
  'ack-timeout': 'its origin did not acknowledge the request',
  'handshake-failed': 'the TLS handshake with its origin failed',
  'bad-certificate': "its origin's certificate is not valid",
  'write-timeout': 'its origin did not take the request in time',
  'read-timeout': 'its origin did not respond in time',
  closed: 'its origin closed the connection without a response',
  reset: 'its origin reset the connection',
  'not-http': 'what its origin sent is not HTTP',
  'header-too-large': "its origin's response header is too large",
};

function sayOriginFailed(
  edge: string,
  decision: Extract<Explanation['decision'], { kind: 'origin-failed' }>,
): string {
  const { outcome, detail, waitedMs, rule, place } = decision;
  const what = ORIGIN_FAILURES[outcome] ?? outcome;
  const more = detail === null ? '' : ` (${detail})`;
  const after = waitedMs >= 1_000 ? ` after ${seconds(waitedMs)}` : '';
  const set = rule !== null && place !== 'default' ? ` The setting is in ${where(place)}.` : '';
  return `${edge} wrote the response itself${after}: ${what}${more}.${set}`;
}

/** What the app was still waiting for. */
function sayWait({ peers }: Explanation): string {
  const waited = peers.find(({ how, detail }) => how === 'no-answer' && detail !== null);
  return waited ? sayPeer(waited) : '';
}

function sayExit(exit: { code: number | null; signal: string | null }): string {
  return exit.signal ?? `exit code ${exit.code}`;
}

/** Whether nginx handed the app's response on. */
function sayPassage(explanation: Explanation): string {
  const hasProxy = explanation.hops.some(({ kind }) => kind === 'nginx');
  if (explanation.writer?.kind !== 'app' || !hasProxy) return '';
  const proxy = explanation.hops.find(({ kind }) => kind === 'nginx')?.host ?? 'nginx';
  return ` ${proxy} passed it on unchanged.`;
}

/** The app refused the request as it is: 4xx, but for those that name a time to come back. */
const isRefusal = ({ status, writer }: Explanation): boolean =>
  writer?.kind === 'app' &&
  status !== null &&
  status >= 400 &&
  status < 500 &&
  ![408, 425, 429].includes(status);

function sayAftermath(explanation: Explanation): string {
  if (isRefusal(explanation)) {
    return 'The app saw the request and refused it. The same request gets the same answer: change it first.';
  }
  const saw = {
    no: 'The app never saw the request',
    perhaps: 'The app may have seen the request',
    yes: 'The app saw the request',
  }[explanation.appSawRequest];
  const retry = {
    'never-sent': 'so sending it again is safe.',
    'method-idempotent': `and ${explanation.method} may be repeated: it is idempotent.`,
    'may-have-been-done': `so do not repeat this ${explanation.method} blindly: part of its work may be done.`,
  }[explanation.retry.because];
  return `${saw}, ${retry}`;
}

/** The explanation in words. Nothing is said of retries where the answer is a success. */
export function sayWhy(explanation: Explanation): WhyText {
  const { status } = explanation;
  const isSuccess = status !== null && status < 400;
  return {
    question: status === null ? 'Why no response?' : `Why ${status}?`,
    answer: `${sayDecision(explanation)}${sayPassage(explanation)}`,
    aftermath: isSuccess ? '' : sayAftermath(explanation),
  };
}
