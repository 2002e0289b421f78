// From a lab's folder to the world it describes: the system of its manifest with its files, or with some of
// them replaced.

import type { WorldSource } from '#sim';
import type { Lab, LabFile } from './labs.ts';

/** The world of a lab; `changed` files replace those of the same name or come on top. */
export function labWorld(lab: Lab, changed: readonly LabFile[] = []): WorldSource {
  const replaced = new Map(changed.map((file) => [file.name, file]));
  const kept = lab.files.map((file) => replaced.get(file.name) ?? file);
  const added = changed.filter(({ name }) => !lab.files.some((file) => file.name === name));
  return {
    system: lab.manifest.system,
    files: [
      ...lab.history,
      ...[...kept, ...added].map(({ host, path, text }) => ({ host, path, text })),
    ],
  };
}
