import { describe, expect, it } from 'vitest';
import type { LoadSpec } from './load-board.ts';
import { LoadError, mostSends, readLoad } from './read-load.ts';

const request = { method: 'GET', target: '/', fields: [['A', 'b']], body: '', timeoutMs: 10_000 };
const LOAD = {
  arrivals: { kind: 'open', requestsPerSecond: 20, spacing: 'poisson' },
  mix: [
    { weight: 3, request },
    { weight: 0, request },
  ],
  keepConnections: true,
  durationMs: 3_000,
  requests: 1_000,
  intervalMs: 500,
  retry: {
    attempts: 3,
    statuses: [502, 503],
    delayMs: 100,
    factor: 2,
    jitter: 'full',
    maxDelayMs: 1_000,
    onlyIdempotent: true,
    honoursRetryAfter: true,
    perTryTimeoutMs: 500,
    budget: { ratio: 0.2, reserve: 10 },
  },
};

describe('readLoad', () => {
  it('takes a load with all its fields, and one with only those it needs', () => {
    expect(readLoad(LOAD)).toEqual(LOAD);
    const least = {
      arrivals: { kind: 'closed', workers: 2 },
      mix: LOAD.mix,
      keepConnections: false,
    };
    expect(readLoad(least)).toEqual(least);
  });

  it.each([
    [null, 'The load is not an object'],
    [{ ...LOAD, speed: 1 }, 'The load has an unknown field "speed"'],
    [{ ...LOAD, keepConnections: 1 }, '"keepConnections" must be true or false'],
    [{ ...LOAD, durationMs: Number.POSITIVE_INFINITY }, '"durationMs" must be a number from 1'],
    [{ ...LOAD, requests: 1e12 }, '"requests" must be a whole number from 1 to 10000000'],
    [{ ...LOAD, arrivals: undefined }, "The load's arrivals is not an object"],
    [{ ...LOAD, arrivals: { kind: 'constructor' } }, 'are "open" or "closed"'],
    [
      { ...LOAD, arrivals: { ...LOAD.arrivals, requestsPerSecond: 1e9 } },
      '"requestsPerSecond" must be a number from 0.001 to 10000',
    ],
    [{ ...LOAD, arrivals: { kind: 'closed', workers: 1e6 } }, '"workers" must be a whole number'],
    [{ ...LOAD, mix: [] }, 'A load needs a mix of 1 to 50 kinds of request'],
    [{ ...LOAD, mix: [{ weight: 0, request }] }, 'a request with a weight above 0'],
    [{ ...LOAD, mix: [{ weight: -1, request }] }, 'Part 1 of the mix: "weight" must be'],
    [
      { ...LOAD, mix: [{ weight: 1, request: { ...request, target: '/a b' } }] },
      'The request of part 1: "target" must be a request target without spaces',
    ],
    [
      { ...LOAD, mix: [{ weight: 1, request: { ...request, method: 'get' } }] },
      '"method" must be a method in capitals',
    ],
    [
      { ...LOAD, mix: [{ weight: 1, request: { ...request, fields: [['a']] } }] },
      '"fields" must be a list of at most 64 names with values',
    ],
    [{ ...LOAD, retry: { ...LOAD.retry, attempts: 1e9 } }, '"attempts" must be a whole number'],
    [{ ...LOAD, retry: { ...LOAD.retry, statuses: ['5xx'] } }, '"statuses" must be a list of'],
    [{ ...LOAD, retry: { ...LOAD.retry, jitter: 'some' } }, '"jitter" must be one of none, full'],
    [{ ...LOAD, retry: { ...LOAD.retry, budget: { ratio: -1 } } }, 'The retry budget: "ratio"'],
  ])('says what is wrong with %j', (value, message) => {
    expect(() => readLoad(value)).toThrow(LoadError);
    expect(() => readLoad(value)).toThrow(message);
  });
});

describe('mostSends', () => {
  const load = LOAD as unknown as LoadSpec;

  it('counts by time, by number and by retries', () => {
    expect(mostSends(load)).toBe(60 * 3);
    expect(mostSends({ ...load, requests: 5 })).toBe(15);
    const { durationMs: _, requests: __, ...endless } = load;
    expect(mostSends(endless)).toBe(Number.POSITIVE_INFINITY);
  });

  it('takes a worker to need a millisecond for a request', () => {
    const arrivals = { kind: 'closed', workers: 10, thinkMs: 99 } as const;
    expect(mostSends({ ...load, arrivals })).toBe((300 + 10) * 3);
  });
});
