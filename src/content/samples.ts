// Every piece of code a page asks readers to copy: titled code blocks of bodies, fixes and samples of
// reference pages. For tests that run them as written; the site renders them without this.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { splitFrontmatter } from './load-pages.ts';
import { parseYaml } from './parse-yaml.ts';
import { codePageSchema } from './schemas/code-page.ts';

/** One piece of code on a page. */
export interface CodeSample {
  /** The page: `content/guides/understanding-500.mdx`. */
  readonly page: string;
  /** Where on the page: `causes[2].fix[0]`, `line 120`. */
  readonly place: string;
  /** The name of its file, which other samples of the page may import; empty if it has none. */
  readonly file: string;
  /** As Shiki names it: `ts`, `nginx`. */
  readonly language: string;
  /** The text, to the letter. */
  readonly code: string;
}

/** All samples of all pages below `root`, in page order. */
export function codeSamples(root: string): CodeSample[] {
  return ['content/codes', 'content/guides'].flatMap((folder) =>
    (existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [])
      .filter((name) => name.endsWith('.mdx'))
      .toSorted()
      .flatMap((name) => {
        const page = `${folder}/${name}`;
        const split = splitFrontmatter(readFileSync(join(root, page), 'utf8'));
        if (split === undefined) return [];
        return [...frontmatterSamples(page, split.frontmatter), ...bodySamples(page, split)];
      }),
  );
}

function frontmatterSamples(page: string, frontmatter: string): CodeSample[] {
  if (!page.startsWith('content/codes/')) return [];
  const { data } = parseYaml({ file: page, text: frontmatter, schema: codePageSchema });
  if (data === undefined) return [];
  const fixes = data.causes.flatMap((cause, index) =>
    cause.fix.map((fix, number) => ({ ...fix, place: `causes[${index}].fix[${number}]` })),
  );
  const samples = data.sendIt.samples.map((sample, index) => ({
    ...sample,
    place: `sendIt.samples[${index}]`,
  }));
  return [...fixes, ...samples].flatMap(({ place, file = '', language, code }) =>
    code === undefined || language === undefined ? [] : [{ page, place, file, language, code }],
  );
}

function bodySamples(
  page: string,
  { body, bodyLine }: { readonly body: string; readonly bodyLine: number },
): CodeSample[] {
  return [...body.matchAll(/^```(\w+) title="([^"]+)"[^\n]*\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, language = '', title = '', code = ''] = match;
    const line = bodyLine + body.slice(0, match.index).split('\n').length - 1;
    const file = title.slice(title.lastIndexOf('/') + 1);
    return { page, place: `line ${line}`, file, language, code };
  });
}
