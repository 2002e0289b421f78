// The table "same failure, other number" of the facts, for what the simulator models: each of its rows is made in a world
// by configuration and faults alone, and comes out as the facts say.

import { describe, expect, it } from 'vitest';
import type { Fault, FaultTarget } from '#sim';
import { facts } from '../content/facts.ts';
import {
  nginxConf,
  Shop,
  type ShopAnswer,
  type ShopOptions,
} from '../platform/testing/shop-world.ts';
import { certificateText } from '../sim/tls/messages.ts';

/** Platforms of the table that a world can have. */
const MODELLED = ['nginx', 'cloudflare'];

interface Row {
  readonly shop?: ShopOptions;
  /** Settings of an edge, which then is where requests go. */
  readonly edge?: object;
  readonly fault?: readonly [Fault, FaultTarget];
  /** How the request differs from a patient GET. */
  readonly request?: {
    readonly timeoutMs?: number;
    readonly target?: string;
    readonly before?: number;
  };
  /** The status where the facts have one; words for what is no status. */
  readonly status: number | null;
  /** Who wrote the response. */
  readonly writer: 'nginx' | 'edge' | 'app' | null;
  /** How long it takes, in seconds. */
  readonly afterS?: number;
  /** What else shows it. */
  readonly shows?: (shop: Shop, answer: ShopAnswer) => void;
}

const TO_APP: FaultTarget = { link: ['web', 'app'] };
const TO_WEB: FaultTarget = { link: ['edge', 'web'] };
const APP_PROXY = 'location / { proxy_pass http://app:3000; }';

const raw = (answer: string): string => `import net from 'node:net';
net.createServer((socket) => {
  socket.on('data', () => socket.end(${answer}));
  socket.on('error', () => {});
}).listen(3000);
`;
const SILENT = `import http from 'node:http'; http.createServer(() => {}).listen(3000);`;
const LARGE = `import http from 'node:http';
http.createServer({ maxHeaderSize: 1e6 }, (request, response) => {
  response.setHeader('Set-Cookie', 'x'.repeat(request.url === '/huge' ? 200000 : 9000));
  response.end();
}).listen(3000);`;
const DIRECT = { origin: 'app', originPort: 3000 };

const certificate = (change: object = {}): string =>
  certificateText({
    subject: 'shop.test',
    names: ['shop.test'],
    issuer: 'Some CA',
    notAfterMs: Date.UTC(2030, 0, 1),
    ...change,
  });
const TLS_FILES = (text: string): ShopOptions['files'] => [
  { host: 'web', path: '/etc/nginx/c.pem', text },
  {
    host: 'web',
    path: '/etc/nginx/k.pem',
    text: '-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n',
  },
];
const TLS_SERVER =
  'listen 443 ssl; ssl_certificate /etc/nginx/c.pem; ssl_certificate_key /etc/nginx/k.pem;';

const errorLog =
  (words: string) =>
  (shop: Shop): void =>
    expect(shop.errorLog).toContain(words);

/** A world for each row. */
const ROWS: Readonly<Record<string, Row>> = {
  'failure.connection-refused.nginx': {
    fault: [{ type: 'refuse' }, TO_APP],
    status: 502,
    writer: 'nginx',
    shows: errorLog('connect() failed (111: Connection refused)'),
  },
  'failure.connection-refused.cloudflare': {
    edge: {},
    fault: [{ type: 'refuse' }, TO_WEB],
    status: 521,
    writer: 'edge',
  },
  'failure.connect-timeout.nginx': {
    fault: [{ type: 'blackhole' }, TO_APP],
    status: 504,
    writer: 'nginx',
    afterS: 60,
  },
  'failure.connect-timeout.cloudflare': {
    edge: {},
    fault: [{ type: 'blackhole' }, TO_WEB],
    status: 522,
    writer: 'edge',
    afterS: 19,
  },
  'failure.response-timeout.nginx': {
    shop: { app: SILENT },
    status: 504,
    writer: 'nginx',
    afterS: 60,
  },
  'failure.response-timeout.cloudflare': {
    shop: { app: SILENT },
    edge: DIRECT,
    status: 524,
    writer: 'edge',
    afterS: 120,
  },
  'failure.closed-before-response.nginx': {
    fault: [{ type: 'lost-answer' }, TO_APP],
    status: 502,
    writer: 'nginx',
  },
  'failure.closed-before-response.cloudflare': {
    edge: {},
    fault: [{ type: 'lost-answer' }, TO_WEB],
    status: 520,
    writer: 'edge',
  },
  'failure.no-healthy-upstream.nginx': {
    shop: {
      nginx: [
        'events {}',
        'http { upstream apps { server app:3000; server 10.0.0.3:3001; }',
        'server { listen 80; location / { proxy_pass http://apps; } } }',
      ].join('\n'),
    },
    fault: [{ type: 'refuse' }, TO_APP],
    request: { before: 1 },
    status: 502,
    writer: 'nginx',
    shows: errorLog('no live upstreams'),
  },
  'failure.name-not-resolved.nginx.name-in-a-variable': {
    shop: {
      nginx: nginxConf(
        'resolver 127.0.0.11;',
        'location / { set $up app; proxy_pass http://$up:3000; }',
      ),
    },
    fault: [{ type: 'dns-failure', name: 'app', answer: 'NXDOMAIN' }, { host: 'web' }],
    status: 502,
    writer: 'nginx',
    shows: (shop) => {
      expect(shop.errorLog).toContain('app could not be resolved (3: Host not found)');
      expect(shop.why().decision).toEqual({
        kind: 'not-resolved',
        name: 'app',
        reason: '3: Host not found',
        place: { file: '/etc/nginx/nginx.conf', line: 5 },
      });
    },
  },
  'failure.name-not-resolved.nginx.static-name': {
    shop: { nginx: nginxConf('location / { proxy_pass http://nowhere:3000; }') },
    status: null,
    writer: null,
    shows: (shop, answer) => {
      expect(shop.errorLog).toContain('host not found in upstream "nowhere"');
      expect(answer.error).toBe('ECONNREFUSED');
    },
  },
  'failure.name-not-resolved.cloudflare': {
    edge: { origin: 'nowhere' },
    status: 530,
    writer: 'edge',
    shows: (_shop, { fields }) => expect(fields.get('cf-error-type')).toBe('1016'),
  },
  'failure.tls-to-upstream-failed.nginx': {
    shop: {
      nginx: nginxConf(TLS_SERVER, 'location / { proxy_pass https://web:443; }'),
      files: TLS_FILES(certificate()) ?? [],
    },
    fault: [{ type: 'tls-failure', failure: 'handshake' }, { host: 'web' }],
    status: 502,
    writer: 'nginx',
    shows: errorLog('SSL_do_handshake() failed'),
  },
  'failure.tls-to-upstream-failed.cloudflare.handshake': {
    shop: { nginx: nginxConf(TLS_SERVER, APP_PROXY), files: TLS_FILES(certificate()) ?? [] },
    edge: { ssl: 'full' },
    fault: [{ type: 'tls-failure', failure: 'handshake' }, { host: 'web' }],
    status: 525,
    writer: 'edge',
  },
  'failure.tls-to-upstream-failed.cloudflare.certificate': {
    shop: {
      nginx: nginxConf(TLS_SERVER, APP_PROXY),
      files: TLS_FILES(certificate({ issuer: 'shop.test' })) ?? [],
    },
    edge: { ssl: 'strict' },
    status: 526,
    writer: 'edge',
  },
  'failure.upstream-does-not-speak-http.nginx': {
    shop: { app: raw("'SSH-2.0-OpenSSH_9.2\\r\\n'") },
    status: null,
    writer: null,
    shows: (shop, answer) => {
      expect(answer.error).toBe('not-http');
      expect(shop.errorLog).toContain(
        'upstream sent no valid HTTP/1.0 header while reading response header from upstream',
      );
    },
  },
  'failure.upstream-does-not-speak-http.cloudflare': {
    shop: { app: raw("'SSH-2.0-OpenSSH_9.2\\r\\n'") },
    edge: DIRECT,
    status: 520,
    writer: 'edge',
  },
  'failure.response-header-too-big.nginx': {
    shop: { app: LARGE },
    status: 502,
    writer: 'nginx',
    shows: errorLog('upstream sent too big header'),
  },
  'failure.response-header-too-big.cloudflare': {
    shop: { app: LARGE },
    edge: DIRECT,
    request: { target: '/huge' },
    status: 520,
    writer: 'edge',
  },
  'failure.capacity-limit-reached.nginx.limit-req': {
    shop: {
      nginx: [
        'events {}',
        'http { limit_req_zone $binary_remote_addr zone=z:1m rate=1r/m;',
        'server { listen 80; location / { limit_req zone=z; proxy_pass http://app:3000; } } }',
      ].join('\n'),
    },
    request: { before: 1 },
    status: 503,
    writer: 'nginx',
  },
  'failure.capacity-limit-reached.nginx.max-conns': {
    shop: {
      nginx: [
        'events {}',
        'http { upstream apps { zone a 64k; server app:3000 max_conns=1; }',
        'server { listen 80; location / { proxy_pass http://apps; } } }',
      ].join('\n'),
      app: SILENT,
    },
    request: { before: -1 },
    status: 502,
    writer: 'nginx',
    shows: errorLog('no live upstreams'),
  },
  'failure.cut-after-headers.nginx': {
    fault: [{ type: 'cut', afterBytes: 20_000, direction: 'to-client', by: 'fin' }, TO_APP],
    request: { target: '/big' },
    status: 200,
    writer: 'app',
    shows: (shop, answer) => {
      expect(answer.complete).toBe(false);
      expect(shop.accessLog).toContain('" 200 ');
      expect(shop.errorLog).toContain(
        'upstream prematurely closed connection while reading upstream',
      );
    },
  },
  'failure.client-gave-up.nginx': {
    shop: { app: SILENT },
    request: { timeoutMs: 1_000 },
    status: null,
    writer: null,
    shows: (shop) => expect(shop.accessLog).toContain('" 499 0 '),
  },
};

/** What decided, and whether a retry is safe, row by row: what an explanation has to say. */
const DECISIONS: Readonly<Record<string, object>> = {
  'failure.connection-refused.nginx': {
    decision: { kind: 'connect-failed', errno: 'ECONNREFUSED', address: '10.0.0.3:3000' },
    appSawRequest: 'no',
    faults: [{ type: 'refuse' }],
  },
  'failure.connection-refused.cloudflare': {
    decision: { kind: 'origin-failed', outcome: 'refused' },
    appSawRequest: 'no',
    faults: [{ type: 'refuse' }],
  },
  'failure.connect-timeout.nginx': {
    decision: { kind: 'timed-out', directive: 'proxy_connect_timeout', place: 'default' },
    appSawRequest: 'no',
  },
  'failure.connect-timeout.cloudflare': {
    decision: { kind: 'origin-failed', outcome: 'connect-timeout', rule: 'connect_timeout' },
    appSawRequest: 'no',
  },
  'failure.response-timeout.nginx': {
    decision: { kind: 'timed-out', directive: 'proxy_read_timeout', place: 'default' },
    appSawRequest: 'yes',
    retry: { safe: 'if-idempotent' },
  },
  'failure.response-timeout.cloudflare': {
    decision: { kind: 'origin-failed', outcome: 'read-timeout', rule: 'read_timeout' },
    appSawRequest: 'yes',
  },
  'failure.closed-before-response.nginx': {
    decision: { kind: 'closed-early', phase: 'reading response header from upstream' },
    appSawRequest: 'yes',
    faults: [{ type: 'lost-answer' }],
  },
  'failure.closed-before-response.cloudflare': {
    decision: { kind: 'origin-failed', outcome: 'reset' },
    faults: [{ type: 'lost-answer' }],
  },
  'failure.no-healthy-upstream.nginx': {
    decision: { kind: 'no-live-upstreams', upstream: 'apps' },
    appSawRequest: 'no',
    retry: { safe: 'yes' },
  },
  'failure.name-not-resolved.nginx.name-in-a-variable': {
    decision: { kind: 'not-resolved', name: 'app' },
    appSawRequest: 'no',
  },
  'failure.name-not-resolved.nginx.static-name': {
    decision: { kind: 'no-response', error: 'ECONNREFUSED' },
    appSawRequest: 'no',
  },
  'failure.name-not-resolved.cloudflare': {
    decision: { kind: 'origin-failed', outcome: 'dns-failed', rule: null },
    appSawRequest: 'no',
  },
  'failure.tls-to-upstream-failed.nginx': {
    decision: {
      kind: 'tls-failed',
      reason: expect.stringContaining('sslv3 alert handshake failure'),
      directive: null,
    },
    faults: [{ type: 'tls-failure' }],
  },
  'failure.tls-to-upstream-failed.cloudflare.handshake': {
    decision: { kind: 'origin-failed', outcome: 'handshake-failed', detail: 'alert number 40' },
    appSawRequest: 'no',
  },
  'failure.tls-to-upstream-failed.cloudflare.certificate': {
    decision: { kind: 'origin-failed', outcome: 'bad-certificate', detail: 'self-signed' },
    appSawRequest: 'no',
  },
  'failure.upstream-does-not-speak-http.nginx': {
    decision: { kind: 'no-response', error: 'not-http' },
  },
  'failure.upstream-does-not-speak-http.cloudflare': {
    decision: { kind: 'origin-failed', outcome: 'not-http' },
  },
  'failure.response-header-too-big.nginx': {
    decision: { kind: 'bad-response' },
    appSawRequest: 'yes',
  },
  'failure.response-header-too-big.cloudflare': {
    decision: { kind: 'origin-failed', outcome: 'header-too-large', rule: 'header_limit' },
    appSawRequest: 'yes',
  },
  'failure.capacity-limit-reached.nginx.limit-req': {
    decision: { kind: 'rule', directive: 'limit_req', place: { line: 3 } },
    appSawRequest: 'no',
    retry: { safe: 'yes' },
  },
  'failure.capacity-limit-reached.nginx.max-conns': {
    decision: { kind: 'no-live-upstreams', upstream: 'apps' },
    appSawRequest: 'no',
  },
  'failure.cut-after-headers.nginx': {
    decision: { kind: 'app-answered' },
    isComplete: false,
    faults: [{ type: 'cut' }],
  },
  'failure.client-gave-up.nginx': {
    decision: { kind: 'no-response', error: 'client-gave-up-waiting' },
    appSawRequest: 'yes',
    retry: { safe: 'if-idempotent' },
  },
};

async function make({ shop: options = {}, edge, fault, request = {} }: Row) {
  const edgeHost = { kind: 'edge', name: 'edge', label: 'edge', ip: '10.0.0.8' } as const;
  const settings = JSON.stringify({ origin: 'web', ssl: 'flexible', ...edge });
  const shop = await Shop.open({
    ...options,
    ...(edge && {
      hosts: [{ ...edgeHost, directory: '/etc/edge' }],
      entry: { host: 'edge', port: 80 },
      files: [
        { host: 'edge', path: '/etc/edge/edge.json', text: settings },
        ...(options.files ?? []),
      ],
    }),
  });
  if (fault) await shop.fault(...fault);
  const { before = 0, target = '/', timeoutMs = 0 } = request;
  for (let at = 0; at < before; at++) await shop.get(target);
  if (before < 0) {
    const first = { method: 'GET', target, fields: [], body: '', timeoutMs: 0 };
    await shop.do({ type: 'burst', request: first, count: 1, everyUs: 1_000 });
  }
  const answer =
    before < 0 ? await shop.getAfter(1, target) : await shop.get(target, { timeoutMs });
  await shop.wait(100);
  return { shop, answer };
}

const rows = facts.matrix.filter(({ platform }) => MODELLED.includes(platform));

describe('the table of failures', () => {
  it('has a world for each of its rows of nginx and Cloudflare, and for no other', () => {
    expect(Object.keys(ROWS).sort()).toEqual(rows.map(({ id }) => id).sort());
  });

  it.each(rows.map((row) => [row.id, row.sends] as const))('%s: %s', async (id, sends) => {
    const row = ROWS[id];
    if (!row) throw new Error(`there is no world for ${id}`);
    const { shop, answer } = await make(row);
    expect(answer.status).toBe(row.status);
    // The number is that of the facts, where they have one and the client sees it.
    if (row.status !== null && /^\d+$/.test(String(sends))) {
      expect(String(sends)).toBe(String(row.status));
    }
    expect(shop.why().writer?.kind ?? null).toBe(row.writer);
    if (row.afterS !== undefined) expect(answer.tookMs / 1_000).toBeCloseTo(row.afterS, 0);
    row.shows?.(shop, answer);
    const why = DECISIONS[id];
    if (!why) throw new Error(`nothing says what explains ${id}`);
    expect(shop.why()).toMatchObject(why);
  });
});
