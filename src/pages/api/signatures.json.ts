// /api/signatures.json: the literal words and codes that name a cause, as Diagnose uses them.
import type { APIRoute } from 'astro';
import { loadSignatures } from '../../content/load-signatures.ts';
import { signaturesRecord } from '../../content/open-data/records.ts';
import { siteOf } from '../../content/open-data/site.ts';

export const GET: APIRoute = ({ site }) =>
  Response.json(signaturesRecord(loadSignatures(process.cwd()), siteOf(site)));
