// Holds content/signatures together: ids are used once, causes and sources exist, neighbours are causes.
import type { SignatureFiles } from '../load-signatures.ts';
import type { ContentProblem } from '../problem.ts';

/** Every reference of a signature that leads nowhere, and every id used twice. */
export function checkSignatures(
  { files, causes }: SignatureFiles,
  sources: ReadonlySet<string>,
): ContentProblem[] {
  const problems: ContentProblem[] = [];
  const known = new Set(causes.map(({ id }) => id));
  const used = new Set<string>();
  const seen = new Set<string>();
  for (const { file, data } of files) {
    for (const entry of [...data.signatures, ...data.tables]) {
      const problem = (message: string): void => {
        problems.push({ file, field: entry.id, message });
      };
      if (seen.has(entry.id)) problem('is used twice');
      seen.add(entry.id);
      for (const source of [entry.source, ...entry.also]) {
        if (!sources.has(source)) problem(`names the source ${source}, which sources.yaml lacks`);
      }
      for (const { cause } of 'rows' in entry ? entry.rows : [entry]) {
        used.add(cause);
        if (!known.has(cause)) problem(`names the cause ${cause}, which causes.yaml lacks`);
      }
      if ('match' in entry && isEmpty(entry))
        problem('matches nothing: it has no words, no fields');
    }
  }
  const file = 'content/signatures/causes.yaml';
  for (const { id, neighbours } of causes) {
    if (!used.has(id)) problems.push({ file, field: id, message: 'is named by no signature' });
    for (const neighbour of neighbours) {
      if (!known.has(neighbour)) {
        problems.push({
          file,
          field: id,
          message: `names the neighbour ${neighbour}, which is no cause`,
        });
      }
    }
  }
  return problems;
}

const isEmpty = (entry: SignatureFiles['files'][number]['data']['signatures'][number]): boolean =>
  entry.match.length + entry.any.length + Object.keys(entry.fields).length === 0;
