// What an explanation says of the programs an app turns to, and of what happens to hosts meanwhile, read from the traces of
// whole worlds with the real drivers.

import { describe, expect, it } from 'vitest';
import { nginxConf, Shop, type ShopOptions } from '../../platform/testing/shop-world.ts';
import type { Explanation } from './explanation.ts';

const app = (head: string, work: string): string => `import http from 'node:http';
${head}
http.createServer(async (request, response) => {
  try {
    ${work}
    response.end('done');
  } catch (error) {
    console.error(error);
    response.statusCode = 500;
    response.end('sorry');
  }
}).listen(3000);
`;

const DB = {
  kind: 'postgres',
  name: 'db',
  label: 'db',
  ip: '10.0.0.5',
  directory: '/var/lib/postgresql/15/main',
} as const;
const SQL = `ALTER USER postgres PASSWORD 'secret';
CREATE TABLE items (id int PRIMARY KEY, stock int NOT NULL);
INSERT INTO items VALUES (1, 5), (2, 5);`;
const POOL = (more = ''): string => `import pg from 'pg';
const pool = new pg.Pool({ host: 'db', user: 'postgres', password: 'secret', ${more} });
pool.on('error', () => {});`;

const withDatabase = (head: string, work: string, more: ShopOptions = {}): Promise<Shop> =>
  Shop.open({
    app: app(head, work),
    packages: ['pg'],
    hosts: [DB],
    ...more,
    files: [
      { host: 'db', path: `${DB.directory}/init.sql`, text: SQL },
      { host: 'db', path: `${DB.directory}/pg_hba.conf`, text: 'host all all all scram-sha-256\n' },
      { host: 'db', path: `${DB.directory}/postgresql.conf`, text: "listen_addresses = '*'\n" },
      ...(more.files ?? []),
    ],
  });

const causeOf = ({ decision }: Explanation) =>
  decision.kind === 'app-error' ? decision.cause : null;

const service = (shop: Shop, host: string, fault: string, setting: object | null = {}) =>
  shop.do({
    type: 'service-fault',
    host,
    fault,
    setting: setting as Record<string, string> | null,
  });

describe('PostgreSQL as a cause', () => {
  it('a failed query: its text, SQLSTATE, message and time', async () => {
    const shop = await withDatabase(POOL(), "await pool.query('SELECT * FROM nothing');");
    expect(await shop.get()).toMatchObject({ status: 500 });
    expect(causeOf(shop.why())).toMatchObject({
      host: 'db',
      how: 'answered-error',
      code: '42P01',
      detail: {
        kind: 'query',
        query: 'SELECT * FROM nothing',
        sqlState: '42P01',
        message: 'relation "nothing" does not exist',
      },
    });
  });

  it('a statement timeout', async () => {
    const shop = await withDatabase(
      POOL('statement_timeout: 200'),
      "await pool.query('SELECT pg_sleep(5)');",
    );
    await shop.get();
    const cause = causeOf(shop.why());
    expect(cause).toMatchObject({ code: '57014', detail: { query: 'SELECT pg_sleep(5)' } });
    expect(cause?.detail?.kind === 'query' && cause.detail.tookUs).toBeGreaterThan(190_000);
  });

  it('a wrong password', async () => {
    const shop = await withDatabase(
      POOL().replace('secret', 'guess'),
      "await pool.query('SELECT 1');",
    );
    await shop.get();
    expect(causeOf(shop.why())).toMatchObject({
      how: 'answered-error',
      code: '28P01',
      detail: { kind: 'session', user: 'postgres' },
    });
  });

  it.each([
    ['max-connections', { limit: 1 }, '53300'],
    ['starting-up', {}, '57P03'],
    ['read-only', {}, '25006'],
    ['disk-full', {}, '53100'],
  ] as const)('%s, and that the fault was on', async (fault, setting, code) => {
    const shop = await withDatabase(
      POOL('max: 5'),
      "await Promise.all([10, 11, 12, 13].map((id) => pool.query('INSERT INTO items VALUES (' + id + ', 1)')));",
    );
    await service(shop, 'db', fault, setting);
    await shop.get();
    const why = shop.why();
    expect(causeOf(why)).toMatchObject({ host: 'db', how: 'answered-error', code });
    expect(why.faults).toEqual([{ id: `db ${fault}`, type: fault }]);
    await service(shop, 'db', fault, null);
  });

  it('a killed connection', async () => {
    const shop = await withDatabase(POOL(), "await pool.query('SELECT pg_sleep(2)');");
    await shop.do({
      type: 'burst',
      request: { method: 'GET', target: '/', fields: [], body: '', timeoutMs: 0 },
      count: 1,
      everyUs: 500_000,
    });
    await service(shop, 'db', 'kill-connections');
    await shop.wait(1_000);
    const why = shop.why(1);
    expect(causeOf(why)).toMatchObject({ host: 'db', how: 'broke', code: '57P01' });
    expect(why.faults).toEqual([{ id: 'db kill-connections', type: 'kill-connections' }]);
  });

  it('a database that is down', async () => {
    const shop = await withDatabase(POOL(), "await pool.query('SELECT 1');");
    await shop.do({ type: 'stop-service', host: 'db' });
    await shop.get();
    const why = shop.why();
    expect(causeOf(why)).toMatchObject({ how: 'connect-failed', code: 'ECONNREFUSED' });
    expect(why.circumstances).toContainEqual(
      expect.objectContaining({ kind: 'operator', host: 'db', command: 'stop-service' }),
    );
  });

  it('a pool that is used up: who holds the connections', async () => {
    const shop = await withDatabase(
      POOL('max: 1, connectionTimeoutMillis: 300'),
      `if (request.url === '/hold') await pool.query('SELECT pg_sleep(3)');
    else await pool.query('SELECT 1');`,
    );
    await shop.do({
      type: 'burst',
      request: { method: 'GET', target: '/hold', fields: [], body: '', timeoutMs: 0 },
      count: 1,
      everyUs: 200_000,
    });
    await shop.getAfter(1, '/');
    expect(causeOf(shop.why())).toMatchObject({
      host: 'db',
      how: 'pool-timeout',
      detail: {
        kind: 'pool',
        holders: [{ query: 'SELECT pg_sleep(3)', isRunning: true }],
      },
    });
  });

  it('a query that waits for a lock while nginx gives up: what it waits for, and for whom', async () => {
    const shop = await withDatabase(
      POOL(),
      `const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('UPDATE items SET stock = stock - 1 WHERE id = 1');
    if (request.url !== '/hold') await client.query('COMMIT');`,
      { nginx: nginxConf('location / { proxy_pass http://app:3000; proxy_read_timeout 1s; }') },
    );
    expect(await shop.get('/hold')).toMatchObject({ status: 200 });
    expect(await shop.get()).toMatchObject({ status: 504 });
    const why = shop.why();
    expect(why.decision).toMatchObject({ kind: 'timed-out', directive: 'proxy_read_timeout' });
    const update = 'UPDATE items SET stock = stock - 1 WHERE id = 1';
    expect(why.peers[0]).toMatchObject({
      host: 'db',
      how: 'no-answer',
      detail: { kind: 'query', query: update, sqlState: null, blockedBy: [{ query: update }] },
    });
    const [{ detail } = { detail: null }] = why.peers;
    expect(detail?.kind === 'query' && detail.waitedFor).not.toBeNull();
  });

  it('a deadlock', async () => {
    const shop = await withDatabase(
      POOL(),
      `const [first, second] = request.url === '/a' ? [1, 2] : [2, 1];
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('UPDATE items SET stock = 0 WHERE id = ' + first);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await client.query('UPDATE items SET stock = 0 WHERE id = ' + second);
      await client.query('COMMIT');
    } finally { client.release(true); }`,
    );
    const request = { method: 'GET', target: '/a', fields: [], body: '', timeoutMs: 0 };
    await shop.do({ type: 'burst', request, count: 1, everyUs: 1_000 });
    await shop.getAfter(1, '/b');
    await shop.wait(3_000);
    const causes = [causeOf(shop.why(1)), causeOf(shop.why(2))];
    expect(causes).toContainEqual(
      expect.objectContaining({
        code: '40P01',
        detail: expect.objectContaining({ kind: 'query', sqlState: '40P01' }),
      }),
    );
  });
});

const CACHE = {
  kind: 'redis',
  name: 'cache',
  label: 'cache',
  ip: '10.0.0.6',
  directory: '/etc/redis',
} as const;
const REDIS = `import Redis from 'ioredis';
const redis = new Redis({ host: 'cache', retryStrategy: () => 5000, maxRetriesPerRequest: 1, enableReadyCheck: false, connectTimeout: 500, commandTimeout: 1000 });
redis.on('error', () => {});`;
const withCache = (work: string): Promise<Shop> =>
  Shop.open({
    app: app(REDIS, work),
    packages: ['ioredis'],
    hosts: [CACHE],
    files: [
      { host: 'cache', path: '/etc/redis/redis.conf', text: 'bind 0.0.0.0\nprotected-mode no\n' },
    ],
  });

describe('Redis as a cause', () => {
  it.each([
    ['loading', {}, 'LOADING'],
    ['replica', {}, 'READONLY'],
    ['memory', { bytes: 1_000, policy: 'noeviction' }, 'OOM'],
  ] as const)('%s: the command and its error', async (fault, setting, code) => {
    const shop = await withCache("await redis.set('a', 'b');");
    await shop.get();
    await service(shop, 'cache', fault, setting);
    await shop.get();
    const why = shop.why();
    expect(causeOf(why)).toMatchObject({
      host: 'cache',
      how: 'answered-error',
      code,
      detail: { kind: 'redis', words: ['set', 'a', 'b'] },
    });
    expect(why.faults).toEqual([{ id: `cache ${fault}`, type: fault }]);
  });

  it('refused after it was stopped', async () => {
    const shop = await withCache("await redis.set('a', 'b');");
    await shop.do({ type: 'stop-service', host: 'cache' });
    await shop.get();
    const why = shop.why();
    expect(why.status).toBe(500);
    expect(why.circumstances).toContainEqual(
      expect.objectContaining({ kind: 'process-ended', host: 'cache', startedAgainUs: null }),
    );
  });

  it('keys that were evicted meanwhile', async () => {
    const shop =
      await withCache(`for (let n = 0; n < 40; n++) await redis.set('key' + n, 'x'.repeat(20000));
    if (await redis.get('key0') === null) throw new Error('the session is gone');`);
    await service(shop, 'cache', 'memory', { bytes: 1_200_000, policy: 'allkeys-lru' });
    await shop.get();
    const why = shop.why();
    expect(why.status).toBe(500);
    const evicted = why.circumstances.find(({ kind }) => kind === 'evicted');
    expect(evicted).toMatchObject({ host: 'cache' });
    expect(evicted?.kind === 'evicted' && evicted.keys.length).toBeGreaterThan(0);
  });
});

const API = {
  kind: 'api',
  name: 'tax',
  label: 'tax',
  ip: '10.0.0.7',
  directory: '/srv/api',
} as const;
const SCRIPT = {
  routes: [
    {
      path: '/rate',
      answers: [{ status: 503, times: 1 }, { json: { rate: 19 } }],
    },
  ],
};
const withApi = (work: string): Promise<Shop> =>
  Shop.open({
    app: app('', work),
    hosts: [API],
    files: [{ host: 'tax', path: '/srv/api/api.json', text: JSON.stringify(SCRIPT, null, 2) }],
  });
const ASK = `const answer = await fetch('http://tax/rate', { signal: AbortSignal.timeout(1000) });
    if (!answer.ok) throw new Error('tax answered ' + answer.status);
    (await answer.json()).rate.toFixed();`;

describe('an API as a cause', () => {
  it('its script: the line that says so', async () => {
    const shop = await withApi(ASK);
    await shop.get();
    expect(causeOf(shop.why())).toMatchObject({
      host: 'tax',
      how: 'answered-error',
      code: '503',
      detail: { kind: 'api', method: 'GET', target: '/rate', attempt: 1, line: 6, fault: null },
    });
    expect(await shop.get()).toMatchObject({ status: 200 });
    expect(shop.why().peers).toEqual([]);
  });

  it.each([
    ['hang', {}, 'no-answer'],
    ['slow-head', { ms: 5_000 }, 'no-answer'],
    ['reset', {}, 'broke'],
    ['cut', { afterBytes: 3, by: 'reset' }, 'broke'],
    ['garbage', {}, 'answered-nonsense'],
    ['html', { status: 200 }, 'answered-nonsense'],
    ['status', { status: 500 }, 'answered-error'],
    ['rate-limit', { requests: 0, perMs: 1_000 }, 'answered-error'],
  ] as const)('the fault %s', async (fault, setting, how) => {
    const shop = await withApi(ASK);
    await shop.get();
    await service(shop, 'tax', fault, setting);
    await shop.get();
    const why = shop.why();
    expect(why.status).toBe(500);
    expect(causeOf(why)).toMatchObject({ host: 'tax', how, detail: { kind: 'api', fault } });
    expect(why.faults).toEqual([{ id: `tax ${fault}`, type: fault }]);
  });
});

describe('what happened to the hosts meanwhile', () => {
  it('a blocked event loop: a request that waits behind it', async () => {
    const shop = await Shop.open({
      app: app(
        '',
        "if (request.url === '/busy') { let sum = 0; const end = Date.now() + 700; while (Date.now() < end) sum++; }",
      ),
    });
    const request = { method: 'GET', target: '/busy', fields: [], body: '', timeoutMs: 0 };
    await shop.do({ type: 'burst', request, count: 1, everyUs: 10_000 });
    await shop.getAfter(1, '/');
    const blocked = shop.why().circumstances.find(({ kind }) => kind === 'event-loop-blocked');
    expect(blocked).toMatchObject({ host: 'app', name: 'app' });
    expect(blocked?.kind === 'event-loop-blocked' && blocked.durationUs).toBeGreaterThan(600_000);
  });

  it('an OOM kill in the middle of the request', async () => {
    const shop = await Shop.open({
      faults: [
        {
          id: 'oom',
          fault: { type: 'out-of-memory', of: 'machine' },
          on: { host: 'app' },
          fromUs: 1_200_000,
        },
      ],
    });
    expect(await shop.get('/slow')).toMatchObject({ status: 502 });
    const why = shop.why();
    expect(why.decision).toMatchObject({ kind: 'closed-early', exit: { signal: 'SIGKILL' } });
    expect(why.circumstances).toContainEqual(
      expect.objectContaining({ kind: 'process-ended', signal: 'SIGKILL', outOfMemory: 'machine' }),
    );
  });

  it('a deploy: the app was not there yet', async () => {
    const shop = await Shop.open();
    const request = { method: 'GET', target: '/', fields: [], body: '', timeoutMs: 0 };
    const load = {
      arrivals: { kind: 'open', requestsPerSecond: 50, spacing: 'fixed' },
      mix: [{ weight: 1, request }],
      keepConnections: false,
      durationMs: 2_000,
    } as const;
    await shop.do({ type: 'load', id: 'busy', load });
    await shop.wait(500);
    await shop.do({ type: 'restart-service', host: 'app' });
    await shop.wait(2_000);
    const failed = shop.events('client-response').find(({ status }) => status === 502);
    expect(failed).toBeDefined();
    const why = shop.why(failed?.request, 'busy');
    expect(why.circumstances).toContainEqual(
      expect.objectContaining({ kind: 'operator', host: 'app', command: 'restart-service' }),
    );
    expect(why.circumstances).toContainEqual(
      expect.objectContaining({ kind: 'process-ended', host: 'app', name: 'app' }),
    );
  });

  it('nothing, where nothing happened', async () => {
    const shop = await Shop.open();
    await shop.get();
    expect(shop.why()).toMatchObject({ circumstances: [], peers: [], faults: [] });
  });
});
