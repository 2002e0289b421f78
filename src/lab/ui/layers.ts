// The layer of each kind of host: it decides the colour, which is the same on the whole site.
import type { HostSpec } from '#sim';
import type { RouteLayer } from './route/route.ts';

const LAYERS: Readonly<Record<HostSpec['kind'], RouteLayer>> = {
  client: 'client',
  edge: 'edge',
  nginx: 'proxy',
  node: 'app',
  api: 'app',
  postgres: 'data',
  redis: 'data',
};

export const layerOf = ({ kind }: HostSpec): RouteLayer => LAYERS[kind];
