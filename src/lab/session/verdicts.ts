// The objectives of a lab and how far the reader is: seen in answers as they come, or proven on a fresh
// world. What was expected and what came is kept, so that a failed check can say both.

import type { RequestSpec } from '#sim';
import type { LabData, ObjectiveData, SeenData } from './lab-data.ts';
import type { Answer } from './proof/findings.ts';

/** How an objective stands. */
export type Verdict =
  | { readonly state: 'open' }
  /** Being proven at the moment. */
  | { readonly state: 'checking' }
  | { readonly state: 'reached' }
  | { readonly state: 'failed'; readonly faults: readonly Fault[] }
  /** It could not be proven: the program did not come back, or there was no world. */
  | { readonly state: 'unclear'; readonly message: string };

/** Something that was not as it should be. */
export interface Fault {
  /** The request (`GET /api/orders`), the command, or what it means. */
  readonly what: string;
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
  data.objectives.filter(({ proof }) => proof !== null);

/** The verdicts after an answer has come. */
export function verdictsAfterAnswer(
  verdicts: Verdicts,
  data: LabData,
  seen: { readonly request: RequestSpec; readonly answer: Answer },
): Verdicts {
  const status = seen.answer.kind === 'client-response' ? seen.answer.status : null;
  const { method, target } = seen.request;
  return afterSeen(verdicts, data, (wanted) => {
    if (wanted.of !== 'answer') return false;
    return wanted.status === status && wanted.method === method && wanted.target === target;
  });
}

/** The verdicts after a command was typed in a terminal and has printed something. */
export const verdictsAfterCommand = (
  verdicts: Verdicts,
  data: LabData,
  typed: { readonly line: string; readonly output: string },
): Verdicts =>
  afterSeen(
    verdicts,
    data,
    (wanted) =>
      wanted.of === 'terminal' &&
      typed.line.includes(wanted.command) &&
      wanted.mentions.every((word) => typed.output.includes(word)),
  );

function afterSeen(
  verdicts: Verdicts,
  data: LabData,
  isSeen: (wanted: SeenData) => boolean,
): Verdicts {
  const reached = data.objectives.filter(
    ({ id, seen }) => verdicts[id]?.state !== 'reached' && seen.some(isSeen),
  );
  if (reached.length === 0) return verdicts;
  const states = reached.map(({ id }) => [id, { state: 'reached' } as const]);
  return { ...verdicts, ...Object.fromEntries(states) };
}

/** How many objectives are reached. */
export const reachedCount = (verdicts: Verdicts): number =>
  Object.values(verdicts).filter(({ state }) => state === 'reached').length;
