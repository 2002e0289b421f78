// The form that load is started from, as typed, and the load it stands for.

import type { LoadSpec, RequestSpec } from '#sim';
import { numberProblem } from '../faults/fault-kind.ts';

/** A kind of request in the mix, with its share as typed. */
export interface MixLine {
  readonly title: string;
  readonly request: RequestSpec;
  /** 0 leaves it out. */
  readonly weight: string;
}

/** Retry policies that clients have, from none to one that does harm. */
export const RETRIES = ['none', 'careful', 'eager'] as const;
export type RetryId = (typeof RETRIES)[number];

export const RETRY_WORDS: Readonly<Record<RetryId, string>> = {
  none: 'No retries',
  careful: '2 more, backing off, with a budget',
  eager: '3 more at once, whatever it was',
};

export interface LoadDraft {
  readonly arrivals: 'open' | 'closed';
  /** Requests a second, or workers at once. */
  readonly rate: string;
  readonly durationS: string;
  readonly spacing: 'poisson' | 'fixed';
  readonly keepConnections: boolean;
  readonly retry: RetryId;
  readonly mix: readonly MixLine[];
}

/** What the form begins with: the first preset alone. */
export const firstDraft = (
  presets: readonly { readonly title: string; readonly request: RequestSpec }[],
): LoadDraft => ({
  arrivals: 'open',
  rate: '50',
  durationS: '30',
  spacing: 'poisson',
  keepConnections: false,
  retry: 'none',
  mix: presets.map(({ title, request }, index) => ({
    title,
    request,
    weight: index === 0 ? '1' : '0',
  })),
});

/** The most that the form takes: what a page can show in reasonable time. */
export const LOAD_LIMITS = {
  open: { min: 0.1, max: 1_000, isWhole: false },
  closed: { min: 1, max: 500, isWhole: true },
  duration: { min: 1, max: 600, isWhole: false },
  weight: { min: 0, max: 1_000, isWhole: false },
} as const;

const RETRY_POLICIES: Readonly<Record<RetryId, LoadSpec['retry']>> = {
  none: undefined,
  careful: {
    attempts: 3,
    statuses: [502, 503, 504],
    delayMs: 100,
    factor: 2,
    jitter: 'full',
    onlyIdempotent: true,
    honoursRetryAfter: true,
    budget: { ratio: 0.1 },
  },
  eager: {
    attempts: 4,
    statuses: [429, 500, 502, 503, 504],
    delayMs: 0,
    factor: 1,
    jitter: 'none',
  },
};

/** A load, or what is wrong, by field: `rate`, `duration`, `mix`, `mix-0`... */
export type ReadLoadDraft =
  | { readonly load: LoadSpec; readonly problems: null }
  | { readonly load: null; readonly problems: Readonly<Record<string, string>> };

/** Reads the form. */
export function readLoadDraft(draft: LoadDraft): ReadLoadDraft {
  const problems: Record<string, string> = {};
  const note = (field: string, problem: string | null): void => {
    if (problem !== null) problems[field] = problem;
  };
  note('rate', numberProblem(draft.rate, LOAD_LIMITS[draft.arrivals]));
  note('duration', numberProblem(draft.durationS, LOAD_LIMITS.duration));
  for (const [index, { weight }] of draft.mix.entries()) {
    note(`mix-${index}`, numberProblem(weight, LOAD_LIMITS.weight));
  }
  const mix = draft.mix.flatMap(({ weight, request }) =>
    Number(weight) > 0 ? [{ weight: Number(weight), request }] : [],
  );
  if (mix.length === 0) problems['mix'] = 'At least one request needs a share above 0.';
  if (Object.keys(problems).length > 0) return { load: null, problems };
  const rate = Number(draft.rate);
  const retry = RETRY_POLICIES[draft.retry];
  const load: LoadSpec = {
    arrivals:
      draft.arrivals === 'open'
        ? { kind: 'open', requestsPerSecond: rate, spacing: draft.spacing }
        : { kind: 'closed', workers: rate },
    mix,
    keepConnections: draft.keepConnections,
    durationMs: Number(draft.durationS) * 1_000,
    ...(retry && { retry }),
  };
  return { load, problems: null };
}
