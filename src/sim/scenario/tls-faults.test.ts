// What each fault of TLS is to everybody who asks a Node program over https, or nginx: Node's two clients, nginx, an edge.

import { beforeAll, describe, expect, it } from 'vitest';
import { Shop } from '../../platform/testing/shop-world.ts';
import type { TlsFailure } from '../process/machine-fault.ts';
import { certificateText } from '../tls/messages.ts';

const FOREVER = Date.UTC(2030, 0, 1);
const CERTIFICATE = certificateText({
  subject: 'other',
  names: ['other', 'web', 'shop.test'],
  issuer: 'Shop CA',
  notAfterMs: FOREVER,
});
const CA = certificateText({
  subject: 'Shop CA',
  names: [],
  issuer: 'Shop CA',
  notAfterMs: FOREVER,
});
const KEY = '-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n';

/** Asks the other program by fetch, or by https.get, and prints what goes wrong. */
const APP = `import http from 'node:http';
import https from 'node:https';
const ask = (url) => url === '/fetch'
  ? fetch('https://other:4430/').then((answer) => answer.text())
  : new Promise((resolve, reject) => https.get('https://other:4430/', { agent: false }, (answer) => {
      answer.on('data', (data) => resolve(String(data)));
    }).on('error', reject));
http.createServer(async (request, response) => {
  try {
    response.end(await ask(request.url));
  } catch (error) {
    response.statusCode = 500;
    const { code, message } = error.cause ?? error;
    response.end([code, message].join(' '));
  }
}).listen(3000);
`;
const OTHER = `import https from 'node:https';
import { readFileSync } from 'node:fs';
const options = { cert: readFileSync('c.pem'), key: readFileSync('k.pem') };
const server = https.createServer(options, (request, response) => response.end('secret')).listen(4430);
server.on('tlsClientError', ({ code }) => console.log('tlsClientError', code));
`;
const NGINX = [
  'events {}',
  'http {',
  '  server { listen 443 ssl; ssl_certificate /etc/nginx/c.pem; ssl_certificate_key /etc/nginx/k.pem; return 200 "own"; }',
  '  server { listen 80;',
  '    location /app/ { proxy_pass http://app:3000/; }',
  '    location /checked { proxy_pass https://other:4430; proxy_ssl_verify on; proxy_ssl_trusted_certificate /etc/nginx/ca.pem; }',
  '    location /unchecked { proxy_pass https://other:4430; }',
  '  }',
  '}',
].join('\n');

const edge = (name: string, ip: string) =>
  ({ kind: 'edge', name, label: name, ip, directory: '/etc/edge' }) as const;

const open = (entry?: string): Promise<Shop> =>
  Shop.open({
    app: APP,
    nginx: NGINX,
    hosts: [
      {
        kind: 'node',
        name: 'other',
        label: 'other',
        ip: '10.0.0.4',
        directory: '/srv/other',
        main: 'other.mjs',
        environment: {},
        packages: [],
      },
      edge('full', '10.0.0.21'),
      edge('strict', '10.0.0.22'),
      edge('strict-node', '10.0.0.23'),
    ],
    files: [
      { host: 'web', path: '/etc/nginx/c.pem', text: CERTIFICATE },
      { host: 'web', path: '/etc/nginx/k.pem', text: KEY },
      { host: 'web', path: '/etc/nginx/ca.pem', text: CA },
      { host: 'other', path: '/srv/other/other.mjs', text: OTHER },
      { host: 'other', path: '/srv/other/c.pem', text: CERTIFICATE },
      { host: 'other', path: '/srv/other/k.pem', text: KEY },
      ...[
        ['full', { origin: 'web', ssl: 'full' }],
        ['strict', { origin: 'web', ssl: 'strict' }],
        ['strict-node', { origin: 'other', ssl: 'strict', originPort: 4430 }],
      ].map(([host, settings]) => ({
        host: String(host),
        path: '/etc/edge/edge.json',
        text: JSON.stringify(settings),
      })),
    ],
    ...(entry !== undefined && { entry: { host: entry, port: 80 } }),
  });

interface Expected {
  /** Of fetch: the code of its cause. */
  readonly fetch: string;
  /** Of https.get. */
  readonly get: string;
  /** In both messages. */
  readonly words: string;
  /** nginx's words with proxy_ssl_verify, and whether it minds without. */
  readonly nginx: string;
  readonly mindsUnchecked: boolean;
  readonly full: number;
  readonly strict: number;
}

const SELF_SIGNED =
  'self-signed certificate; if the root CA is installed locally, try running Node.js with --use-system-ca';

const TABLE: { readonly [Failure in TlsFailure]: Expected } = {
  handshake: {
    fetch: 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
    get: 'EPROTO',
    words: 'ssl/tls alert handshake failure',
    nginx:
      'SSL_do_handshake() failed (SSL: error:0A000410:SSL routines::sslv3 alert handshake failure',
    mindsUnchecked: true,
    full: 525,
    strict: 525,
  },
  protocol: {
    fetch: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    get: 'EPROTO',
    words: 'tlsv1 alert protocol version',
    nginx:
      'SSL_do_handshake() failed (SSL: error:0A00042E:SSL routines::tlsv1 alert protocol version',
    mindsUnchecked: true,
    full: 525,
    strict: 525,
  },
  expired: {
    fetch: 'CERT_HAS_EXPIRED',
    get: 'CERT_HAS_EXPIRED',
    words: 'certificate has expired',
    nginx: 'upstream SSL certificate verify error: (10:certificate has expired)',
    mindsUnchecked: false,
    full: 200,
    strict: 526,
  },
  'self-signed': {
    fetch: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    get: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    words: SELF_SIGNED,
    nginx: 'upstream SSL certificate verify error: (18:self-signed certificate)',
    mindsUnchecked: false,
    full: 200,
    strict: 526,
  },
  'wrong-name': {
    fetch: 'ERR_TLS_CERT_ALTNAME_INVALID',
    get: 'ERR_TLS_CERT_ALTNAME_INVALID',
    words: "Host: other. is not in the cert's altnames: DNS:default.invalid",
    nginx: 'upstream SSL certificate does not match "other"',
    mindsUnchecked: false,
    full: 200,
    strict: 526,
  },
};

describe.each(Object.entries(TABLE))('tls-failure %s', (name, expected) => {
  const failure = name as TlsFailure;
  let shop: Shop;
  beforeAll(async () => {
    shop = await open();
  });

  it.each(['fetch', 'get'] as const)("of Node's https server, by %s of Node", async (by) => {
    expect(await shop.get(`/app/${by}`)).toMatchObject({ status: 200, body: 'secret' });
    // What fetch has kept goes on.
    await shop.wait(10_000);
    await shop.fault({ type: 'tls-failure', failure }, { host: 'other' });
    const { status, body } = await shop.get(`/app/${by}`);
    expect(status).toBe(500);
    expect(body.split(' ', 1)[0]).toBe(expected[by]);
    expect(body).toContain(expected.words);
    await shop.clear();
    expect(await shop.get(`/app/${by}`)).toMatchObject({ status: 200 });
  });

  it("of Node's https server, by nginx with and without proxy_ssl_verify", async () => {
    await shop.fault({ type: 'tls-failure', failure }, { host: 'other' });
    expect(await shop.get('/checked')).toMatchObject({ status: 502 });
    expect(shop.errorLog).toContain(`${expected.nginx}`);
    expect(shop.why().decision).toMatchObject({
      kind: 'tls-failed',
      reason: expect.stringContaining(expected.nginx),
      directive: expected.mindsUnchecked ? null : 'proxy_ssl_verify',
    });
    const status = expected.mindsUnchecked ? 502 : 200;
    expect(await shop.get('/unchecked')).toMatchObject({ status });
    await shop.clear();
    expect(await shop.get('/checked')).toMatchObject({ status: 200, body: 'secret' });
  });

  it.each([
    ['full', 'web'],
    ['strict', 'web'],
    ['strict-node', 'other'],
  ] as const)('by an edge: %s', async (entry, origin) => {
    const world = await open(entry);
    expect(await world.get()).toMatchObject({ status: 200 });
    await world.wait(900_000);
    await world.fault({ type: 'tls-failure', failure }, { host: origin });
    const status = entry === 'full' ? expected.full : expected.strict;
    expect(await world.get('/again')).toMatchObject({ status });
    await world.clear();
    expect(await world.get('/later')).toMatchObject({ status: 200 });
  });

  it('with a chance of nothing is nothing', async () => {
    await shop.fault({ type: 'tls-failure', failure, probability: 0 }, { host: 'other' });
    expect(await shop.get('/checked')).toMatchObject({ status: 200 });
    await shop.clear();
  });
});
