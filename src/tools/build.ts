// Builds the site into `dist` and holds it against its budgets.

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { measureDist, overBudget, summarise } from './budgets.ts';
import { markBuilt } from './build-stamp.ts';
import { mustRun, root } from './child.ts';
import { compressDist } from './compress-dist.ts';
import { overFirstWaking, summariseWaking, wakingParts } from './first-waking.ts';
import { generate } from './generate.ts';

/** Builds everything. Ends the process with what went wrong where something does. */
export async function build(): Promise<void> {
  await generate();
  const dist = join(root, 'dist');
  if (existsSync(dist)) rmSync(dist, { recursive: true });
  await mustRun('Building the pages', 'astro', ['build']);
  const reports = measureDist(dist);
  console.log(summarise(reports));
  process.stdout.write('Compressing ... ');
  const startedMs = performance.now();
  await compressDist(dist);
  console.log(`${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  const waking = wakingParts(dist);
  console.log(summariseWaking(waking));
  const broken = [...overBudget(reports), ...overFirstWaking(waking)];
  for (const line of broken) console.error(line);
  if (broken.length > 0) process.exit(1);
  markBuilt();
}

if (process.argv[1] === import.meta.filename) await build();
