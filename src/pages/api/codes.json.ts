// /api/codes.json: every code with what it means and where its data lies.
import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';
import { codesRecord } from '../../content/open-data/records.ts';
import { siteOf } from '../../content/open-data/site.ts';

export const GET: APIRoute = async ({ site }) => {
  const pages = (await getCollection('codes')).map(({ data }) => data);
  return Response.json(codesRecord(pages, siteOf(site)));
};
