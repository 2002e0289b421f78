// Proves a lab's objectives: each on a fresh world with the files as they were last applied. Loaded when files have been
// applied for the first time.
import type { Command, TraceEvent, WorldSource } from '#sim';
import { appliedSource, type LabSession } from '../session/lab-session.ts';
import { PROOF_KINDS, proofOf } from '../session/proof/prove.ts';
import type { Verdict } from '../session/verdicts.ts';
import { firstLine } from './engine.ts';

interface ProofEngine {
  prove(
    source: WorldSource,
    commands: readonly Command[],
    kinds: readonly string[],
  ): Promise<readonly TraceEvent[]>;
}

/** Tells each verdict as it is known. Ends early when `isStale` says that nobody wants the rest; answers whether it went through. */
export async function proveObjectives(
  engine: ProofEngine,
  session: LabSession,
  of: { readonly isStale: () => boolean; readonly tell: (id: string, verdict: Verdict) => void },
): Promise<boolean> {
  const source = appliedSource(session);
  let stopped: Verdict | null = null;
  for (const { id, proof: data } of session.data.objectives) {
    if (!data) continue;
    const proof = proofOf(data, session.data.system);
    // What had to be stopped once would have to be stopped each time, and the reader waits for it.
    const verdict: Verdict =
      stopped ??
      (await engine.prove(source, proof.script.commands, PROOF_KINDS).then(
        (events) => proof.verdict(events),
        (error) => {
          stopped = { state: 'unclear', message: firstLine(error) };
          return stopped;
        },
      ));
    if (of.isStale()) return false;
    of.tell(id, verdict);
  }
  return true;
}
