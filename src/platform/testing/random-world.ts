// Worlds, faults and commands drawn at random for properties that hold in all of them. Everything is drawn by fast-check
// from its seed, so a failure names the case and shrinks it.

import fc from 'fast-check';
import type { Command, Fault, FaultTarget, RequestSpec, ScheduledFault } from '#sim';

/** The hosts of a random world. */
export const HOSTS = ['client', 'edge', 'web', 'app'] as const;
const SERVERS = ['edge', 'web', 'app'] as const;
const PAIRS = [
  ['client', 'edge'],
  ['edge', 'web'],
  ['web', 'app'],
  ['web', 'app'],
  ['client', 'web'],
  ['app', 'app'],
] as const;

const SECOND_US = 1_000_000;

const chance = { probability: fc.constantFrom(0.2, 0.5, 1, 1), seed: fc.nat(9) };
const type = <Type extends Fault['type']>(name: Type) => ({ type: fc.constant(name), ...chance });

const networkFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record(type('refuse')),
  fc.record(type('blackhole')),
  fc.record(type('unreachable')),
  fc.record(type('reset')),
  fc.record({ ...type('latency'), latencyMs: fc.nat(3_000), jitterMs: fc.nat(500) }),
  fc.record({ ...type('bandwidth'), bytesPerSecond: fc.integer({ min: 100, max: 1_000_000 }) }),
  fc.record({
    ...type('cut'),
    afterBytes: fc.constantFrom(0, 100, 3_000, 20_000),
    direction: fc.constantFrom('to-server', 'to-client'),
    by: fc.constantFrom('reset', 'fin', 'silence'),
  }),
  fc.record({ ...type('slow-close'), delayMs: fc.nat(60_000) }),
  fc.record({ ...type('half-open'), answer: fc.constantFrom('silence', 'reset') }),
  fc.record(type('lost-answer')),
);
const nameFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    ...type('dns-failure'),
    name: fc.constantFrom('*', ...SERVERS),
    answer: fc.constantFrom('NXDOMAIN', 'SERVFAIL', 'TIMEOUT'),
  }),
  fc.record({
    ...type('dns-change'),
    name: fc.constantFrom(...SERVERS),
    addresses: fc.array(fc.constantFrom('10.0.0.2', '10.0.0.3', '10.0.0.77'), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
);
const machineFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ ...type('slow-processor'), factor: fc.constantFrom(1, 3, 500) }),
  fc.record({ ...type('disk-full'), freeBytes: fc.constantFrom(0, 10, 1_000) }),
  fc.record({ ...type('clock-skew'), skewMs: fc.integer({ min: -1e9, max: 1e9 }) }),
  fc.record({
    ...type('tls-failure'),
    failure: fc.constantFrom('handshake', 'protocol', 'expired', 'self-signed', 'wrong-name'),
  }),
);
const processFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record(type('pause')),
  fc.record(type('kill')),
  fc.record(type('terminate')),
  fc.record({ ...type('out-of-memory'), of: fc.constantFrom('machine', 'heap') }),
);

type Placed = { readonly fault: Fault; readonly on: FaultTarget };

/** A fault where it can strike. */
export const placedFault: fc.Arbitrary<Placed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      fault: networkFault,
      on: fc.oneof<fc.Arbitrary<FaultTarget>[]>(
        fc.record({ host: fc.constantFrom(...SERVERS) }),
        fc.record({ link: fc.constantFrom(...PAIRS), oneWay: fc.boolean() }),
        fc.record({ link: fc.constantFrom(...PAIRS), port: fc.constantFrom(80, 443, 3000) }),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      fault: nameFault,
      on: fc.oneof<fc.Arbitrary<FaultTarget>[]>(
        fc.record({ host: fc.constantFrom(...HOSTS) }),
        fc.record({ everywhere: fc.constant(true as const) }),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      fault: machineFault,
      on: fc.record({ host: fc.constantFrom(...HOSTS) }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      fault: processFault,
      on: fc.oneof<fc.Arbitrary<FaultTarget>[]>(
        fc.record({ host: fc.constantFrom(...SERVERS) }),
        fc.record({
          host: fc.constantFrom(...SERVERS),
          process: fc.constantFrom('nginx', 'app', 'edge', 'nobody'),
        }),
      ),
    }),
  },
);

/** A schedule of a few faults in the first half minute. */
export const schedule: fc.Arbitrary<readonly ScheduledFault[]> = fc
  .array(
    fc.record({
      placed: placedFault,
      fromUs: fc.nat(30 * SECOND_US),
      lastsUs: fc.integer({ min: 1, max: 20 * SECOND_US }),
      repeat: fc.option(fc.record({ times: fc.integer({ min: 1, max: 4 }) })),
    }),
    { maxLength: 3 },
  )
  .map((entries) =>
    entries.map(({ placed, fromUs, lastsUs, repeat }, at) => ({
      id: `scheduled-${at}`,
      ...placed,
      fromUs,
      untilUs: fromUs + lastsUs,
      ...(repeat && { repeat: { everyUs: lastsUs + SECOND_US, ...repeat } }),
    })),
  );

/** A request. It always ends: its client gives up at the latest after five minutes. */
export const request: fc.Arbitrary<RequestSpec> = fc.record({
  method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'HEAD', 'PUT', 'G T'),
  target: fc.constantFrom(
    '/',
    '/slow',
    '/big',
    '/',
    '/style.css',
    '/crash',
    '/throw',
    '/error',
    '/a%00b',
    'x',
  ),
  fields: fc.constantFrom<RequestSpec['fields'][]>(
    [],
    [['Connection', 'close']],
    [['Accept', 'text/html']],
    [['Host', '']],
    [['Content-Length', '7']],
    [['Transfer-Encoding', 'chunked']],
    [['Expect', '100-continue']],
    [['Range', 'bytes=0-3']],
  ),
  body: fc.constantFrom('', 'order', 'x'.repeat(3_000)),
  timeoutMs: fc.constantFrom(1, 900, 40_000, 300_000, 300_000),
});

/** Something done to a world. */
export const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('burst' as const),
      request,
      count: fc.integer({ min: 1, max: 3 }),
      everyUs: fc.constantFrom(1, 1_000, 700_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('request' as const), request }) },
  {
    weight: 3,
    arbitrary: fc
      .record({
        placed: placedFault,
        id: fc.constantFrom('a', 'b', 'c'),
        durationUs: fc.option(fc.nat(9 * SECOND_US)),
      })
      .map(({ placed, id, durationUs }) => ({
        type: 'fault' as const,
        id,
        ...placed,
        ...(durationUs !== null && { durationUs }),
      })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('clear-fault' as const),
      id: fc.constantFrom('a', 'b', 'c'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('wait' as const),
      durationUs: fc.nat(70 * SECOND_US),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constantFrom(
        'apply' as const,
        'restart-service' as const,
        'stop-service' as const,
        'start-service' as const,
      ),
      host: fc.constantFrom(...SERVERS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('signal' as const),
      host: fc.constantFrom(...SERVERS),
      signal: fc.constantFrom(
        ...([
          'SIGHUP',
          'SIGINT',
          'SIGQUIT',
          'SIGKILL',
          'SIGTERM',
          'SIGSTOP',
          'SIGCONT',
          'SIGUSR1',
          'SIGPIPE',
        ] as const),
      ),
    }),
  },
);

/** Directives of a location that proxies, some of them wrong. */
const proxyDirective = fc.constantFrom(
  'proxy_read_timeout 2s;',
  'proxy_connect_timeout 1s;',
  'proxy_send_timeout 1s;',
  'proxy_buffering off;',
  'proxy_request_buffering off;',
  'proxy_http_version 1.1;',
  'proxy_set_header Connection "";',
  'proxy_next_upstream error timeout http_500 non_idempotent;',
  'proxy_next_upstream_tries 2;',
  'proxy_intercept_errors on; error_page 500 502 503 504 /fallback;',
  'error_page 502 =200 /fallback;',
  'proxy_buffer_size 1k; proxy_buffers 2 1k;',
  'proxy_ignore_client_abort on;',
  'client_max_body_size 1k;',
  'add_header X-A b always;',
  'limit_req zone=z burst=2;',
  'limit_conn c 1;',
  'keepalive_timeout 1s;',
  'send_timeout 1s;',
  'lingering_close off;',
  'resolver 10.0.0.53; set $up app; proxy_pass http://$up:3000;',
  'return 503;',
  'rewrite ^/slow$ /big break;',
  'proxy_read_timeout never;',
  'no_such_directive;',
);
const upstreamLine = fc.constantFrom(
  'keepalive 2;',
  'least_conn;',
  'random;',
  'ip_hash;',
  'server app:3000 max_fails=1 fail_timeout=5s;',
  'server 10.0.0.3:3001 backup;',
  'server 10.0.0.77:3000 max_fails=2;',
  'server app:3000 max_conns=1;',
  'zone apps 64k;',
);

/** A configuration of nginx that proxies to the app, more or less. */
export const nginxConf: fc.Arbitrary<string> = fc
  .record({
    proxy: fc.array(proxyDirective, { maxLength: 5 }),
    upstream: fc.option(fc.array(upstreamLine, { minLength: 1, maxLength: 4 })),
  })
  .map(({ proxy, upstream }) => {
    const to = upstream ? 'http://apps' : 'http://app:3000';
    return [
      'events {}',
      'http {',
      '  limit_req_zone $binary_remote_addr zone=z:1m rate=5r/s;',
      '  limit_conn_zone $server_name zone=c:1m;',
      ...(upstream ? [`  upstream apps {`, '    server app:3000;', ...upstream, '  }'] : []),
      '  server {',
      '    listen 80;',
      '    location = /fallback { return 200 "fallback"; }',
      '    location / {',
      ...(proxy.some((line) => line.includes('$up')) ? [] : [`      proxy_pass ${to};`]),
      ...proxy.map((line) => `      ${line}`),
      '    }',
      '  }',
      '}',
      '',
    ].join('\n');
  });

/** Settings of an edge. */
export const edgeJson: fc.Arbitrary<string> = fc
  .record({
    origin: fc.constantFrom('web', 'web', 'web', 'web', 'app', 'nowhere'),
    ssl: fc.constantFrom('off', 'flexible', 'flexible', 'flexible', 'full', 'strict'),
    originPort: fc.constantFrom(80, 80, 80, 3000),
    readTimeoutS: fc.constantFrom(1, 20, 120),
    originErrorPages: fc.boolean(),
    cacheEverything: fc.boolean(),
    edgeTtlS: fc.constantFrom(null, null, 1, 60),
  })
  .map(({ edgeTtlS, ...settings }) =>
    JSON.stringify(edgeTtlS === null ? settings : { ...settings, edgeTtlS }, null, 1),
  );
