// Reads content/facts from disk into one typed value.
// It checks shapes only; whether ids are unique and references resolve is checks/fact-references.ts.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'astro/zod';
import { parseYaml } from './parse-yaml.ts';
import { ContentError, type ContentProblem } from './problem.ts';
import { type CodeFacts, codeFactsSchema } from './schemas/facts/code.ts';
import {
  type Failure,
  failuresFile,
  type ProxyStatusType,
  proxyStatusFile,
} from './schemas/facts/failure.ts';
import { type PlatformFacts, platformFactsSchema } from './schemas/facts/platform.ts';
import { type Source, sourcesFile } from './schemas/facts/source.ts';
import {
  type Collision,
  type Conflict,
  type Correction,
  collisionsFile,
  conflictsFile,
  correctionsFile,
  type Fingerprint,
  fingerprintsFile,
  type Neighbour,
  neighboursFile,
  type OpenQuestion,
  questionsFile,
  rulesFile,
  type Statement,
  type Topic,
  topicsFile,
} from './schemas/facts/statement.ts';

/** Everything under `content/facts`, in the order of the files. */
export interface FactFiles {
  readonly sources: readonly Source[];
  readonly rules: readonly Statement[];
  /** By code, ascending. */
  readonly codes: readonly CodeFacts[];
  /** By id. */
  readonly platforms: readonly PlatformFacts[];
  readonly failures: readonly Failure[];
  readonly proxyStatus: readonly ProxyStatusType[];
  readonly fingerprints: readonly Fingerprint[];
  readonly collisions: readonly Collision[];
  readonly neighbours: readonly Neighbour[];
  readonly topics: readonly Topic[];
  readonly corrections: readonly Correction[];
  readonly conflicts: readonly Conflict[];
  readonly questions: readonly OpenQuestion[];
}

/** Reads all fact files below `root`. Throws a `ContentError` that lists every misshapen field. */
export function loadFacts(root: string): FactFiles {
  const problems: ContentProblem[] = [];
  const read = <S extends z.ZodType>(file: string, schema: S): z.infer<S> | undefined => {
    if (!existsSync(join(root, file))) {
      problems.push({ file, field: 'the file', message: 'does not exist' });
      return undefined;
    }
    const parsed = parseYaml({ file, text: readFileSync(join(root, file), 'utf8'), schema });
    problems.push(...parsed.problems);
    return parsed.data;
  };
  const readFolder = <S extends z.ZodType>(folder: string, schema: S): z.infer<S>[] =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.yaml'))
      .toSorted()
      .flatMap((name) => {
        const entry = read(`${folder}/${name}`, schema);
        if (entry !== undefined) problems.push(...misnamed(`${folder}/${name}`, name, entry));
        return entry === undefined ? [] : [entry];
      });
  const facts: FactFiles = {
    sources: read('content/facts/sources.yaml', sourcesFile)?.sources ?? [],
    rules: read('content/facts/rules.yaml', rulesFile)?.rules ?? [],
    codes: readFolder('content/facts/codes', codeFactsSchema),
    platforms: readFolder('content/facts/platforms', platformFactsSchema),
    failures: read('content/facts/failures.yaml', failuresFile)?.failures ?? [],
    proxyStatus: read('content/facts/proxy-status.yaml', proxyStatusFile)?.types ?? [],
    fingerprints: read('content/facts/fingerprints.yaml', fingerprintsFile)?.fingerprints ?? [],
    collisions: read('content/facts/collisions.yaml', collisionsFile)?.collisions ?? [],
    neighbours: read('content/facts/neighbours.yaml', neighboursFile)?.neighbours ?? [],
    topics: read('content/facts/interactions.yaml', topicsFile)?.topics ?? [],
    corrections: read('content/facts/corrections.yaml', correctionsFile)?.corrections ?? [],
    conflicts: read('content/facts/conflicts.yaml', conflictsFile)?.conflicts ?? [],
    questions: read('content/facts/open-questions.yaml', questionsFile)?.questions ?? [],
  };
  if (problems.length > 0) throw new ContentError(problems);
  return facts;
}

/** A file of a folder is named after its code or id, so that it is found in one guess. */
function misnamed(file: string, name: string, entry: unknown): ContentProblem[] {
  const key = entry !== null && typeof entry === 'object' && 'code' in entry ? 'code' : 'id';
  const value = String((entry as Record<string, unknown>)[key]);
  if (name === `${value}.yaml`) return [];
  return [{ file, field: key, message: `is ${value}, so the file must be named ${value}.yaml` }];
}
