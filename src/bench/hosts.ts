// What an event costs as a system grows: the same traffic through nginx to one app, and to forty-eight.

import { type HostFile, type HostSpec, World, type WorldSource } from '#sim';
import { createNodeServices } from '../platform/node-services.ts';
import { restOf, trafficOf } from './throughput.ts';

/** What a system of so many hosts took for its traffic. */
export interface HostsCost {
  readonly hosts: number;
  readonly requests: number;
  readonly events: number;
  /** Processor time of this process for each event of the trace. */
  readonly usPerEvent: number;
  readonly usPerRequest: number;
}

const APP = `import http from 'node:http';
http.createServer((request, response) => response.end('ok')).listen(3000);
`;

/** A client, nginx, and apps that share its requests, each on a host of its own. */
function worldOf(hosts: number): WorldSource {
  const names = Array.from({ length: hosts - 2 }, (_, at) => `app-${at}`);
  const nginx = [
    'events { worker_connections 4096; }',
    'http {',
    `  upstream apps { ${names.map((name) => `server ${name}:3000;`).join(' ')} }`,
    '  server { listen 80; location / { proxy_pass http://apps; } }',
    '}',
  ].join('\n');
  const apps: HostSpec[] = names.map((name, at) => ({
    kind: 'node',
    name,
    label: name,
    ip: `10.0.1.${at + 1}`,
    directory: '/srv/app',
    main: 'server.mjs',
    environment: {},
    packages: [],
  }));
  const files: HostFile[] = names.map((host) => ({
    host,
    path: '/srv/app/server.mjs',
    text: APP,
  }));
  return {
    system: {
      seed: 1,
      startedAt: '2026-06-01T12:00:00Z',
      hosts: [
        { kind: 'client', name: 'client', label: 'client' },
        { kind: 'nginx', name: 'web', label: 'nginx', ip: '10.0.0.2', version: '1.22.1' },
        ...apps,
      ],
      entry: { host: 'web', port: 80, publicName: 'shop.test' },
    },
    files: [{ host: 'web', path: '/etc/nginx/nginx.conf', text: nginx }, ...files],
  };
}

/** Sends requests through a system of so many hosts, after as many that nobody counts. */
export async function measureHosts(hosts: number, requests: number): Promise<HostsCost> {
  const world = new World(worldOf(hosts), createNodeServices());
  await world.boot();
  const run = async (): Promise<void> => {
    await world.execute(trafficOf('new', requests));
    await world.execute(restOf(requests));
  };
  await run();
  let events = 0;
  world.trace.subscribe(() => {
    events++;
  });
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  const tookUs = user + system;
  return { hosts, requests, events, usPerEvent: tookUs / events, usPerRequest: tookUs / requests };
}
