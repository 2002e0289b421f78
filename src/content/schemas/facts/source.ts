// One entry of content/facts/sources.yaml: a document, a release or a measurement.
// It does not say what was learnt from it; facts name it by id.
import { z } from 'astro/zod';
import { checkedOn, sourceId } from '../text.ts';

/** A document, release or measurement that facts rest on. */
export const sourceSchema = z.strictObject({
  /** The name other files use. */
  id: sourceId,
  /** What it is, as a reader would look for it. */
  title: z.string().min(1),
  /** Where a reader can open it. */
  url: z.url().optional(),
  /** Where it was read, when that is not the address itself: a repository path, a copy, a quotation. */
  readIn: z.string().min(1).optional(),
  /** The release, commit or snapshot that was read. */
  version: z.string().min(1),
  /** When it was read. */
  checked: checkedOn,
});

/** The whole of `sources.yaml`. */
export const sourcesFile = z.strictObject({
  /** All sources, in groups of a kind. */
  sources: z.array(sourceSchema).min(1),
});

/** A document, release or measurement that facts rest on. */
export type Source = z.infer<typeof sourceSchema>;
