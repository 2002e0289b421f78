// An explanation for each way a request can end, read from the traces of whole worlds.

import { describe, expect, it } from 'vitest';
import { nginxConf, Shop, type ShopOptions } from '../../platform/testing/shop-world.ts';

const conf = (...lines: readonly string[]): string =>
  nginxConf('location / {', 'proxy_pass http://app:3000;', ...lines, '}');

const app = (body: string): string => `import http from 'node:http';
import net from 'node:net';
http.createServer(async (request, response) => {
${body}
}).listen(3000);
`;

/** An app that turns to another program, and reports what comes of it. */
const REPORTING = (work: string): string =>
  app(`  try {
    ${work}
  } catch (error) {
    console.error(error);
    response.statusCode = 500;
    response.end('sorry');
  }`);

const EDGE = {
  kind: 'edge',
  name: 'edge',
  label: 'edge',
  ip: '10.0.0.8',
  directory: '/etc/edge',
} as const;
const withEdge = (settings: object, options: ShopOptions = {}): Promise<Shop> =>
  Shop.open({
    ...options,
    hosts: [EDGE],
    entry: { host: 'edge', port: 80 },
    files: [
      {
        host: 'edge',
        path: '/etc/edge/edge.json',
        text: JSON.stringify({ origin: 'web', ssl: 'flexible', ...settings }, null, 2),
      },
    ],
  });

const OTHER = {
  kind: 'node',
  name: 'other',
  label: 'other',
  ip: '10.0.0.4',
  directory: '/srv/other',
  main: 'other.mjs',
  environment: {},
  packages: [],
} as const;
const otherApp = (text: string): ShopOptions => ({
  hosts: [OTHER],
  files: [{ host: 'other', path: '/srv/other/other.mjs', text }],
});

const retry = { safe: 'yes', because: 'never-sent' };

describe('what nginx decided', () => {
  it('connect-failed: the app saw nothing, a retry is safe', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'refuse' }, { host: 'app' });
    await shop.get('/', { method: 'POST' });
    expect(shop.why()).toMatchObject({
      status: 502,
      writer: { host: 'web', kind: 'nginx' },
      decision: { kind: 'connect-failed', errno: 'ECONNREFUSED', address: '10.0.0.3:3000' },
      appSawRequest: 'no',
      retry,
      faults: [{ id: 'test', type: 'refuse' }],
    });
  });

  it('timed-out: which timer, on which line, and that the app has the request', async () => {
    const shop = await Shop.open({
      nginx: conf('proxy_read_timeout 2s;'),
      app: app(''),
    });
    await shop.get('/', { method: 'POST' });
    const why = shop.why();
    expect(why).toMatchObject({
      status: 504,
      decision: {
        kind: 'timed-out',
        directive: 'proxy_read_timeout',
        place: { file: '/etc/nginx/nginx.conf', line: 7 },
        phase: 'reading response header from upstream',
      },
      appSawRequest: 'yes',
      retry: { safe: 'no', because: 'may-have-been-done' },
    });
    expect(why.hops.map(({ kind, knew }) => [kind, knew])).toMatchObject([
      ['client', { error: null }],
      ['nginx', { attempts: 1, outcome: 'timeout', requestSent: true }],
      ['app', { hasAnswered: false, isHung: false, exit: null }],
    ]);
  });

  it('timed-out by default, before anything was sent', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'blackhole' }, { host: 'app' });
    await shop.get();
    expect(shop.why()).toMatchObject({
      decision: { kind: 'timed-out', directive: 'proxy_connect_timeout', place: 'default' },
      appSawRequest: 'no',
      retry,
    });
  });

  it('perhaps: a paused app has the request in its buffers', async () => {
    const shop = await Shop.open({ nginx: conf('proxy_read_timeout 1s;') });
    await shop.fault({ type: 'pause' }, { host: 'app' });
    await shop.get();
    expect(shop.why()).toMatchObject({
      appSawRequest: 'perhaps',
      retry: { safe: 'if-idempotent', because: 'method-idempotent' },
    });
  });

  it('closed-early, with the end of the process that did it', async () => {
    const shop = await Shop.open({ app: app('  process.exit(3);') });
    await shop.get();
    expect(shop.why()).toMatchObject({
      status: 502,
      decision: {
        kind: 'closed-early',
        phase: 'reading response header from upstream',
        exit: { code: 3, signal: null },
      },
      appSawRequest: 'yes',
    });
  });

  it('closed-early, and nobody ended: the connection was reset', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'lost-answer' }, { host: 'app' });
    await shop.get();
    expect(shop.why().decision).toMatchObject({ kind: 'closed-early', exit: null });
  });

  it('bad-response', async () => {
    const shop = await Shop.open({
      nginx: conf('proxy_buffer_size 1k;'),
      app: app("  response.setHeader('X-Large', 'x'.repeat(5000)); response.end();"),
    });
    await shop.get();
    expect(shop.why()).toMatchObject({ status: 502, decision: { kind: 'bad-response' } });
  });

  it('no-live-upstreams', async () => {
    const shop = await Shop.open({
      nginx: [
        'events {}',
        'http { upstream apps { server app:3000 max_fails=1 fail_timeout=30s; server 10.0.0.3:3001; }',
        'server { listen 80; location / { proxy_pass http://apps; } } }',
      ].join('\n'),
    });
    await shop.fault({ type: 'refuse' }, { host: 'app' });
    await shop.get();
    await shop.get();
    expect(shop.why()).toMatchObject({
      status: 502,
      decision: { kind: 'no-live-upstreams', upstream: 'apps' },
      appSawRequest: 'no',
    });
  });

  it('rule: nobody was asked', async () => {
    const shop = await Shop.open({ nginx: nginxConf('location / { return 503; }') });
    await shop.get();
    expect(shop.why()).toMatchObject({
      status: 503,
      writer: { kind: 'nginx' },
      decision: {
        kind: 'rule',
        directive: 'return',
        place: { file: '/etc/nginx/nginx.conf', line: 5 },
      },
      retry,
    });
  });
});

describe('what the app decided', () => {
  it('app-answered, with the line that chose the status', async () => {
    const shop = await Shop.open({ app: app('  response.writeHead(503).end();') });
    await shop.get();
    const why = shop.why();
    expect(why).toMatchObject({ status: 503, writer: { host: 'app', kind: 'app' } });
    expect(why.decision).toMatchObject({ kind: 'app-answered' });
    const places = why.decision.kind === 'app-answered' ? why.decision.writtenBy : [];
    expect(places).toContainEqual(
      expect.objectContaining({ file: 'file:///srv/app/app.mjs', line: 4 }),
    );
  });

  it('app-error without anybody else', async () => {
    const shop = await Shop.open({ app: REPORTING('null.items;') });
    await shop.get();
    expect(shop.why().decision).toMatchObject({
      kind: 'app-error',
      error: { name: 'TypeError' },
      thrownAt: { line: 5 },
      cause: null,
    });
  });

  it('app-error because another program refused', async () => {
    const work = `await new Promise((resolve, reject) => net.connect(4000, 'other').on('error', reject));`;
    const shop = await Shop.open({
      app: REPORTING(work),
      ...otherApp('setInterval(() => {}, 1e6);'),
    });
    await shop.get();
    const { decision } = shop.why();
    expect(decision).toMatchObject({
      kind: 'app-error',
      cause: { host: 'other', how: 'connect-failed', code: 'ECONNREFUSED' },
    });
  });

  it('app-error because a connection to another program was reset', async () => {
    const work = `const answer = await fetch('http://other:4000/'); await answer.text();`;
    const other = `import http from 'node:http'; http.createServer((q, r) => r.end('y')).listen(4000);`;
    const shop = await Shop.open({ app: REPORTING(work), ...otherApp(other) });
    await shop.fault({ type: 'reset' }, { host: 'other' });
    await shop.get();
    expect(shop.why().decision).toMatchObject({
      kind: 'app-error',
      error: { message: 'fetch failed' },
      cause: { host: 'other', how: 'broke', code: 'ECONNRESET' },
    });
  });

  it('app-error because another program took too long', async () => {
    const work = `await fetch('http://other:4000/', { signal: AbortSignal.timeout(500) });`;
    const other = `import http from 'node:http'; http.createServer(() => {}).listen(4000);`;
    const shop = await Shop.open({ app: REPORTING(work), ...otherApp(other) });
    await shop.get();
    expect(shop.why().decision).toMatchObject({
      kind: 'app-error',
      error: { name: 'DOMException' },
      cause: { host: 'other', how: 'no-answer' },
    });
  });

  it('app-error because a name does not resolve', async () => {
    const shop = await Shop.open({ app: REPORTING(`await fetch('http://nowhere:4000/');`) });
    await shop.get();
    expect(shop.why().decision).toMatchObject({
      kind: 'app-error',
      cause: { host: null, how: 'not-resolved', code: 'ENOTFOUND' },
    });
  });

  it('app-error because Redis answered with an error', async () => {
    const work = `await new Promise((resolve, reject) => {
      const socket = net.connect(6379, 'cache');
      socket.on('data', (data) => reject(new Error(String(data).slice(1).trim())));
      socket.on('error', reject);
      socket.write('INCR\\r\\n');
    });`;
    const cache = { kind: 'redis', name: 'cache', label: 'cache', ip: '10.0.0.5' } as const;
    const conf = { host: 'cache', path: '/etc/redis/redis.conf', text: 'protected-mode no\n' };
    const shop = await Shop.open({
      app: REPORTING(work),
      hosts: [{ ...cache, directory: '/etc/redis' }],
      files: [conf],
    });
    await shop.get();
    expect(shop.why().decision).toMatchObject({
      kind: 'app-error',
      cause: { host: 'cache', how: 'answered-error', code: 'ERR' },
    });
  });
});

describe('what an edge decided', () => {
  it('origin-failed: which rule, where it is set, and that nothing was sent', async () => {
    const shop = await withEdge({ ssl: 'full', originPort: 80 });
    await shop.get('/', { method: 'POST' });
    expect(shop.why()).toMatchObject({
      status: 525,
      writer: { host: 'edge', kind: 'edge' },
      decision: {
        kind: 'origin-failed',
        outcome: 'handshake-failed',
        phase: 'handshaking with origin',
        rule: 'ssl',
        place: { file: '/etc/edge/edge.json', line: 3 },
        address: '10.0.0.2:80',
      },
      appSawRequest: 'no',
      retry,
    });
  });

  it('origin-failed after the request was sent: a POST is not to be repeated', async () => {
    const shop = await withEdge({}, { nginx: conf('proxy_read_timeout 600s;'), app: app('') });
    await shop.get('/', { method: 'POST' });
    const why = shop.why();
    expect(why).toMatchObject({
      status: 524,
      decision: {
        outcome: 'read-timeout',
        rule: 'read_timeout',
        place: 'default',
        waitedMs: 120_000,
      },
      appSawRequest: 'yes',
      retry: { safe: 'no', because: 'may-have-been-done' },
    });
    expect(why.hops.map(({ host, kind }) => [host, kind])).toEqual([
      ['client', 'client'],
      ['edge', 'edge'],
      ['web', 'nginx'],
      ['app', 'app'],
    ]);
    expect(why.hops[1]?.knew).toMatchObject({ outcome: 'read-timeout', requestSent: true });
  });

  it("leaves nginx's and the app's own answers to them", async () => {
    const shop = await withEdge({}, { nginx: nginxConf('location / { return 503; }') });
    await shop.get();
    expect(shop.why()).toMatchObject({
      status: 503,
      writer: { host: 'web', kind: 'nginx' },
      decision: { kind: 'rule', directive: 'return' },
      pageBy: null,
    });
    const other = await withEdge({}, { app: REPORTING('null.items;') });
    await other.get();
    expect(other.why()).toMatchObject({
      writer: { host: 'app', kind: 'app' },
      decision: { kind: 'app-error' },
    });
  });

  it("says when its page took the place of the origin's", async () => {
    const shop = await withEdge({});
    await shop.fault({ type: 'refuse' }, { host: 'app' });
    await shop.get();
    expect(shop.why()).toMatchObject({
      status: 502,
      writer: { host: 'web', kind: 'nginx' },
      decision: { kind: 'connect-failed' },
      pageBy: 'edge',
    });
  });

  it('cached: fresh, and in place of a failed origin', async () => {
    const fields = `'Cache-Control': 'max-age=1, stale-if-error=60', Connection: 'close'`;
    const text = app(`  response.writeHead(200, { ${fields} }).end('kept');`);
    const shop = await withEdge(
      { cacheEverything: true, origin: 'app', originPort: 3000 },
      { app: text },
    );
    await shop.get();
    await shop.get();
    expect(shop.why()).toMatchObject({
      writer: { host: 'edge', kind: 'edge' },
      decision: { kind: 'cached', cacheStatus: 'HIT', insteadOf: null },
    });
    await shop.wait(2_000);
    await shop.fault({ type: 'refuse' }, { host: 'app' });
    await shop.get();
    expect(shop.why()).toMatchObject({
      status: 200,
      decision: { kind: 'cached', cacheStatus: 'STALE', insteadOf: 'refused' },
    });
  });
});

describe('no response', () => {
  it('says why the client has none, and what nginx wrote down', async () => {
    const shop = await Shop.open({ app: app('') });
    await shop.get('/', { timeoutMs: 1_000 });
    await shop.wait(100);
    const why = shop.why();
    expect(why).toMatchObject({
      status: null,
      writer: null,
      decision: { kind: 'no-response', error: 'client-gave-up-waiting' },
      appSawRequest: 'yes',
    });
    expect(why.hops.find(({ kind }) => kind === 'nginx')).toMatchObject({ status: 499 });
  });

  it('unknown while nothing has come of it yet', async () => {
    const shop = await Shop.open();
    await shop.do({
      type: 'burst',
      request: { method: 'GET', target: '/slow', fields: [], body: '', timeoutMs: 0 },
      count: 1,
      everyUs: 1_000,
    });
    expect(shop.why(1)).toMatchObject({ status: null, decision: { kind: 'unknown' } });
  });
});
