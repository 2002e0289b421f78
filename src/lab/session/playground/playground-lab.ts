// A playground as a lab without a ticket: its system, its files, requests to begin with, and nothing to prove.

import type { RequestSpec } from '#sim';
import type { LabData, LabFileData, PresetData } from '../lab-data.ts';
import { appText, manifestText } from './app-file.ts';
import {
  API_SCRIPT,
  edgeText,
  nginxText,
  POSTGRES_CONF,
  POSTGRES_HBA,
  POSTGRES_INIT,
  REDIS_CONF,
} from './config-files.ts';
import type { PlaygroundParts } from './parts.ts';
import { appNames, playgroundSystem } from './playground-system.ts';

/** What links and storage call it. */
export const PLAYGROUND = 'playground';

const request = (target: string, more: Partial<RequestSpec> = {}): RequestSpec => ({
  method: 'GET',
  target,
  fields: [],
  body: '',
  timeoutMs: 0,
  ...more,
});

const PRESETS: readonly PresetData[] = [
  { id: 'list', title: 'List the orders', request: request('/api/orders') },
  {
    id: 'order',
    title: 'Place an order',
    request: request('/api/orders', {
      method: 'POST',
      fields: [['Content-Type', 'application/json']],
      body: '{"item": "cup", "price": 14}',
    }),
  },
  { id: 'health', title: 'Ask for its health', request: request('/health') },
  { id: 'slow', title: 'Something slow', request: request('/api/slow?ms=2000') },
  {
    id: 'busy',
    title: 'Something that keeps the event loop busy',
    request: request('/api/busy?ms=500'),
  },
];

function filesOf(parts: PlaygroundParts): LabFileData[] {
  const system = playgroundSystem(parts);
  const file = (host: string, name: string, text: string): LabFileData[] => {
    const spec = system.hosts.find((one) => one.name === host);
    if (!spec || spec.kind === 'client') return [];
    const directory = spec.kind === 'nginx' ? '/etc/nginx' : spec.directory;
    return [{ name: `${host}/${name}`, host, path: `${directory}/${name}`, text }];
  };
  return [
    ...file('nginx', 'nginx.conf', nginxText(parts)),
    ...file('edge', 'edge.json', edgeText(parts)),
    ...appNames(parts).flatMap((name) => [
      ...file(name, 'server.ts', appText(parts)),
      ...file(name, 'package.json', manifestText(parts)),
    ]),
    ...file('postgres', 'postgresql.conf', POSTGRES_CONF),
    ...file('postgres', 'pg_hba.conf', POSTGRES_HBA),
    ...file('postgres', 'init.sql', POSTGRES_INIT),
    ...file('redis', 'redis.conf', REDIS_CONF),
    ...file('payments', 'api.json', API_SCRIPT),
  ];
}

/** The playground of these parts. */
export function playgroundLab(parts: PlaygroundParts): LabData {
  const system = playgroundSystem(parts);
  const packages = system.hosts.flatMap((host) => (host.kind === 'node' ? host.packages : []));
  return {
    slug: PLAYGROUND,
    title: 'Playground',
    system,
    files: filesOf(parts),
    history: [],
    open: 'my-app/server.ts',
    presets: PRESETS,
    objectives: [],
    actions: [],
    packages: [...new Set(packages)],
  };
}

/** A lab taken to the playground: the same box, and nothing to prove. */
export const labAsPlayground = (data: LabData): LabData => ({
  ...data,
  slug: PLAYGROUND,
  title: `Playground: ${data.title}`,
  objectives: [],
  actions: [],
});
