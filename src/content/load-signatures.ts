// Reads content/signatures from disk: shapes only. Whether ids are unique and references resolve is
// checks/signature-references.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'astro/zod';
import { parseYaml } from './parse-yaml.ts';
import { ContentError, type ContentProblem } from './problem.ts';
import {
  type DiagnosisCause,
  diagnosisCausesFile,
  elsewhereFile,
  type SignatureFile,
  signatureFile,
} from './schemas/signature.ts';

/** Everything under content/signatures. */
export interface SignatureFiles {
  /** By file name, ascending. */
  readonly files: readonly { readonly file: string; readonly data: SignatureFile }[];
  readonly causes: readonly DiagnosisCause[];
  readonly elsewhere: readonly string[];
}

const FOLDER = 'content/signatures';
const CAUSES = 'causes.yaml';
const ELSEWHERE = 'elsewhere.yaml';

/** Reads all files of signatures below `root`. Throws a `ContentError` that lists every misshapen field. */
export function loadSignatures(root: string): SignatureFiles {
  const problems: ContentProblem[] = [];
  const read = <S extends z.ZodType>(name: string, schema: S): z.infer<S> | undefined => {
    const file = `${FOLDER}/${name}`;
    const parsed = parseYaml({ file, text: readFileSync(join(root, file), 'utf8'), schema });
    problems.push(...parsed.problems);
    return parsed.data;
  };
  const files = readdirSync(join(root, FOLDER))
    .filter((name) => name.endsWith('.yaml') && name !== CAUSES && name !== ELSEWHERE)
    .toSorted()
    .flatMap((name) => {
      const data = read(name, signatureFile);
      return data === undefined ? [] : [{ file: `${FOLDER}/${name}`, data }];
    });
  const causes = read(CAUSES, diagnosisCausesFile)?.causes ?? [];
  const elsewhere = read(ELSEWHERE, elsewhereFile)?.elsewhere ?? [];
  if (problems.length > 0) throw new ContentError(problems);
  return { files, causes, elsewhere };
}

/** Signatures, tables and causes as src/diagnose takes them: every entry with its hop, without sources and examples. */
export function knowledgeOf({ files, causes, elsewhere }: SignatureFiles) {
  const signatures = files.flatMap(({ data }) =>
    data.signatures.map(({ source: _, also: _also, examples: _e, nearMiss: _n, ...signature }) => ({
      ...signature,
      hop: signature.hop ?? data.hop,
    })),
  );
  const tables = files.flatMap(({ data }) =>
    data.tables.map(({ id, format, field, rows }) => ({
      id,
      format,
      field,
      rows: rows.map((row) => ({ ...row, hop: row.hop ?? data.hop })),
    })),
  );
  const neighbours = Object.fromEntries(causes.map(({ id, neighbours }) => [id, neighbours]));
  return { signatures, tables, elsewhere, neighbours };
}
