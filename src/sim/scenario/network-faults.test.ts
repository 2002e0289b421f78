// What client, nginx and a Node app see of each fault of the network and of name resolution.

import { describe, expect, it } from 'vitest';
import { nginxConf, Shop } from '../../platform/testing/shop-world.ts';
import type { FaultTarget } from './fault.ts';

const TO_APP: FaultTarget = { link: ['web', 'app'] };
const TO_WEB: FaultTarget = { link: ['client', 'web'] };

/** nginx with patience for two seconds, and connections it keeps. */
const QUICK = nginxConf(
  'location / {',
  '  proxy_pass http://app:3000;',
  '  proxy_connect_timeout 2s;',
  '  proxy_read_timeout 2s;',
  '}',
);
const KEEPING = [
  'events {}',
  'http {',
  '  upstream apps { server app:3000; keepalive 4; }',
  '  server { listen 80; location / {',
  '    proxy_pass http://apps; proxy_http_version 1.1; proxy_set_header Connection "";',
  '    proxy_read_timeout 2s;',
  '  } }',
  '}',
].join('\n');

/** An app that asks another one and prints what comes of it. */
const asking = (url: string): string => `import http from 'node:http';
http.createServer(async (request, response) => {
  try {
    const answer = await fetch('${url}');
    response.end(await answer.text());
  } catch (error) {
    response.statusCode = 500;
    response.end([error.message, error.cause?.code, error.cause?.syscall].join(' '));
  }
}).listen(3000);
`;
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
const OTHER_FILE = {
  host: 'other',
  path: '/srv/other/other.mjs',
  text: `import http from 'node:http';
http.createServer((request, response) => response.end('y'.repeat(1000))).listen(4000);
`,
};
const asked = (): Promise<Shop> =>
  Shop.open({ app: asking('http://other:4000/'), hosts: [OTHER], files: [OTHER_FILE] });

describe('refuse', () => {
  it('is ECONNREFUSED to nginx and 502 to the client, and over when it is cleared', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'refuse' }, TO_APP);
    expect(await shop.get()).toMatchObject({ status: 502 });
    expect(shop.errorLog).toContain('connect() failed (111: Connection refused)');
    await shop.clear();
    expect(await shop.get()).toMatchObject({ status: 200 });
  });

  it('is ECONNREFUSED to the client', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'refuse' }, { host: 'web' });
    expect(await shop.get()).toMatchObject({ status: null, error: 'ECONNREFUSED' });
  });

  it('is ECONNREFUSED to a Node app', async () => {
    const shop = await asked();
    await shop.fault({ type: 'refuse' }, { link: ['app', 'other'], port: 4000, oneWay: true });
    expect((await shop.get()).body).toBe('fetch failed ECONNREFUSED connect');
  });

  it('leaves other ports and the other direction alone', async () => {
    const shop = await asked();
    await shop.fault({ type: 'refuse' }, { link: ['app', 'other'], port: 4001 }, 'port');
    await shop.fault({ type: 'refuse' }, { link: ['other', 'app'], oneWay: true }, 'direction');
    expect((await shop.get()).status).toBe(200);
  });

  it('strikes as often as its probability says, the same in every run', async () => {
    const run = async (): Promise<string> => {
      const shop = await Shop.open();
      await shop.fault({ type: 'refuse', probability: 0.5, seed: 7 }, TO_APP);
      let seen = '';
      for (let at = 0; at < 20; at++) seen += (await shop.get()).status === 200 ? '.' : 'x';
      return seen;
    };
    const seen = await run();
    expect(seen).toMatch(/x/);
    expect(seen).toMatch(/\./);
    expect(await run()).toBe(seen);
  });
});

describe('blackhole', () => {
  it('is a time-out of nginx and 504 to the client', async () => {
    const shop = await Shop.open({ nginx: QUICK });
    await shop.fault({ type: 'blackhole' }, TO_APP);
    const answer = await shop.get();
    expect(answer).toMatchObject({ status: 504 });
    expect(answer.tookMs).toBeCloseTo(2_000, -1);
    expect(shop.errorLog).toMatch(/upstream timed out \(110: .*while connecting to upstream/);
  });

  it('is ETIMEDOUT to a client that waits, after 127 s', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'blackhole' }, TO_WEB);
    const answer = await shop.get();
    expect(answer).toMatchObject({ status: null, error: 'ETIMEDOUT' });
    expect(answer.tookMs).toBeCloseTo(127_000, -2);
  });

  it('is a connect time-out of fetch to a Node app', async () => {
    const shop = await asked();
    await shop.fault({ type: 'blackhole' }, { host: 'other' });
    expect((await shop.get()).body).toContain('UND_ERR_CONNECT_TIMEOUT');
  });

  it('is only loss where its probability is below 1: everything is sent again', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'blackhole', probability: 0.2 }, TO_WEB);
    for (let at = 0; at < 10; at++) expect(await shop.get('/big')).toMatchObject({ status: 200 });
  });
});

describe('unreachable', () => {
  it('is EHOSTUNREACH at once, to nginx and to a client', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'unreachable' }, TO_APP);
    expect(await shop.get()).toMatchObject({ status: 502 });
    expect(shop.errorLog).toContain('failed (113: No route to host)');
    await shop.fault({ type: 'unreachable' }, TO_WEB);
    expect(await shop.get()).toMatchObject({ status: null, error: 'EHOSTUNREACH' });
  });
});

describe('reset', () => {
  it('is ECONNRESET to nginx while it reads the response header', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'reset' }, TO_APP);
    expect(await shop.get()).toMatchObject({ status: 502 });
    expect(shop.errorLog).toContain('recv() failed (104: Connection reset by peer)');
  });

  it('is ECONNRESET to the client', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'reset' }, TO_WEB);
    expect(await shop.get()).toMatchObject({ status: null, error: 'ECONNRESET' });
  });

  it('is ECONNRESET to a Node app', async () => {
    const shop = await asked();
    await shop.fault({ type: 'reset' }, { host: 'other' });
    expect((await shop.get()).body).toBe('fetch failed ECONNRESET read');
  });
});

describe('latency and bandwidth', () => {
  it('adds latency to every packet, there and back', async () => {
    const shop = await Shop.open();
    const { tookMs } = await shop.get();
    await shop.fault({ type: 'latency', latencyMs: 50 }, TO_WEB);
    // SYN, SYN+ACK, request, response.
    expect((await shop.get()).tookMs - tookMs).toBeCloseTo(200, -1);
  });

  it('draws its jitter for each packet', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'latency', latencyMs: 0, jitterMs: 100 }, TO_WEB);
    const times = [await shop.get(), await shop.get()].map(({ tookMs }) => tookMs);
    expect(times[0]).not.toBeCloseTo(times[1] ?? 0, 0);
    for (const time of times) expect(time).toBeLessThan(405);
  });

  it('lets so many bytes a second through', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'bandwidth', bytesPerSecond: 10_000 }, TO_WEB);
    expect((await shop.get('/big')).tookMs).toBeGreaterThan(5_000);
    await shop.clear();
    expect((await shop.get('/big')).tookMs).toBeLessThan(100);
  });
});

describe('cut', () => {
  const cut = (by: 'reset' | 'fin' | 'silence') =>
    ({ type: 'cut', afterBytes: 20_000, direction: 'to-client', by }) as const;

  it('ends a response in its body, by FIN, and nginx logs it', async () => {
    const shop = await Shop.open();
    await shop.fault(cut('fin'), TO_APP);
    const answer = await shop.get('/big');
    expect(answer).toMatchObject({ status: 200, complete: false, error: 'closed-inside-body' });
    expect(answer.body.length).toBeGreaterThan(10_000);
    expect(shop.errorLog).toContain(
      'upstream prematurely closed connection while reading upstream',
    );
  });

  it('ends a response in its body, by RST', async () => {
    const shop = await Shop.open();
    await shop.fault(cut('reset'), TO_APP);
    expect(await shop.get('/big')).toMatchObject({ status: 200, complete: false });
    expect(shop.errorLog).toMatch(
      /readv?\(\) failed \(104: Connection reset by peer\) while reading/,
    );
  });

  it('lets nginx wait for the rest, in silence', async () => {
    const shop = await Shop.open({ nginx: QUICK });
    await shop.fault(cut('silence'), TO_APP);
    expect(await shop.get('/big')).toMatchObject({ status: 200, complete: false });
    expect(shop.errorLog).toContain('upstream timed out (110: ');
  });

  it('spares responses that are shorter', async () => {
    const shop = await Shop.open();
    await shop.fault(cut('reset'), TO_APP);
    expect(await shop.get()).toMatchObject({ status: 200, body: 'xxxxx' });
  });

  it('cuts requests as well', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'cut', afterBytes: 10, direction: 'to-server', by: 'fin' }, TO_APP);
    expect(await shop.get()).toMatchObject({ status: 502 });
  });
});

describe('slow-close', () => {
  it('delays the end of a connection and with it a response that ends there', async () => {
    const shop = await Shop.open({
      app: `import net from 'node:net';
net.createServer((socket) => {
  socket.on('data', () => socket.end('HTTP/1.0 200 OK\\r\\n\\r\\nhello'));
  socket.on('error', () => {});
}).listen(3000);
`,
    });
    expect(await shop.get()).toMatchObject({ status: 200, body: 'hello' });
    await shop.fault({ type: 'slow-close', delayMs: 3_000 }, TO_APP);
    const answer = await shop.get();
    expect(answer).toMatchObject({ status: 200, body: 'hello' });
    expect(answer.tookMs).toBeGreaterThan(3_000);
  });
});

describe('half-open', () => {
  it('leaves nginx with a kept connection nobody answers on, while new ones work', async () => {
    const shop = await Shop.open({ nginx: KEEPING });
    await shop.get();
    await shop.fault({ type: 'half-open', answer: 'silence' }, TO_APP);
    const answer = await shop.get();
    expect(answer).toMatchObject({ status: 504 });
    expect(shop.errorLog).toContain('while reading response header from upstream');
    expect(await shop.get()).toMatchObject({ status: 200 });
  });

  it('is ECONNRESET on a kept connection whose server was restarted: nginx asks again', async () => {
    const shop = await Shop.open({ nginx: KEEPING });
    await shop.get();
    await shop.fault({ type: 'half-open', answer: 'reset' }, TO_APP);
    expect(await shop.get()).toMatchObject({ status: 200 });
    expect(shop.errorLog).toContain('(104: Connection reset by peer)');
  });
});

describe('lost-answer', () => {
  it('has a request done twice where nginx asks again', async () => {
    const shop = await Shop.open({
      nginx: [
        'events {}',
        'http {',
        '  upstream apps { server app:3000; server 10.0.0.3:3000; }',
        '  server { listen 80; location / { proxy_pass http://apps; } }',
        '}',
      ].join('\n'),
    });
    await shop.fault({ type: 'lost-answer', probability: 0.5, seed: 3 }, TO_APP);
    const requests = (): number => shop.events('app-request').length;
    for (let at = 0; at < 20 && requests() === shop.events('client-request').length; at++) {
      await shop.get();
    }
    expect(requests()).toBeGreaterThan(shop.events('client-request').length);
  });

  it('is 502 where it does not, though the app has done its work', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'lost-answer' }, TO_APP);
    expect(await shop.get('/', { method: 'POST', body: 'order' })).toMatchObject({ status: 502 });
    expect(shop.events('app-response')).toHaveLength(1);
  });
});

describe('name resolution', () => {
  it.each([
    ['NXDOMAIN', 'ENOTFOUND'],
    ['SERVFAIL', 'EAI_AGAIN'],
  ] as const)('%s is %s to a Node app', async (answer, code) => {
    const shop = await asked();
    await shop.fault({ type: 'dns-failure', name: 'other', answer }, { host: 'app' });
    expect((await shop.get()).body).toBe(`fetch failed ${code} getaddrinfo`);
  });

  it('is a resolver that does not answer: EAI_AGAIN after 10 s', async () => {
    const app = `import dns from 'node:dns/promises';
import http from 'node:http';
http.createServer(async (request, response) => {
  response.end(await dns.lookup('other').catch(({ code }) => code));
}).listen(3000);
`;
    const shop = await Shop.open({ app });
    const fault = { type: 'dns-failure', name: 'other', answer: 'TIMEOUT' } as const;
    await shop.fault(fault, { everywhere: true });
    const answer = await shop.get();
    expect(answer.body).toBe('EAI_AGAIN');
    expect(answer.tookMs).toBeCloseTo(10_000, -2);
  });

  it('is ENOTFOUND to the client, and only where it strikes', async () => {
    const shop = await Shop.open();
    const fault = { type: 'dns-failure', name: '*', answer: 'NXDOMAIN' } as const;
    await shop.fault(fault, { host: 'app' });
    expect(await shop.get()).toMatchObject({ status: 200 });
    await shop.fault(fault, { everywhere: true });
    expect(await shop.get()).toMatchObject({ status: null, error: 'ENOTFOUND' });
  });

  it('keeps nginx from reloading a configuration with that name', async () => {
    const shop = await Shop.open();
    await shop.fault({ type: 'dns-failure', name: 'app', answer: 'NXDOMAIN' }, { host: 'web' });
    await shop.do({ type: 'apply', host: 'web' });
    const [report] = shop.events('nginx-configuration').slice(-1);
    expect(report?.output.join()).toContain('host not found in upstream "app"');
    expect(await shop.get()).toMatchObject({ status: 200 });
  });

  it('changes what a name means to those who ask now; nginx goes on with what it knows', async () => {
    const shop = await asked();
    await shop.fault(
      { type: 'dns-change', name: 'other', addresses: ['10.0.0.2'] },
      { everywhere: true },
    );
    expect((await shop.get()).body).toBe('fetch failed ECONNREFUSED connect');
    await shop.fault(
      { type: 'dns-change', name: 'app', addresses: ['10.0.0.4'] },
      { everywhere: true },
      'app',
    );
    expect((await shop.get()).status).toBe(500);
    await shop.do({ type: 'apply', host: 'web' });
    expect((await shop.get()).status).toBe(502);
  });
});
