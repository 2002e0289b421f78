// The files of content/decisions: short trees of questions that end in a status code.
// That every step is reached once, and that facts and links exist, is checked in checks/decisions.ts.
import { z } from 'astro/zod';
import { anchorId, anyStatusCode, factId, inlineText } from './text.ts';

/** One answer to a question. */
const answerSchema = z.strictObject({
  /** The answer, as the reader would give it. */
  says: z.string().min(1).max(90),
  /** The id of the question or verdict it leads to. */
  to: anchorId,
});

/** One question. */
export const questionSchema = z.strictObject({
  /** Unique in its tree, and the last part of the page's address. */
  id: anchorId,
  /** The question. */
  asks: z.string().min(1).max(90).endsWith('?'),
  /** What helps to answer it. */
  help: inlineText.optional(),
  answers: z.array(answerSchema).min(2).max(6),
});

/** Where a tree ends. */
export const verdictSchema = z.strictObject({
  /** Unique in its tree, and the last part of the page's address. */
  id: anchorId,
  /** The status code it comes to. */
  code: anyStatusCode,
  /** What to do or what it is, in a line. */
  title: z.string().min(1).max(80),
  /** Why, and what else to do. */
  says: inlineText,
  /** The facts it rests on. */
  facts: z.array(factId).min(1),
  /** Where to read or try on: pages and parts of pages of this site. */
  links: z
    .array(z.strictObject({ to: z.string().startsWith('/'), says: z.string().min(1) }))
    .min(1),
});

/** One tree. */
export const decisionSchema = z.strictObject({
  /** The file's name, and the first part of the pages' addresses. */
  id: anchorId,
  /** The title, in sentence case. */
  title: z.string().min(1),
  /** For search results and link previews. */
  description: z.string().min(50).max(160),
  /** Who has this question, and what they will have at the end. */
  lede: inlineText,
  /** The first is where the tree begins. */
  questions: z.array(questionSchema).min(1),
  verdicts: z.array(verdictSchema).min(2),
});

/** One tree of questions. */
export type Decision = z.infer<typeof decisionSchema>;
/** One question of a tree. */
export type Question = z.infer<typeof questionSchema>;
/** Where a tree ends. */
export type Verdict = z.infer<typeof verdictSchema>;
