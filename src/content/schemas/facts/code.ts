// One file of content/facts/codes/: what is known of one status code.
// The reference page's words are not here; they are in content/codes/<code>.mdx.
import { z } from 'astro/zod';
import {
  factId,
  inlineText,
  literalText,
  pagedCode,
  platformId,
  serverErrorCode,
  sourceId,
} from '../text.ts';
import { evidenceFields } from './evidence.ts';

/** What one platform means when it sends this code. */
export const platformCause = z.strictObject({
  /** `502.nginx.connection-refused` */
  id: factId,
  /** The platform that sends or logs it. */
  platform: platformId,
  /** What happened, in our words. */
  cause: inlineText,
  /** What to search the log, the field or the page for. Mostly literal strings. */
  lookFor: z.array(literalText).min(1),
  /** The level of the log line. */
  level: z.string().optional(),
  /** The setting that decides, with its default. */
  setting: z.string().optional(),
  ...evidenceFields,
});

/** The definition in a specification, word for word. The only quotations in the project. */
export const quotation = z.strictObject({
  /** `502.quote` */
  id: factId,
  /** The words of the specification. */
  text: z.string().min(1),
  ...evidenceFields,
  /** `RFC 9110 15.6.3`; a quotation always names it. */
  section: z.string().min(1),
});

/** All that is known of one status code. */
export const codeFactsSchema = z.strictObject({
  /** The number. */
  code: pagedCode,
  /** The reason phrase, or the name its owner gives it. */
  name: z.string().min(1),
  /** Whether IANA's registry lists it. */
  registered: z.boolean(),
  /** What the registry says, where that is more than a plain entry. */
  registryStatus: z.string().optional(),
  /** The specification's section; absent for unofficial codes. */
  spec: z
    .strictObject({
      /** `RFC 9110` */
      document: z.string().min(1),
      /** `15.6.3` */
      section: z.string().min(1),
      /** The address of the section. */
      url: z.url(),
      /** The source entry of the document. */
      source: sourceId,
    })
    .optional(),
  /** The definition, quoted. */
  quote: quotation.optional(),
  /** Whether a cache may store the response without being told so (RFC 9110 15.1). */
  cacheable: z.strictObject({ id: factId, byDefault: z.boolean(), ...evidenceFields }),
  /** Whether the same request may be sent again. */
  retry: z.strictObject({
    id: factId,
    /** `no`, `conditional`, `yes, after a delay` ... */
    answer: z.string().min(1),
    /** When, and when not. */
    condition: inlineText,
    ...evidenceFields,
  }),
  /** What `Retry-After` means with this code. */
  retryAfter: z.strictObject({ id: factId, says: inlineText, ...evidenceFields }),
  /** Who sends it. */
  sentBy: z.array(z.string().min(1)).min(1),
  /** Who has no reason to send it. */
  notSentBy: inlineText.optional(),
  /** The registered code that comes nearest to an unofficial one. */
  closestStandard: serverErrorCode.optional(),
  /** The several meanings of one number. */
  collision: inlineText.optional(),
  /** What each platform means by it. */
  causes: z.array(platformCause).default([]),
  ...evidenceFields,
});

/** What one platform means when it sends a code. */
export type PlatformCause = z.infer<typeof platformCause>;
/** All that is known of one status code. */
export type CodeFacts = z.infer<typeof codeFactsSchema>;
