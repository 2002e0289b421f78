// The content collections: which files, and the schema each must satisfy.
// Cross-references between files are checked apart, in src/content/check-content.ts. Facts are no
// collection; their door is src/content/facts.ts.
import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { codePageSchema } from './content/schemas/code-page.ts';
import { guidePageSchema } from './content/schemas/guide-page.ts';
import { labSchema } from './content/schemas/lab.ts';

/** Reference pages; the id is the code as text: `502`. */
const codes = defineCollection({
  loader: glob({ base: './content/codes', pattern: '*.mdx' }),
  schema: codePageSchema,
});

/** Guides; the id is the slug: `understanding-500`. */
const guides = defineCollection({
  loader: glob({ base: './content/guides', pattern: '*.mdx' }),
  schema: guidePageSchema,
});

/** Labs; the id is the folder: `null-items`. Files beside lab.md are read by src/content/labs.ts. */
const labs = defineCollection({
  loader: glob({
    base: './content/labs',
    pattern: '*/lab.md',
    generateId: ({ entry }) => entry.slice(0, entry.indexOf('/')),
  }),
  schema: labSchema,
});

export const collections = { codes, guides, labs };
