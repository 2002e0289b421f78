// Every kind of fault at every place of a whole system: it does there what is documented, or is refused in words. Live, by
// schedule, and by chance.

import { describe, expect, it } from 'vitest';
import { nginxConf, Shop, type ShopOptions } from '../../platform/testing/shop-world.ts';
import { type FAULT_FAMILIES, type Fault, type FaultTarget, familyOf } from './fault.ts';
import { FAULT_TYPES } from './read-fault.ts';

/** Asks a database, a cache and an API, writes a file, reads the clock, and says what came of each. */
const APP = `import http from 'node:http';
import fs from 'node:fs';
import pg from 'pg';
import Redis from 'ioredis';
const tried = (work) => work().then((value) => value ?? 'ok', (error) => 'failed');
async function database() {
  const client = new pg.Client({ host: 'db', user: 'postgres', password: 'secret', connectionTimeoutMillis: 1500, query_timeout: 1500 });
  client.on('error', () => {});
  await client.connect();
  await client.query('INSERT INTO items VALUES (1)');
  client.end().catch(() => {});
}
async function cache() {
  const redis = new Redis({ host: 'cache', lazyConnect: true, connectTimeout: 1000, commandTimeout: 1500, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => {});
  try { await redis.connect(); await redis.set('a', 'b'); } finally { redis.disconnect(); }
}
async function api() {
  const answer = await fetch('http://tax/rate', { signal: AbortSignal.timeout(1500) });
  await answer.json();
}
http.createServer(async (request, response) => {
  const db = await tried(database);
  const kept = await tried(cache);
  const tax = await tried(api);
  const file = await tried(async () => fs.appendFileSync('/srv/app/orders.log', 'order\\n'));
  const body = JSON.stringify({ db, cache: kept, tax, file, timeMs: Date.now() });
  response.setHeader('Content-Length', body.length);
  response.end(body);
}).listen(3000);
`;

const DB = '/var/lib/postgresql/15/main';
const WORLD: ShopOptions = {
  app: APP,
  packages: ['pg', 'ioredis'],
  entry: { host: 'edge', port: 80 },
  nginx: nginxConf(
    'location / { proxy_pass http://app:3000; proxy_connect_timeout 2s; proxy_read_timeout 10s; }',
  ),
  hosts: [
    { kind: 'edge', name: 'edge', label: 'edge', ip: '10.0.0.8', directory: '/etc/edge' },
    { kind: 'postgres', name: 'db', label: 'db', ip: '10.0.0.5', directory: DB },
    { kind: 'redis', name: 'cache', label: 'cache', ip: '10.0.0.6', directory: '/etc/redis' },
    { kind: 'api', name: 'tax', label: 'tax', ip: '10.0.0.7', directory: '/srv/api' },
  ],
  files: [
    {
      host: 'edge',
      path: '/etc/edge/edge.json',
      text: JSON.stringify({ origin: 'web', ssl: 'flexible', readTimeoutS: 20 }),
    },
    {
      host: 'db',
      path: `${DB}/init.sql`,
      text: "ALTER USER postgres PASSWORD 'secret'; CREATE TABLE items (id int);",
    },
    { host: 'db', path: `${DB}/pg_hba.conf`, text: 'host all all all scram-sha-256\n' },
    { host: 'db', path: `${DB}/postgresql.conf`, text: "listen_addresses = '*'\n" },
    { host: 'cache', path: '/etc/redis/redis.conf', text: 'bind 0.0.0.0\nprotected-mode no\n' },
    {
      host: 'tax',
      path: '/srv/api/api.json',
      text: JSON.stringify({ routes: [{ path: '/rate', answers: [{ json: { rate: 19 } }] }] }),
    },
  ],
};

const FAULTS: { readonly [Type in Fault['type']]: Extract<Fault, { type: Type }> } = {
  refuse: { type: 'refuse' },
  blackhole: { type: 'blackhole' },
  unreachable: { type: 'unreachable' },
  reset: { type: 'reset' },
  latency: { type: 'latency', latencyMs: 60, jitterMs: 20 },
  bandwidth: { type: 'bandwidth', bytesPerSecond: 1_500 },
  cut: { type: 'cut', afterBytes: 4, direction: 'to-client', by: 'reset' },
  'slow-close': { type: 'slow-close', delayMs: 300 },
  'half-open': { type: 'half-open', answer: 'reset' },
  'lost-answer': { type: 'lost-answer' },
  'dns-failure': { type: 'dns-failure', name: '*', answer: 'NXDOMAIN' },
  'dns-change': { type: 'dns-change', name: '*', addresses: ['10.0.0.9'] },
  'slow-processor': { type: 'slow-processor', factor: 200 },
  'disk-full': { type: 'disk-full', freeBytes: 0 },
  'clock-skew': { type: 'clock-skew', skewMs: -7_200_000 },
  'tls-failure': { type: 'tls-failure', failure: 'handshake' },
  pause: { type: 'pause' },
  kill: { type: 'kill' },
  terminate: { type: 'terminate' },
  'out-of-memory': { type: 'out-of-memory', of: 'machine' },
};

/** What the clock on the wall says when a shop begins. */
const STARTED_MS = Date.UTC(2026, 5, 1, 12);

/** What the client, or the app, noticed. */
async function noticed(shop: Shop): Promise<string> {
  const before = shop.accessLog.length;
  const answer = await shop.get('/', { timeoutMs: 30_000 });
  if (answer.error !== null) return `client: ${answer.error}`;
  const writer = shop.why().writer?.kind;
  if (answer.status !== 200) return `${writer}: ${answer.status}`;
  const { timeMs, ...parts } = JSON.parse(answer.body) as Record<string, string | number>;
  const failed = Object.entries(parts).flatMap(([part, came]) => (came === 'ok' ? [] : [part]));
  const offMs = Number(timeMs) - (STARTED_MS + shop.world.nowUs / 1_000);
  if (Math.abs(offMs) > 60_000) failed.push('clock');
  if (shop.accessLog.length === before) failed.push('log');
  if (failed.length > 0) return `app: ${failed.join(' ')}`;
  return answer.tookMs > 100 ? 'slow' : 'nothing';
}

/** Who is first to notice what strikes a place. */
type Segment = 'client' | 'edge' | 'nginx' | 'db' | 'cache' | 'tax';

const LINKS: readonly (readonly [from: string, to: string, segment: Segment])[] = [
  ['client', 'edge', 'client'],
  ['edge', 'web', 'edge'],
  ['web', 'app', 'nginx'],
  ['app', 'db', 'db'],
  ['app', 'cache', 'cache'],
  ['app', 'tax', 'tax'],
];
const HOSTS: readonly (readonly [host: string, segment: Segment])[] = [
  ['client', 'client'],
  ['edge', 'client'],
  ['web', 'edge'],
  ['app', 'nginx'],
  ['db', 'db'],
  ['cache', 'cache'],
  ['tax', 'tax'],
];

const FAILS = { db: 'app: db', cache: 'app: cache', tax: 'app: tax' } as const;
type Noticed = { readonly [At in Segment]: string };

/** Faults of the network, by who is first to notice. */
const NETWORK: { readonly [Type in (typeof FAULT_FAMILIES.network)[number]]: Noticed } = {
  refuse: { client: 'client: ECONNREFUSED', edge: 'edge: 521', nginx: 'nginx: 502', ...FAILS },
  blackhole: {
    client: 'client: client-gave-up-waiting',
    edge: 'edge: 522',
    nginx: 'nginx: 504',
    ...FAILS,
  },
  unreachable: { client: 'client: EHOSTUNREACH', edge: 'edge: 523', nginx: 'nginx: 502', ...FAILS },
  reset: { client: 'client: ECONNRESET', edge: 'edge: 520', nginx: 'nginx: 502', ...FAILS },
  cut: { client: 'client: ECONNRESET', edge: 'edge: 520', nginx: 'nginx: 502', ...FAILS },
  'lost-answer': { client: 'client: ECONNRESET', edge: 'edge: 520', nginx: 'nginx: 502', ...FAILS },
  latency: everywhere('slow'),
  bandwidth: everywhere('slow'),
  // Nobody of these waits for the end of a connection.
  'slow-close': everywhere('nothing'),
  // Only connections that were open before: the edge and fetch keep theirs.
  'half-open': { ...everywhere('nothing'), edge: 'edge: 520', tax: 'app: tax' },
};

function everywhere(what: string): Noticed {
  return { client: what, edge: what, nginx: what, db: what, cache: what, tax: what };
}

/** Faults of hosts, where anybody notices. */
const ON_HOSTS: { readonly [Type in Fault['type']]?: Readonly<Record<string, string>> } = {
  'dns-failure': { client: 'client: ENOTFOUND', edge: 'edge: 530', app: 'app: db cache tax' },
  // 10.0.0.9 is nobody's.
  'dns-change': {
    client: 'client: EHOSTUNREACH',
    edge: 'edge: 523',
    app: 'app: db cache tax',
  },
  // Only programs in JavaScript.
  'slow-processor': { app: 'slow' },
  'disk-full': { web: 'app: log', app: 'app: file', db: 'app: db' },
  'clock-skew': { app: 'app: clock' },
};

/** Where a fault of the network on a host is not what it is on the first way to it. */
const ON_HOST_ITSELF: Readonly<Record<string, string>> = {
  // A host that refuses, or that no way leads to, is one that others connect to.
  'client refuse': 'nothing',
  'client unreachable': 'client: client-gave-up-waiting',
  // Its own kept connections to others.
  'edge half-open': 'edge: 520',
  'app half-open': 'app: tax',
};

/** Ends and stops of processes, by host. */
const PROCESS: { readonly [Type in (typeof FAULT_FAMILIES.process)[number]]: Noticed } = {
  pause: {
    client: 'client: client-gave-up-waiting',
    edge: 'edge: 524',
    nginx: 'nginx: 504',
    ...FAILS,
  },
  kill: { client: 'client: ECONNREFUSED', edge: 'edge: 521', nginx: 'nginx: 502', ...FAILS },
  terminate: { client: 'client: ECONNREFUSED', edge: 'edge: 521', nginx: 'nginx: 502', ...FAILS },
  'out-of-memory': {
    client: 'client: ECONNREFUSED',
    edge: 'edge: 521',
    nginx: 'nginx: 502',
    ...FAILS,
  },
};

const REFUSED = /^refused: The (?:fault "[\w-]+" (?:strikes|\()|target)/;

/** What is documented of a kind of fault at a place. */
function documented(type: Fault['type'], on: FaultTarget, segment: Segment): string {
  const family = familyOf(type);
  const isLink = 'link' in on;
  if (family === 'network') {
    if ('process' in on) return 'refused';
    const own = 'host' in on ? ON_HOST_ITSELF[`${on.host} ${type}`] : undefined;
    return own ?? NETWORK[type as keyof typeof NETWORK][segment];
  }
  if (isLink || !('host' in on)) return 'refused';
  if (family === 'process') {
    return on.host === 'client' ? 'refused' : PROCESS[type as keyof typeof PROCESS][segment];
  }
  if ('process' in on) return 'refused';
  return ON_HOSTS[type]?.[on.host] ?? 'nothing';
}

/** Waits until everything works again. */
async function recovered(shop: Shop): Promise<boolean> {
  for (let tries = 0; tries < 5; tries++) {
    await shop.wait(3_000);
    if ((await noticed(shop)) === 'nothing') return true;
  }
  return false;
}

/** Switches a fault on, looks, switches it off; what was noticed, or the words of a refusal. */
async function strike(shop: Shop, type: Fault['type'], on: FaultTarget): Promise<string> {
  // Kept connections end meanwhile, but where they are what is struck.
  if (type !== 'half-open') await shop.wait(1_000_000);
  try {
    await shop.fault(FAULTS[type], on);
  } catch (error) {
    const words = `refused: ${error instanceof Error ? error.message : ''}`;
    return REFUSED.test(words) ? 'refused' : words;
  }
  const what = await noticed(shop);
  await shop.clear();
  // pm2 starts an app again, systemd a Redis; the others wait for somebody.
  const isEnded = familyOf(type) === 'process' && type !== 'pause';
  if (isEnded && 'host' in on && !['app', 'cache'].includes(on.host)) {
    // Who was told to end may take its time.
    await shop.wait(5_000);
    await shop.do({ type: 'start-service', host: on.host });
  }
  return (await recovered(shop)) ? what : `${what}, and does not recover`;
}

async function table(on: FaultTarget): Promise<Record<string, string>> {
  const shop = await Shop.open(WORLD);
  expect(await noticed(shop)).toMatch(/nothing|slow/);
  expect(await noticed(shop)).toBe('nothing');
  const found: Record<string, string> = {};
  for (const type of FAULT_TYPES) found[type] = await strike(shop, type, on);
  return found;
}

const expected = (on: FaultTarget, segment: Segment): Record<string, string> =>
  Object.fromEntries(FAULT_TYPES.map((type) => [type, documented(type, on, segment)]));

describe('every kind of fault', () => {
  it.each(LINKS)('on the way from %s to %s', async (from, to, segment) => {
    const on = { link: [from, to] } as const;
    expect(await table(on)).toEqual(expected(on, segment));
  });

  it.each(HOSTS)('on the host %s', async (host, segment) => {
    expect(await table({ host })).toEqual(expected({ host }, segment));
  });

  it.each([
    ['web', 'nginx', 'edge'],
    ['app', 'app', 'nginx'],
  ] as const)('on a process of %s: %s', async (host, process, segment) => {
    const on = { host, process };
    expect(await table(on)).toEqual(expected(on, segment));
  });

  it('everywhere', async () => {
    const found = await table({ everywhere: true });
    expect(found).toEqual({
      ...Object.fromEntries(FAULT_TYPES.map((type) => [type, 'refused'])),
      'dns-failure': 'client: ENOTFOUND',
      'dns-change': 'client: EHOSTUNREACH',
    });
  });
});

/** A place for each kind where something is noticed. */
const NATURAL = (type: Fault['type']): FaultTarget => {
  const family = familyOf(type);
  if (type === 'half-open') return { link: ['edge', 'web'] };
  return family === 'network' ? { link: ['web', 'app'] } : { host: 'app' };
};
/** Of these nothing is to be noticed in this world; other tests have them. */
const UNNOTICED: readonly Fault['type'][] = ['slow-close', 'tls-failure'];
const NOTICEABLE = FAULT_TYPES.filter((type) => !UNNOTICED.includes(type));

describe('every kind of fault, by schedule and by chance', () => {
  it.each(NOTICEABLE)('%s begins and ends by itself', async (type) => {
    const on = NATURAL(type);
    const times = { fromUs: 10_000_000, untilUs: 10_400_000 };
    const shop = await Shop.open({
      ...WORLD,
      faults: [{ id: 'plan', fault: FAULTS[type], on, ...times }],
    });
    await noticed(shop);
    expect(await noticed(shop)).toBe('nothing');
    await shop.wait((10_000_000 - shop.world.nowUs) / 1_000 - 150);
    await noticed(shop);
    await shop.wait(Math.max(0, (10_000_001 - shop.world.nowUs) / 1_000));
    expect(shop.events('fault-started')).toMatchObject([{ id: 'plan', missed: false }]);
    expect(await noticed(shop)).not.toBe('nothing');
    expect(await recovered(shop)).toBe(true);
    expect(shop.events('fault-ended')).toHaveLength(1);
  });

  it.each(NOTICEABLE)('%s with a chance of nothing is nothing', async (type) => {
    const shop = await Shop.open(WORLD);
    await noticed(shop);
    await shop.fault({ ...FAULTS[type], probability: 0 }, NATURAL(type));
    expect(await noticed(shop)).toBe('nothing');
  });

  it.each(NOTICEABLE)('%s with half a chance is the same in every run of a seed', async (type) => {
    const run = async (seed: number): Promise<string[]> => {
      const shop = await Shop.open(WORLD);
      await noticed(shop);
      const seen: string[] = [];
      for (let at = 0; at < 4; at++) {
        await shop.fault({ ...FAULTS[type], probability: 0.5, seed }, NATURAL(type));
        seen.push(await noticed(shop));
        await shop.clear();
        await recovered(shop);
      }
      return [...seen, shop.world.trace.digest()];
    };
    expect(await run(3)).toEqual(await run(3));
  });
});
