// The system of a playground: hosts from the parts that were chosen.

import type { HostSpec, SystemSpec } from '#sim';
import type { PlaygroundParts } from './parts.ts';

export const APP_PORT = 3000;

/** "my-app", "my-app-2"... */
export const appNames = ({ apps }: PlaygroundParts): string[] =>
  Array.from({ length: apps }, (_, index) => (index === 0 ? 'my-app' : `my-app-${index + 1}`));

function packagesOf({ postgres, redis }: PlaygroundParts): string[] {
  return ['express', ...(postgres ? ['pg'] : []), ...(redis ? ['ioredis'] : [])];
}

/** Hosts in the order a request meets them. The same parts give the same system. */
export function playgroundSystem(parts: PlaygroundParts): SystemSpec {
  const { edge, nginx, postgres, redis, api } = parts;
  const hosts: HostSpec[] = [{ kind: 'client', name: 'client', label: 'You' }];
  if (edge) {
    hosts.push({
      kind: 'edge',
      name: 'edge',
      label: 'CDN edge',
      ip: '198.51.100.7',
      directory: '/etc/edge',
    });
  }
  if (nginx) {
    hosts.push({
      kind: 'nginx',
      name: 'nginx',
      label: 'nginx',
      ip: '10.0.0.10',
      version: '1.22.1',
    });
  }
  for (const [index, name] of appNames(parts).entries()) {
    hosts.push({
      kind: 'node',
      name,
      label: name,
      ip: `10.0.0.${12 + index}`,
      directory: '/srv/app',
      main: 'server.ts',
      environment: {},
      packages: packagesOf(parts),
    });
  }
  if (postgres) {
    hosts.push({
      kind: 'postgres',
      name: 'postgres',
      label: 'Postgres',
      ip: '10.0.0.20',
      directory: '/etc/postgresql/15/main',
    });
  }
  if (redis) {
    hosts.push({
      kind: 'redis',
      name: 'redis',
      label: 'Redis',
      ip: '10.0.0.21',
      directory: '/etc/redis',
    });
  }
  if (api) {
    hosts.push({
      kind: 'api',
      name: 'payments',
      label: 'Payments API',
      ip: '203.0.113.40',
      directory: '/srv/api',
    });
  }
  const entry = edge
    ? { host: 'edge', port: 80 }
    : nginx
      ? { host: 'nginx', port: 80 }
      : { host: 'my-app', port: APP_PORT };
  return {
    seed: 42,
    startedAt: '2026-11-27T07:00:00Z',
    hosts,
    entry: { ...entry, publicName: 'shop.test' },
  };
}
