// The shapes of the open data below /api/. They are the promise made to programs: the JSON Schema files are made from
// them, and every file is held against those by a test. A change that breaks readers raises the first number of VERSION.
import { z } from 'astro/zod';
import { causeSchema, fieldMarkSchema } from '../schemas/code-page.ts';
import { factStatus } from '../schemas/facts/evidence.ts';
import { codeTableSchema, diagnosisCause, signatureSchema } from '../schemas/signature.ts';
import {
  anchorId,
  checkedOn,
  factId,
  inlineText,
  isoDay,
  pagedCode,
  sourceId,
} from '../schemas/text.ts';

/** The version of the shapes, not of the words. */
export const VERSION = '1.0.0';
/** The licence of the data, as SPDX names it. Quotations from specifications are marked and stay theirs. */
export const LICENCE = 'MIT';

const address = z.url().describe('An address on this site');

const head = {
  $schema: z.url().describe('The JSON Schema of this file'),
  version: z.literal(VERSION).describe('The version of the shape: semantic versioning'),
  licence: z
    .literal(LICENCE)
    .describe('SPDX identifier. Quoted definitions belong to their specifications'),
};

const summary = z.strictObject({
  sentBy: z.string(),
  retry: z.string(),
  cached: z.string(),
  retryAfter: z.string(),
});

/** What a list of codes says of each. */
const listedCode = z.strictObject({
  code: pagedCode,
  name: z.string(),
  meaning: inlineText.describe('One sentence, with inline Markdown'),
  list: z
    .enum(['registered', 'cloudflare', 'vendor', 'neighbour'])
    .describe('Who defines the number'),
  summary,
  url: address,
  markdown: address,
  data: address.describe('The file with everything about this code'),
  updated: isoDay,
});

/** `/api/codes.json` */
export const codesFile = z.strictObject({ ...head, codes: z.array(listedCode).min(1) });

const cited = {
  source: sourceId,
  status: factStatus.describe('How well it is known'),
  version: z.string().describe('The release or edition it is true of'),
  checked: checkedOn,
};

const citation = z.strictObject({
  title: z.string(),
  url: z.url().optional(),
  version: z.string(),
  checked: checkedOn,
});

/** `/api/codes/<code>.json` */
export const codeFile = z.strictObject({
  ...head,
  code: pagedCode,
  name: z.string(),
  meaning: inlineText,
  visitor: inlineText.describe('What somebody who is only visiting the site can do'),
  list: listedCode.shape.list,
  summary,
  specification: z
    .strictObject({
      document: z.string(),
      section: z.string(),
      url: z.url(),
      quote: z.string().nullable().describe("The specification's own words"),
    })
    .nullable(),
  fieldMarks: z.array(fieldMarkSchema.extend({ url: address })),
  causes: z
    .array(causeSchema.extend({ url: address, lab: address.nullable() }))
    .describe('Likeliest first'),
  platforms: z
    .array(
      z.strictObject({
        id: factId,
        platform: anchorId,
        cause: inlineText,
        lookFor: z.array(z.string()),
        ...cited,
      }),
    )
    .describe('What each platform means when it sends this code'),
  confusedWith: z.array(z.strictObject({ code: z.number().int(), says: inlineText })),
  sources: z.record(sourceId, citation).describe('Every source named above'),
  url: address,
  markdown: address,
  updated: isoDay,
});

/** `/api/signatures.json` */
export const signaturesFile = z.strictObject({
  ...head,
  signatures: z.array(z.strictObject({ ...signatureSchema.shape, hop: anchorId })).min(1),
  tables: z.array(codeTableSchema.extend({ hop: anchorId })).min(1),
  causes: z.array(diagnosisCause.extend({ links: z.array(address) })).min(1),
  sources: z.record(sourceId, citation),
});

/** The JSON Schema files by name. */
export const SCHEMA_FILES = {
  codes: { schema: codesFile, title: 'All status codes' },
  code: { schema: codeFile, title: 'One status code' },
  signatures: { schema: signaturesFile, title: 'Signatures of failures' },
} as const;

/** The name of one of the JSON Schema files. */
export type SchemaName = keyof typeof SCHEMA_FILES;

/** The JSON Schema of a file, draft 2020-12. */
export function jsonSchemaOf(name: SchemaName, site: URL): object {
  const { schema, title } = SCHEMA_FILES[name];
  return { $id: schemaAddress(name, site), title, ...z.toJSONSchema(schema) };
}

/** Where a JSON Schema file lies. */
export function schemaAddress(name: SchemaName, site: URL): string {
  return new URL(`/api/${name}.schema.json`, site).href;
}
