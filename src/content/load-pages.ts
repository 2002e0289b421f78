// Reads the pages under content/ from disk: frontmatter checked by its schema, body scanned.
// It is for the checks and tests; the site itself reads pages through Astro's collections.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { z } from 'astro/zod';
import { parseYaml } from './parse-yaml.ts';
import type { ContentProblem } from './problem.ts';
import { type MdxScan, scanMdx } from './scan-mdx.ts';
import { type CodePage, codePageSchema } from './schemas/code-page.ts';
import { type GuidePage, guidePageSchema } from './schemas/guide-page.ts';
import { labSchema } from './schemas/lab.ts';

/** One MDX file. */
export interface ContentPage<T> {
  /** From the project's root: `content/codes/502.mdx`. */
  readonly file: string;
  /** The file's name without ending. */
  readonly slug: string;
  /** The frontmatter. */
  readonly data: T;
  /** What the body holds. */
  readonly body: MdxScan;
}

/** A folder of `content/labs`: what pages may name of it, and what it names itself. */
export interface LabFolder {
  readonly slug: string;
  /** Relative to the lab's `files/` folder. */
  readonly files: readonly string[];
  /** Ids of the requests it offers. */
  readonly presets: readonly string[];
  /** Ids of causes on reference pages. */
  readonly causes: readonly string[];
  /** Slugs of guides. */
  readonly guides: readonly string[];
}

/** All pages and labs. */
export interface Pages {
  readonly codes: readonly ContentPage<CodePage>[];
  readonly guides: readonly ContentPage<GuidePage>[];
  readonly labs: readonly LabFolder[];
}

/** Reads all pages below `root`. A page whose frontmatter breaks its schema is left out and reported. */
export function loadPages(root: string): {
  readonly pages: Pages;
  readonly problems: readonly ContentProblem[];
} {
  const problems: ContentProblem[] = [];
  const read = <S extends z.ZodType>(folder: string, schema: S): ContentPage<z.infer<S>>[] =>
    names(join(root, folder), '.mdx').flatMap((name) => {
      const file = `${folder}/${name}`;
      const text = readFileSync(join(root, file), 'utf8');
      const split = splitFrontmatter(text);
      if (split === undefined) {
        problems.push({ file, field: 'line 1', message: 'the file must begin with frontmatter' });
        return [];
      }
      const parsed = parseYaml({ file, text: split.frontmatter, schema, firstLine: 2 });
      problems.push(...parsed.problems);
      if (parsed.data === undefined) return [];
      const body = scanMdx(split.body, split.bodyLine);
      return [{ file, slug: name.slice(0, -'.mdx'.length), data: parsed.data, body }];
    });
  const pages = {
    codes: read('content/codes', codePageSchema),
    guides: read('content/guides', guidePageSchema),
    labs: readLabs(root, problems),
  };
  return { pages, problems };
}

/** Splits a page into its YAML, its body, and the line on which the body begins. */
export function splitFrontmatter(
  text: string,
): { readonly frontmatter: string; readonly body: string; readonly bodyLine: number } | undefined {
  const match = /^---\n([\s\S]*?\n)---\n/.exec(text);
  if (match === null) return undefined;
  return {
    frontmatter: match[1] ?? '',
    body: text.slice(match[0].length),
    bodyLine: match[0].split('\n').length,
  };
}

function readLabs(root: string, problems: ContentProblem[]): LabFolder[] {
  const folder = join(root, 'content/labs');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((slug) => existsSync(join(folder, slug, 'lab.md')))
    .toSorted()
    .flatMap((slug) => {
      const file = `content/labs/${slug}/lab.md`;
      const text = splitFrontmatter(readFileSync(join(root, file), 'utf8'))?.frontmatter ?? '';
      const parsed = parseYaml({ file, text, schema: labSchema, firstLine: 2 });
      problems.push(...parsed.problems);
      if (parsed.data === undefined) return [];
      const { presets, causes, guides } = parsed.data;
      const files = filesBelow(join(folder, slug, 'files'));
      return [{ slug, files, presets: presets.map(({ id }) => id), causes, guides }];
    });
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}

function names(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .toSorted();
}
