// From a lab's folder to the plain data a page works with.

import type { Command } from '#sim';
import type { ActionData, LabData, LabFileData, ObjectiveData } from '../lab/session/lab-data.ts';
import { commandOf, proofData, requestsOf } from './lab-proof.ts';
import type { Lab } from './labs.ts';
import type { ActionStep } from './schemas/lab-proof.ts';

const objectiveData = (lab: Lab): ObjectiveData[] =>
  lab.manifest.objectives.map((objective) => ({
    id: objective.id,
    title: objective.title,
    proves: objective.proves,
    seen: objective.seen.map((one) =>
      'command' in one ? { of: 'terminal', ...one } : { of: 'answer', ...one },
    ),
    proof: proofData(objective, lab),
  }));

function actionData(lab: Lab): ActionData[] {
  const commandsOf = (step: ActionStep): Command[] => {
    if (step.do !== 'variant') return [commandOf(step, lab)];
    const files = lab.variants.find(({ id }) => id === step.variant)?.files ?? [];
    const saves = files.map(
      ({ host, path, text }): Command => ({ type: 'save', host, path, text }),
    );
    return [...saves, { type: 'apply', host: step.host }];
  };
  return lab.manifest.actions.map(({ id, title, steps, preset, status }) => ({
    id,
    title,
    commands: steps.flatMap(commandsOf),
    request: requestsOf(lab)({ preset }),
    status,
  }));
}

/** Files that a reader's lab can come to have: those that the solution and advised fixes add. */
function absentFiles({ files, manifest, solution, wrongFixes }: Lab): LabFileData[] {
  const advised = new Set(
    manifest.wrongFixes.flatMap(({ id, advice }) => (advice === undefined ? [] : [id])),
  );
  const sets = [
    solution,
    ...wrongFixes.filter(({ id }) => advised.has(id)).map((fix) => fix.files),
  ];
  const known = new Set(files.map(({ name }) => name));
  return sets.flat().flatMap(({ name, host, path }) => {
    if (known.has(name)) return [];
    known.add(name);
    return [{ name, host, path, text: '', isAbsent: true as const }];
  });
}

/** The data of a lab. */
export function labData(lab: Lab): LabData {
  const { title, system, open, presets } = lab.manifest;
  const packages = system.hosts.flatMap((host) => (host.kind === 'node' ? host.packages : []));
  return {
    slug: lab.slug,
    title,
    system,
    files: [...lab.files, ...absentFiles(lab)],
    history: lab.history,
    open,
    presets,
    objectives: objectiveData(lab),
    actions: actionData(lab),
    packages: [...new Set(packages)],
  };
}
