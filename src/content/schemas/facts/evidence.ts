// What every fact carries to be believed: its source, the version it is true of, and how well it is known.
// It does not hold the facts themselves. The rules are written down in content/facts/README.md.
import { z } from 'astro/zod';
import { checkedOn, factId, inlineText, sourceId } from '../text.ts';

/**
 * How well a fact is known: `read` in the named source, `secondary` in a copy of it, `derived` by us
 * from sourced facts, or `unverified`.
 */
export const factStatus = z.enum(['read', 'secondary', 'derived', 'unverified']);

/** How well a fact is known. */
export type FactStatus = z.infer<typeof factStatus>;

/** The fields that say why a fact may be believed. Spread into every fact's schema. */
export const evidenceFields = {
  /** The document, release or measurement the fact rests on. */
  source: sourceId,
  /** Further sources that say the same. */
  also: z.array(sourceId).min(1).optional(),
  /** Where in the source: `RFC 9110 15.6.3`. */
  section: z.string().optional(),
  /** The release the fact is true of, where it is not true of all. Defaults must name one. */
  version: z.string().optional(),
  /** When the fact itself was last checked, if that was after its source was. */
  checked: checkedOn.optional(),
  /** How well the fact is known. */
  status: factStatus,
  /** The entry of `conflicts.yaml` that tells who says otherwise. */
  conflict: factId.optional(),
  /** A remark that belongs to the fact and is shown with it. */
  note: inlineText.optional(),
};

/** A number the client sees, or words where the answer depends: `502`, `502 or 503`. */
export const sentStatus = z.union([z.number().int(), z.string().min(1)]);
