// Every fault of every menu is one that the world takes, with the values a form begins with.

import { expect, test } from 'vitest';
import { type HostSpec, readFault, readFaultTarget, type SystemSpec, type TraceEvent } from '#sim';
import { breakMenu, brokenWords } from './break-menu.ts';
import { type Broken, brokenAfter } from './broken.ts';
import { breakCommand, type FaultPlace, readValues } from './fault-kind.ts';
import { waysOf } from './ways.ts';

const host = (kind: 'postgres' | 'redis' | 'api' | 'edge', ip: string): HostSpec => ({
  kind,
  name: kind,
  label: kind,
  ip,
  directory: `/etc/${kind}`,
});

const system: SystemSpec = {
  seed: 1,
  startedAt: '2026-11-27T07:00:00Z',
  entry: { host: 'nginx', port: 80, publicName: 'shop.test' },
  hosts: [
    { kind: 'client', name: 'client', label: 'You' },
    { kind: 'nginx', name: 'nginx', label: 'nginx', ip: '10.0.0.1', version: '1.22.1' },
    {
      kind: 'node',
      name: 'my-app',
      label: 'my-app',
      ip: '10.0.0.2',
      directory: '/srv/app',
      main: 'server.ts',
      environment: {},
      packages: [],
    },
    host('postgres', '10.0.0.3'),
    host('redis', '10.0.0.4'),
    host('api', '10.0.0.5'),
    host('edge', '10.0.0.6'),
  ],
};

const places: FaultPlace[] = [
  ...system.hosts.map(({ name }) => ({ kind: 'host', host: name }) as const),
  { kind: 'link', from: 'nginx', to: 'my-app' },
];

for (const place of places) {
  const where = place.kind === 'host' ? place.host : 'a way';
  test(`every fault of the menu of ${where} is one the world takes`, () => {
    for (const kind of breakMenu(place, system).flatMap(({ kinds }) => kinds)) {
      const { values } = readValues(kind, {});
      if (!values) throw new Error(`${kind.id} begins with a value it refuses`);
      const command = breakCommand(kind, place, { values, durationS: null });
      if (command.type === 'fault') readFaultTarget(command.on, readFault(command.fault));
      else expect(command.type).toBe('service-fault');
    }
  });
}

test('a client has no menu: what goes wrong with it is the way from it', () => {
  expect(breakMenu({ kind: 'host', host: 'client' }, system)).toEqual([]);
});

test('ways go where requests go, in that direction', () => {
  expect(waysOf(system).map(({ from, to }) => `${from} ${to}`)).toEqual([
    'client nginx',
    'nginx my-app',
    'my-app postgres',
    'my-app redis',
    'my-app api',
    'edge nginx',
  ]);
});

const way: FaultPlace = { kind: 'link', from: 'nginx', to: 'my-app' };
const latency = breakMenu(way, system)
  .flatMap(({ kinds }) => kinds)
  .find(({ id }) => id === 'latency');

test('a number out of its limits is named with the limits, and nothing is broken', () => {
  if (!latency) throw new Error('no latency');
  const { problems } = readValues(latency, { latencyMs: '-4' });
  expect(problems).toEqual({ latencyMs: 'It takes a whole number from 0 to 600,000.' });
  expect(readValues(latency, { latencyMs: '' }).values).toBeNull();
});

const at = (atUs: number) => ({ atUs }) as TraceEvent;

test('what is broken is known from the trace, and gone when it ends', () => {
  if (!latency) throw new Error('no latency');
  const { values } = readValues(latency, { latencyMs: '250' });
  const command = breakCommand(latency, way, { values: values ?? {}, durationS: 2 });
  if (command.type !== 'fault') throw new Error('not a fault');
  expect(command.durationUs).toBe(2_000_000);
  const { id, fault, on } = command;
  const started: TraceEvent = {
    ...at(5),
    kind: 'fault-started',
    id,
    fault,
    on,
    untilUs: null,
    missed: false,
  };
  const broken: readonly Broken[] = brokenAfter([], started);
  expect(broken).toMatchObject([{ id: 'latency.nginx.my-app', place: way, sinceUs: 5 }]);
  expect(broken[0] && brokenWords(broken[0], system)).toBe('Delay packets (250 ms)');
  expect(broken[0]?.mend).toEqual({ type: 'clear-fault', id });
  const ended: TraceEvent = { ...at(9), kind: 'fault-ended', id, reason: 'cleared' };
  expect(brokenAfter(broken, ended)).toEqual([]);
});

test('a fault of a service is mended by taking its setting away', () => {
  const command = {
    type: 'service-fault',
    host: 'postgres',
    fault: 'slow',
    setting: { factor: 100 },
  } as const;
  const event: TraceEvent = { ...at(1), kind: 'command', command };
  const broken = brokenAfter([], event);
  expect(broken[0] && brokenWords(broken[0], system)).toBe('Slow every statement (100 times)');
  const mend: TraceEvent = { ...at(2), kind: 'command', command: { ...command, setting: null } };
  expect(brokenAfter(broken, mend)).toEqual([]);
});
