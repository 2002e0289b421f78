// From a lab's folder to the plain data a page works with.

import type { Command, RequestSpec } from '#sim';
import type { ActionData, LabData, ObjectiveData, PresetData } from '../lab/session/lab-data.ts';
import type { Lab } from './labs.ts';
import type { LabManifest } from './schemas/lab.ts';

type ActionStep = LabManifest['actions'][number]['steps'][number];

function objectiveData(lab: Lab, presets: readonly PresetData[]): ObjectiveData[] {
  return lab.manifest.objectives.map(({ id, title, proves, seen, steps }) => ({
    id,
    title,
    proves,
    seen: seen ?? null,
    steps: (steps ?? []).map(({ preset, request, expect }) => {
      const found = request ?? presets.find((one) => one.id === preset)?.request;
      if (!found) throw new Error(`content/labs/${lab.slug}: objective ${id} sends nothing`);
      return { request: found, expect };
    }),
  }));
}

function actionData(lab: Lab, presets: readonly PresetData[]): ActionData[] {
  const requestOf = (id: string): RequestSpec => {
    const found = presets.find((preset) => preset.id === id);
    if (!found) throw new Error(`content/labs/${lab.slug}: there is no preset ${id}`);
    return found.request;
  };
  const commandsOf = (step: ActionStep): Command[] => {
    switch (step.do) {
      case 'stop-service':
        return [{ type: 'stop-service', host: step.host }];
      case 'signal':
        return [{ type: 'signal', host: step.host, signal: step.signal }];
      case 'variant': {
        const files = lab.variants.find(({ id }) => id === step.variant)?.files ?? [];
        const saves = files.map(
          ({ host, path, text }): Command => ({ type: 'save', host, path, text }),
        );
        return [...saves, { type: 'apply', host: step.host }];
      }
      case 'burst': {
        const { preset, count, everyMs } = step;
        return [{ type: 'burst', request: requestOf(preset), count, everyUs: everyMs * 1_000 }];
      }
    }
  };
  return lab.manifest.actions.map(({ id, title, steps, preset, status }) => {
    const commands = steps.flatMap(commandsOf);
    return { id, title, commands, request: requestOf(preset), status };
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
    files: lab.files,
    history: lab.history,
    open,
    presets,
    objectives: objectiveData(lab, presets),
    actions: actionData(lab, presets),
    packages: [...new Set(packages)],
  };
}
