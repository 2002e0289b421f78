// Weighs the matches: which hop wrote the answer, which cause lies deepest, how sure that is. It never invents a cause:
// without a match there is none, and without proof the confidence stays low.
import type { Match } from './match.ts';
import type { Span } from './pattern.ts';
import type { PartKind } from './reading.ts';
import type { Recognised } from './recognise.ts';
import type { Knowledge, Strength } from './signature.ts';

/** One cause with its weight. */
export interface RankedCause {
  readonly cause: string;
  /** From 0 to 1. */
  readonly confidence: number;
  /** Ids of what spoke for it; empty for a neighbour that is only worth a look. */
  readonly because: readonly string[];
}

/** What a paste means. */
export interface Diagnosis {
  /** Who wrote the answer or the line; null when nothing says so. */
  readonly hop: string | null;
  /** How far the request had come; null when nothing says so. */
  readonly phase: string | null;
  /** The status found, or implied by the match. */
  readonly status: number | null;
  readonly cause: string | null;
  /** From 0 to 1; below 0.5 is a guess and shown as one. */
  readonly confidence: number;
  /** Likeliest first. The first is `cause`. */
  readonly causes: readonly RankedCause[];
  /** The words that matched, in order, without overlaps. */
  readonly spans: readonly Span[];
  /** What the paste was made of. */
  readonly parts: readonly PartKind[];
  /** Whether a part of the paste was too much to read. */
  readonly cut: boolean;
}

const WEIGHT: Readonly<Record<Strength, number>> = { proof: 0.95, strong: 0.75, hint: 0.4 };
const NEIGHBOUR_SHARE = 0.3;
const STATUS_ONLY = 0.2;
const MOST_CAUSES = 5;
/** Where a hop lies on the way of a request; unknown names are gateways. */
const DEPTH: Readonly<Record<string, number>> = {
  client: 0,
  'aws-cloudfront': 1,
  'azure-front-door': 1,
  cloudflare: 1,
  fastly: 1,
  netlify: 1,
  pantheon: 1,
  vercel: 1,
  edge: 1,
  'php-fpm': 3,
  gunicorn: 3,
  uvicorn: 3,
  uwsgi: 3,
  kubernetes: 3,
  systemd: 3,
  app: 3,
  api: 4,
  database: 5,
  cache: 5,
};
const GATEWAY_DEPTH = 2;

const depthOf = (hop: string): number => DEPTH[hop] ?? GATEWAY_DEPTH;

/** Weighs matches against each other. */
export function weigh(
  matches: readonly Match[],
  recognised: Recognised,
  knowledge: Knowledge,
): Diagnosis {
  const found = recognised.status;
  const parts = [...new Set(recognised.readings.map(({ kind }) => kind))];
  const errorStatus = found !== undefined && found.code >= 400 ? found : undefined;
  const best = bestMatch(matches);
  if (best === undefined) {
    return {
      hop: null,
      phase: null,
      status: found?.code ?? null,
      cause: null,
      confidence: errorStatus !== undefined && errorStatus.code >= 500 ? STATUS_ONLY : 0,
      causes: [],
      spans: errorStatus === undefined ? [] : [errorStatus],
      parts,
      cut: recognised.cut,
    };
  }
  const writer = writerOf(matches, best, errorStatus?.code);
  const status = errorStatus?.code ?? writer.status ?? best.status ?? found?.code ?? null;
  const spans = merge([
    ...matches.flatMap((match) => match.spans),
    ...(errorStatus === undefined ? [] : [errorStatus]),
  ]);
  return {
    hop: writer.hop,
    phase: best.phase,
    status,
    cause: best.cause,
    confidence: WEIGHT[best.strength],
    causes: rank(matches, best, knowledge),
    spans,
    parts,
    cut: recognised.cut,
  };
}

/**
 * The surest match; among equals the deepest, since what happens there is the reason for the rest; among those the
 * one with the most words, since it says more than its neighbours.
 */
function bestMatch(matches: readonly Match[]): Match | undefined {
  const [best] = matches.toSorted(
    (a, b) =>
      WEIGHT[b.strength] - WEIGHT[a.strength] ||
      depthOf(b.hop) - depthOf(a.hop) ||
      lengthOf(b) - lengthOf(a),
  );
  return best;
}

const lengthOf = ({ spans }: Match): number =>
  spans.reduce((length, { from, to }) => length + to - from, 0);

/**
 * Who wrote the answer: the outermost gateway or edge that is as sure as its own status fits the one that was seen; a
 * client only reports, so it counts only when nobody else speaks.
 */
function writerOf(matches: readonly Match[], best: Match, seen: number | undefined): Match {
  const sure = matches.filter(
    ({ strength, hop }) => strength !== 'hint' && (hop !== 'client' || best.hop === 'client'),
  );
  const candidates = sure.length > 0 ? sure : [best];
  const fitting = candidates.filter(({ status }) => status !== null && status === seen);
  const among = fitting.length > 0 ? fitting : candidates;
  return among.reduce((first, match) => {
    const nearer = depthOf(match.hop) - depthOf(first.hop);
    if (nearer !== 0) return nearer < 0 ? match : first;
    return WEIGHT[match.strength] > WEIGHT[first.strength] ? match : first;
  });
}

function rank(matches: readonly Match[], best: Match, knowledge: Knowledge): RankedCause[] {
  const causes = new Map<string, { confidence: number; because: string[] }>();
  const sorted = [best, ...matches.filter((match) => match !== best)];
  for (const { cause, strength, id } of sorted) {
    const known = causes.get(cause);
    if (known === undefined) causes.set(cause, { confidence: WEIGHT[strength], because: [id] });
    else known.because.push(id);
  }
  const left = 1 - WEIGHT[best.strength];
  let share = Math.max(left, 0.05) * NEIGHBOUR_SHARE * 2;
  for (const cause of knowledge.neighbours[best.cause] ?? []) {
    if (!causes.has(cause)) causes.set(cause, { confidence: share, because: [] });
    share *= NEIGHBOUR_SHARE * 2;
  }
  return [...causes]
    .map(([cause, { confidence, because }]) => ({ cause, confidence, because }))
    .toSorted((a, b) =>
      a.cause === best.cause ? -1 : b.cause === best.cause ? 1 : b.confidence - a.confidence,
    )
    .slice(0, MOST_CAUSES);
}

/** Spans in order, overlapping ones joined. */
function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && span.from <= last.to) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    } else if (span.to > span.from) merged.push({ from: span.from, to: span.to });
  }
  return merged;
}
