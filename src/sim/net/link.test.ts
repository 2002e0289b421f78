import { describe, expect, it } from 'vitest';
import { Random } from '../kernel/random.ts';
import { Link, type LinkConditions } from './link.ts';

const newLink = (conditions: Partial<LinkConditions>, seed = 1): Link =>
  new Link(
    {
      latencyUs: 100,
      jitterUs: 0,
      bytesPerSecond: Number.POSITIVE_INFINITY,
      lossProbability: 0,
      blackhole: false,
      ...conditions,
    },
    new Random(seed),
  );

const delay = (link: Link, packetBytes = 100, nowUs = 0): number | 'lost' => {
  const passage = link.pass(packetBytes, nowUs);
  return passage.lost ? 'lost' : passage.delayUs;
};

describe('Link', () => {
  it('delays a packet by its latency, whatever its size', () => {
    const link = newLink({});
    expect(delay(link, 1)).toBe(100);
    expect(delay(link, 1_000_000)).toBe(100);
  });

  it('adds jitter from 0 to the given bound, both included', () => {
    const link = newLink({ jitterUs: 3 });
    const seen = new Set(Array.from({ length: 200 }, () => delay(link)));
    expect([...seen].sort()).toEqual([100, 101, 102, 103]);
  });

  it('takes the time bytes need through it, one packet after the other', () => {
    const link = newLink({ bytesPerSecond: 1_000_000 });
    expect(delay(link, 500)).toBe(600);
    expect(delay(link, 500)).toBe(1_100);
    expect(delay(link, 500, 700)).toBe(900);
    expect(delay(link, 500, 50_000)).toBe(600);
  });

  it('loses about the given share of packets', () => {
    const link = newLink({ lossProbability: 0.25 });
    const lost = Array.from({ length: 4_000 }, () => delay(link)).filter(
      (d) => d === 'lost',
    ).length;
    expect(lost).toBeGreaterThan(850);
    expect(lost).toBeLessThan(1_150);
  });

  it('loses everything when packets vanish or when nothing fits through', () => {
    expect(delay(newLink({ blackhole: true }))).toBe('lost');
    expect(delay(newLink({ bytesPerSecond: 0 }))).toBe('lost');
    expect(delay(newLink({ lossProbability: 1 }))).toBe('lost');
  });

  it('works again after it was shut', () => {
    const link = newLink({ bytesPerSecond: 0 });
    delay(link);
    link.conditions.bytesPerSecond = Number.POSITIVE_INFINITY;
    expect(delay(link)).toBe(100);
  });

  it('draws the same for one seed, and nothing while it has no need to', () => {
    const run = (seed: number): unknown[] => {
      const link = newLink({ jitterUs: 1_000, lossProbability: 0.1 }, seed);
      return Array.from({ length: 50 }, () => delay(link));
    };
    expect(run(3)).toEqual(run(3));
    expect(run(4)).not.toEqual(run(3));
    const link = newLink({}, 3);
    delay(link);
    Object.assign(link.conditions, { jitterUs: 1_000, lossProbability: 0.1 });
    expect(Array.from({ length: 50 }, () => delay(link))).toEqual(run(3));
  });
});
