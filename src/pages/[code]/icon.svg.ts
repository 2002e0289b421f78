// /502/icon.svg: the glyph of a code's route as the icon of its page.

import { getCollection } from 'astro:content';
import type { APIRoute, GetStaticPaths } from 'astro';
import { glyphFile } from '../../lab/ui/route/glyph-file.ts';
import { type LayerRoute, routeFromLayers } from '../../lab/ui/route/route.ts';

export const getStaticPaths = (async () => {
  const entries = await getCollection('codes');
  return entries.map((entry) => ({
    params: { code: entry.id },
    props: { route: entry.data.route, status: entry.data.code },
  }));
}) satisfies GetStaticPaths;

interface Props {
  route: LayerRoute;
  status: number;
}

export const GET: APIRoute<Props> = ({ props }) =>
  new Response(glyphFile(routeFromLayers(props.route, props.status)), {
    headers: { 'Content-Type': 'image/svg+xml' },
  });
