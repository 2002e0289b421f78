// Runs every lab once in Node, while the site is built: the first answer of each preset, which pages show before
// any script runs, and the parser's answers for files nobody has changed. Writes what pages render from
// (src/generated/labs), what a sandbox fetches when it wakes, and the solution with the fixes that common advice comes to,
// which are fetched on request (public/sandbox).

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PreparedEntry, recordAnswers, type TraceEvent, World } from '#sim';
import { labData } from '../../content/lab-data.ts';
import { labWorld } from '../../content/lab-world.ts';
import { type Lab, type LabFile, readLabs } from '../../content/labs.ts';
import type { FixFile, LabFixes, LabRecording } from '../../lab/session/lab-data.ts';
import { createNodeServices } from '../../platform/node-services.ts';
import { root } from '../child.ts';

const generated = join(root, 'src/generated/labs');
const published = join(root, 'public/sandbox');

async function recordLab(lab: Lab): Promise<LabRecording> {
  const prepared: PreparedEntry[] = [];
  const services = createNodeServices();
  const preparer = recordAnswers(services.preparer, prepared);
  const traces: Record<string, readonly TraceEvent[]> = {};
  for (const { id, request } of lab.manifest.presets) {
    const world = new World(labWorld(lab), { ...services, preparer });
    await world.boot();
    await world.execute({ type: 'request', request });
    traces[id] = world.trace.since();
  }
  const actions: Record<string, readonly TraceEvent[]> = {};
  // Only a demo shows one before a script runs; those of a lab may be minutes of traffic.
  const shown = lab.manifest.kind === 'demo' ? labData(lab).actions : [];
  for (const { id, commands, request } of shown) {
    const world = new World(labWorld(lab), { ...services, preparer });
    await world.boot();
    for (const command of commands) await world.execute(command);
    await world.execute({ type: 'request', request });
    actions[id] = world.trace.since();
  }
  return { traces, actions, prepared };
}

mkdirSync(generated, { recursive: true });
mkdirSync(published, { recursive: true });
const addresses: Record<string, { lab: string; solution: string }> = {};

/** Writes a file whose name holds its hash, and returns its address. */
function publish(name: string, value: unknown): string {
  const text = JSON.stringify(value);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 10);
  const file = `${name}.${hash}.json`;
  writeFileSync(join(published, file), text);
  return `/sandbox/${file}`;
}

const texts = (files: readonly LabFile[]): FixFile[] =>
  files.map(({ name, text }) => ({ name, text }));

/** What a reader can have put into their files. */
function fixesOf({ manifest, solution, wrongFixes }: Lab): LabFixes {
  const advised = manifest.wrongFixes.filter(({ advice }) => advice !== undefined);
  const advice = advised.map(({ id }): [string, FixFile[]] => [
    id,
    texts(wrongFixes.find((fix) => fix.id === id)?.files ?? []),
  ]);
  return { solution: texts(solution), advice: Object.fromEntries(advice) };
}

for (const lab of readLabs()) {
  const data = labData(lab);
  const recording = await recordLab(lab);
  writeFileSync(join(generated, `${lab.slug}.json`), JSON.stringify({ data, recording }));
  addresses[lab.slug] = {
    lab: publish(`lab-${lab.slug}`, { data, prepared: recording.prepared }),
    solution: publish(`solution-${lab.slug}`, fixesOf(lab)),
  };
}
writeFileSync(join(root, 'src/generated/lab-assets.json'), JSON.stringify(addresses, null, 2));
