// The remaining files of content/facts/: rules, neighbours, topics, fingerprints, collisions, corrections,
// conflicts and open questions. Each is a list of statements with their evidence.
import { z } from 'astro/zod';
import {
  anchorId,
  anyStatusCode,
  factId,
  inlineText,
  platformId,
  serverErrorCode,
  sourceId,
} from '../text.ts';
import { evidenceFields } from './evidence.ts';

/** One statement with its evidence. */
export const statement = z.strictObject({
  id: factId,
  /** The statement, in our words. */
  fact: inlineText,
  ...evidenceFields,
});

/** The whole of `rules.yaml`. */
export const rulesFile = z.strictObject({ rules: z.array(statement).min(1) });

/** A code outside the 5xx class that people meet in the same incident. */
export const neighbour = z.strictObject({
  id: factId,
  code: anyStatusCode,
  /** What it is called. */
  name: z.string().optional(),
  /** The platform whose code it is. */
  owner: platformId.optional(),
  fact: inlineText,
  ...evidenceFields,
});

/** The whole of `neighbours.yaml`. */
export const neighboursFile = z.strictObject({ neighbours: z.array(neighbour).min(1) });

/** Statements about one thing that happens between hops. */
export const topic = z.strictObject({
  /** `keep-alive-race` */
  id: anchorId,
  title: z.string().min(1),
  facts: z.array(statement).min(1),
});

/** The whole of `interactions.yaml`. */
export const topicsFile = z.strictObject({ topics: z.array(topic).min(1) });

/** How to recognise who wrote an error page. */
export const fingerprint = z.strictObject({
  id: factId,
  platform: platformId,
  /** A second platform that writes the same. */
  alsoPlatform: platformId.optional(),
  /** What to look for in header fields and body. */
  lookFor: z.string().min(1),
  ...evidenceFields,
});

/** The whole of `fingerprints.yaml`. */
export const fingerprintsFile = z.strictObject({
  /** In which order to look. */
  note: inlineText,
  fingerprints: z.array(fingerprint).min(1),
});

/** One number with several meanings. */
export const collision = z.strictObject({
  id: factId,
  code: serverErrorCode,
  meanings: z.array(z.string().min(1)).min(2),
  ...evidenceFields,
});

/** The whole of `collisions.yaml`. */
export const collisionsFile = z.strictObject({ collisions: z.array(collision).min(1) });

/** A piece of popular advice, and what is wrong or missing in it. */
export const correction = z.strictObject({
  id: factId,
  /** The advice as commonly given. */
  claim: z.string().min(1),
  /** What is wrong with it, what it lacks, or that it is right. */
  verdict: inlineText,
  ...evidenceFields,
});

/** The whole of `corrections.yaml`. */
export const correctionsFile = z.strictObject({
  /** What the list is for. */
  note: inlineText,
  corrections: z.array(correction).min(1),
});

/** A point on which trusted sources disagree. */
export const conflict = z.strictObject({
  id: factId,
  topic: z.string().min(1),
  /** Who says what. */
  detail: inlineText,
  /** The sources that disagree. */
  sources: z.array(sourceId).min(1),
});

/** The whole of `conflicts.yaml`. */
export const conflictsFile = z.strictObject({ conflicts: z.array(conflict).min(1) });

/** The whole of `open-questions.yaml`. */
export const questionsFile = z.strictObject({
  questions: z.array(z.strictObject({ id: factId, question: inlineText })),
});

/** One statement with its evidence. */
export type Statement = z.infer<typeof statement>;
/** A code outside the 5xx class that people meet in the same incident. */
export type Neighbour = z.infer<typeof neighbour>;
/** Statements about one thing that happens between hops. */
export type Topic = z.infer<typeof topic>;
/** How to recognise who wrote an error page. */
export type Fingerprint = z.infer<typeof fingerprint>;
/** One number with several meanings. */
export type Collision = z.infer<typeof collision>;
/** A piece of popular advice with our verdict. */
export type Correction = z.infer<typeof correction>;
/** A point on which trusted sources disagree. */
export type Conflict = z.infer<typeof conflict>;
/** Something nobody has verified yet. */
export type OpenQuestion = z.infer<typeof questionsFile>['questions'][number];
