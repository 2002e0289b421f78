// The page /timeouts computes who gives up first. Here the same limits are set in a simulated client, edge, nginx, Node app
// and API, and the same hop wins, at the same moment, with the same status, the same line in nginx's log and the same
// work done for nobody.

import { expect, test } from 'vitest';
import { type Chain, type Outcome, runChain } from '../components/timeouts/chain.ts';
import { Shop } from '../platform/testing/shop-world.ts';

/** An app that asks the service and has the limits of a chain. */
const appText = ({
  callMs,
  nodeMs,
  stopsWithCaller,
}: Chain): string => `import http from 'node:http';
const server = http.createServer(async (request, response) => {
  console.log('begin');
  const left = new AbortController();
  response.on('close', () => { if (!response.writableEnded) left.abort(); });
  const signals = [];
  if (${callMs !== null}) signals.push(AbortSignal.timeout(${callMs}));
  if (${stopsWithCaller}) signals.push(left.signal);
  try {
    const answer = await fetch('http://stock/', { signal: AbortSignal.any(signals) });
    const body = await answer.text();
    response.statusCode = answer.ok ? 200 : 500;
    console.log('end');
    response.end(body);
  } catch (error) {
    console.log('end');
    response.statusCode = error.name === 'TimeoutError' ? 504 : 500;
    response.end('gave up');
  }
});
server.timeout = ${nodeMs ?? 0};
for (let index = 0; index < 3; index++) {
  if (index === 0) server.listen(3000);
  else http.createServer((...both) => server.emit('request', ...both)).listen(3000 + index);
}
`;

const nginxText = ({ servers, nginxMs }: Chain): string => {
  const group = Array.from({ length: servers }, (_, index) => `server app:${3000 + index};`);
  return `events {}
http {
  upstream apps { ${group.join(' ')} }
  server { listen 80; location / { proxy_pass http://apps; proxy_read_timeout ${nginxMs}ms; } }
}
`;
};

/** The service answers, fails by its own limit, or is silent. */
function apiText({ workMs, serviceMs }: Chain): string {
  const isCut = serviceMs !== null && serviceMs < (workMs ?? Number.POSITIVE_INFINITY);
  const answer = isCut
    ? { waitMs: serviceMs, status: 503, text: 'too long' }
    : workMs === null
      ? { does: 'hang' }
      : { waitMs: workMs, json: { count: 7 } };
  return JSON.stringify({ routes: [{ path: '/', answers: [answer] }] });
}

async function simulate(chain: Chain) {
  const { edge } = chain;
  const shop = await Shop.open({
    app: appText(chain),
    nginx: nginxText(chain),
    hosts: [
      { kind: 'api', name: 'stock', label: 'stock', ip: '10.0.0.30', directory: '/srv/api' },
      ...(edge
        ? [
            {
              kind: 'edge',
              name: 'edge',
              label: 'edge',
              ip: '10.0.0.8',
              directory: '/etc/edge',
            } as const,
          ]
        : []),
    ],
    files: [
      { host: 'stock', path: '/srv/api/api.json', text: apiText(chain) },
      ...(edge
        ? [
            {
              host: 'edge',
              path: '/etc/edge/edge.json',
              text: JSON.stringify({
                origin: 'web',
                ssl: 'flexible',
                readTimeoutS: (edge.limitMs ?? 0) / 1_000,
              }),
            },
          ]
        : []),
    ],
    ...(edge && { entry: { host: 'edge', port: 80 } }),
  });
  const fromUs = shop.world.nowUs;
  const answer = await shop.get('/', { method: chain.method, timeoutMs: chain.clientMs ?? 0 });
  await shop.wait(250_000);
  const said = (word: string): number[] =>
    shop
      .events('process-output')
      .filter(({ host, text }) => host === 'app' && text.includes(word))
      .map(({ atUs }) => (atUs - fromUs) / 1_000);
  return { shop, answer, begun: said('begin'), ended: said('end') };
}

const base: Chain = {
  workMs: 90_000,
  method: 'GET',
  servers: 1,
  clientMs: null,
  edge: null,
  nginxMs: 60_000,
  nodeMs: null,
  callMs: null,
  serviceMs: null,
  stopsWithCaller: false,
};

const CHAINS: readonly (readonly [string, Partial<Chain>])[] = [
  ['answers in time', { workMs: 5_000 }],
  ['nginx gives up', {}],
  ['a silent service, and the client leaves', { workMs: null, clientMs: 30_000, callMs: 40_000 }],
  ['the app keeps its deadline', { callMs: 10_000 }],
  ['the service keeps a limit of its own', { serviceMs: 8_000 }],
  ['Node closes its silent connection', { nodeMs: 20_000, workMs: 50_000 }],
  ['the edge gives up', { edge: { limitMs: 30_000, status: '524' } }],
  ['an edge that waits longer than nginx', { edge: { limitMs: 120_000, status: '524' } }],
  ['the client leaves an edge', { edge: { limitMs: 40_000, status: '524' }, clientMs: 15_000 }],
  ['the app stops with its caller', { clientMs: 15_000, stopsWithCaller: true }],
  ['a GET is tried on three servers', { servers: 3, workMs: 100_000 }],
  ['a POST is not', { servers: 3, workMs: 100_000, method: 'POST' }],
  ['the client leaves during the second try', { servers: 2, clientMs: 70_000 }],
  ['limits that shrink on the way in', { clientMs: 30_000, nginxMs: 20_000, callMs: 15_000 }],
];

/** A way through the network and back takes some of this, in milliseconds. */
const NETWORK_MS = 60;

const near = (actualMs: number, expectedMs: number): void => {
  expect(actualMs).toBeGreaterThanOrEqual(expectedMs - 1);
  expect(actualMs).toBeLessThan(expectedMs + NETWORK_MS);
};

/** When the app is done with each try, by the computation. */
const appEnds = ({ spans }: Outcome): number[] =>
  spans.filter(({ hop }) => hop === 'app').map(({ endMs }) => endMs);

test.each(CHAINS)('%s', async (_title, changes) => {
  const chain = { ...base, ...changes };
  const outcome = runChain(chain);
  const { shop, answer, begun, ended } = await simulate(chain);

  expect(answer.status === null ? null : String(answer.status)).toBe(outcome.status);
  near(answer.tookMs, outcome.atMs);
  const noted = /" (\d{3}) /.exec(shop.accessLog)?.[1] ?? null;
  expect(noted).toBe(outcome.nginxLog);
  const writer = shop.why().writer?.kind ?? null;
  const expected = outcome.status === null ? null : outcome.writer;
  // What the service answers, the app writes down; its failure is the app's own 500.
  expect(writer).toBe(expected === 'service' ? 'app' : expected);

  expect(begun).toHaveLength(appEnds(outcome).length);
  const finite = appEnds(outcome).filter(Number.isFinite);
  expect(ended).toHaveLength(finite.length);
  for (const [index, endMs] of finite.entries()) near(ended[index] ?? Number.NaN, endMs);
});
