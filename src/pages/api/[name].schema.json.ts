// /api/codes.schema.json and its neighbours: what the files of open data promise, as JSON Schema.
import type { APIRoute, GetStaticPaths } from 'astro';
import { jsonSchemaOf, type SchemaName } from '../../content/open-data/schemas.ts';
import { siteOf } from '../../content/open-data/site.ts';

const NAMES: readonly SchemaName[] = ['codes', 'code', 'signatures'];

export const getStaticPaths = (() =>
  NAMES.map((name) => ({ params: { name }, props: { name } }))) satisfies GetStaticPaths;

interface Props {
  name: SchemaName;
}

export const GET: APIRoute<Props> = ({ props, site }) =>
  Response.json(jsonSchemaOf(props.name, siteOf(site)));
