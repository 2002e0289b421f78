import { describe, expect, it } from 'vitest';
import { Shop } from '../../platform/testing/shop-world.ts';
import type { LoadSpec } from './load-board.ts';

const request = { method: 'GET', target: '/', fields: [], body: '', timeoutMs: 10_000 };
const OPEN: LoadSpec = {
  arrivals: { kind: 'open', requestsPerSecond: 20, spacing: 'fixed' },
  mix: [{ weight: 1, request }],
  keepConnections: true,
  durationMs: 3_000,
};

describe('load in the background', () => {
  it('goes on while other things are done, and tells what it found second by second', async () => {
    const shop = await Shop.open();
    await shop.do({ type: 'load', id: 'busy', load: OPEN });
    expect(await shop.get()).toMatchObject({ status: 200 });
    await shop.wait(4_000);
    const intervals = shop.events('load-interval');
    expect(intervals.map(({ requests }) => requests)).toEqual([19, 20, 20]);
    expect(intervals[0]).toMatchObject({ id: 'busy', statuses: [['200', 19]], errors: [] });
    expect(intervals[0]?.latencies?.p50Us).toBeGreaterThan(0);
    expect(shop.events('load-ended')).toMatchObject([
      { id: 'busy', summary: { requests: 59, unfinished: 0, statuses: [['200', 59]] } },
    ]);
  });

  it('shows a fault in the intervals it was at work in', async () => {
    const shop = await Shop.open();
    await shop.do({ type: 'load', id: 'busy', load: { ...OPEN, durationMs: 4_000 } });
    await shop.wait(1_000);
    await shop.do({
      type: 'fault',
      id: 'f',
      fault: { type: 'refuse' },
      on: { link: ['web', 'app'] },
      durationUs: 1_000_000,
    });
    await shop.wait(4_000);
    const bad = shop
      .events('load-interval')
      .map(({ statuses }) => new Map(statuses).get('502') ?? 0);
    expect(bad[0]).toBe(0);
    expect(bad[1]).toBeGreaterThan(15);
    expect(bad.at(-1)).toBe(0);
  });

  it('tries again as its policy says, and counts what the servers saw', async () => {
    const shop = await Shop.open();
    const retry = { attempts: 3, statuses: [502], delayMs: 10, factor: 2, jitter: 'full' } as const;
    const load: LoadSpec = { ...OPEN, retry, requests: 10 };
    await shop.fault({ type: 'refuse' }, { link: ['web', 'app'] });
    await shop.do({ type: 'load', id: 'busy', load });
    await shop.wait(5_000);
    expect(shop.events('load-ended')).toMatchObject([{ summary: { requests: 10, attempts: 30 } }]);
  });

  it('of a closed loop waits for its answers, and ends when it is stopped', async () => {
    const shop = await Shop.open();
    const arrivals = { kind: 'closed', workers: 2, thinkMs: 500 } as const;
    const { durationMs: _, ...endless } = OPEN;
    await shop.do({ type: 'load', id: 'people', load: { ...endless, arrivals } });
    await shop.wait(2_100);
    await shop.do({ type: 'stop-load', id: 'people' });
    await shop.wait(2_000);
    const [ended] = shop.events('load-ended');
    expect(ended?.summary.requests).toBe(10);
    expect(shop.events('client-request')).toHaveLength(10);
  });

  it('is explained request by request, by the name of its client', async () => {
    const shop = await Shop.open();
    await shop.do({ type: 'load', id: 'busy', load: { ...OPEN, requests: 2 } });
    await shop.wait(1_000);
    await shop.get();
    expect(shop.events('client-request').map(({ client, request: id }) => [client, id])).toEqual([
      ['busy', 1],
      ['busy', 2],
      ['client', 1],
    ]);
  });

  it('is refused where nothing can come of it', async () => {
    const shop = await Shop.open();
    const none = { ...OPEN, mix: [] };
    await expect(shop.do({ type: 'load', id: 'x', load: none })).rejects.toThrow(
      'A load needs a mix',
    );
  });
});
