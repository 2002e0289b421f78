import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientWorld } from '../testing/client-world.ts';
import type { ScriptStep } from '../testing/scripted-server.ts';
import type { TwoHosts } from '../testing/two-hosts.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import { LoadGenerator, type LoadOptions } from './load.ts';
import type { LoadSample, LoadSummary } from './load-summary.ts';

const answer = (status: number, afterMs = 0): readonly ScriptStep[] => [
  { read: 'head' },
  { wait_ms: afterMs },
  { send: `HTTP/1.1 ${status} X\r\nContent-Length: 0\r\n\r\n` },
  { loop_to: 0 },
];

interface Load {
  readonly world: TwoHosts;
  /** Every request that has ended, in that order. */
  readonly samples: readonly LoadSample[];
  readonly summary: LoadSummary;
  readonly log: readonly string[];
}

type TestOptions = Partial<LoadOptions> & {
  readonly seed?: number;
  readonly scripts?: readonly (readonly ScriptStep[])[];
  /** Done to the world before it runs. */
  readonly during?: (world: TwoHosts, generator: LoadGenerator) => void;
};

async function run(options: TestOptions = {}): Promise<Load> {
  const { seed = 1, scripts = [answer(200)] } = options;
  const { world, client, serverLog: log } = clientWorld(scripts, { seed, tracedBodyBytes: 0 });
  const { kernel } = world;
  const samples: LoadSample[] = [];
  const generator = new LoadGenerator({
    client,
    kernel,
    name: 'test',
    arrivals: { kind: 'open', requestsPerSecond: 100, spacing: 'fixed' },
    mix: [{ weight: 1, request: {} }],
    keepConnections: false,
    ended: (sample) => samples.push(sample),
    ...options,
  });
  const summaries: LoadSummary[] = [];
  generator.start((summary) => summaries.push(summary));
  options.during?.(world, generator);
  await kernel.run();
  expect(summaries.length).toBe(1);
  expect(kernel.nextEventUs).toBeUndefined();
  return { world, samples, summary: summaries[0] as LoadSummary, log };
}

describe('LoadGenerator: open loop', () => {
  it('sends at a fixed rate for a time', async () => {
    const { samples, summary } = await run({ durationMs: 1_000 });
    expect(samples.map(({ dueUs }) => dueUs)).toEqual(
      Array.from({ length: 99 }, (_, n) => (n + 1) * 10_000),
    );
    expect(summary).toMatchObject({ requests: 99, attempts: 99, unfinished: 0, errors: [] });
    expect(summary.statuses).toEqual([['200', 99]]);
  });

  it('keeps the rate when it is not a whole number of microseconds', async () => {
    const arrivals = { kind: 'open', requestsPerSecond: 7_000, spacing: 'fixed' } as const;
    const { samples } = await run({ arrivals, requests: 7_000 });
    expect(samples.at(-1)?.dueUs).toBe(1_000_000);
  });

  it('sends at random moments with the rate as their mean', async () => {
    const arrivals = { kind: 'open', requestsPerSecond: 1_000, spacing: 'poisson' } as const;
    const { samples, summary } = await run({ arrivals, durationMs: 5_000 });
    expect(summary.requests).toBeGreaterThan(4_700);
    expect(summary.requests).toBeLessThan(5_300);
    const gaps = samples.slice(1).map((sample, n) => {
      return sample.dueUs - (samples[n] as LoadSample).dueUs;
    });
    // An exponential distribution's deviation is its mean.
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(Math.sqrt(variance) / mean).toBeCloseTo(1, 1);
  });

  it('does not wait for slow answers', async () => {
    const { summary } = await run({ scripts: [answer(200, 3_000)], requests: 50 });
    expect(summary.endedUs).toBe(500_000 + 3_000_000 + 600);
    expect(summary.latencies).toMatchObject({ minUs: 3_000_600, p99Us: 3_000_600 });
  });
});

describe('LoadGenerator: closed loop', () => {
  const workers = (count: number, thinkMs = 0) =>
    ({ kind: 'closed', workers: count, thinkMs }) as const;

  it('has as many requests under way as workers, no more', async () => {
    const { samples, summary } = await run({
      arrivals: workers(4),
      scripts: [answer(200, 100)],
      durationMs: 1_000,
      keepConnections: true,
    });
    expect(summary.requests).toBe(40);
    for (const { dueUs } of samples) {
      const under = samples.filter((s) => s.dueUs <= dueUs && s.endedUs > dueUs);
      expect(under.length).toBeLessThanOrEqual(4);
    }
  });

  it('thinks between an answer and the next request', async () => {
    const { samples } = await run({ arrivals: workers(1, 50), requests: 3 });
    expect(samples.map(({ dueUs }) => dueUs)).toEqual([0, 50_600, 101_200]);
  });

  it('keeps a connection for each worker, or opens one for each request', async () => {
    const kept = await run({ arrivals: workers(3), requests: 30, keepConnections: true });
    const opened = await run({ arrivals: workers(3), requests: 30 });
    const connections = ({ world }: Load): number =>
      world.kernel.trace.since().filter((event) => event.kind === 'tcp-connect').length;
    expect([connections(kept), connections(opened)]).toEqual([3, 30]);
  });
});

describe('LoadGenerator: what is sent', () => {
  it('follows the weights of the mix', async () => {
    const mix = [
      { weight: 8, request: { target: '/often' } },
      { weight: 2, request: { target: '/seldom', method: 'POST' } },
      { weight: 0, request: { target: '/never' } },
    ];
    const { log } = await run({ mix, requests: 1_000 });
    const count = (start: string): number => log.filter((head) => head.startsWith(start)).length;
    expect(count('GET /often')).toBeGreaterThan(750);
    expect(count('POST /seldom')).toBeGreaterThan(150);
    expect(count('GET /never')).toBe(0);
  });

  it('refuses a mix of nothing', async () => {
    await expect(run({ mix: [], requests: 1 })).rejects.toThrow('at least one kind of request');
  });

  it('stops on demand, and says so once what is under way has ended', async () => {
    const { summary } = await run({
      scripts: [answer(200, 500)],
      during: ({ kernel }, generator) => {
        kernel.at(105_000, () => {
          expect(generator.summary).toMatchObject({
            requests: 10,
            unfinished: 10,
            latencies: null,
          });
          generator.stop();
        });
      },
    });
    expect(summary).toMatchObject({ requests: 10, unfinished: 0 });
  });
});

describe('LoadGenerator: trying again', () => {
  const retry = { attempts: 3, statuses: [503], delayMs: 100, factor: 2, jitter: 'none' } as const;

  it('sends again after delays that grow, up to the number of attempts', async () => {
    const { samples, summary } = await run({ scripts: [answer(503)], requests: 1, retry });
    expect(summary).toMatchObject({ requests: 1, attempts: 3, statuses: [['503', 1]] });
    expect(samples[0]).toMatchObject({ attempts: 3, dueUs: 10_000, result: '503' });
    expect(samples[0]?.endedUs).toBe(10_000 + 3 * 600 + 100_000 + 200_000);
  });

  it('counts a request that succeeds at last as a success', async () => {
    const scripts = [
      answer(503),
      [{ read: 'head' }, { close: 'fin' }] as ScriptStep[],
      answer(200),
    ];
    const { summary } = await run({ scripts, requests: 1, retry });
    expect(summary).toMatchObject({ attempts: 3, statuses: [['200', 1]], errors: [] });
  });

  it('does not send again what has another status', async () => {
    const { summary } = await run({ scripts: [answer(500)], requests: 5, retry });
    expect(summary).toMatchObject({ attempts: 5, statuses: [['500', 5]] });
  });

  it('draws delays up to the full one where it is told to', async () => {
    const { samples } = await run({
      scripts: [answer(503)],
      requests: 200,
      retry: { ...retry, attempts: 2, jitter: 'full' },
    });
    const delays = samples.map(({ dueUs, endedUs }) => endedUs - dueUs - 1_200);
    expect(Math.min(...delays)).toBeLessThan(5_000);
    expect(Math.max(...delays)).toBeGreaterThan(95_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(100_000);
  });
});

describe('LoadGenerator: policies of trying again', () => {
  const retry = { attempts: 4, statuses: [503], delayMs: 100, factor: 2, jitter: 'none' } as const;
  const refused = answer(503);
  const field = (line: string): readonly ScriptStep[] => [
    { read: 'head' },
    { send: `HTTP/1.1 503 X\r\n${line}\r\nContent-Length: 0\r\n\r\n` },
    { loop_to: 0 },
  ];
  const took = ([sample]: readonly LoadSample[]): number =>
    sample ? sample.endedUs - sample.dueUs : Number.NaN;

  it('lets delays grow no longer than the limit', async () => {
    const { samples } = await run({
      scripts: [refused],
      requests: 1,
      retry: { ...retry, maxDelayMs: 150 },
    });
    expect(took(samples)).toBe(4 * 600 + 100_000 + 150_000 + 150_000);
  });

  it('waits as long as Retry-After says, in seconds or until a date', async () => {
    const honours = { ...retry, attempts: 2, honoursRetryAfter: true };
    const run1 = (line: string, policy = honours) =>
      run({ scripts: [field(line)], requests: 1, retry: policy });
    expect(took((await run1('Retry-After: 3')).samples)).toBe(3_001_200);
    expect(took((await run1('Retry-After: 0')).samples)).toBe(101_200);
    expect(took((await run1('Retry-After: soon')).samples)).toBe(101_200);
    const ignoring = { ...honours, honoursRetryAfter: false };
    expect(took((await run1('Retry-After: 3', ignoring)).samples)).toBe(101_200);
    // The test's clock begins in 1970, and dates have whole seconds.
    const dated = took((await run1('Retry-After: Thu, 01 Jan 1970 00:01:00 GMT')).samples);
    expect(dated).toBe(60_000_000 - 10_000 + 600);
  });

  it('sends only idempotent methods again, and whatever never left', async () => {
    const policy = { ...retry, onlyIdempotent: true };
    const of = (method: string, port?: number) =>
      run({
        scripts: [refused],
        requests: 1,
        retry: policy,
        mix: [{ weight: 1, request: { method, ...(port !== undefined && { port }) } }],
      });
    expect((await of('POST')).summary.attempts).toBe(1);
    expect((await of('PUT')).summary.attempts).toBe(4);
    expect((await of('POST', 81)).summary).toMatchObject({ attempts: 4 });
  });

  it('gives up each attempt by itself, and all of them with the request', async () => {
    const slow = { ...retry, perTryTimeoutMs: 1_000 };
    const of = (timeoutMs: number) =>
      run({
        scripts: [answer(200, 60_000)],
        requests: 1,
        retry: slow,
        mix: [{ weight: 1, request: { timeoutMs } }],
      });
    const patient = await of(0);
    expect(patient.summary).toMatchObject({
      attempts: 4,
      errors: [['client-gave-up-waiting', 1]],
    });
    const hurried = await of(1_500);
    expect(hurried.summary.attempts).toBe(2);
    expect(took(hurried.samples)).toBe(1_500_000);
  });

  it('stops trying when the budget is spent, and goes on as requests earn more', async () => {
    const { summary } = await run({
      scripts: [refused],
      requests: 100,
      retry: { ...retry, budget: { ratio: 0.1, reserve: 5 } },
    });
    // 5 at first, and a tenth of the hundred requests that follow.
    expect(summary.attempts - summary.requests).toBeGreaterThanOrEqual(14);
    expect(summary.attempts - summary.requests).toBeLessThanOrEqual(15);
    expect(summary.refusedRetries).toBeGreaterThan(80);
    const without = await run({ scripts: [refused], requests: 100, retry });
    expect(without.summary).toMatchObject({ attempts: 400, refusedRetries: 0 });
  });
});

describe('LoadGenerator: the summary', () => {
  it('counts statuses and errors apart, each in its order', async () => {
    const { summary } = await run({
      requests: 6,
      scripts: [
        answer(502),
        answer(200),
        [{ read: 'head' }, { close: 'rst' }],
        [{ read: 'head' }, { close: 'fin' }],
        answer(200),
      ],
    });
    expect(summary.statuses).toEqual([
      ['200', 3],
      ['502', 1],
    ]);
    expect(summary.errors).toEqual([
      ['ECONNRESET', 1],
      ['closed-without-response', 1],
    ]);
  });

  it('takes percentiles by nearest rank', () => {
    const of = (latencies: number[]) => {
      const histogram = new LatencyHistogram();
      for (const us of latencies) histogram.add(us);
      return histogram.latencies;
    };
    expect(of(Array.from({ length: 100 }, (_, n) => 100 - n))).toEqual({
      minUs: 1,
      meanUs: 50.5,
      p50Us: 50,
      p90Us: 90,
      p95Us: 95,
      p99Us: 99,
      maxUs: 100,
    });
    expect(of([7])).toMatchObject({ p50Us: 7, p99Us: 7 });
    expect(of([])).toBeNull();
  });

  it('knows percentiles to a thousandth, also where two counts were added up', () => {
    const values = fc.array(fc.nat({ max: 200_000_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, values, (some, more) => {
        const [first, second] = [new LatencyHistogram(), new LatencyHistogram()];
        for (const us of some) first.add(us);
        for (const us of more) second.add(us);
        const counts = second.counts;
        if (counts) first.merge(counts);
        const sorted = [...some, ...more].toSorted((a, b) => a - b);
        const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        const { latencies } = first;
        expect(latencies).toMatchObject({ minUs: sorted[0], maxUs: sorted.at(-1) });
        for (const [share, us] of [
          [0.5, latencies?.p50Us],
          [0.9, latencies?.p90Us],
          [0.99, latencies?.p99Us],
        ] as const) {
          expect(us).toBeGreaterThanOrEqual(rank(share));
          expect(us).toBeLessThanOrEqual(rank(share) * 1.002);
        }
      }),
    );
  });
});

describe('LoadGenerator: repeating a run', () => {
  it('gives one digest for one seed, another for another', async () => {
    const digest = async (seed: number): Promise<string> => {
      const arrivals = { kind: 'open', requestsPerSecond: 500, spacing: 'poisson' } as const;
      const { world } = await run({ seed, arrivals, requests: 300, keepConnections: true });
      return world.kernel.trace.digest();
    };
    const first = await digest(5);
    expect(await digest(5)).toBe(first);
    expect(await digest(6)).not.toBe(first);
  });
});
