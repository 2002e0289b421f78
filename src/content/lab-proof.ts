// From a manifest's steps to the plain data of a proof or a button: presets looked up, milliseconds turned into the
// simulator's microseconds, load and faults of services checked.

import { type Command, type RequestSpec, readLoad, readServiceFault, type SystemSpec } from '#sim';
import type {
  ExpectationData,
  MeasureData,
  ProofStepData,
} from '../lab/session/proof/proof-data.ts';
import type { Lab } from './labs.ts';
import type { Objective } from './schemas/lab.ts';
import type { ActionStep, Expectation, ProofStep } from './schemas/lab-proof.ts';

type Deed = Exclude<ActionStep, { do: 'variant' }>;

/** Looks up what a step sends. */
type RequestOf = (step: {
  readonly preset?: string | undefined;
  readonly request?: RequestSpec | undefined;
}) => RequestSpec;

const microseconds = (ms: number): number => Math.round(ms * 1_000);

/** The requests of a lab's presets by id. Throws for a step that names none. */
export function requestsOf(lab: Lab): RequestOf {
  return ({ preset, request }) => {
    const found = request ?? lab.manifest.presets.find(({ id }) => id === preset)?.request;
    if (!found) throw new Error(`content/labs/${lab.slug}: there is no preset ${preset}`);
    return found;
  };
}

const serviceOf = ({ host, service }: { host: string; service?: string | undefined }) => ({
  host,
  ...(service !== undefined && { service }),
});

function loadOf(step: Extract<Deed, { do: 'load' }>, requestOf: RequestOf): Command {
  const { do: _, id, mix, ...load } = step;
  const kinds = mix.map((kind) => ({ weight: kind.weight, request: requestOf(kind) }));
  return { type: 'load', id, load: readLoad({ ...load, mix: kinds }) };
}

function serviceFaultOf(
  { host, fault, setting }: Extract<Deed, { do: 'service-fault' }>,
  { hosts }: Pick<SystemSpec, 'hosts'>,
): Command {
  const kind = hosts.find(({ name }) => name === host)?.kind;
  if (!kind) throw new Error(`there is no host ${host}`);
  return { type: 'service-fault', host, ...readServiceFault(kind, fault, setting) };
}

/** The command of a step that does something to the system. */
export function commandOf(step: Deed, lab: Lab): Command {
  const requestOf = requestsOf(lab);
  switch (step.do) {
    case 'start-service':
    case 'stop-service':
    case 'restart-service':
      return { type: step.do, ...serviceOf(step) };
    case 'signal':
      return { type: 'signal', host: step.host, signal: step.signal };
    case 'burst':
      return {
        type: 'burst',
        request: requestOf(step),
        count: step.count,
        everyUs: microseconds(step.everyMs),
      };
    case 'fault': {
      const { id, fault, on, durationMs } = step;
      const lasts = durationMs === undefined ? {} : { durationUs: microseconds(durationMs) };
      return { type: 'fault', id, fault, on, ...lasts };
    }
    case 'clear-fault':
    case 'stop-load':
      return { type: step.do, id: step.id };
    case 'service-fault':
      return serviceFaultOf(step, lab.manifest.system);
    case 'load':
      return loadOf(step, requestOf);
    case 'wait':
      return { type: 'wait', durationUs: microseconds(step.ms) };
    case 'save':
      return { type: 'save', host: step.host, path: step.path, text: step.text };
    case 'apply':
      return { type: 'apply', host: step.host };
  }
}

const expectationOf = ({ status, ...others }: Expectation): ExpectationData => ({
  statuses: typeof status === 'number' ? [status] : status,
  ...others,
});

function stepData(step: ProofStep, lab: Lab): ProofStepData {
  switch (step.do) {
    case 'send': {
      const { times, everyMs, expect } = step;
      const request = requestsOf(lab)(step);
      return { do: 'send', request, times, everyMs, expect: expect ? expectationOf(expect) : null };
    }
    case 'type':
    case 'mark':
      return step;
    default:
      return { do: 'command', command: commandOf(step, lab) };
  }
}

/** The proof of an objective; null where it is only seen. Throws for steps that name what is not there. */
export function proofData(
  { id, steps, measures }: Objective,
  lab: Lab,
): { steps: readonly ProofStepData[]; measures: readonly MeasureData[] } | null {
  if (steps.length === 0) return null;
  const marks = new Set(steps.flatMap((step) => (step.do === 'mark' ? [step.id] : [])));
  for (const measure of measures) {
    const after = 'after' in measure ? measure.after : null;
    if (after !== null && !marks.has(after)) {
      throw new Error(`content/labs/${lab.slug}: objective ${id} has no mark ${after}`);
    }
  }
  return { steps: steps.map((step) => stepData(step, lab)), measures };
}
