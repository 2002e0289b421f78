// One file of content/facts/platforms/: defaults, rules, tables and literal strings of one program or service.
// What it means by a status code is in content/facts/codes/.
import { z } from 'astro/zod';
import {
  factId,
  inlineText,
  layer,
  literalText,
  platformId,
  serverErrorCode,
  sourceId,
} from '../text.ts';
import { evidenceFields, factStatus, sentStatus } from './evidence.ts';

/** A setting's value when nobody sets it. True of one version only, so the version is compulsory. */
export const platformDefault = z.strictObject({
  /** `nginx.proxy-read-timeout` */
  id: factId,
  /** The directive or setting, as its manual writes it. */
  setting: z.string().min(1),
  /** The value, with its unit. */
  value: z.string().min(1),
  ...evidenceFields,
  /** The release the value is true of. */
  version: z.string().min(1),
});

/** Something the platform always does. */
export const platformRule = z.strictObject({
  id: factId,
  /** The rule, in our words. */
  fact: inlineText,
  /** The log line that shows it. */
  log: literalText.optional(),
  /** The status codes it concerns, where it concerns few. */
  codes: z.array(serverErrorCode).min(1).optional(),
  ...evidenceFields,
});

/** One row of a table: a word the platform prints, and what it stands for. */
export const tableRow = z.strictObject({
  id: factId,
  /** The literal word: `H12`, `sH`, `while connecting to upstream`. */
  key: literalText,
  /** What the client sees when this is logged. */
  sends: sentStatus.optional(),
  /** What it stands for. */
  means: inlineText.optional(),
  /** Whether the application behind can have seen the request. */
  appSaw: inlineText.optional(),
  /** How well the row is known; its source is the table's. */
  status: factStatus,
});

/** A table of the platform's own codes or words. */
export const platformTable = z.strictObject({
  id: factId,
  title: z.string().min(1),
  /** How to read it. */
  note: inlineText.optional(),
  /** The source of every row. */
  source: sourceId,
  rows: z.array(tableRow).min(1),
});

/** A literal string the platform prints, apart from those tied to one status code's cause. */
export const platformString = z.strictObject({
  id: factId,
  /** Where it is printed. */
  kind: z.enum(['page-title', 'page-text', 'log-line', 'error-text']),
  /** The string. Words in <angle brackets> are filled in at run time. */
  text: literalText,
  /** The status that goes with it. */
  sends: sentStatus.optional(),
  /** The level of the log line. */
  level: z.string().optional(),
  /** The setting that decides, with its default. */
  setting: z.string().optional(),
  /** The function that throws or reports it: `fetch`, `http.get`. */
  api: z.string().optional(),
  /** What had happened. */
  case: z.string().optional(),
  ...evidenceFields,
});

/** One program or service. */
export const platformFactsSchema = z.strictObject({
  /** The file's name without `.yaml`. */
  id: platformId,
  /** The name readers know. */
  name: z.string().min(1),
  /** Where it stands on a request's way. */
  layer,
  /** What holds when nobody sets anything. */
  defaults: z.array(platformDefault).default([]),
  /** What it always does. */
  rules: z.array(platformRule).default([]),
  /** Its own codes and words. */
  tables: z.array(platformTable).default([]),
  /** Its literal strings. */
  strings: z.array(platformString).default([]),
});

/** A setting's value when nobody sets it. */
export type PlatformDefault = z.infer<typeof platformDefault>;
/** Something a platform always does. */
export type PlatformRule = z.infer<typeof platformRule>;
/** A table of a platform's own codes or words. */
export type PlatformTable = z.infer<typeof platformTable>;
/** A literal string a platform prints. */
export type PlatformString = z.infer<typeof platformString>;
/** One program or service. */
export type PlatformFacts = z.infer<typeof platformFactsSchema>;
