// What a program that the app had turned to had to do with an answer, in a sentence. Every word comes from the
// explanation.

import type { Explanation } from '#sim';

type PeerCause = Explanation['peers'][number];
type DetailOf<Kind> = Extract<NonNullable<PeerCause['detail']>, { kind: Kind }>;

const LONGEST_QUERY = 120;

const shortened = (query: string): string => {
  const line = query.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_QUERY ? `${line.slice(0, LONGEST_QUERY)}...` : line;
};

const time = (us: number): string =>
  us < 1_000_000 ? `${Math.round(us / 1_000)} ms` : `${Math.round(us / 100_000) / 10} s`;

function sayQuery(host: string, detail: DetailOf<'query'>): string {
  const { query, sqlState, tookUs, waitedFor, blockedBy } = detail;
  const text = `"${shortened(query)}"`;
  if (sqlState !== null) {
    return ` ${host} ended its query ${text} with SQLSTATE ${sqlState} after ${time(tookUs)}.`;
  }
  const [blocker] = blockedBy;
  const behind = blocker?.query ? `, behind "${shortened(blocker.query)}"` : '';
  const lock = waitedFor === null ? '' : ` It waits for a lock${behind}.`;
  return ` Its query ${text} on ${host} had run for ${time(tookUs)}.${lock}`;
}

function sayPool(host: string, { holders }: DetailOf<'pool'>): string {
  const [first] = holders;
  const busy = holders.filter(({ isRunning }) => isRunning).length;
  const last = first?.query ? ` The first ran "${shortened(first.query)}".` : '';
  return ` All connections of its pool to ${host} were taken: ${holders.length}, ${busy} of them in the middle of a query.${last}`;
}

function sayApi(host: string, detail: DetailOf<'api'>): string {
  const { method, target, status, line, fault } = detail;
  const why =
    fault === null ? (line === null ? '' : `, by line ${line} of its script`) : ` (${fault})`;
  const what = status === null ? 'gave no answer' : `answered ${status}`;
  return ` ${host} ${what} to ${method} ${target}${why}.`;
}

/** A sentence with a space before it. */
export function sayPeer({ host, detail }: PeerCause): string {
  if (host === null) return '';
  switch (detail?.kind) {
    case 'query':
      return sayQuery(host, detail);
    case 'pool':
      return sayPool(host, detail);
    case 'api':
      return sayApi(host, detail);
    case 'session':
      return detail.message === null
        ? ` It had turned to ${host}.`
        : ` ${host} said: ${detail.message}.`;
    case 'redis':
      return ` ${host} answered ${detail.words[0]} with "${detail.error}".`;
    default:
      return ` It had turned to ${host}.`;
  }
}
