// Text of a YAML file or of a page's frontmatter in, typed data or problems out.
// It reads no files and knows no shape; the schema is the caller's. YAML is 1.2, core schema.
import type { z } from 'astro/zod';
import { parseDocument } from 'yaml';
import type { ContentProblem } from './problem.ts';

/** Either the data, or what is wrong with it. */
export type Parsed<T> =
  | { readonly data: T; readonly problems: readonly [] }
  | { readonly data: undefined; readonly problems: readonly ContentProblem[] };

/** Parses and checks one YAML text. `file` and the line it begins on are only for the messages. */
export function parseYaml<S extends z.ZodType>(options: {
  readonly file: string;
  readonly text: string;
  readonly schema: S;
  readonly firstLine?: number;
}): Parsed<z.infer<S>> {
  const { file, text, schema, firstLine = 1 } = options;
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors; // the first: later ones mostly follow from it
  if (error !== undefined) {
    const field = `line ${(error.linePos?.[0].line ?? 1) + firstLine - 1}`;
    const message = error.message.split('\n')[0] ?? error.message;
    return { data: undefined, problems: [{ file, field, message }] };
  }
  const checked = schema.safeParse(document.toJS());
  if (checked.success) return { data: checked.data, problems: [] };
  const problems = checked.error.issues.map((issue) => ({
    file,
    field: fieldPath(issue.path),
    message: issue.message,
  }));
  return { data: undefined, problems };
}

/** `['causes', 2, 'source']` as `causes[2].source`. */
function fieldPath(path: readonly PropertyKey[]): string {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  return text === '' ? 'the file' : text.replace(/^\./, '');
}
