// Runs labs in Node: the same world a reader's browser builds, from the same files.

import { type RequestSpec, type TraceEvent, World } from '#sim';
import { labData } from '../../content/lab-data.ts';
import { labWorld } from '../../content/lab-world.ts';
import type { Lab, LabFile } from '../../content/labs.ts';
import { type Answer, judge } from '../../lab/session/judge.ts';
import { createNodeServices } from '../../platform/node-services.ts';

/** What a run of a lab left behind. */
export interface LabRun {
  readonly trace: readonly TraceEvent[];
  readonly digest: string;
  /** The answers, in the order they came. */
  readonly answers: readonly Answer[];
}

const isAnswer = (event: TraceEvent): event is Answer & TraceEvent =>
  event.kind === 'client-response' || event.kind === 'client-failed';

/** Boots a lab's world, with some files changed, and sends requests one after the other. */
export async function runLab(
  lab: Lab,
  requests: readonly RequestSpec[],
  changed: readonly LabFile[] = [],
): Promise<LabRun> {
  const world = new World(labWorld(lab, changed), createNodeServices());
  await world.boot();
  for (const request of requests) await world.execute({ type: 'request', request });
  const trace = world.trace.since();
  return { trace, digest: world.trace.digest(), answers: trace.filter(isAnswer) };
}

/** What is wrong with the answers of each objective that has steps; empty lists where it is reached. */
export async function proveLab(
  lab: Lab,
  changed: readonly LabFile[] = [],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const problems: Record<string, readonly string[]> = {};
  for (const { id, steps } of labData(lab).objectives) {
    if (steps.length === 0) continue;
    const requests = steps.map(({ request }) => request);
    const { answers } = await runLab(lab, requests, changed);
    problems[id] = steps.flatMap(({ expect }, index) => {
      const answer = answers[index];
      return answer ? judge(answer, expect) : ['There was no answer at all.'];
    });
  }
  return problems;
}

/** Runs a lab's action and sends its request: the last answer is what the reader then sees. */
export async function runAction(lab: Lab, actionId: string): Promise<LabRun> {
  const action = labData(lab).actions.find(({ id }) => id === actionId);
  if (!action) throw new Error(`content/labs/${lab.slug} has no action ${actionId}`);
  const world = new World(labWorld(lab), createNodeServices());
  await world.boot();
  for (const command of action.commands) await world.execute(command);
  await world.execute({ type: 'request', request: action.request });
  const trace = world.trace.since();
  return { trace, digest: world.trace.digest(), answers: trace.filter(isAnswer) };
}
