// The frontmatter of content/codes/<code>.mdx: one reference page.
// What platforms mean by the code is not here but in content/facts/codes/<code>.yaml.
import { z } from 'astro/zod';
import { routeSchema } from './route.ts';
import {
  anchorId,
  anyStatusCode,
  inlineText,
  isoDay,
  literalText,
  pagedCode,
  platformId,
  sourceId,
} from './text.ts';

/** A literal string people search for, with its meaning. */
export const fieldMarkSchema = z.strictObject({
  /** The anchor: `/502#connection-refused`. */
  id: anchorId,
  /** The name of the mark in three or four words. */
  name: z.string().min(1),
  /** The platform that prints it. */
  platform: platformId,
  /** Where it is printed: `error.log`, `response body`, `access log`. */
  where: z.string().min(1),
  /** The string, to the letter. Words in <angle brackets> are filled in at run time. */
  text: literalText,
  /** One sentence on what it proves. */
  means: inlineText,
  /** Where the string was read or recorded. */
  source: sourceId,
  /** The cause of this page that it points to. */
  cause: anchorId,
});

/** A test that confirms a cause, or rules it out. */
export const diagnosticTest = z.strictObject({
  /** What to do and look at. */
  says: inlineText,
  /** Shell commands, one each, right on an ordinary Linux machine. */
  commands: z.array(literalText).default([]),
  /** What the answer looks like when the test succeeds. */
  expect: inlineText,
});

/** One right way to mend a cause. */
export const fixSchema = z
  .strictObject({
    /** What to change. */
    says: inlineText,
    /** The file to change. */
    file: z.string().min(1).optional(),
    /** The language of `code`, as Shiki names it. */
    language: z.string().min(1).optional(),
    /** The lines that matter. */
    code: literalText.optional(),
  })
  .refine(({ code, language }) => (code === undefined) === (language === undefined), {
    message: 'code and language come together',
    path: ['language'],
  });

/** One cause of the error. */
export const causeSchema = z.strictObject({
  /** The anchor. */
  id: anchorId,
  /** The cause as a short statement. */
  title: z.string().min(1),
  /** Two or three sentences. */
  says: inlineText,
  /** How to be sure that this is it. */
  confirm: diagnosticTest,
  /** How to be sure that it is not. */
  refute: diagnosticTest,
  /** One or more right fixes. */
  fix: z.array(fixSchema).min(1),
  /** What the fix costs or changes. */
  sideEffect: inlineText,
  /** Whether the application saw the request. */
  appSaw: z.strictObject({
    answer: z.enum(['no', 'perhaps', 'yes']),
    /** The answer in a sentence. */
    says: inlineText,
  }),
  /** Whether the same request may be sent again. */
  retry: z.strictObject({
    answer: z.enum(['yes', 'no', 'conditional']),
    /** The answer in a sentence. */
    says: inlineText,
  }),
  /** What the cause rests on. */
  sources: z.array(sourceId).min(1),
  /** A lab that fails this way; a folder of `content/labs`. */
  lab: anchorId.optional(),
});

/** A whole program or response a reader may copy. */
export const sampleSchema = z.strictObject({
  /** What it is for: `Express 5`, `The response`. */
  title: z.string().min(1),
  /** As Shiki names it. */
  language: z.string().min(1),
  /** The file's name, where the sample is a file. */
  file: z.string().min(1).optional(),
  /** The text. Programs run as written. */
  code: literalText,
});

/** An alert worth having, with its rule. */
export const alertSchema = z.strictObject({
  /** What it tells, in a few words: `The share of 502s`. */
  title: z.string().min(1),
  /** When it fires and what to do with it. */
  says: inlineText,
  /** As Shiki names it: `promql`, `sh`. */
  language: z.string().min(1),
  /** The expression or the command. */
  code: literalText,
  /** Where the metric or field is documented. */
  source: sourceId,
});

/** What the code does to one kind of reader other than a person. */
const effectSchema = z.strictObject({ says: inlineText, sources: z.array(sourceId).min(1) });

/** The frontmatter of a reference page. */
export const codePageSchema = z.strictObject({
  /** The status code; the file is named after it. */
  code: pagedCode,
  /** The reason phrase. */
  title: z.string().min(1),
  /** The line under the number: what it means, in one sentence. */
  meaning: inlineText,
  /** For search results and link previews. */
  description: z.string().min(50).max(160),
  /** What someone who is only visiting the site can do. */
  visitor: inlineText,
  /** The part of the index it is listed under: by who defines it. */
  list: z.enum(['registered', 'cloudflare', 'vendor', 'neighbour']),
  /** The page's picture. */
  route: routeSchema,
  /** Four short answers for the side panel. The specification's section comes from the facts. */
  summary: z.strictObject({
    /** Who sends it. */
    sentBy: z.string().min(1),
    /** Whether to retry. */
    retry: z.string().min(1),
    /** Whether caches keep it. */
    cached: z.string().min(1),
    /** What `Retry-After` means with it. */
    retryAfter: z.string().min(1),
  }),
  /** Literal strings people search for. */
  fieldMarks: z.array(fieldMarkSchema).min(1),
  /** The causes, likeliest first. */
  causes: z.array(causeSchema).min(1),
  /** Codes taken for this one. */
  confusedWith: z
    .array(
      z.strictObject({
        code: anyStatusCode,
        /** One sentence telling the two apart. */
        says: inlineText,
      }),
    )
    .min(1),
  /** When your own code should send it, and how. */
  sendIt: z.strictObject({
    /** When it is the right answer. */
    says: inlineText,
    /** Programs and responses to copy. */
    samples: z.array(sampleSchema).min(1),
  }),
  /** Alerts worth having. */
  alerts: z.array(alertSchema).min(1),
  /** What it does to those who read it by machine. */
  effects: z.strictObject({
    search: effectSchema,
    caches: effectSchema,
    clients: effectSchema,
  }),
  /** Guides (by slug) and codes (by number) to read next. */
  related: z.array(z.union([anchorId, pagedCode])).min(1),
  /** The day the page was last changed in substance. */
  updated: isoDay,
});

/** A literal string people search for. */
export type FieldMark = z.infer<typeof fieldMarkSchema>;
/** A test that confirms a cause, or rules it out. */
export type DiagnosticTest = z.infer<typeof diagnosticTest>;
/** One right way to mend a cause. */
export type Fix = z.infer<typeof fixSchema>;
/** One cause of an error. */
export type Cause = z.infer<typeof causeSchema>;
/** A program or response to copy. */
export type Sample = z.infer<typeof sampleSchema>;
/** An alert worth having. */
export type Alert = z.infer<typeof alertSchema>;
/** The frontmatter of a reference page. */
export type CodePage = z.infer<typeof codePageSchema>;
