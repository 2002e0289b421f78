// Reads the suggested paths through the labs.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type LabPath, labPathsSchema } from './schemas/lab-paths.ts';

/** The paths. Throws where one names a lab that does not exist. */
export function readLabPaths(slugs: readonly string[], root = process.cwd()): readonly LabPath[] {
  const file = 'content/lab-paths.yaml';
  const paths = labPathsSchema.parse(parse(readFileSync(join(root, file), 'utf8')));
  const missing = paths.flatMap(({ id, labs }) =>
    labs.filter((slug) => !slugs.includes(slug)).map((slug) => `${id}: there is no lab ${slug}`),
  );
  if (missing.length > 0) throw new Error(`${file}: ${missing.join('; ')}`);
  return paths;
}
