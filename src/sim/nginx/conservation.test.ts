// Whatever apps and clients do, every request that nginx takes has exactly one end, and nothing
// stays open for ever.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NginxWorld, ok } from '../testing/nginx-world.ts';
import { latin1Bytes } from './bytes.ts';

const ANSWERS = [
  ok('fine'),
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc',
  'HTTP/1.1 200 OK\r\n\r\nuntil close',
  'HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno',
  'HTTP/1.1 304 Not Modified\r\n\r\n',
  'HTTP/1.1 200 OK\r\nBad Header: x\r\n\r\n',
  'HTTP/1.1 200 OK\r\nX-Accel-Redirect: /again\r\n\r\n',
  'HTTP/1.1 200 OK\r\nCache-Control: max-age=1\r\nContent-Length: 2\r\n\r\nok',
  'garbage',
  '',
];

const REQUESTS = [
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET /cached HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET /stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello',
  'POST /stream HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nnot all',
  'HEAD /limited HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET /auth HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET / HTTP/1.0\r\n\r\n',
  'GET /x',
  'nonsense\r\n\r\n',
];

const CONF = [
  'limit_req_zone $uri zone=r:1m rate=2r/s;',
  'limit_conn_zone $uri zone=c:1m;',
  'proxy_cache_path /var/cache/x keys_zone=k:1m;',
  'upstream b { server app:3000; server app2:3000 max_conns=2; server app3:3000 backup; keepalive 2; }',
  'proxy_read_timeout 2s; proxy_send_timeout 2s; proxy_connect_timeout 2s;',
  'client_body_timeout 3s; client_header_timeout 3s; keepalive_timeout 5s;',
  'proxy_http_version 1.1; proxy_set_header Connection "";',
  'proxy_next_upstream error timeout http_500 non_idempotent;',
  'server {',
  '    listen 80;',
  '    error_page 502 504 @sorry;',
  '    location / { proxy_pass http://b; }',
  '    location /cached {',
  '        proxy_pass http://b; proxy_cache k; proxy_cache_valid any 1s; proxy_cache_lock on;',
  '        proxy_cache_use_stale error updating http_500; proxy_cache_background_update on;',
  '    }',
  '    location /stream { proxy_pass http://b; proxy_buffering off; proxy_request_buffering off; }',
  '    location /limited { limit_req zone=r burst=2; limit_conn c 1; proxy_pass http://b; }',
  '    location /auth { auth_request /check; proxy_pass http://b; }',
  '    location /check { internal; proxy_pass http://b; }',
  '    location /again { return 200 again; }',
  '    location @sorry { proxy_pass http://app3:3000; }',
  '}',
];

interface Behaviour {
  readonly answer: number;
  readonly delayMs: number;
  readonly after: 'stay' | 'close' | 'reset';
}

const behaviour = fc.record<Behaviour>({
  answer: fc.nat(ANSWERS.length - 1),
  delayMs: fc.constantFrom(0, 0, 50, 1_000, 3_000),
  after: fc.constantFrom('stay', 'close', 'reset'),
});

const action = fc.record({
  request: fc.nat(REQUESTS.length - 1),
  waitMs: fc.constantFrom(0, 1, 100, 1_500),
});

const run = async (
  behaviours: readonly Behaviour[],
  actions: readonly { readonly request: number; readonly waitMs: number }[],
): Promise<{ world: NginxWorld; active: number }> => {
  const world = new NginxWorld();
  world.files.makeDirectories('/var/cache');
  let served = 0;
  for (const [name, ip] of [
    ['app', '10.0.0.3'],
    ['app2', '10.0.0.4'],
    ['app3', '10.0.0.5'],
  ] as const) {
    world.serve(name, ip, (_head, endpoint) => {
      const chosen = behaviours[served++ % behaviours.length] as Behaviour;
      world.kernel.after(chosen.delayMs * 1_000, () => {
        endpoint.write(latin1Bytes(ANSWERS[chosen.answer] as string));
        if (chosen.after === 'close') endpoint.shutdown();
        if (chosen.after === 'reset') endpoint.reset();
      });
      return null;
    });
  }
  world.configure(...CONF);
  const nginx = world.start();
  for (const { request, waitMs } of actions) {
    world.send(REQUESTS[request] as string);
    await world.run(waitMs);
  }
  // Longer than every timer of the configuration, one after the other.
  await world.run(120_000);
  return { world, active: nginx.worker?.counters.active ?? -1 };
};

it('ends every request once and lets go of every connection', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(behaviour, { minLength: 1, maxLength: 6 }),
      fc.array(action, { minLength: 1, maxLength: 8 }),
      async (behaviours, actions) => {
        const { world, active } = await run(behaviours, actions);
        const ids = (kind: 'nginx-request' | 'nginx-response'): number[] =>
          world.events(kind).map(({ requestId }) => requestId);
        const begun = ids('nginx-request').sort((a, b) => a - b);
        expect(ids('nginx-response').sort((a, b) => a - b)).toEqual(begun);
        expect(new Set(begun).size).toBe(begun.length);
        expect(active).toBe(0);
      },
    ),
    { numRuns: 300, seed: 3 },
  );
});
