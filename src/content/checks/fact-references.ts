// Checks between the fact files: ids used once; sources, platforms and conflicts that exist.
// Shapes are the schemas' business, and pages that name facts are checked in page-references.ts.
import { type FactEntry, factEntries } from '../fact-index.ts';
import type { FactFiles } from '../load-facts.ts';
import type { ContentProblem } from '../problem.ts';

/** Every broken reference and every id used twice in the fact files. */
export function checkFactReferences(files: FactFiles): ContentProblem[] {
  const entries = factEntries(files);
  return [
    ...duplicateIds(files, entries),
    ...entries.flatMap((entry) => brokenEvidence(files, entry)),
    ...unknownPlatforms(files),
    ...unknownProxyStatus(files),
    ...unknownSources(files),
  ];
}

function duplicateIds(files: FactFiles, entries: readonly FactEntry[]): ContentProblem[] {
  const problems: ContentProblem[] = [];
  const seen = new Map<string, string>();
  for (const { evidence, file } of entries) {
    const first = seen.get(evidence.id);
    if (first !== undefined) {
      problems.push({ file, field: evidence.id, message: `this fact id is also used in ${first}` });
    }
    seen.set(evidence.id, file);
  }
  const sources = new Set<string>();
  for (const { id } of files.sources) {
    if (sources.has(id)) {
      const file = 'content/facts/sources.yaml';
      problems.push({ file, field: id, message: 'this source id is used twice' });
    }
    sources.add(id);
  }
  return problems;
}

function brokenEvidence(files: FactFiles, { evidence, file }: FactEntry): ContentProblem[] {
  const field = (name: string) => `${evidence.id} ${name}`;
  const problems = [evidence.source, ...(evidence.also ?? [])]
    .filter((id) => !files.sources.some((source) => source.id === id))
    .map((id) => ({ file, field: field('source'), message: `no source ${id} in sources.yaml` }));
  const { conflict } = evidence;
  if (conflict !== undefined && !files.conflicts.some(({ id }) => id === conflict)) {
    const message = `no conflict ${conflict} in conflicts.yaml`;
    problems.push({ file, field: field('conflict'), message });
  }
  return problems;
}

function unknownPlatforms(files: FactFiles): ContentProblem[] {
  const known = new Set(files.platforms.map(({ id }) => id));
  const used = [
    ...files.codes.flatMap(({ code, causes }) =>
      causes.map(({ id, platform }) => ({ file: `codes/${code}`, id, platform })),
    ),
    ...files.failures.flatMap(({ platforms }) =>
      platforms.map(({ id, platform }) => ({ file: 'failures', id, platform })),
    ),
    ...files.fingerprints.flatMap(({ id, platform, alsoPlatform }) =>
      [platform, alsoPlatform].map((one) => ({ file: 'fingerprints', id, platform: one })),
    ),
    ...files.neighbours.map(({ id, owner }) => ({ file: 'neighbours', id, platform: owner })),
  ];
  return used
    .filter(({ platform }) => platform !== undefined && !known.has(platform))
    .map(({ file, id, platform }) => ({
      file: `content/facts/${file}.yaml`,
      field: `${id} platform`,
      message: `no file platforms/${platform}.yaml`,
    }));
}

function unknownProxyStatus({ failures, proxyStatus }: FactFiles): ContentProblem[] {
  return failures.flatMap(({ id, proxyStatus: types }) =>
    types
      .filter((type) => !proxyStatus.some((one) => one.id === type))
      .map((type) => ({
        file: 'content/facts/failures.yaml',
        field: `${id} proxyStatus`,
        message: `no error type ${type} in proxy-status.yaml`,
      })),
  );
}

/** Sources that stand outside a fact entry: of codes, their specifications, tables and proxy-status. */
function unknownSources(files: FactFiles): ContentProblem[] {
  const used = [
    ...files.codes.flatMap(({ code, source, spec }) =>
      [source, spec?.source].map((one) => ({
        file: `codes/${code}`,
        field: 'source',
        source: one,
      })),
    ),
    ...files.platforms.flatMap(({ id, tables }) =>
      tables.map((table) => ({
        file: `platforms/${id}`,
        field: `${table.id} source`,
        source: table.source,
      })),
    ),
    ...files.conflicts.flatMap(({ id, sources }) =>
      sources.map((source) => ({ file: 'conflicts', field: id, source })),
    ),
  ];
  const known = new Set(files.sources.map(({ id }) => id));
  return used
    .filter(({ source }) => source !== undefined && !known.has(source))
    .map(({ file, field, source }) => ({
      file: `content/facts/${file}.yaml`,
      field,
      message: `no source ${source} in sources.yaml`,
    }));
}
