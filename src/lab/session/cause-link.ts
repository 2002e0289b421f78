// Which cause on a reference page tells more about an answer. The page's causes are given: a link is made only
// where there is something at its end.

import type { Decision, Explanation } from '#sim';

/** The causes of the reference pages, by status: the anchors that exist. */
export type CauseAnchors = Readonly<Record<string, readonly string[]>>;

/** A place to read on. */
export interface CauseLink {
  readonly href: string;
  readonly words: string;
}

/** Causes a decision speaks for, likeliest first. */
function candidates(decision: Decision): readonly string[] {
  switch (decision.kind) {
    case 'app-error':
      return /Cannot (?:read|destructure)/.test(decision.error.message)
        ? ['null-read', 'unhandled-error']
        : ['unhandled-error'];
    case 'connect-failed':
      return decision.errno === 'ECONNREFUSED' ? ['app-not-listening'] : ['no-path'];
    case 'timed-out':
      return decision.phase === 'connecting to upstream' ? ['packets-dropped'] : ['slow-work'];
    case 'closed-early':
      return decision.exit ? ['app-died'] : ['keep-alive-race', 'app-died'];
    case 'bad-response':
      return ['not-valid-http', 'header-over-limit'];
    case 'no-live-upstreams':
      return ['all-marked-down'];
    case 'rule':
      return decision.directive.startsWith('limit_') ? ['rate-limit'] : ['maintenance'];
    case 'app-answered':
      return ['app-declined', 'app-sent-it'];
    default:
      return [];
  }
}

/** Where to read on about an answer; null where its status has no page. */
export function causeLink(explanation: Explanation, anchors: CauseAnchors): CauseLink | null {
  const { status, decision } = explanation;
  const causes = anchors[String(status)];
  if (status === null || !causes) return null;
  const cause = candidates(decision).find((id) => causes.includes(id));
  return cause
    ? { href: `/${status}/#${cause}`, words: `This cause on the page of ${status}` }
    : { href: `/${status}/`, words: `The page of ${status}` };
}
