// Cases of fixtures/record-clients.mjs played in a world: a box with a shell, and the servers the cases ask.

import { readFileSync } from 'node:fs';
import type { SystemSpec } from '#sim';
import { openTerminal, type TestTerminal } from './terminal-world.ts';

const SYSTEM: SystemSpec = {
  seed: 1,
  startedAt: '2026-11-27T10:00:00Z',
  hosts: [
    { kind: 'client', name: 'box', label: 'Box' },
    {
      kind: 'postgres',
      name: 'db',
      label: 'Postgres',
      ip: '10.0.0.13',
      directory: '/var/lib/postgresql/15/main',
    },
    { kind: 'redis', name: 'cache', label: 'Redis', ip: '10.0.0.14', directory: '/etc/redis' },
  ],
  entry: { host: 'box', port: 80, publicName: 'shop.test' },
};

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');

export interface RecordedCase {
  readonly name: string;
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** What a real program printed. */
export const recordedCases = (tool: string): readonly RecordedCase[] =>
  (JSON.parse(fixture(`${tool}.json`)) as { cases: RecordedCase[] }).cases;

/** A terminal on a box beside a Postgres and a Redis, as those that were recorded. */
export async function openClients(): Promise<TestTerminal> {
  const terminal = await openTerminal({
    system: SYSTEM,
    files: [
      {
        host: 'db',
        path: '/var/lib/postgresql/15/main/init.sql',
        text: fixture('psql-init.sql'),
      },
      {
        host: 'cache',
        path: '/etc/redis/redis.conf',
        text: 'bind 0.0.0.0\nprotected-mode no\nsave ""\n',
      },
    ],
    host: 'box',
  });
  // Something that is no database listens on the database's host as well.
  terminal.world.machine('db')?.host.listen({
    address: { ip: '0.0.0.0', port: 8080 },
    backlog: 16,
    executor: { post: (callback) => callback() },
    accepted: (endpoint) => {
      endpoint.setHandlers({
        data: () => {
          endpoint.write(new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n'));
          endpoint.close();
        },
        end: () => endpoint.close(),
        failed: () => {},
      });
      endpoint.resumeReading();
    },
  });
  return terminal;
}

/** Plays a case as a script. */
export async function playCase(script: string) {
  const terminal = await openClients();
  const files = terminal.world.machine('box')?.files;
  files?.writeFile('/root/case/script.sh', script);
  await terminal.type('mkdir /out; cd /root/case');
  const { status } = await terminal.type('bash script.sh > /out/o 2> /out/e < /dev/null');
  return {
    stdout: files?.readText('/out/o') ?? '',
    stderr: files?.readText('/out/e') ?? '',
    status,
  };
}
