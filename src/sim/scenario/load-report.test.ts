// The report of load, read from the traces of whole worlds.

import { describe, expect, it } from 'vitest';
import { nginxConf, Shop, type ShopOptions } from '../../platform/testing/shop-world.ts';
import { type LoadReport, LoadReports } from '../client/load-report.ts';
import type { LoadSpec } from './load-board.ts';

const request = { method: 'GET', target: '/', fields: [], body: '', timeoutMs: 10_000 };
const LOAD: LoadSpec = {
  arrivals: { kind: 'open', requestsPerSecond: 50, spacing: 'fixed' },
  mix: [{ weight: 1, request }],
  keepConnections: true,
  durationMs: 3_000,
};

function reportOf(shop: Shop, id = 'busy'): LoadReport {
  const reports = new LoadReports();
  for (const event of shop.world.trace.since()) reports.add(event);
  const report = reports.report(id);
  if (!report) throw new Error(`There is no load ${id}`);
  return report;
}

const sum = (counts: readonly { readonly count: number }[]): number =>
  counts.reduce((all, { count }) => all + count, 0);

async function loaded(options: ShopOptions, load: LoadSpec = LOAD): Promise<Shop> {
  const shop = await Shop.open(options);
  await shop.do({ type: 'load', id: 'busy', load });
  return shop;
}

describe('a report of load', () => {
  it('has rate, statuses, percentiles and who answered, second by second', async () => {
    const shop = await loaded({});
    await shop.wait(4_000);
    const report = reportOf(shop);
    const [ended] = shop.events('load-ended');
    expect(report).toMatchObject({
      requests: 149,
      attempts: 149,
      failedShare: 0,
      statuses: [['200', 149]],
      errors: [],
      answers: [{ by: 'app', host: 'app', status: 200, count: 149 }],
    });
    // The sums of the intervals say what the generator itself has counted.
    expect(report.latencies).toEqual(ended?.summary.latencies);
    expect(report.requestsPerSecond).toBeCloseTo(50, 0);
    expect(report.seconds).toHaveLength(3);
    for (const { answers, requests, latencies } of report.seconds) {
      expect(sum(answers)).toBe(requests);
      expect(latencies?.p90Us).toBeGreaterThanOrEqual(latencies?.p50Us ?? Number.NaN);
    }
  });

  it('tells answers of nginx from those of the app', async () => {
    const shop = await loaded({
      app: `import http from 'node:http';
let n = 0;
http.createServer((request, response) => { response.statusCode = ++n % 10 ? 200 : 503; response.end(); }).listen(3000);`,
    });
    await shop.wait(1_000);
    await shop.do({
      type: 'fault',
      id: 'f',
      fault: { type: 'refuse' },
      on: { link: ['web', 'app'] },
      durationUs: 1_000_000,
    });
    await shop.wait(3_000);
    const report = reportOf(shop);
    expect(report.answers.map(({ by, host, status }) => [by, host, status])).toEqual([
      ['app', 'app', 200],
      ['app', 'app', 503],
      ['nginx', 'web', 502],
    ]);
    const of = (second: number, status: number): number =>
      sum(report.seconds[second]?.answers.filter((one) => one.status === status) ?? []);
    expect([of(0, 502), of(2, 502)]).toEqual([0, 0]);
    expect(of(1, 502)).toBeGreaterThan(40);
    expect(report.failedShare).toBeGreaterThan(0.33);
  });

  it('counts the answers of each attempt where requests are tried again', async () => {
    const retry = { attempts: 3, statuses: [503], delayMs: 1, factor: 1, jitter: 'none' } as const;
    const shop = await loaded(
      { nginx: nginxConf('location / { return 503; }') },
      { ...LOAD, requests: 10, retry },
    );
    await shop.wait(4_000);
    expect(reportOf(shop)).toMatchObject({
      requests: 10,
      attempts: 30,
      failedShare: 1,
      answers: [{ by: 'nginx', host: 'web', status: 503, count: 30 }],
    });
  });

  it('has errors where nobody answered, and looks through an edge', async () => {
    const shop = await loaded({
      hosts: [
        { kind: 'edge', name: 'edge', label: 'edge', ip: '10.0.0.8', directory: '/etc/edge' },
      ],
      entry: { host: 'edge', port: 80 },
      files: [
        {
          host: 'edge',
          path: '/etc/edge/edge.json',
          text: JSON.stringify({ origin: 'web', ssl: 'flexible' }),
        },
      ],
    });
    await shop.wait(1_000);
    await shop.fault({ type: 'reset' }, { link: ['edge', 'web'] }, 'origin');
    await shop.wait(1_000);
    await shop.fault({ type: 'reset' }, { link: ['client', 'edge'] }, 'visitors');
    await shop.wait(3_000);
    const report = reportOf(shop);
    expect(report.answers.map(({ by, host, status }) => [by, host, status])).toEqual([
      ['app', 'app', 200],
      ['edge', 'edge', 520],
    ]);
    expect(report.errors).toEqual([['ECONNRESET', expect.any(Number)]]);
    expect(report.seconds.at(-1)?.errors[0]?.[1]).toBeGreaterThan(40);
  });

  it('begins anew with a load of the same name, and ends with it', async () => {
    const shop = await loaded({}, { ...LOAD, requests: 5 });
    await shop.wait(1_000);
    await shop.do({ type: 'load', id: 'busy', load: { ...LOAD, requests: 7 } });
    await shop.wait(60);
    expect(reportOf(shop).endedUs).toBeNull();
    await shop.wait(2_000);
    expect(reportOf(shop)).toMatchObject({ requests: 7, endedUs: expect.any(Number) });
  });

  it('keeps no more than an hour of seconds, and all of the sums', () => {
    const reports = new LoadReports();
    const at = (second: number): number => second * 1_000_000;
    reports.add({ kind: 'load-started', id: 'long', load: LOAD, atUs: 0 });
    const latencyCounts = { minUs: 5, maxUs: 5, sumUs: 10, buckets: [[5, 2]] } as const;
    for (let second = 0; second < 5_000; second++) {
      reports.add({
        kind: 'load-interval',
        id: 'long',
        fromUs: at(second),
        atUs: at(second + 1),
        requests: 2,
        attempts: 2,
        statuses: [['200', 2]],
        errors: [],
        latencies: null,
        latencyCounts,
      });
    }
    const report = reports.report('long');
    expect(report).toMatchObject({ requests: 10_000, statuses: [['200', 10_000]] });
    expect(report?.seconds).toHaveLength(3_600);
    expect(report?.seconds.at(-1)?.untilUs).toBe(at(5_000));
  });
});
