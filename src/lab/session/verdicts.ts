// The objectives of a lab and how far the reader is: seen in answers as they come, or proven on a fresh
// world. What was expected and what came is kept, so that a failed check can say both.

import { type RequestSpec, type TraceEvent, TraceIndex } from '#sim';
import { type Answer, judge } from './judge.ts';
import type { LabData, ObjectiveData } from './lab-data.ts';

/** How an objective stands. */
export type Verdict =
  | { readonly state: 'open' }
  /** Being proven at the moment. */
  | { readonly state: 'checking' }
  | { readonly state: 'reached' }
  | { readonly state: 'failed'; readonly faults: readonly Fault[] }
  /** It could not be proven: the program did not come back, or there was no world. */
  | { readonly state: 'unclear'; readonly message: string };

/** A request whose answer was not as it should be. */
export interface Fault {
  readonly method: string;
  readonly target: string;
  /** What is wrong, in sentences. */
  readonly problems: readonly string[];
}

/** Verdicts by the objective's id. */
export type Verdicts = Readonly<Record<string, Verdict>>;

/** All open. */
export const openVerdicts = (data: LabData): Verdicts =>
  Object.fromEntries(data.objectives.map(({ id }) => [id, { state: 'open' }]));

/** Objectives that are proven, rather than seen. */
export const provable = (data: LabData): readonly ObjectiveData[] =>
  data.objectives.filter(({ steps }) => steps.length > 0);

/** The verdicts after an answer has come. */
export function verdictsAfterAnswer(
  verdicts: Verdicts,
  data: LabData,
  seen: { readonly request: RequestSpec; readonly answer: Answer },
): Verdicts {
  const status = seen.answer.kind === 'client-response' ? seen.answer.status : null;
  const { method, target } = seen.request;
  const reached = data.objectives.filter(
    ({ seen: wanted }) =>
      wanted?.status === status && wanted.method === method && wanted.target === target,
  );
  if (reached.length === 0) return verdicts;
  const states = reached.map(({ id }) => [id, { state: 'reached' } as const]);
  return { ...verdicts, ...Object.fromEntries(states) };
}

/** The verdict on an objective, from the trace of a fresh world that was sent its requests in order. */
export function verdictOfProof(objective: ObjectiveData, events: readonly TraceEvent[]): Verdict {
  const index = new TraceIndex();
  for (const event of events) index.add(event);
  const answers = index.requests.map(({ response, failure }) => response ?? failure);
  const faults = objective.steps.flatMap(({ request, expect }, step): Fault[] => {
    const answer = answers[step];
    const problems = answer ? judge(answer, expect) : ['No answer came.'];
    const { method, target } = request;
    return problems.length > 0 ? [{ method, target, problems }] : [];
  });
  return faults.length === 0 ? { state: 'reached' } : { state: 'failed', faults };
}

/** How many objectives are reached. */
export const reachedCount = (verdicts: Verdicts): number =>
  Object.values(verdicts).filter(({ state }) => state === 'reached').length;
