// Suggested orders through the labs, each for somebody: content/lab-paths.yaml.

import { z } from 'astro/zod';
import { anchorId, inlineText } from './text.ts';

/** A path: for whom, why in this order, and the labs. */
const labPathSchema = z.strictObject({
  id: anchorId,
  /** For whom it is: "For your first week on call". */
  title: inlineText,
  /** What a reader can do at its end. */
  says: inlineText,
  /** Slugs, in order. */
  labs: z.array(anchorId).min(2),
});

export const labPathsSchema = z.array(labPathSchema).min(1);

export type LabPath = z.infer<typeof labPathSchema>;
