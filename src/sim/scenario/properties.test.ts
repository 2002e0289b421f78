// What holds in every world, whatever its configuration, its faults and what is done to it: the engine does not fail,
// every request comes to exactly one end, hosts answer what they have read, and the same seed leaves the same trace.
// PROPERTY_RUNS and PROPERTY_SEED in the environment make more, or others.

import { env } from 'node:process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { command, edgeJson, nginxConf, schedule } from '../../platform/testing/random-world.ts';
import { Shop } from '../../platform/testing/shop-world.ts';
import { readSettings } from '../edge/settings.ts';
import { FAULT_TYPES } from './read-fault.ts';

const RUNS = Number(env['PROPERTY_RUNS'] ?? 2_000);
const SEED = Number(env['PROPERTY_SEED'] ?? 20_261_127);
const LONG_MS = 900_000;
const EDGE = {
  kind: 'edge',
  name: 'edge',
  label: 'edge',
  ip: '10.0.0.8',
  directory: '/etc/edge',
} as const;

const APP = `import http from 'node:http';
const server = http.createServer((request, response) => {
  request.resume();
  if (request.url === '/slow') setTimeout(() => response.end('slow'), 3000);
  else if (request.url === '/crash') process.exit(1);
  else if (request.url === '/throw') throw new Error('thrown');
  else if (request.url === '/error') {
    console.error(new Error('no such item'));
    response.writeHead(500).end();
  } else response.end('x'.repeat(request.url === '/big' ? 60000 : 5));
});
server.listen(3000);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`;

const worlds = fc.record({
  nginx: nginxConf,
  edge: edgeJson,
  seed: fc.nat(1_000),
  faults: schedule,
  entry: fc.constantFrom('edge', 'web', 'web'),
  commands: fc.array(command, { minLength: 2, maxLength: 9 }),
});
type RandomWorld = typeof worlds extends fc.Arbitrary<infer World> ? World : never;

/** Runs a world to its end: after the last command everything is given an hour. */
async function run({ nginx, edge, seed, faults, entry, commands }: RandomWorld): Promise<Shop> {
  const shop = await Shop.open({
    nginx,
    seed,
    faults,
    app: APP,
    hosts: [EDGE],
    entry: { host: entry, port: 80 },
    files: [{ host: 'edge', path: '/etc/edge/edge.json', text: edge }],
  });
  await shop.do(...commands);
  await shop.wait(3_600_000);
  return shop;
}

const keyOf = ({ process, requestId }: { process: number; requestId: number }): string =>
  `${process}/${requestId}`;

function expectOneOutcomeEach(shop: Shop): void {
  const responses = shop.events('client-response');
  const failures = shop.events('client-failed');
  for (const { request } of shop.events('client-request')) {
    const answered = responses.filter((event) => event.request === request);
    const failed = failures.filter((event) => event.request === request);
    expect([request, answered.length <= 1, failed.length <= 1]).toEqual([request, true, true]);
    expect(answered.length + failed.length, `request ${request} has no end`).toBeGreaterThan(0);
    // A part of a response comes with the reason why there is no more of it.
    if (failed.length > 0) expect(answered[0]?.complete ?? null).not.toBe(true);
  }
}

/** Every request a server has read it also answers, or its process has ended. */
function expectAnswersOf(shop: Shop, kind: 'nginx' | 'edge'): void {
  const answers = shop.events(`${kind}-response`).map(keyOf);
  expect(new Set(answers).size).toBe(answers.length);
  const known = new Set(answers);
  const ended = new Set(shop.events('process-exited').map(({ pid }) => pid));
  const paused = new Set(
    shop.events('process-signal').flatMap(({ pid, signal }) => (signal === 'SIGSTOP' ? [pid] : [])),
  );
  const open = shop
    .events(`${kind}-request`)
    .filter((event) => !known.has(keyOf(event)))
    .filter(({ process }) => !ended.has(process) && !paused.has(process));
  expect(open).toEqual([]);
}

/** Statuses, decisions and faults of all worlds so far. */
const seen = new Set<string>();

function noteVariety(shop: Shop): void {
  for (const { request } of shop.events('client-request')) {
    const { status, decision, writer } = shop.why(request);
    seen.add(`${status ?? 'none'}`);
    seen.add(decision.kind);
    if (decision.kind === 'origin-failed') seen.add(decision.outcome);
    if (writer) seen.add(writer.kind);
  }
  for (const { fault } of shop.events('fault-started')) seen.add(fault.type);
}

const EXPECTED_VARIETY = [
  ...FAULT_TYPES,
  ...['200', '400', '413', '500', '502', '503', '504', 'none'],
  ...['520', '521', '522', '523', '524', '525', '530'],
  ...['app', 'nginx', 'edge'],
  ...['app-answered', 'app-error', 'connect-failed', 'timed-out', 'closed-early', 'rule'],
  ...['no-live-upstreams', 'origin-failed', 'cached', 'no-response'],
  ...['refused', 'unreachable', 'connect-timeout', 'handshake-failed', 'read-timeout', 'closed'],
  ...['reset', 'dns-failed'],
];

const check = { seed: SEED, numRuns: RUNS, endOnFailure: false, interruptAfterTimeLimit: LONG_MS };

describe('in every world', () => {
  it(
    'requests come to one end each, servers answer what they read, and the engine does not fail',
    async () => {
      await fc.assert(
        fc.asyncProperty(worlds, async (world) => {
          const shop = await run(world);
          noteVariety(shop);
          expect(shop.events('simulator-failed')).toEqual([]);
          expectOneOutcomeEach(shop);
          expectAnswersOf(shop, 'nginx');
          expectAnswersOf(shop, 'edge');
        }),
        check,
      );
      // The worlds are as different as they are meant to be.
      const missing = EXPECTED_VARIETY.filter((one) => !seen.has(one));
      if (RUNS >= 1_000) expect(missing).toEqual([]);
    },
    LONG_MS,
  );

  it(
    'the same seed leaves the same trace',
    async () => {
      await fc.assert(
        fc.asyncProperty(worlds, async (world) => {
          const [first, second] = [await run(world), await run(world)];
          expect(second.world.trace.digest()).toBe(first.world.trace.digest());
        }),
        { ...check, numRuns: Math.ceil(RUNS / 10), seed: SEED + 1 },
      );
    },
    LONG_MS,
  );

  it('settings of an edge are read or refused, never thrown at', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      edgeJson.chain((json) => mutated(json)),
    );
    fc.assert(
      fc.property(text, (json) => void readSettings('/etc/edge/edge.json', json)),
      { ...check, numRuns: 2_000 },
    );
  });
});

/** A text with a piece left out or doubled. */
const mutated = (text: string): fc.Arbitrary<string> =>
  fc
    .record({ at: fc.nat(text.length), bytes: fc.nat(12), twice: fc.boolean() })
    .map(({ at, bytes, twice }) =>
      twice
        ? text.slice(0, at + bytes) + text.slice(at)
        : text.slice(0, at) + text.slice(at + bytes),
    );
