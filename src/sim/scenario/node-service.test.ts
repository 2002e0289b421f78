import { describe, expect, it } from 'vitest';
import { nginxConf, Shop } from '../../platform/testing/shop-world.ts';
import type { NodeHost } from './system.ts';

const SERVER = `import http from 'node:http';
const { PORT = '3000', NODE_APP_INSTANCE = '-', COLOUR = 'none' } = process.env;
http.createServer((request, response) => {
  if (request.url === '/exit') process.exit(0);
  if (request.url === '/crash') process.exit(1);
  response.end([process.pid, PORT, NODE_APP_INSTANCE, COLOUR].join(' '));
}).listen(Number(PORT));
`;

const host: NodeHost = {
  kind: 'node',
  name: 'back',
  label: 'back',
  ip: '10.0.0.7',
  directory: '/srv/back',
  main: 'server.mjs',
  environment: {},
  packages: [],
};

/** A shop whose nginx asks host `back`. */
const open = (change: Partial<NodeHost>, env?: string, conf?: string): Promise<Shop> =>
  Shop.open({
    nginx: conf ?? nginxConf('location / { proxy_pass http://back:3000; }'),
    hosts: [{ ...host, ...change }],
    files: [
      { host: 'back', path: '/srv/back/server.mjs', text: SERVER },
      { host: 'back', path: '/srv/back/worker.mjs', text: 'setInterval(() => {}, 1000);' },
      ...(env === undefined ? [] : [{ host: 'back', path: '/srv/back/.env', text: env }]),
    ],
  });

const running = (shop: Shop): string[] =>
  (shop.world.machine('back')?.processes ?? []).map(({ name, command }) => `${name}: ${command}`);

describe('several services on a host', () => {
  const WORKER = { name: 'worker', main: 'worker.mjs', environment: {} };

  it('run side by side, each with a pid and a supervisor of its own', async () => {
    const shop = await open({ services: [WORKER] });
    expect(running(shop)).toEqual([
      'back: node /srv/back/server.mjs',
      'worker: node /srv/back/worker.mjs',
    ]);
    const states = shop.events('service-state').filter((event) => event.host === 'back');
    expect(states.map(({ name, id, state }) => [name, id, state])).toEqual([
      ['back', 0, 'online'],
      ['worker', 1, 'online'],
    ]);
    expect(new Set(states.map(({ pid }) => pid)).size).toBe(2);
  });

  it('are stopped and started one by one, or all', async () => {
    const shop = await open({ services: [WORKER] });
    await shop.do({ type: 'stop-service', host: 'back', service: 'worker' });
    expect(running(shop)).toEqual(['back: node /srv/back/server.mjs']);
    await shop.do({ type: 'restart-service', host: 'back' });
    expect(running(shop)).toHaveLength(2);
    await shop.do({ type: 'stop-service', host: 'back' });
    expect(running(shop)).toEqual([]);
    const unknown = shop.do({ type: 'start-service', host: 'back', service: 'nobody' });
    await expect(unknown).rejects.toThrow('Nothing runs on "back"');
  });

  it('die one by one: a fault strikes the process it names', async () => {
    const shop = await open({ services: [{ ...WORKER, restart: { when: 'never' } }] });
    await shop.fault({ type: 'kill' }, { host: 'back', process: 'worker' });
    await shop.wait(1_000);
    expect(running(shop)).toEqual(['back: node /srv/back/server.mjs']);
  });
});

describe('instances', () => {
  it('count a variable up, so that nginx can share requests out among them', async () => {
    const conf = [
      'events {}',
      'http { upstream backs { server back:4000; server back:4001; }',
      'server { listen 80; location / { proxy_pass http://backs; } } }',
    ].join('\n');
    const instances = { count: 2, incrementVariable: 'PORT' };
    const shop = await open({ environment: { PORT: '4000' }, instances }, undefined, conf);
    const answers = [await shop.get(), await shop.get()].map(({ body }) => body.split(' '));
    expect(answers.map(([, port, number]) => [port, number])).toEqual([
      ['4000', '0'],
      ['4001', '1'],
    ]);
    expect(answers[0]?.[0]).not.toBe(answers[1]?.[0]);
    const log = shop.events('supervisor-log').map(({ text }) => text);
    expect(log).toContain('App [back:1] online');
  });

  it('without a port each: the second finds its address in use', async () => {
    const shop = await open({ instances: { count: 2 } });
    expect(shop.output('back')).toContain('EADDRINUSE');
    expect(await shop.get()).toMatchObject({ status: 200 });
  });
});

describe('an environment file', () => {
  it('gives variables that are not set already', async () => {
    const shop = await open(
      { environmentFile: '.env', environment: { PORT: '3000' } },
      'COLOUR="deep blue" # said\nPORT=9999\n',
    );
    expect((await shop.get()).body).toContain(' 3000 - deep blue');
    expect(running(shop)).toEqual(['back: node --env-file=.env /srv/back/server.mjs']);
  });

  it('that is missing keeps the process from starting, as with the real one', async () => {
    const shop = await open({ environmentFile: '.env', restart: { when: 'never' } });
    expect(shop.output('back')).toBe('node: .env: not found\n');
    expect(shop.events('process-exited')).toMatchObject([{ name: 'back', code: 9 }]);
  });

  it('is read again at each start', async () => {
    const shop = await open({ environmentFile: '.env' }, 'COLOUR=red\n');
    const path = '/srv/back/.env';
    await shop.do({ type: 'save', host: 'back', path, text: 'COLOUR=green\n' });
    expect((await shop.get()).body).toContain('red');
    await shop.do({ type: 'apply', host: 'back' });
    expect((await shop.get()).body).toContain('green');
  });
});

describe('a restart policy', () => {
  it.each([
    ['always', '/exit', 200],
    ['always', '/crash', 200],
    ['on-failure', '/exit', 502],
    ['on-failure', '/crash', 200],
    ['never', '/crash', 502],
  ] as const)('%s after %s: %i', async (when, target, status) => {
    const shop = await open({ restart: { when } });
    await shop.get(target);
    await shop.wait(500);
    expect(await shop.get()).toMatchObject({ status });
  });

  it('waits as long as it says, and gives up when it says', async () => {
    const shop = await open({
      environment: { PORT: 'x' },
      restart: { when: 'always', delayMs: 2_000, maxUnstable: 3 },
    });
    await shop.wait(20_000);
    expect(shop.events('process-exited')).toHaveLength(3);
    expect(shop.events('service-state').at(-1)).toMatchObject({ state: 'errored' });
  });
});
