// What client, nginx and a Node app see of each fault of a machine and of processes.

import { describe, expect, it } from 'vitest';
import { nginxConf, Shop } from '../../platform/testing/shop-world.ts';
import { certificateText } from '../tls/messages.ts';

const QUICK = nginxConf(
  'location / {',
  '  proxy_pass http://app:3000;',
  '  proxy_read_timeout 2s;',
  '}',
);

const app = (body: string): string => `import http from 'node:http';
import fs from 'node:fs';
http.createServer(async (request, response) => {
${body}
}).listen(3000);
`;

describe('pause', () => {
  it('is a time-out of nginx: the host accepts, nobody answers; and over with the fault', async () => {
    const shop = await Shop.open({ nginx: QUICK });
    await shop.fault({ type: 'pause' }, { host: 'app' });
    expect(await shop.get()).toMatchObject({ status: 504 });
    expect(shop.errorLog).toMatch(/upstream timed out .* while reading response header/);
    await shop.clear();
    expect(await shop.get()).toMatchObject({ status: 200 });
  });

  it('of nginx leaves the client waiting', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'pause' }, { host: 'web', process: 'nginx' });
    const answer = await shop.get('/', { timeoutMs: 3_000 });
    expect(answer).toMatchObject({ status: null, error: 'client-gave-up-waiting' });
  });
});

describe('kill', () => {
  it('ends the request under way with 502; the supervisor starts the app again', async () => {
    const shop = await Shop.open({
      faults: [{ id: 'crash', fault: { type: 'kill' }, on: { host: 'app' }, fromUs: 1_200_000 }],
    });
    const answer = await shop.get('/slow');
    expect(answer).toMatchObject({ status: 502 });
    expect(shop.errorLog).toContain('upstream prematurely closed connection');
    expect(shop.events('process-exited')).toMatchObject([{ signal: 'SIGKILL', code: null }]);
    await shop.wait(500);
    expect(await shop.get()).toMatchObject({ status: 200 });
  });

  it('of nginx and its workers refuses the client', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'kill' }, { host: 'web' });
    expect(await shop.get()).toMatchObject({ status: null, error: 'ECONNREFUSED' });
  });
});

describe('terminate', () => {
  it('is a signal the app may use to finish what it does', async () => {
    const shop = await Shop.open({
      app: `import http from 'node:http';
const server = http.createServer((request, response) => {
  setTimeout(() => response.end('done'), 500);
}).listen(3000);
process.on('SIGTERM', () => { console.log('draining'); server.close(() => process.exit(0)); });
`,
      faults: [
        { id: 'stop', fault: { type: 'terminate' }, on: { host: 'app' }, fromUs: 1_200_000 },
      ],
    });
    expect(await shop.get()).toMatchObject({ status: 200, body: 'done' });
    expect(shop.output()).toContain('draining');
    await shop.wait(1);
    expect(shop.events('process-exited')).toMatchObject([{ code: 0, signal: null }]);
  });
});

describe('out-of-memory', () => {
  it('of the machine kills without a word: SIGKILL', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'out-of-memory', of: 'machine' }, { host: 'app' });
    expect(shop.events('process-out-of-memory')).toMatchObject([{ host: 'app', of: 'machine' }]);
    expect(shop.events('process-exited')).toMatchObject([{ signal: 'SIGKILL' }]);
    expect(shop.output()).toBe('');
    expect(await shop.get()).toMatchObject({ status: 502 });
  });

  it('of the heap aborts with the fatal message: SIGABRT', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'out-of-memory', of: 'heap' }, { host: 'app', process: 'app' });
    expect(shop.output()).toContain(
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    );
    expect(shop.events('process-exited')).toMatchObject([{ signal: 'SIGABRT', code: null }]);
  });
});

describe('slow-processor', () => {
  it('makes an app take longer for the same work', async () => {
    const shop = await Shop.open();
    await shop.get();
    const { tookMs } = await shop.get();
    await shop.fault({ type: 'slow-processor', factor: 100 }, { host: 'app' });
    expect((await shop.get()).tookMs).toBeGreaterThan(tookMs + 20);
    await shop.clear();
    await shop.get();
    expect((await shop.get()).tookMs).toBeCloseTo(tookMs, 0);
  });
});

describe('disk-full', () => {
  it('is ENOSPC to an app that writes, until there is room again', async () => {
    const shop = await Shop.open({
      app: app(`  try {
    fs.appendFileSync('/srv/app/orders.log', 'order\\n');
    response.end('kept');
  } catch (error) {
    response.statusCode = 507;
    response.end([error.code, error.syscall].join(' '));
  }`),
    });
    expect((await shop.get()).body).toBe('kept');
    await shop.fault({ type: 'disk-full', freeBytes: 0 }, { host: 'app' });
    expect(await shop.get()).toMatchObject({ status: 507, body: 'ENOSPC write' });
    await shop.clear();
    expect((await shop.get()).body).toBe('kept');
    expect(shop.file('app', '/srv/app/orders.log')).toBe('order\norder\n');
  });

  it('takes nginx its log, not its voice', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'disk-full', freeBytes: 0 }, { host: 'web' });
    expect(await shop.get()).toMatchObject({ status: 200 });
    expect(shop.accessLog).toBe('');
  });

  it('refuses what a reader saves, and says so', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'disk-full', freeBytes: 0 }, { host: 'app' });
    const path = '/srv/app/app.mjs';
    await shop.do({ type: 'save', host: 'app', path, text: `${'// much more\n'.repeat(200)}` });
    expect(shop.events('save-failed')).toMatchObject([{ host: 'app', path, code: 'ENOSPC' }]);
  });
});

describe('clock-skew', () => {
  it('is what programs of that host read, in logs and in Date', async () => {
    const shop = await Shop.open({ app: app('  response.end(new Date().toISOString());') });
    await shop.fault({ type: 'clock-skew', skewMs: -3_600_000 }, { host: 'app' });
    expect((await shop.get()).body).toMatch(/^2026-06-01T11:00/);
    expect(shop.accessLog).toContain('01/Jun/2026:12:00');
    await shop.clear();
    expect((await shop.get()).body).toMatch(/^2026-06-01T12:00/);
  });
});

describe('tls-failure', () => {
  const certificate = certificateText({
    subject: 'inner',
    names: ['inner', 'web'],
    issuer: 'Shop CA',
    notAfterMs: Date.UTC(2030, 0, 1),
  });
  const ca = certificateText({
    subject: 'Shop CA',
    names: [],
    issuer: 'Shop CA',
    notAfterMs: Date.UTC(2030, 0, 1),
  });
  const conf = [
    'events {}',
    'http {',
    '  server { listen 443 ssl; ssl_certificate /etc/nginx/c.pem; ssl_certificate_key /etc/nginx/k.pem; return 200 "inner"; }',
    '  server { listen 80; location / {',
    '    proxy_pass https://web:443; proxy_ssl_verify on; proxy_ssl_trusted_certificate /etc/nginx/ca.pem;',
    '  } }',
    '}',
  ].join('\n');
  const files = [
    { host: 'web', path: '/etc/nginx/c.pem', text: certificate },
    {
      host: 'web',
      path: '/etc/nginx/k.pem',
      text: '-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n',
    },
    { host: 'web', path: '/etc/nginx/ca.pem', text: ca },
  ];

  it.each([
    ['handshake', 'sslv3 alert handshake failure'],
    ['protocol', 'tlsv1 alert protocol version'],
    ['expired', '(10:certificate has expired)'],
    ['self-signed', '(18:self-signed certificate)'],
    ['wrong-name', 'upstream SSL certificate does not match "web"'],
  ] as const)('%s is 502 of nginx, and its words in the log', async (failure, words) => {
    const shop = await Shop.open({ nginx: conf, files });
    expect(await shop.get()).toMatchObject({ status: 200, body: 'inner' });
    await shop.fault({ type: 'tls-failure', failure }, { host: 'web' });
    expect(await shop.get()).toMatchObject({ status: 502 });
    expect(shop.errorLog).toContain(words);
  });
});
