// /api/codes/502.json: everything the guide knows about one code.
import { type CollectionEntry, getCollection } from 'astro:content';
import type { APIRoute, GetStaticPaths } from 'astro';
import { codeRecord } from '../../../content/open-data/records.ts';
import { siteOf } from '../../../content/open-data/site.ts';

export const getStaticPaths = (async () => {
  const entries = await getCollection('codes');
  return entries.map((entry) => ({ params: { code: entry.id }, props: { page: entry.data } }));
}) satisfies GetStaticPaths;

interface Props {
  page: CollectionEntry<'codes'>['data'];
}

export const GET: APIRoute<Props> = ({ props, site }) =>
  Response.json(codeRecord(props.page, siteOf(site)));
