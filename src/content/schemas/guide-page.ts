// The frontmatter of content/guides/<slug>.mdx: one guide.
// The words are the body; labs named here must exist, which checks/page-references.ts sees to.
import { z } from 'astro/zod';
import { anchorId, inlineText, isoDay, serverErrorCode } from './text.ts';

/** The frontmatter of a guide. */
export const guidePageSchema = z.strictObject({
  /** The title, in sentence case. */
  title: z.string().min(1),
  /** For search results and link previews. */
  description: z.string().min(50).max(160),
  /** The paragraph under the title: the reader's problem and what they will have at the end. */
  lede: inlineText,
  /** The place within its group, ascending. */
  order: z.number().int().min(0),
  /** The family it is listed under, the same as for codes. */
  group: z.enum(['app', 'gateway', 'overload', 'time']),
  /** The status codes it is about. */
  codes: z.array(serverErrorCode).min(1),
  /** The labs it embeds; folders of `content/labs`. */
  labs: z.array(anchorId).default([]),
  /** Minutes to read it, without the labs. */
  minutes: z.number().int().min(1),
  /** The day it was last changed in substance. */
  updated: isoDay,
  /** What a reader can do afterwards, three to six points. */
  youWillLearn: z.array(inlineText).min(3).max(6),
});

/** The frontmatter of a guide. */
export type GuidePage = z.infer<typeof guidePageSchema>;
