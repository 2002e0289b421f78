// Proves a lab's objectives: each on a fresh world with the files as they were last applied.
import type { RequestSpec, TraceEvent, WorldSource } from '#sim';
import { appliedSource, type LabSession } from '../session/lab-session.ts';
import { provable, type Verdict, verdictOfProof } from '../session/verdicts.ts';
import { firstLine } from './engine.ts';

interface ProofEngine {
  prove(source: WorldSource, requests: readonly RequestSpec[]): Promise<readonly TraceEvent[]>;
}

/** Tells each verdict as it is known. Ends early when `isStale` says that nobody wants the rest; answers whether it went through. */
export async function proveObjectives(
  engine: ProofEngine,
  session: LabSession,
  of: { readonly isStale: () => boolean; readonly tell: (id: string, verdict: Verdict) => void },
): Promise<boolean> {
  const source = appliedSource(session);
  let stopped: Verdict | null = null;
  for (const objective of provable(session.data)) {
    const requests = objective.steps.map(({ request }) => request);
    // What had to be stopped once would have to be stopped each time, and the reader waits for it.
    const verdict: Verdict =
      stopped ??
      (await engine.prove(source, requests).then(
        (events) => verdictOfProof(objective, events),
        (error) => {
          stopped = { state: 'unclear', message: firstLine(error) };
          return stopped;
        },
      ));
    if (of.isStale()) return false;
    of.tell(objective.id, verdict);
  }
  return true;
}
