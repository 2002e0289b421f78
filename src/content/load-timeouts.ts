// Reads content/timeouts.yaml: shape only.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from './parse-yaml.ts';
import { ContentError } from './problem.ts';
import { type Timeouts, timeoutsFile } from './schemas/timeouts.ts';

const FILE = 'content/timeouts.yaml';

/** The edges and examples below `root`; none where there is no such file. Throws a `ContentError`. */
export function loadTimeouts(root: string): Timeouts {
  if (!existsSync(join(root, FILE))) return { edges: [], examples: [] };
  const text = readFileSync(join(root, FILE), 'utf8');
  const { data, problems } = parseYaml({ file: FILE, text, schema: timeoutsFile });
  if (data === undefined) throw new ContentError(problems);
  return data;
}
