// The files of content/signatures: literal words and codes that name the cause of a 5xx, and the causes themselves.
// How they are looked up is src/diagnose; the language of `match` is explained in src/diagnose/pattern.ts.
import { z } from 'astro/zod';
import { anchorId, anyStatusCode, inlineText, literalText, sourceId } from './text.ts';

/** Who writes: a role, or the id of a platform. content/signatures/README.md lists them. */
const hop = anchorId;

/** How far the request had come. */
export const phase = z.enum([
  'resolve',
  'connect',
  'tls',
  'send',
  'wait',
  'header',
  'body',
  'queue',
  'route',
  'handler',
  'process',
]);

const findingFields = {
  /** Who writes this, where it is not the hop of the file. */
  hop: hop.optional(),
  /** An id of `causes.yaml`. */
  cause: anchorId,
  /** How far the request had come when it failed. */
  phase,
  /** The status the client gets when none is written beside it; left out where it depends. */
  status: anyStatusCode.nullable().default(null),
  /** `proof` names the cause, `strong` makes it very likely, `hint` only tells where to look. */
  strength: z.enum(['proof', 'strong', 'hint']).default('proof'),
};

const exampleFields = {
  /** Where the words and their meaning were read. */
  source: sourceId,
  /** Further sources. */
  also: z.array(sourceId).default([]),
  /** Lines or blocks as they come from real systems. Each must be recognised. */
  examples: z.array(literalText).min(2),
  /** A text that looks alike and must not match. */
  nearMiss: literalText,
};

/** Literal words that name a cause. */
export const signatureSchema = z.strictObject({
  /** Stable dotted id: `nginx.connection-refused`. */
  id: z.string().regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'must be two words joined by a dot'),
  ...findingFields,
  /** All of these must be there: literal text with `<n>`, `<word>`, `<text>`, `<a|b>` and ` ... `. */
  match: z.array(literalText).default([]),
  /** At least one of these, when there are any. */
  any: z.array(literalText).default([]),
  /** None of these. */
  not: z.array(literalText).default([]),
  /** `line`: all on one line. `paste`: anywhere, as in a page of several lines. */
  within: z.enum(['line', 'paste']).default('line'),
  /** Whether capitals count. */
  exact: z.boolean().default(false),
  /** Fields of the same line or response and what they begin with: `server: [awselb/2.0]`. */
  fields: z.record(z.string(), z.array(literalText).min(1)).default({}),
  ...exampleFields,
});

/** The codes of one field. */
export const codeTableSchema = z.strictObject({
  /** Stable dotted id: `heroku.errors`. */
  id: z.string().regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'must be two words joined by a dot'),
  /** The format of line that has the field, named in src/diagnose/formats; `any` for all. */
  format: z.string().min(1),
  /** The field, in lower case. */
  field: z.string().min(1),
  /** The codes. A key that ends in `*` stands for all that begin so. */
  rows: z.array(z.strictObject({ key: literalText, ...findingFields })).min(1),
  ...exampleFields,
});

/** One file of signatures: those of one platform, or of one kind of program. */
export const signatureFile = z.strictObject({
  /** Who writes what the file lists, unless an entry says otherwise. */
  hop,
  /** Literal words. */
  signatures: z.array(signatureSchema).default([]),
  /** Codes in fields. */
  tables: z.array(codeTableSchema).default([]),
});

/** A cause as a verdict names it. */
export const diagnosisCause = z.strictObject({
  /** The slug: `connection-refused`. */
  id: anchorId,
  /** The cause as a short statement. */
  title: z.string().min(1),
  /** One or two sentences: what happened and what it means. */
  says: inlineText,
  /** What to look at next, with commands ready to copy. */
  look: z.array(z.strictObject({ says: inlineText, command: literalText.optional() })).min(1),
  /** Pages and their anchors: `/502#app-not-listening`. */
  links: z.array(z.string().regex(/^\/[\w/-]+(#[a-z0-9-]+)?$/)).default([]),
  /** Other causes worth a look when this one turns out wrong, likeliest first. */
  neighbours: z.array(anchorId).default([]),
});

/** The whole of `causes.yaml`. */
export const diagnosisCausesFile = z.strictObject({ causes: z.array(diagnosisCause).min(1) });

/** The whole of `elsewhere.yaml`. */
export const elsewhereFile = z.strictObject({
  /** Words of builds, shells and other protocols: a line with one of them proves nothing about HTTP. */
  elsewhere: z.array(literalText).min(1),
});

/** A file of signatures. */
export type SignatureFile = z.infer<typeof signatureFile>;
/** A cause as a verdict names it. */
export type DiagnosisCause = z.infer<typeof diagnosisCause>;
