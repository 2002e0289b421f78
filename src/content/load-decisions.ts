// Reads content/decisions from disk: shapes only. Whether the steps form a tree is checks/decisions.ts.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from './parse-yaml.ts';
import { ContentError, type ContentProblem } from './problem.ts';
import { type Decision, decisionSchema } from './schemas/decision.ts';

const FOLDER = 'content/decisions';

/** All trees below `root`, by id. Throws a `ContentError` that lists every misshapen field. */
export function loadDecisions(root: string): readonly Decision[] {
  if (!existsSync(join(root, FOLDER))) return [];
  const problems: ContentProblem[] = [];
  const trees = readdirSync(join(root, FOLDER))
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .flatMap((name) => {
      const file = `${FOLDER}/${name}`;
      const text = readFileSync(join(root, file), 'utf8');
      const parsed = parseYaml({ file, text, schema: decisionSchema });
      problems.push(...parsed.problems);
      if (parsed.data === undefined) return [];
      if (name !== `${parsed.data.id}.yaml`) {
        const message = `is ${parsed.data.id}, so the file must be named ${parsed.data.id}.yaml`;
        problems.push({ file, field: 'id', message });
      }
      return [parsed.data];
    });
  if (problems.length > 0) throw new ContentError(problems);
  return trees;
}
