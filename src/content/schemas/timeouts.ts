// content/timeouts.yaml: what the page /timeouts begins with.
// That numbers agree with the facts they name is checked in checks/timeouts.ts.
import { z } from 'astro/zod';
import { anchorId, factId, inlineText, platformId } from './text.ts';

/** A limit in milliseconds; null for none. */
const limitMs = z.number().int().positive().nullable();

/** A hop one may have in front of nginx. */
const edgeSchema = z.strictObject({
  /** Its name in addresses. */
  id: anchorId,
  platform: platformId,
  /** How long it waits for a response by default. */
  limitMs,
  /** What it answers then: `504`, or `502 or 503` where its own documents leave it open. */
  status: z.string().regex(/^\d{3}( or \d{3})?$/),
  /** The fact that says how long. */
  limit: factId,
  /** The fact that says what it answers. */
  answer: factId,
});

/** A chain of which something can be learnt, with what differs from the page's first one. */
const exampleSchema = z.strictObject({
  id: anchorId,
  title: z.string().min(1),
  says: inlineText,
  chain: z.strictObject({
    workMs: limitMs.optional(),
    method: z.enum(['GET', 'POST']).optional(),
    servers: z.number().int().min(1).max(3).optional(),
    clientMs: limitMs.optional(),
    /** An edge of the list above, with its own limit unless another is given. */
    edge: z.strictObject({ id: anchorId, limitMs: limitMs.optional() }).optional(),
    nginxMs: z.number().int().positive().optional(),
    nodeMs: limitMs.optional(),
    callMs: limitMs.optional(),
    serviceMs: limitMs.optional(),
    stopsWithCaller: z.boolean().optional(),
  }),
});

/** The whole of `timeouts.yaml`. */
export const timeoutsFile = z.strictObject({
  edges: z.array(edgeSchema).min(1),
  examples: z.array(exampleSchema).min(1),
});

/** The whole of `timeouts.yaml`. */
export type Timeouts = z.infer<typeof timeoutsFile>;
/** A hop one may have in front of nginx. */
export type EdgeChoice = z.infer<typeof edgeSchema>;
