// The verdict on an objective, from the trace of a fresh world to which its steps were done. Loaded when something is
// proven.

import type { SystemSpec, TraceEvent } from '#sim';
import type { Fault, Verdict } from '../verdicts.ts';
import { Findings } from './findings.ts';
import { judge } from './judge-answer.ts';
import { judgeMeasure } from './judge-measure.ts';
import { type ProofScript, proofScript } from './proof-commands.ts';
import type { ProofData, ProofStepData } from './proof-data.ts';

export { PROOF_KINDS } from './findings.ts';

type SendStep = Extract<ProofStepData, { do: 'send' }>;
type TypeStep = Extract<ProofStepData, { do: 'type' }>;

/** What to do to a world, and how to judge what it did. */
export interface Proof {
  readonly script: ProofScript;
  verdict(events: Iterable<TraceEvent>): Verdict;
}

function sendFaults(step: SendStep, index: number, findings: Findings): Fault[] {
  const { expect, times } = step;
  if (!expect) return [];
  const answers = findings.answers.filter((one) => one.step === index);
  const judged = answers.map(({ answer, request, begunUs }) => ({
    what: `${request.method} ${request.target}`,
    problems: answer
      ? judge({ answer, tookUs: answer.atUs - begunUs }, expect)
      : ['No answer came.'],
  }));
  const { method, target } = step.request;
  if (judged.length < times) {
    return [{ what: `${method} ${target}`, problems: ['It was never sent.'] }];
  }
  const faults = judged.filter(({ problems }) => problems.length > 0);
  const [first] = faults;
  if (!first || times === 1) return faults;
  const count = `Of ${times} requests ${faults.length} were not answered as they should be, this one first.`;
  return [{ what: first.what, problems: [count, ...first.problems] }];
}

function typeFaults(step: TypeStep, index: number, findings: Findings): Fault[] {
  const { line, expect } = step;
  const typed = findings.typed.find((one) => one.step === index);
  if (!typed) return [{ what: line, problems: ['It was never typed.'] }];
  const { output, status } = typed;
  const problems = [
    ...expect.mentions
      .filter((word) => !output.includes(word))
      .map((word) => `It does not print "${word}".`),
    ...expect.hides.filter((word) => output.includes(word)).map((word) => `It prints "${word}".`),
  ];
  if (expect.status !== null && status !== expect.status) {
    problems.push(`Its exit status is ${status ?? 'not there'}, not ${expect.status}.`);
  }
  return problems.length > 0 ? [{ what: line, problems }] : [];
}

function faultsOf({ steps, measures }: ProofData, findings: Findings): Fault[] {
  const ofSteps = steps.flatMap((step, index): Fault[] => {
    if (step.do === 'send') return sendFaults(step, index, findings);
    return step.do === 'type' ? typeFaults(step, index, findings) : [];
  });
  const ofMeasures = measures.flatMap((measure): Fault[] => {
    const problems = judgeMeasure(measure, findings);
    return problems.length > 0 ? [{ what: measure.otherwise, problems }] : [];
  });
  return [...ofMeasures, ...ofSteps];
}

/** The proof of an objective in a system. */
export function proofOf(data: ProofData, { hosts }: SystemSpec): Proof {
  const script = proofScript(data.steps);
  const nginx = hosts.find(({ kind }) => kind === 'nginx')?.name ?? 'nginx';
  return {
    script,
    verdict(events) {
      const findings = new Findings(script, nginx);
      for (const event of events) findings.add(event);
      const faults = faultsOf(data, findings);
      return faults.length === 0 ? { state: 'reached' } : { state: 'failed', faults };
    },
  };
}
