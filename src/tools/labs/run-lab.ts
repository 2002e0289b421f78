// Runs labs in Node: the same world a reader's browser builds, from the same files, and the same proofs.

import { type Command, type RequestSpec, type TraceEvent, World } from '#sim';
import { labData } from '../../content/lab-data.ts';
import { labWorld } from '../../content/lab-world.ts';
import type { Lab, LabFile } from '../../content/labs.ts';
import type { Answer } from '../../lab/session/proof/findings.ts';
import { PROOF_KINDS, proofOf } from '../../lab/session/proof/prove.ts';
import type { Fault } from '../../lab/session/verdicts.ts';
import { createNodeServices } from '../../platform/node-services.ts';
import { createTerminals } from '../../shell/index.ts';

/** What a run of a lab left behind. */
export interface LabRun {
  readonly trace: readonly TraceEvent[];
  readonly digest: string;
  /** The answers, in the order they came. */
  readonly answers: readonly Answer[];
}

/** How a lab is run otherwise than it begins. */
export interface LabChange {
  readonly files?: readonly LabFile[];
  readonly seed?: number;
  /** Proves no more once something is wrong. */
  readonly untilFirstFault?: boolean;
  /** Keeps the hash of what happened, which takes a third of the time. */
  readonly isHashed?: boolean;
}

/** Worlds of one suite share what was compiled. */
let services: ReturnType<typeof createNodeServices> | null = null;

const isAnswer = (event: TraceEvent): event is Answer & TraceEvent =>
  event.kind === 'client-response' || event.kind === 'client-failed';

function worldOf(lab: Lab, { files = [], seed, isHashed = false }: LabChange): World {
  services ??= createNodeServices();
  const source = labWorld(lab, files);
  const system = seed === undefined ? source.system : { ...source.system, seed };
  return new World({ ...source, system }, { ...services, terminal: createTerminals, isHashed });
}

/** Boots a lab's world, with some files changed, and does something to it. */
export async function runCommands(
  lab: Lab,
  commands: readonly Command[],
  change: LabChange = {},
): Promise<LabRun> {
  const world = worldOf(lab, { ...change, isHashed: true });
  await world.boot();
  for (const command of commands) await world.execute(command);
  const trace = world.trace.since();
  return { trace, digest: world.trace.digest(), answers: trace.filter(isAnswer) };
}

/** Boots a lab's world, with some files changed, and sends requests one after the other. */
export const runLab = (
  lab: Lab,
  requests: readonly RequestSpec[],
  files: readonly LabFile[] = [],
): Promise<LabRun> =>
  runCommands(
    lab,
    requests.map((request) => ({ type: 'request', request })),
    { files },
  );

/** What a lab's proofs came to. */
export interface LabProof {
  /** What is wrong, by objective; empty lists where it is reached. */
  readonly faults: Readonly<Record<string, readonly Fault[]>>;
  /** The traces' hashes, by objective, where they were asked for. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Whether some objective is not reached; nothing after the first is tried. */
export async function failsSomewhere(lab: Lab, change: LabChange = {}): Promise<boolean> {
  const { faults } = await proveLab(lab, { ...change, untilFirstFault: true });
  return Object.values(faults).some((one) => one.length > 0);
}

/** Proves every objective that has a proof, each in a world of its own. */
export async function proveLab(lab: Lab, change: LabChange = {}): Promise<LabProof> {
  const faults: Record<string, readonly Fault[]> = {};
  const digests: Record<string, string> = {};
  const kinds = new Set<string>(PROOF_KINDS);
  for (const { id, proof: data } of labData(lab).objectives) {
    if (!data) continue;
    const proof = proofOf(data, lab.manifest.system);
    const world = worldOf(lab, change);
    const events: TraceEvent[] = [];
    world.trace.subscribe((event) => {
      if (kinds.has(event.kind)) events.push(event);
    });
    await world.boot();
    for (const command of proof.script.commands) await world.execute(command);
    const verdict = proof.verdict(events);
    faults[id] = verdict.state === 'failed' ? verdict.faults : [];
    if (change.isHashed) digests[id] = world.trace.digest();
    if (change.untilFirstFault && verdict.state === 'failed') break;
  }
  return { faults, digests };
}

/** Runs a lab's action and sends its request: the last answer is what the reader then sees. */
export async function runAction(lab: Lab, actionId: string): Promise<LabRun> {
  const action = labData(lab).actions.find(({ id }) => id === actionId);
  if (!action) throw new Error(`content/labs/${lab.slug} has no action ${actionId}`);
  return runCommands(lab, [...action.commands, { type: 'request', request: action.request }]);
}
