// What a visitor's browser does and shows, in whole worlds: connections, cookies, redirects, cache, repeats, error pages.

import { describe, expect, it } from 'vitest';
import { nginxConf, Shop, type ShopOptions } from '../../../platform/testing/shop-world.ts';
import type { Fault, FaultTarget } from '../../scenario/fault.ts';

const app = (body: string): string => `import http from 'node:http';
http.createServer((request, response) => {
  const { url, method, headers } = request;
${body}
}).listen(3000);
`;

const open = (options: ShopOptions = {}): Promise<Shop> =>
  Shop.open({ client: 'browser', entry: { host: 'app', port: 3000 }, ...options });

/** Opens a page and says what came of it. */
async function visit(
  shop: Shop,
  target = '/',
  more: { method?: string; body?: string; isReload?: boolean } = {},
) {
  const { isReload = false, method = 'GET', body = '' } = more;
  const request = { method, target, fields: [], body, timeoutMs: 0 };
  await shop.do({ type: 'visit', request, isReload });
  const page = shop.events('browser-page').at(-1);
  if (!page) throw new Error('There is no page');
  return page;
}

const seen = (shop: Shop): string[] =>
  shop.events('client-request').map(({ method, target }) => `${method} ${target}`);
const connections = (shop: Shop): number =>
  new Set(shop.events('client-request').map(({ connection }) => connection)).size;

describe('connections', () => {
  it('keeps one and uses it again', async () => {
    const shop = await open();
    await visit(shop);
    await visit(shop, '/big');
    expect(seen(shop)).toEqual(['GET /', 'GET /big']);
    expect(connections(shop)).toBe(1);
  });

  it('opens six to a host, no more; the others wait', async () => {
    const shop = await open();
    const request = { method: 'GET', target: '/slow', fields: [], body: '', timeoutMs: 0 };
    await shop.do({ type: 'burst', request, count: 14, everyUs: 1_000 });
    expect(shop.events('client-request')).toHaveLength(6);
    await shop.wait(2_000);
    expect(shop.events('browser-page').map(({ status }) => status)).toEqual(Array(14).fill(200));
    expect(connections(shop)).toBe(6);
    const took = shop.events('browser-page').map(({ tookUs }) => Math.round(tookUs / 500_000));
    expect(took).toEqual([...Array(6).fill(1), ...Array(6).fill(2), 3, 3]);
  });

  it('sends again what met the end of a kept connection, a POST too', async () => {
    // The app closes what is idle after a second; the closing and the request cross on a slow way.
    const shop = await open({
      app: `import http from 'node:http';
const server = http.createServer((request, response) => response.end(request.method)).listen(3000);
server.keepAliveTimeout = 1000; server.keepAliveTimeoutBuffer = 0;`,
    });
    const way: FaultTarget = { link: ['client', 'app'] };
    await visit(shop);
    await shop.fault({ type: 'latency', latencyMs: 200 }, way);
    const idle = shop.events('client-response').at(-1)?.atUs ?? 0;
    await shop.wait((idle + 1_000_000 - shop.world.nowUs) / 1_000 - 100);
    const page = await visit(shop, '/order', { method: 'POST', body: 'x' });
    expect(page).toMatchObject({ status: 200, resent: 1, error: null });
    expect(page.requests).toHaveLength(2);
    expect(shop.events('client-failed')).toHaveLength(1);
  });

  it('does not send again on a connection of its own', async () => {
    const shop = await open({
      app: app("  if (url === '/die') request.socket.destroy(); else response.end();"),
    });
    expect(await visit(shop, '/die')).toMatchObject({ error: 'ERR_EMPTY_RESPONSE', resent: 0 });
    await visit(shop);
    // A kept one dies, then a new one: the second end is shown.
    expect(await visit(shop, '/die')).toMatchObject({ error: 'ERR_EMPTY_RESPONSE', resent: 1 });
  });
});

describe('cookies', () => {
  const shop = (cookie: string) =>
    open({
      app: app(`  if (url === '/login') response.setHeader('Set-Cookie', ${cookie});
  response.end(headers.cookie ?? 'none');`),
    });
  const bodies = (world: Shop): string[] => world.events('client-response').map(({ body }) => body);

  it('come back to the host and the path they are for', async () => {
    const world = await shop(
      "['a=1; Path=/', 'b=2; Path=/shop; HttpOnly', 'c=3; Secure; Path=/', 'd=4; Domain=other.test']",
    );
    await visit(world, '/login');
    await visit(world, '/');
    await visit(world, '/shop/cart');
    await visit(world, '/shopping');
    expect(bodies(world)).toEqual(['none', 'a=1', 'b=2; a=1', 'a=1']);
  });

  it('end when they say so', async () => {
    const world = await shop("['a=1; Max-Age=10', 'b=2']");
    await visit(world, '/login');
    await visit(world, '/now');
    await world.wait(11_000);
    await visit(world, '/later');
    expect(bodies(world)).toEqual(['none', 'a=1; b=2', 'b=2']);
  });
});

describe('redirects', () => {
  const redirecting = (status: number) =>
    open({
      app: app(`  if (url.startsWith('/from')) response.writeHead(${status}, { Location: 'to?x=1' }).end();
  else if (url === '/round') response.writeHead(302, { Location: '/round' }).end();
  else if (url === '/secure') response.writeHead(301, { Location: 'https://shop.test/' }).end();
  else if (url === '/away') response.writeHead(302, { Location: 'http://nowhere.test:8080/x' }).end();
  else response.end(method);`),
    });

  it.each([
    [301, 'GET'],
    [302, 'GET'],
    [303, 'GET'],
    [307, 'POST'],
    [308, 'POST'],
  ])('%i after a POST goes on with %s', async (status, method) => {
    const shop = await redirecting(status);
    const page = await visit(shop, '/from', { method: 'POST', body: 'x' });
    expect(page).toMatchObject({
      status: 200,
      url: 'http://shop.test/to?x=1',
      redirects: [{ status, to: 'http://shop.test/to?x=1' }],
    });
    expect(seen(shop)).toEqual(['POST /from', `${method} /to?x=1`]);
  });

  it('gives up after twenty', async () => {
    const shop = await redirecting(302);
    expect(await visit(shop, '/round')).toMatchObject({
      status: null,
      error: 'ERR_TOO_MANY_REDIRECTS',
      page: {
        heading: 'This page isn’t working',
        summary: 'shop.test redirected you too many times.',
      },
    });
    expect(seen(shop)).toHaveLength(21);
  });

  it('goes to other hosts, and does not speak TLS', async () => {
    const shop = await redirecting(302);
    expect(await visit(shop, '/away')).toMatchObject({
      error: 'ERR_NAME_NOT_RESOLVED',
      url: 'http://nowhere.test:8080/x',
    });
    expect(await visit(shop, '/secure')).toMatchObject({ error: 'ERR_SSL_PROTOCOL_ERROR' });
  });
});

describe('the cache', () => {
  const caching = (cacheControl: string, more = '') =>
    open({
      app: app(`  const fails = globalThis.fails ?? false;
  if (url === '/break') { globalThis.fails = true; response.end(); return; }
  if (fails) { response.writeHead(503).end('broken'); return; }
  response.setHeader('Cache-Control', ${JSON.stringify(cacheControl)});
  ${more}
  response.end('page');`),
    });

  it('shows what is fresh without asking, and asks on reload', async () => {
    const shop = await caching('max-age=60');
    expect(await visit(shop)).toMatchObject({ from: 'network', status: 200 });
    expect(await visit(shop)).toMatchObject({ from: 'cache', status: 200, requests: [] });
    expect(await visit(shop, '/', { isReload: true })).toMatchObject({ from: 'network' });
    await shop.wait(61_000);
    expect(await visit(shop)).toMatchObject({ from: 'network' });
  });

  it('asks again by the validator, and shows what it has after a 304', async () => {
    const shop = await caching(
      'no-cache',
      `response.setHeader('ETag', '"v1"');
  if (headers['if-none-match'] === '"v1"') { response.writeHead(304).end(); return; }`,
    );
    await visit(shop);
    expect(await visit(shop)).toMatchObject({ from: 'revalidated', status: 200, bodyBytes: 4 });
    expect(shop.events('client-response').map(({ status }) => status)).toEqual([200, 304]);
  });

  it('keeps nothing that says no-store', async () => {
    const shop = await caching('no-store, max-age=60');
    await visit(shop);
    expect(await visit(shop)).toMatchObject({ from: 'network' });
  });

  it('shows the error where the page is stale: there is no stale-if-error in browsers', async () => {
    const shop = await caching('max-age=1, stale-if-error=600');
    await visit(shop);
    await visit(shop, '/break');
    await shop.wait(2_000);
    expect(await visit(shop)).toMatchObject({ status: 503, from: 'network' });
  });

  it('shows an error again that says it may be kept', async () => {
    const shop = await open({
      app: app("  response.writeHead(503, { 'Cache-Control': 'max-age=60' }).end('down');"),
    });
    await visit(shop);
    expect(await visit(shop)).toMatchObject({ status: 503, from: 'cache' });
  });
});

describe('what the visitor sees', () => {
  const proxied = (
    nginx = nginxConf('location / { proxy_pass http://app:3000; }'),
  ): ShopOptions => ({
    client: 'browser',
    entry: { host: 'web', port: 80 },
    nginx,
  });

  it.each([
    ['refuse', 'ERR_CONNECTION_REFUSED', 'shop.test refused to connect.'],
    ['unreachable', 'ERR_ADDRESS_UNREACHABLE', 'shop.test is unreachable.'],
    ['blackhole', 'ERR_CONNECTION_TIMED_OUT', 'shop.test took too long to respond.'],
    ['reset', 'ERR_CONNECTION_RESET', 'The connection was reset.'],
    ['lost-answer', 'ERR_CONNECTION_RESET', 'The connection was reset.'],
  ] as const)('%s is %s', async (type, error, summary) => {
    const shop = await Shop.open(proxied());
    await shop.fault({ type } as Fault, { link: ['client', 'web'] });
    expect(await visit(shop)).toMatchObject({
      status: null,
      error,
      page: { heading: 'This site can’t be reached', summary, code: error },
    });
  });

  it('an empty answer, a name without an address, bytes that are no HTTP', async () => {
    const shop = await Shop.open(proxied(nginxConf('location / { return 444; }')));
    expect(await visit(shop)).toMatchObject({
      error: 'ERR_EMPTY_RESPONSE',
      page: { heading: 'This page isn’t working', summary: 'shop.test didn’t send any data.' },
    });
    await shop.fault({ type: 'dns-failure', name: '*', answer: 'NXDOMAIN' }, { host: 'client' });
    expect(await visit(shop)).toMatchObject({ error: 'ERR_NAME_NOT_RESOLVED' });
    const raw = await open({
      app: `import net from 'node:net';
net.createServer((socket) => { socket.on('data', () => socket.end('SSH-2.0')); }).listen(3000);`,
    });
    expect(await visit(raw)).toMatchObject({ error: 'ERR_INVALID_HTTP_RESPONSE' });
  });

  it("the server's page where there is one, the browser's own where the body is empty", async () => {
    const shop = await Shop.open(proxied());
    await shop.fault({ type: 'refuse' }, { link: ['web', 'app'] });
    expect(await visit(shop)).toMatchObject({ status: 502, error: null, page: null });
    const empty = await open({ app: app('  response.writeHead(Number(url.slice(1))).end();') });
    expect((await visit(empty, '/500')).page).toEqual({
      heading: 'This page isn’t working',
      summary: 'shop.test is currently unable to handle this request.',
      code: 'HTTP ERROR 500',
    });
    expect((await visit(empty, '/504')).page?.summary).toBe('shop.test took too long to respond.');
    expect((await visit(empty, '/204')).page).toBeNull();
  });

  it('a body that broke off, as far as it came', async () => {
    const shop = await Shop.open(proxied());
    const cut = { type: 'cut', afterBytes: 20_000, direction: 'to-client', by: 'fin' } as const;
    await shop.fault(cut, { link: ['client', 'web'] });
    expect(await visit(shop, '/big')).toMatchObject({
      status: 200,
      error: 'ERR_CONTENT_LENGTH_MISMATCH',
      page: null,
    });
  });
});

describe('a browser in a world', () => {
  it('is the client where the lab says so: requests go through it', async () => {
    const shop = await open();
    expect(await shop.get()).toMatchObject({ status: 200 });
    expect(shop.events('browser-page')).toMatchObject([{ client: 'client', status: 200 }]);
  });

  it('stands beside curl where somebody visits', async () => {
    const shop = await Shop.open();
    await shop.get();
    expect(await visit(shop)).toMatchObject({ client: 'browser', status: 200 });
    expect(shop.events('client-request').map(({ client }) => client)).toEqual([
      'client',
      'browser',
    ]);
  });

  it('is asked for where it is missing', async () => {
    const { browser: _, ...services } = (
      await import('../../../platform/testing/shop-world.ts')
    ).testServices();
    const shop = await Shop.open({ services });
    await expect(visit(shop)).rejects.toThrow('The browser is not loaded');
  });
});
