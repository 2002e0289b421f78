// What visitors get from an edge, and what it tells its origin, in whole worlds.

import { describe, expect, it } from 'vitest';
import { nginxConf, Shop, type ShopOptions } from '../../platform/testing/shop-world.ts';
import type { Fault, FaultTarget } from '../scenario/fault.ts';
import { certificateText } from '../tls/messages.ts';

const EDGE = {
  kind: 'edge',
  name: 'edge',
  label: 'edge',
  ip: '10.0.0.8',
  directory: '/etc/edge',
} as const;
const TO_WEB: FaultTarget = { link: ['edge', 'web'] };

const certificate = (change: object = {}): string =>
  certificateText({
    subject: 'shop.test',
    names: ['shop.test'],
    issuer: 'Some CA',
    notAfterMs: Date.UTC(2030, 0, 1),
    ...change,
  });

const TLS_CONF = nginxConf(
  'listen 443 ssl;',
  'ssl_certificate /etc/nginx/c.pem;',
  'ssl_certificate_key /etc/nginx/k.pem;',
  'location / { proxy_pass http://app:3000; proxy_read_timeout 300s; }',
);

async function openEdge(
  settings: Readonly<Record<string, unknown>> | string = {},
  options: ShopOptions & { readonly certificate?: string } = {},
): Promise<Shop> {
  const text =
    typeof settings === 'string'
      ? settings
      : JSON.stringify({ origin: 'web', ssl: 'flexible', ...settings }, null, 2);
  const key = '-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n';
  return Shop.open({
    nginx: TLS_CONF,
    ...options,
    hosts: [EDGE, ...(options.hosts ?? [])],
    entry: { host: 'edge', port: 80 },
    files: [
      { host: 'edge', path: '/etc/edge/edge.json', text },
      { host: 'web', path: '/etc/nginx/c.pem', text: options.certificate ?? certificate() },
      { host: 'web', path: '/etc/nginx/k.pem', text: key },
      ...(options.files ?? []),
    ],
  });
}

/** An app that answers with what it was told, and as it was told. */
const ECHO = `import http from 'node:http';
let served = 0;
http.createServer((request, response) => {
  let body = '';
  request.on('data', (data) => { body += data; });
  request.on('end', () => {
    served += 1;
    const status = Number(new URL(request.url, 'http://x').searchParams.get('status') ?? 200);
    const fields = JSON.parse(request.headers['x-answer'] ?? '{}');
    if (request.headers['if-none-match'] === '"v1"' && status === 200) {
      response.writeHead(304, { ETag: '"v1"' });
      response.end();
      return;
    }
    response.writeHead(status, fields);
    response.end(JSON.stringify({ served, body, headers: request.headers }));
  });
}).listen(3000);
`;

const answering = (fields: object) => ({ fields: [['X-Answer', JSON.stringify(fields)]] as const });

describe('an edge passing requests on', () => {
  it('adds what identifies it, and passes body and status through', async () => {
    const shop = await openEdge({}, { app: ECHO });
    const answer = await shop.get('/order', { method: 'POST', body: 'three apples' });
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.fields.get('server')).toBe('cloudflare');
    expect(answer.fields.get('cf-ray')).toMatch(/^[0-9a-f]{16}-FRA$/);
    expect(answer.fields.get('cf-cache-status')).toBe('DYNAMIC');
    const { body, headers } = JSON.parse(answer.body) as {
      body: string;
      headers: Record<string, string>;
    };
    expect(body).toBe('three apples');
    expect(headers['cf-ray']).toBe(answer.fields.get('cf-ray'));
    expect(headers['cf-connecting-ip']).toBe('203.0.113.9');
    expect(shop.accessLog).toContain('10.0.0.8');
  });

  it("passes an origin's error on as it is", async () => {
    const shop = await openEdge({}, { app: ECHO });
    const answer = await shop.get('/?status=500');
    expect(answer).toMatchObject({ status: 500 });
    expect(answer.body).toContain('served');
    expect(answer.fields.has('cf-error-type')).toBe(false);
  });

  it("puts its own page in the place of an origin's 502 and 504, unless it is told not to", async () => {
    const shop = await openEdge({}, { app: 'process.exit(1)' });
    const answer = await shop.get();
    expect(answer).toMatchObject({ status: 502, body: 'error code: 502' });
    expect(answer.fields.has('cf-error-type')).toBe(false);
    expect(shop.events('edge-response').at(-1)).toMatchObject({ writtenBy: 'origin' });
    const open = await openEdge({ originErrorPages: true }, { app: 'process.exit(1)' });
    expect((await open.get()).body).toContain('nginx/1.22.1');
  });

  it('keeps its connections to the origin and uses them again', async () => {
    const shop = await openEdge();
    await shop.get();
    await shop.get();
    expect(shop.events('edge-origin-attempt').map(({ isReused }) => isReused)).toEqual([
      false,
      true,
    ]);
  });

  it('breaks a response off that its origin breaks off', async () => {
    const shop = await openEdge();
    await shop.fault(
      { type: 'cut', afterBytes: 20_000, direction: 'to-client', by: 'fin' },
      TO_WEB,
    );
    expect(await shop.get('/big')).toMatchObject({ status: 200, complete: false });
    expect(shop.events('edge-origin-result').at(-1)).toMatchObject({ outcome: 'cut' });
    expect(shop.events('edge-response').at(-1)).toMatchObject({ isComplete: false });
  });

  it('answers nonsense with 400', async () => {
    const shop = await openEdge();
    expect(await shop.get('/a b')).toMatchObject({ status: 400 });
  });
});

describe('an edge whose origin gives no answer', () => {
  it.each<[string, Fault, number, number]>([
    ['refuses', { type: 'refuse' }, 521, 0],
    ['drops packets', { type: 'blackhole' }, 522, 19],
    ['has no route', { type: 'unreachable' }, 523, 0],
    ['resets', { type: 'reset' }, 520, 0],
    ['loses its answer', { type: 'lost-answer' }, 520, 0],
  ])('that %s', async (_what, fault, status, afterS) => {
    const shop = await openEdge();
    await shop.fault(fault, TO_WEB);
    const answer = await shop.get();
    expect(answer).toMatchObject({ status, body: `error code: ${status}` });
    expect(answer.fields.get('cf-error-type')).toBe(String(status));
    expect(answer.tookMs / 1_000).toBeCloseTo(afterS, 0);
    expect(shop.events('edge-response').at(-1)).toMatchObject({ writtenBy: 'edge' });
  });

  it('is 522 where the request is never acknowledged, after 90 s', async () => {
    const shop = await openEdge();
    const silent: Fault = { type: 'cut', afterBytes: 0, direction: 'to-server', by: 'silence' };
    await shop.fault(silent, TO_WEB);
    const answer = await shop.get();
    expect(answer).toMatchObject({ status: 522 });
    expect(answer.tookMs / 1_000).toBeCloseTo(90, 0);
  });

  it('is 524 where it says nothing for 120 s, or as long as the settings say', async () => {
    const slow = { app: `import http from 'node:http'; http.createServer(() => {}).listen(3000);` };
    const shop = await openEdge({}, slow);
    const answer = await shop.get();
    expect(answer).toMatchObject({ status: 524 });
    expect(answer.tookMs / 1_000).toBeCloseTo(120, 0);
    const quick = await openEdge({ readTimeoutS: 10 }, slow);
    expect((await quick.get()).tookMs / 1_000).toBeCloseTo(10, 0);
    expect(quick.events('edge-decision')).toMatchObject([
      { rule: 'read_timeout', place: { file: '/etc/edge/edge.json', line: 4 } },
    ]);
  });

  it('is 530 with 1016 where its name has no address', async () => {
    const shop = await openEdge();
    await shop.fault({ type: 'dns-failure', name: 'web', answer: 'NXDOMAIN' }, { host: 'edge' });
    const answer = await shop.get();
    expect(answer).toMatchObject({ status: 530, body: 'error code: 1016' });
    expect(answer.fields.get('cf-error-type')).toBe('1016');
  });

  it('shows browsers a page, with the name made safe', async () => {
    const shop = await openEdge();
    await shop.fault({ type: 'refuse' }, TO_WEB);
    const fields = [
      ['Accept', 'text/html'],
      ['Host', 'a<b>.test'],
    ] as const;
    const { body } = await shop.get('/', { fields });
    expect(body).toContain('Error code 521');
    expect(body).not.toContain('a<b>');
  });

  it('is 520 where it speaks no HTTP, or says too much in its head', async () => {
    const net = (answer: string): ShopOptions => ({
      app: `import net from 'node:net';
net.createServer((socket) => {
  socket.on('data', () => socket.end(${answer}));
  socket.on('error', () => {});
}).listen(80);
`,
    });
    const garbage = await openEdge({ origin: 'app' }, net("'SSH-2.0-OpenSSH_9.2\\r\\n'"));
    expect(await garbage.get()).toMatchObject({ status: 520 });
    const large = "'HTTP/1.1 200 OK\\r\\nA: ' + 'x'.repeat(200000) + '\\r\\n\\r\\n'";
    const shop = await openEdge({ origin: 'app' }, net(large));
    expect(await shop.get()).toMatchObject({ status: 520 });
    expect(shop.events('edge-origin-result')).toMatchObject([{ outcome: 'header-too-large' }]);
    const silent = await openEdge({ origin: 'app' }, net("''"));
    expect(await silent.get()).toMatchObject({ status: 520 });
  });

  it('tries nothing twice: a kept connection that is reset is 520', async () => {
    const shop = await openEdge();
    await shop.get();
    await shop.fault({ type: 'half-open', answer: 'reset' }, TO_WEB);
    expect(await shop.get()).toMatchObject({ status: 520 });
    expect(await shop.get()).toMatchObject({ status: 200 });
  });
});

describe('TLS between edge and origin', () => {
  const BAD = [
    ['expired', { notAfterMs: Date.UTC(2020, 0, 1) }],
    ['self-signed', { issuer: 'shop.test' }],
    ['wrong-name', { names: ['other.test'] }],
  ] as const;

  it.each(['full', 'strict'])('works in mode %s with a good certificate', async (ssl) => {
    const shop = await openEdge({ ssl });
    expect(await shop.get()).toMatchObject({ status: 200 });
  });

  it.each(BAD)(
    'is 526 in mode strict with one that is %s, and nothing in full',
    async (fault, change) => {
      const shop = await openEdge({ ssl: 'strict' }, { certificate: certificate(change) });
      expect(await shop.get()).toMatchObject({ status: 526 });
      expect(shop.events('edge-origin-result')).toMatchObject([
        { outcome: 'bad-certificate', detail: fault, requestSent: false },
      ]);
      const lax = await openEdge({ ssl: 'full' }, { certificate: certificate(change) });
      expect(await lax.get()).toMatchObject({ status: 200 });
    },
  );

  it('is 525 where the handshake fails: an alert, or no TLS at all', async () => {
    const shop = await openEdge({ ssl: 'full' });
    await shop.fault({ type: 'tls-failure', failure: 'handshake' }, { host: 'web' });
    expect(await shop.get()).toMatchObject({ status: 525 });
    const plain = await openEdge({ ssl: 'full', originPort: 80 });
    expect(await plain.get()).toMatchObject({ status: 525 });
  });

  it('is 521 in full where nothing listens on 443', async () => {
    const nginx = nginxConf('location / { return 200; }');
    const shop = await openEdge({ ssl: 'full' }, { nginx });
    expect(await shop.get()).toMatchObject({ status: 521 });
  });
});

describe('the cache of an edge', () => {
  const cacheStatus = async (shop: Shop, target: string, fields: object = {}): Promise<string> =>
    (await shop.get(target, answering(fields))).fields.get('cf-cache-status') ?? '';

  it('keeps what has a static extension, and says so', async () => {
    const shop = await openEdge({}, { app: ECHO });
    expect(await cacheStatus(shop, '/a.css')).toBe('MISS');
    const hit = await shop.get('/a.css');
    expect(hit.fields.get('cf-cache-status')).toBe('HIT');
    expect(hit.fields.get('age')).toBe('0');
    expect(await cacheStatus(shop, '/a.css?b')).toBe('MISS');
    expect(await cacheStatus(shop, '/page')).toBe('DYNAMIC');
    expect(await cacheStatus(shop, '/page.json')).toBe('DYNAMIC');
  });

  it('obeys the origin: no-store, private, cookies, max-age', async () => {
    const shop = await openEdge({}, { app: ECHO });
    for (const fields of [
      { 'Cache-Control': 'no-store' },
      { 'Cache-Control': 'private' },
      { 'Cache-Control': 'max-age=0' },
      { 'Set-Cookie': 'a=b' },
    ]) {
      expect(await cacheStatus(shop, '/b.js', fields)).toBe('BYPASS');
      expect(await cacheStatus(shop, '/b.js', fields)).toBe('BYPASS');
    }
    const fields = { 'Cache-Control': 'max-age=60' };
    expect(await cacheStatus(shop, '/c.js', fields)).toBe('MISS');
    await shop.wait(59_000);
    expect(await cacheStatus(shop, '/c.js', fields)).toBe('HIT');
    await shop.wait(2_000);
    expect(await cacheStatus(shop, '/c.js', fields)).toBe('EXPIRED');
  });

  it('asks whether what it has still holds', async () => {
    const shop = await openEdge({}, { app: ECHO });
    const fields = { 'Cache-Control': 'max-age=1', ETag: '"v1"' };
    expect(await cacheStatus(shop, '/d.png', fields)).toBe('MISS');
    await shop.wait(2_000);
    expect(await cacheStatus(shop, '/d.png', fields)).toBe('REVALIDATED');
    expect(await cacheStatus(shop, '/d.png', fields)).toBe('HIT');
  });

  it('serves stale while it fetches anew, where the origin allows it', async () => {
    const shop = await openEdge({}, { app: ECHO });
    const fields = { 'Cache-Control': 'max-age=1, stale-while-revalidate=60' };
    expect(await cacheStatus(shop, '/e.png', fields)).toBe('MISS');
    await shop.wait(2_000);
    expect(await cacheStatus(shop, '/e.png', fields)).toBe('UPDATING');
    expect(await cacheStatus(shop, '/e.png', fields)).toBe('HIT');
  });

  it('serves stale where the origin fails, if stale-if-error allows it and nothing forbids it', async () => {
    const shop = await openEdge({ cacheEverything: true }, { app: ECHO });
    const lenient = { 'Cache-Control': 'max-age=1, stale-if-error=600' };
    const strict = { 'Cache-Control': 'max-age=1, stale-if-error=600, must-revalidate' };
    await cacheStatus(shop, '/lenient', lenient);
    await cacheStatus(shop, '/strict', strict);
    await shop.wait(2_000);
    await shop.fault({ type: 'refuse' }, TO_WEB);
    // The connection that is kept goes on; a new one is refused.
    await shop.fault({ type: 'half-open', answer: 'reset' }, TO_WEB, 'kept');
    const stale = await shop.get('/lenient');
    expect(stale).toMatchObject({ status: 200 });
    expect(stale.fields.get('cf-cache-status')).toBe('STALE');
    expect(await shop.get('/strict')).toMatchObject({ status: 521 });
    await shop.wait(700_000);
    expect(await shop.get('/lenient')).toMatchObject({ status: 521 });
  });

  it('follows a TTL of its own where the settings have one', async () => {
    const shop = await openEdge({ cacheEverything: true, edgeTtlS: 10 }, { app: ECHO });
    const fields = { 'Cache-Control': 'no-store' };
    expect(await cacheStatus(shop, '/', fields)).toBe('MISS');
    expect(await cacheStatus(shop, '/', fields)).toBe('HIT');
    await shop.wait(11_000);
    expect(await cacheStatus(shop, '/', fields)).toBe('EXPIRED');
  });
});

describe('the settings of an edge', () => {
  it.each([
    [
      '{\n "origin": "web",\n "ssl": "loose"\n}',
      3,
      '"ssl" must be "off", "flexible", "full" or "strict"',
    ],
    ['{\n "origin": "web",\n "colour": 1\n}', 3, '"colour" is no setting of an edge'],
    ['{\n "ssl": "full"\n}', 1, '"origin" is missing'],
    ['{\n "origin": "web"\n "ssl": "off"}', 3, '"," or "}" is missing'],
    ['[]', 1, 'the file must hold an object'],
    ['{"origin": ["web"]}', 1, '"origin" must be a host name or an IPv4 address'],
    [
      '{"origin": "web", "readTimeoutS": 9000}',
      1,
      '"readTimeoutS" must be a whole number from 1 to 6000',
    ],
  ])('are refused: %j', async (text, line, message) => {
    const shop = await openEdge(text);
    expect(shop.events('edge-configuration')).toMatchObject([
      { isAccepted: false, isRunning: false, problems: [{ line, message }] },
    ]);
    expect(await shop.get()).toMatchObject({ status: null, error: 'ECONNREFUSED' });
  });

  it('change while it runs; refused ones leave the old in force', async () => {
    const shop = await openEdge();
    const path = '/etc/edge/edge.json';
    await shop.do({ type: 'save', host: 'edge', path, text: '{' }, { type: 'apply', host: 'edge' });
    expect(shop.events('edge-configuration').at(-1)).toMatchObject({
      isAccepted: false,
      isRunning: true,
    });
    expect(await shop.get()).toMatchObject({ status: 200 });
    const text = '{"origin": "nowhere"}';
    await shop.do({ type: 'save', host: 'edge', path, text }, { type: 'apply', host: 'edge' });
    expect(await shop.get()).toMatchObject({ status: 530 });
    await shop.do({ type: 'stop-service', host: 'edge' });
    expect(await shop.get()).toMatchObject({ error: 'ECONNREFUSED' });
    await shop.do({ type: 'start-service', host: 'edge' });
    expect(await shop.get()).toMatchObject({ status: 530 });
  });
});
