import { describe, expect, it } from 'vitest';
import { Shop } from '../../platform/testing/shop-world.ts';
import type { ScheduledFault } from './fault.ts';
import { FaultError } from './read-fault.ts';

const REFUSE = { type: 'refuse' } as const;
const ON_APP = { host: 'app' } as const;
const SECOND_US = 1_000_000;

const spans = (shop: Shop): [string, number][] =>
  shop.world.trace.since().flatMap((event): [string, number][] => {
    if (event.kind === 'fault-started') return [['started', event.atUs / SECOND_US]];
    return event.kind === 'fault-ended' ? [[event.reason, event.atUs / SECOND_US]] : [];
  });

describe('a fault by command', () => {
  it('ends by itself after its duration', async () => {
    const shop = await Shop.open();
    await shop.do({ type: 'fault', id: 'a', fault: REFUSE, on: ON_APP, durationUs: SECOND_US });
    await shop.wait(2_000);
    expect(spans(shop)).toEqual([
      ['started', 1],
      ['expired', 2],
    ]);
    expect((await shop.get()).status).toBe(200);
  });

  it('gives way to the next of its name', async () => {
    const shop = await Shop.open();
    await shop.do({ type: 'fault', id: 'a', fault: REFUSE, on: ON_APP, durationUs: SECOND_US });
    await shop.fault({ type: 'latency', latencyMs: 1 }, ON_APP, 'a');
    await shop.wait(2_000);
    expect(spans(shop).map(([what]) => what)).toEqual(['started', 'replaced', 'started']);
    expect((await shop.get()).status).toBe(200);
  });

  it('may be cleared though it is not there', async () => {
    const shop = await Shop.open();
    await shop.clear('never');
    expect(spans(shop)).toEqual([]);
  });

  it('is refused on a host that is not there, and on the client', async () => {
    const shop = await Shop.open();
    await expect(shop.fault(REFUSE, { host: 'nowhere' })).rejects.toThrow(
      new FaultError('The fault "test" is on "nowhere", and there is no such host'),
    );
    await expect(shop.fault({ type: 'kill' }, { host: 'client' })).rejects.toThrow(FaultError);
  });
});

describe('a schedule of faults', () => {
  const fault: ScheduledFault = {
    id: 'a',
    fault: REFUSE,
    on: ON_APP,
    fromUs: 2 * SECOND_US,
    untilUs: 3 * SECOND_US,
  };

  it('begins and ends at its moments, as often as it says', async () => {
    const faults = [{ ...fault, repeat: { everyUs: 2 * SECOND_US, times: 2 } }];
    const shop = await Shop.open({ faults });
    await shop.wait(9_000);
    expect(spans(shop)).toEqual([
      ['started', 2],
      ['expired', 3],
      ['started', 4],
      ['expired', 5],
    ]);
  });

  it('goes on for ever where nothing limits it', async () => {
    const shop = await Shop.open({ faults: [{ ...fault, repeat: { everyUs: 2 * SECOND_US } }] });
    await shop.wait(19_500);
    expect(shop.events('fault-started')).toHaveLength(10);
  });

  it('happens at once and is over for faults that are moments', async () => {
    const faults = [
      { id: 'k', fault: { type: 'kill' }, on: ON_APP, fromUs: 2 * SECOND_US },
    ] as const;
    const shop = await Shop.open({ faults });
    await shop.wait(2_000);
    expect(spans(shop)).toEqual([
      ['started', 2],
      ['done', 2],
    ]);
  });

  it('leaves a fault out where its chance says so, and says that it did', async () => {
    const kill = { type: 'kill', probability: 0.5, seed: 4 } as const;
    const repeat = { everyUs: 5 * SECOND_US, times: 20 };
    const faults = [{ id: 'k', fault: kill, on: ON_APP, fromUs: 2 * SECOND_US, repeat }];
    const shop = await Shop.open({ faults });
    await shop.wait(120_000);
    const missed = shop.events('fault-started').filter((event) => event.missed).length;
    expect(shop.events('process-exited')).toHaveLength(20 - missed);
    expect(missed).toBeGreaterThan(3);
    expect(missed).toBeLessThan(17);
  });

  it('cannot name a host that is not there', () => {
    expect(() => new Shop({ faults: [{ ...fault, on: { host: 'nowhere' } }] })).toThrow(FaultError);
  });
});
