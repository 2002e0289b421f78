// The frontmatter of content/labs/<slug>/lab.md: a lab's manifest. The system, what can be sent to it, what
// has to be reached, and what does not count as reaching it. The files are beside it, as real files.

import { z } from 'astro/zod';
import { actionStepSchema, measureSchema, proofStepSchema, requestSchema } from './lab-proof.ts';
import { systemSchema } from './lab-system.ts';
import { anchorId, inlineText, isoDay } from './text.ts';

/** A request with a name, offered to the reader. */
const presetSchema = z.strictObject({
  id: anchorId,
  title: inlineText,
  request: requestSchema,
});

/** What reaches an objective while the reader works: an answer, or a command in the terminal with its output. */
const seenSchema = z.union([
  z.strictObject({
    method: z.string(),
    target: z.string().startsWith('/'),
    status: z.number().int(),
  }),
  z.strictObject({
    /** Words of the line typed. */
    command: z.string().min(1),
    /** Words of its output. */
    mentions: z.array(z.string().min(1)).default([]),
  }),
]);

/** Something the reader has to reach: seen while they work, or proven on a fresh world with their files. */
const objectiveSchema = z
  .strictObject({
    id: anchorId,
    /** What to do, as an order: "Trigger the 500". */
    title: inlineText,
    /** What a green check has shown. */
    proves: inlineText,
    /** Reached as soon as one of these has been seen. */
    seen: z.union([seenSchema.transform((one) => [one]), z.array(seenSchema).min(1)]).default([]),
    /** Reached when all of this holds, in order, on a fresh world. */
    steps: z.array(proofStepSchema).default([]),
    /** What all of it together must amount to. */
    measures: z.array(measureSchema).default([]),
  })
  .refine(
    ({ seen, steps }) => seen.length > 0 !== steps.length > 0,
    'needs either "seen" or "steps"',
  )
  .refine(
    ({ steps, measures }) =>
      steps.length === 0 ||
      measures.length > 0 ||
      steps.some((step) => step.do === 'type' || (step.do === 'send' && step.expect)),
    'must expect something',
  );

/** A fix that readers try and that must not pass; its files are in `wrong-fixes/<id>/`. */
const wrongFixSchema = z.strictObject({
  id: anchorId,
  title: inlineText,
  /** The objectives it fails. */
  refused: z.array(anchorId).min(1),
  /** The harm it does. */
  because: inlineText,
  /** The advice readers are given for it ("Raise the timeout"): offered as an experiment, one click to see it fail. */
  advice: inlineText.optional(),
});

/** Another right fix beside the solution; its files are in `other-fixes/<id>/`. */
const otherFixSchema = z.strictObject({ id: anchorId, title: inlineText });

/** A button that breaks the system, and what a request then meets. */
const actionSchema = z.strictObject({
  id: anchorId,
  /** What the button says: an order. */
  title: inlineText,
  steps: z.array(actionStepSchema).min(1),
  /** The request sent afterwards. */
  preset: anchorId,
  /** The status it is answered with. */
  status: z.number().int().min(100).max(599),
});

/** The frontmatter of a lab; the body is the brief the reader sees. */
export const labSchema = z
  .strictObject({
    /** A demo is only looked at: it has buttons, and neither hints nor a solution. */
    kind: z.enum(['lab', 'demo']).default('lab'),
    title: inlineText,
    /** One or two sentences for lists. */
    summary: inlineText,
    /** 1 is easy, 3 is hard. */
    difficulty: z.number().int().min(1).max(3),
    minutes: z.number().int().min(1),
    /** Status codes a reader meets in it. */
    codes: z.array(z.number().int().min(100).max(599)).min(1),
    /** The causes it is about, in the words of the catalogue. */
    causes: z.array(anchorId),
    /** Guides that embed or explain it. */
    guides: z.array(anchorId).default([]),
    /** The place in lists, ascending. */
    order: z.number().int(),
    /** The day it was last changed in substance. */
    updated: isoDay,
    system: systemSchema,
    /** The file shown first: `<host>/<path>`. */
    open: z.string().min(1),
    presets: z.array(presetSchema).min(1),
    objectives: z.array(objectiveSchema).min(3).max(6),
    /** In rising order: the last one all but says it. */
    hints: z.array(inlineText).default([]),
    wrongFixes: z.array(wrongFixSchema).default([]),
    otherFixes: z.array(otherFixSchema).default([]),
    actions: z.array(actionSchema).default([]),
  })
  .refine(
    ({ kind, hints, wrongFixes }) => kind === 'demo' || (hints.length > 1 && wrongFixes.length > 0),
    'a lab needs at least two hints and one wrong fix',
  )
  .refine(
    ({ kind, actions }) => kind === 'lab' || actions.length > 0,
    'a demo needs at least one action',
  );

/** A lab's manifest. */
export type LabManifest = z.infer<typeof labSchema>;
/** Something the reader has to reach. */
export type Objective = LabManifest['objectives'][number];
