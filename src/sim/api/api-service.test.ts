import { describe, expect, it } from 'vitest';
import { Shop } from '../../platform/testing/shop-world.ts';

/** Asks the tax API, and tells what came or what went wrong. */
const APP = `import http from 'node:http';
import https from 'node:https';
const viaHttps = (path) => new Promise((resolve, reject) => {
  https.get('https://tax' + path, (reply) => {
    let text = '';
    const { authorized } = reply.socket;
    reply.on('data', (data) => { text += data; });
    reply.on('end', () => resolve({ status: reply.statusCode, authorized, text }));
  }).on('error', reject);
});
const chain = (error) => {
  const parts = [];
  for (let e = error; e; e = e.cause) parts.push([e.name, e.code ?? null, e.message]);
  return parts;
};
http.createServer(async (request, response) => {
  const [, timeout, path] = /^\\/(\\d+)(.*)$/.exec(request.url);
  const from = Date.now();
  const options = { method: request.method };
  if (timeout !== '0') options.signal = AbortSignal.timeout(Number(timeout));
  const answer = {};
  try {
    if (path.startsWith('/https')) {
      answer.https = await viaHttps(path.slice(6));
      answer.ms = Date.now() - from;
      response.end(JSON.stringify(answer));
      return;
    }
    const [scheme, rest] = path.startsWith('/tls') ? ['https', path.slice(4)] : ['http', path];
    const reply = await fetch(scheme + '://tax' + rest, options);
    answer.status = reply.status;
    answer.retryAfter = reply.headers.get('retry-after');
    answer.type = reply.headers.get('content-type');
    answer.body = await reply.json();
  } catch (error) {
    answer.failed = chain(error);
  }
  answer.ms = Date.now() - from;
  response.end(JSON.stringify(answer));
}).listen(3000);
`;

interface Answer {
  readonly status?: number;
  readonly retryAfter?: string | null;
  readonly type?: string;
  readonly body?: unknown;
  readonly failed?: readonly (readonly [string, string | null, string])[];
  readonly https?: unknown;
  readonly ms: number;
}

async function open(script: unknown): Promise<Shop> {
  const text = typeof script === 'string' ? script : JSON.stringify(script, null, 2);
  const shop = new Shop({
    app: APP,
    entry: { host: 'app', port: 3000 },
    hosts: [
      { kind: 'api', name: 'tax', label: 'Tax API', ip: '198.51.100.7', directory: '/srv/api' },
    ],
    files: [{ host: 'tax', path: '/srv/api/api.json', text }],
  });
  await shop.world.boot();
  return shop;
}

const ask = async (shop: Shop, path: string, timeoutMs = 0): Promise<Answer> =>
  JSON.parse((await shop.get(`/${timeoutMs}${path}`)).body) as Answer;

const fault = (shop: Shop, name: string, setting: Record<string, string | number> | null = {}) =>
  shop.do({ type: 'service-fault', host: 'tax', fault: name, setting });

const route = (answers: readonly object[], more: object = {}): object => ({
  routes: [{ path: '/rates/:country', answers, ...more }],
});
const RATE = { json: { country: '{country}', rate: 19 } };
const CLOSED = [
  ['TypeError', null, 'fetch failed'],
  ['SocketError', 'UND_ERR_SOCKET', 'other side closed'],
];

describe('a scripted API', { timeout: 30_000 }, () => {
  it('fails twice, then works', async () => {
    const shop = await open(
      route([
        { status: 503, headers: { 'Retry-After': '1' }, json: { error: 'busy' }, times: 2 },
        RATE,
      ]),
    );
    expect(await ask(shop, '/rates/de')).toMatchObject({ status: 503, retryAfter: '1' });
    expect(await ask(shop, '/rates/de')).toMatchObject({ status: 503, body: { error: 'busy' } });
    for (let i = 0; i < 2; i++) {
      expect(await ask(shop, '/rates/de?x=1')).toMatchObject({
        status: 200,
        type: 'application/json; charset=utf-8',
        body: { country: 'de', rate: 19 },
      });
    }
    expect(
      shop.events('api-request').map(({ attempt, status, line }) => [attempt, status, line]),
    ).toEqual([
      [1, 503, 6],
      [2, 503, 6],
      [3, 200, 16],
      [4, 200, 16],
    ]);
  });

  it('starts over where it says so', async () => {
    const shop = await open(route([{ status: 500 }, RATE], { afterwards: 'start-over' }));
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await ask(shop, '/rates/de')).status);
    expect(statuses).toEqual([500, 200, 500, 200]);
  });

  it('knows only its routes', async () => {
    const shop = await open(route([RATE]));
    expect(await ask(shop, '/nowhere')).toMatchObject({
      status: 404,
      body: { error: 'not found' },
    });
    const posted = await shop.get('/0/rates/de', { method: 'POST' });
    expect(JSON.parse(posted.body)).toMatchObject({ status: 405 });
  });

  it('is slow with the head, and with the body', async () => {
    const shop = await open({
      routes: [
        { path: '/head', answers: [{ waitMs: 800, json: 1 }] },
        { path: '/body', answers: [{ bodyWaitMs: 800, json: 1 }] },
        { path: '/drip', answers: [{ json: 'abcdefgh', drip: { bytes: 2, everyMs: 100 } }] },
      ],
    });
    const head = await ask(shop, '/head');
    expect(head.body).toBe(1);
    expect(head.ms).toBeGreaterThanOrEqual(800);
    expect((await ask(shop, '/body')).ms).toBeGreaterThanOrEqual(800);
    expect((await ask(shop, '/drip')).ms).toBeGreaterThanOrEqual(400);
    const timedOut = [['TimeoutError', 23, 'The operation was aborted due to timeout']];
    expect(await ask(shop, '/head', 200)).toMatchObject({ failed: timedOut });
    expect(await ask(shop, '/body', 200)).toMatchObject({ status: 200, failed: timedOut });
  });

  it('makes fetch give up after five minutes without a head, and without a body', async () => {
    const shop = await open({
      routes: [
        { path: '/head', answers: [{ does: 'hang' }] },
        { path: '/body', answers: [{ bodyWaitMs: 400_000, json: 1 }] },
      ],
    });
    expect((await ask(shop, '/head')).failed).toEqual([
      ['TypeError', null, 'fetch failed'],
      ['HeadersTimeoutError', 'UND_ERR_HEADERS_TIMEOUT', 'Headers Timeout Error'],
    ]);
    expect((await ask(shop, '/body')).failed).toEqual([
      ['TypeError', null, 'terminated'],
      ['BodyTimeoutError', 'UND_ERR_BODY_TIMEOUT', 'Body Timeout Error'],
    ]);
  });

  it('sends HTML instead of JSON', async () => {
    const shop = await open(route([{ status: 502, html: '<!DOCTYPE html><p>Bad Gateway' }]));
    expect(await ask(shop, '/rates/de')).toMatchObject({
      status: 502,
      type: 'text/html; charset=utf-8',
      failed: [['SyntaxError', null, `Unexpected token '<', "<!DOCTYPE "... is not valid JSON`]],
    });
  });

  it('cuts its answer off, behind the head or in the body, by an end or a reset', async () => {
    const shop = await open({
      routes: [
        { path: '/head', answers: [{ json: [1, 2, 3], cutAfterBytes: 0 }] },
        { path: '/body', answers: [{ json: [1, 2, 3], cutAfterBytes: 3 }] },
        { path: '/reset', answers: [{ json: [1, 2, 3], cutAfterBytes: 3, cutBy: 'reset' }] },
        { path: '/chunk', answers: [{ json: [1, 2, 3], cutAfterBytes: 5, framing: 'chunked' }] },
        { path: '/close', answers: [{ json: [1, 2, 3], cutAfterBytes: 3, framing: 'close' }] },
      ],
    });
    const cut = [
      ['TypeError', null, 'terminated'],
      ['SocketError', 'UND_ERR_SOCKET', 'other side closed'],
    ];
    for (const path of ['/head', '/body', '/chunk']) {
      expect(await ask(shop, path)).toMatchObject({ status: 200, failed: cut });
    }
    expect((await ask(shop, '/reset')).failed).toEqual([
      ['TypeError', null, 'terminated'],
      ['Error', 'ECONNRESET', 'read ECONNRESET'],
    ]);
    // Nobody can tell a body that ends with its connection from one that is cut.
    expect((await ask(shop, '/close')).failed).toEqual([
      ['SyntaxError', null, 'Unexpected end of JSON input'],
    ]);
  });

  it('does worse than answering', async () => {
    const shop = await open({
      routes: [
        { path: '/garbage', answers: [{ does: 'garbage' }] },
        { path: '/reset', answers: [{ does: 'reset' }] },
        { path: '/close', answers: [{ does: 'close' }] },
        { path: '/hang', answers: [{ does: 'hang' }] },
      ],
    });
    expect((await ask(shop, '/garbage')).failed?.[1]).toEqual([
      'HTTPParserError',
      null,
      'Response does not match the HTTP/1.1 protocol (Expected HTTP/, RTSP/ or ICE/)',
    ]);
    expect((await ask(shop, '/reset')).failed?.[1]).toEqual([
      'Error',
      'ECONNRESET',
      'read ECONNRESET',
    ]);
    expect((await ask(shop, '/close')).failed).toEqual(CLOSED);
    expect((await ask(shop, '/hang', 300)).failed?.[0]?.[0]).toBe('TimeoutError');
  });

  it('limits its rate and says when to come back', async () => {
    const shop = await open({ ...route([RATE]), rateLimit: { requests: 2, perMs: 10_000 } });
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push(await ask(shop, '/rates/de'));
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    const seconds = Number(statuses[2]?.retryAfter);
    expect(seconds).toBeGreaterThan(5);
    await shop.wait(seconds * 1_000);
    expect(await ask(shop, '/rates/de')).toMatchObject({ status: 200 });
  });

  it('resets a kept connection on its second request', async () => {
    const shop = await open({ ...route([RATE]), connections: { onReuse: 'reset' } });
    expect(await ask(shop, '/rates/de')).toMatchObject({ status: 200 });
    expect((await ask(shop, '/rates/de')).failed?.[1]).toEqual([
      'Error',
      'ECONNRESET',
      'read ECONNRESET',
    ]);
    expect(await ask(shop, '/rates/de')).toMatchObject({ status: 200 });
  });

  it('closes connections after so many requests, and says so', async () => {
    const shop = await open({ ...route([RATE]), connections: { mostRequests: 1 } });
    for (let i = 0; i < 3; i++) expect(await ask(shop, '/rates/de')).toMatchObject({ status: 200 });
    expect(new Set(shop.events('api-request').map(({ connection }) => connection)).size).toBe(3);
  });

  it('is broken and mended while it runs', async () => {
    const shop = await open(route([RATE]));
    const meets = async (): Promise<unknown> => {
      const { status, failed } = await ask(shop, '/rates/de', 500);
      return failed ? failed.at(-1)?.slice(0, 2) : status;
    };
    const seen: unknown[] = [await meets()];
    for (const [name, setting] of [
      ['refuse', {}],
      ['hang', {}],
      ['reset', {}],
      ['garbage', {}],
      ['status', { status: 500 }],
      ['rate-limit', { requests: 0 }],
      ['html', {}],
      ['slow-head', { ms: 900 }],
      ['slow-body', { ms: 900 }],
      ['cut', { afterBytes: 3 }],
      ['reset-on-reuse', {}],
    ] as const) {
      await fault(shop, name, setting);
      seen.push([name, await meets()]);
      await fault(shop, name, null);
      seen.push(await meets());
    }
    expect(seen).toEqual([
      200,
      ['refuse', ['Error', 'ECONNREFUSED']],
      200,
      ['hang', ['TimeoutError', 23]],
      200,
      ['reset', ['Error', 'ECONNRESET']],
      200,
      ['garbage', ['HTTPParserError', null]],
      200,
      ['status', 500],
      200,
      ['rate-limit', 429],
      200,
      ['html', ['SyntaxError', null]],
      200,
      ['slow-head', ['TimeoutError', 23]],
      200,
      ['slow-body', ['TimeoutError', 23]],
      200,
      ['cut', ['SocketError', 'UND_ERR_SOCKET']],
      200,
      ['reset-on-reuse', ['Error', 'ECONNRESET']],
      200,
    ]);
    expect(shop.events('api-request').find(({ fault }) => fault === 'html')?.line).toBe(6);
  });

  it('has no fault it does not know', async () => {
    const shop = await open(route([RATE]));
    await expect(fault(shop, 'explode')).rejects.toThrow('An API has no fault "explode"');
  });

  it('keeps its script when the next one has a mistake', async () => {
    const shop = await open(route([RATE]));
    const save = (text: string) =>
      shop.do(
        { type: 'save', host: 'tax', path: '/srv/api/api.json', text },
        { type: 'apply', host: 'tax' },
      );
    await save('{\n"routes": [,]\n}');
    expect(shop.events('api-script').at(-1)).toMatchObject({
      isAccepted: false,
      line: 2,
      text: 'api.json:2: unexpected ","',
    });
    expect(await ask(shop, '/rates/de')).toMatchObject({ status: 200 });
    await save(JSON.stringify(route([{ status: 410 }])));
    expect(await ask(shop, '/rates/de')).toMatchObject({ status: 410 });
  });

  it('listens nowhere without a script', async () => {
    const shop = await open('{ "routes": 1 }');
    expect((await ask(shop, '/rates/de')).failed?.at(-1)?.[1]).toBe('ECONNREFUSED');
  });

  describe('with TLS', () => {
    const secure = (tls: object = { names: ['tax'] }): object => ({ ...route([RATE]), tls });
    const THREAD = '40000000007F0000';

    it('is asked by fetch and by https.get, over one connection each', async () => {
      const shop = await open(secure());
      for (let i = 0; i < 2; i++) {
        expect(await ask(shop, '/tls/rates/de')).toMatchObject({ status: 200, body: { rate: 19 } });
      }
      expect((await ask(shop, '/https/rates/de')).https).toEqual({
        status: 200,
        authorized: true,
        text: '{"country":"de","rate":19}',
      });
      const connections = shop.events('api-request').map(({ connection }) => connection);
      expect(new Set(connections).size).toBe(2);
    });

    it.each([
      [
        'of another name',
        { names: ['default.invalid'] },
        'ERR_TLS_CERT_ALTNAME_INVALID',
        "Hostname/IP does not match certificate's altnames: Host: tax. is not in the cert's altnames: DNS:default.invalid",
      ],
      [
        'that has expired',
        { names: ['tax'], notAfter: '2026-01-01' },
        'CERT_HAS_EXPIRED',
        'certificate has expired',
      ],
      [
        'signed by itself',
        { names: ['tax'], selfSigned: true },
        'DEPTH_ZERO_SELF_SIGNED_CERT',
        'self-signed certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
      ],
    ])('is not trusted with a certificate %s', async (_what, tls, code, message) => {
      const shop = await open(secure(tls));
      expect((await ask(shop, '/tls/rates/de')).failed).toEqual([
        ['TypeError', null, 'fetch failed'],
        ['Error', code, message],
      ]);
      expect((await ask(shop, '/https/rates/de')).failed).toEqual([['Error', code, message]]);
    });

    it('breaks handshakes off as Node 24 tells it', async () => {
      const shop = await open(secure());
      await shop.fault({ type: 'tls-failure', failure: 'handshake' }, { host: 'tax' });
      const text = `${THREAD}:error:0A000410:SSL routines:ssl3_read_bytes:ssl/tls alert handshake failure:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:918:SSL alert number 40\n`;
      expect((await ask(shop, '/tls/rates/de')).failed).toEqual([
        ['TypeError', null, 'fetch failed'],
        ['Error', 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', text],
      ]);
      expect((await ask(shop, '/https/rates/de')).failed).toEqual([
        ['Error', 'EPROTO', `write EPROTO ${text}`],
      ]);
      await shop.clear();
      await shop.fault({ type: 'tls-failure', failure: 'protocol' }, { host: 'tax' });
      expect((await ask(shop, '/tls/rates/de')).failed?.[1]?.[1]).toBe(
        'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
      );
    });

    it('is no HTTP server, and the other way round', async () => {
      const plain = await open({ ...route([RATE]), port: 443 });
      expect((await ask(plain, '/tls/rates/de')).failed?.[1]?.[1]).toBe(
        'ERR_SSL_WRONG_VERSION_NUMBER',
      );
      const shop = await open({ ...secure(), port: 80 });
      expect((await ask(shop, '/rates/de')).failed).toEqual(CLOSED);
    });
  });
});
