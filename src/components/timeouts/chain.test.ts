import { describe, expect, test } from 'vitest';
import { type Chain, runChain } from './chain.ts';

/** Nothing has a limit but nginx, and the service takes 5 seconds. */
const chain = (changes: Partial<Chain> = {}): Chain => ({
  workMs: 5_000,
  method: 'GET',
  servers: 1,
  clientMs: null,
  edge: null,
  nginxMs: 60_000,
  nodeMs: null,
  callMs: null,
  serviceMs: null,
  stopsWithCaller: false,
  ...changes,
});

const spansOf = (changes: Partial<Chain>, hop: string) =>
  runChain(chain(changes))
    .spans.filter((span) => span.hop === hop)
    .map(({ startMs, endMs, wastedFromMs }) => [startMs, endMs, wastedFromMs]);

describe('who answers', () => {
  test.each([
    ['the service, in time', {}, 'answered', 'service', 5_000, '200', '200'],
    ['nginx after 60 s', { workMs: 90_000 }, 'nginx-limit', 'nginx', 60_000, '504', '504'],
    [
      'the app at its deadline',
      { workMs: 90_000, callMs: 10_000 },
      'call-limit',
      'app',
      10_000,
      '504',
      '504',
    ],
    [
      'the app, told by the service',
      { workMs: 90_000, serviceMs: 8_000 },
      'service-limit',
      'app',
      8_000,
      '500',
      '500',
    ],
    [
      'nginx, when Node hangs up',
      { workMs: 90_000, nodeMs: 20_000 },
      'node-limit',
      'nginx',
      20_000,
      '502',
      '502',
    ],
    [
      'the edge',
      { workMs: 90_000, edge: { limitMs: 30_000, status: '524' } },
      'edge-limit',
      'edge',
      30_000,
      '524',
      '499',
    ],
    [
      'nobody: the client leaves',
      { workMs: 90_000, clientMs: 15_000 },
      'client-limit',
      'client',
      15_000,
      null,
      '499',
    ],
  ] as const)('%s', (_title, changes, ending, writer, atMs, status, nginxLog) => {
    expect(runChain(chain(changes))).toMatchObject({ ending, writer, atMs, status, nginxLog });
  });

  test('nobody ever, where there is no limit and no end of the work', () => {
    const outcome = runChain(chain({ workMs: null, nginxMs: Number.POSITIVE_INFINITY }));
    expect(outcome).toMatchObject({ ending: 'never', writer: null, status: null });
    expect(outcome.spans.map(({ endMs }) => endMs)).toEqual(
      Array(4).fill(Number.POSITIVE_INFINITY),
    );
  });
});

describe('another server', () => {
  test('a GET is tried on each, so 60 s become 180', () => {
    const outcome = runChain(chain({ workMs: null, servers: 3 }));
    expect(outcome).toMatchObject({ ending: 'nginx-limit', atMs: 180_000, status: '504' });
    expect(spansOf({ workMs: null, servers: 3 }, 'app').map(([start]) => start)).toEqual([
      0, 60_000, 120_000,
    ]);
  });

  test('a POST is not, once it has been sent', () => {
    expect(runChain(chain({ workMs: null, servers: 3, method: 'POST' })).atMs).toBe(60_000);
  });

  test('an answer of the app is final, error or not', () => {
    expect(runChain(chain({ workMs: null, servers: 3, callMs: 9_000 })).atMs).toBe(9_000);
  });

  test('is not begun after the client has left', () => {
    expect(spansOf({ workMs: null, servers: 3, clientMs: 70_000 }, 'app')).toHaveLength(2);
  });
});

describe('work for nobody', () => {
  test('app and service go on after the client has left', () => {
    const outcome = runChain(chain({ workMs: 90_000, clientMs: 30_000 }));
    expect(outcome.wastedMs).toEqual({ app: 60_000, service: 60_000 });
  });

  test('a deadline in the app frees the app and not the service', () => {
    const outcome = runChain(chain({ workMs: 90_000, callMs: 10_000 }));
    expect(outcome.wastedMs).toEqual({ app: 0, service: 80_000 });
  });

  test('an app that stops with its caller wastes nothing, the service does', () => {
    const outcome = runChain(chain({ workMs: 90_000, clientMs: 30_000, stopsWithCaller: true }));
    expect(outcome.wastedMs).toEqual({ app: 0, service: 60_000 });
  });

  test('a limit of the service ends it', () => {
    const outcome = runChain(chain({ workMs: 90_000, clientMs: 30_000, serviceMs: 40_000 }));
    expect(outcome.wastedMs).toEqual({ app: 10_000, service: 10_000 });
  });

  test('is multiplied by tries', () => {
    const outcome = runChain(chain({ workMs: 100_000, servers: 2 }));
    expect(outcome.wastedMs).toEqual({ app: 80_000, service: 80_000 });
  });
});

describe('a race', () => {
  test('is said where two limits are the same, and not otherwise', () => {
    expect(runChain(chain({ workMs: 90_000, clientMs: 60_000 })).isClose).toBe(true);
    expect(runChain(chain({ workMs: 90_000, clientMs: 50_000 })).isClose).toBe(false);
  });
});
