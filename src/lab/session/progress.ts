// How far a reader is in every lab, as text that this browser keeps and the reader can take along. Reading it
// believes nothing.

/** How far a reader is in one lab. */
export interface LabProgress {
  /** Ids of objectives that were reached at some time. */
  readonly reached: readonly string[];
  /** How many objectives the lab has. */
  readonly total: number;
  /** Hints that were looked at. */
  readonly hints: number;
  readonly sawSolution: boolean;
}

/** Progress by the lab's slug. */
export type Progress = Readonly<Record<string, LabProgress>>;

const VERSION = 1;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const numberOr = (value: unknown, otherwise: number): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : otherwise;

export const noProgress: LabProgress = { reached: [], total: 0, hints: 0, sawSolution: false };

/** Whether every objective was reached. */
export const isDone = ({ reached, total }: LabProgress): boolean =>
  total > 0 && reached.length >= total;

/** Progress as text. */
export const writeProgress = (labs: Progress): string => JSON.stringify({ version: VERSION, labs });

/** Progress from text; null where the text holds none. */
export function readProgress(text: string): Progress | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text) as unknown;
  } catch {
    return null;
  }
  if (!isRecord(parsed) || parsed['version'] !== VERSION || !isRecord(parsed['labs'])) return null;
  const labs: Record<string, LabProgress> = {};
  for (const [slug, lab] of Object.entries(parsed['labs'])) {
    if (!isRecord(lab) || !Array.isArray(lab['reached']) || !/^[a-z0-9-]{1,80}$/.test(slug))
      continue;
    labs[slug] = {
      reached: lab['reached'].filter((id): id is string => typeof id === 'string').slice(0, 20),
      total: numberOr(lab['total'], 0),
      hints: numberOr(lab['hints'], 0),
      sawSolution: lab['sawSolution'] === true,
    };
  }
  return labs;
}

/** Both laid together: nothing that was reached in one is lost. */
export function mergeProgress(one: Progress, other: Progress): Progress {
  const labs: Record<string, LabProgress> = { ...one };
  for (const [slug, theirs] of Object.entries(other)) {
    const mine = labs[slug] ?? noProgress;
    labs[slug] = {
      reached: [...new Set([...mine.reached, ...theirs.reached])],
      total: Math.max(mine.total, theirs.total),
      hints: Math.max(mine.hints, theirs.hints),
      sawSolution: mine.sawSolution || theirs.sawSolution,
    };
  }
  return labs;
}
