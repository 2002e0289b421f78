import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

const draws = (random: Random, count = 20): number[] =>
  Array.from({ length: count }, () => random.nextUint32());

describe('Random', () => {
  it('repeats itself for one seed', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        expect(draws(new Random(seed))).toEqual(draws(new Random(seed)));
      }),
    );
  });

  it('never changes: a shared link must replay the same world next year', () => {
    expect(draws(new Random(7), 4)).toEqual([2059681346, 3890156070, 1640456936, 1272324547]);
    expect(new Random(7).fork('network').nextUint32()).toBe(3123833533);
  });

  it('gives neighbouring seeds streams that have nothing in common', () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 200; seed++)
      for (const draw of draws(new Random(seed))) seen.add(draw);
    expect(seen.size).toBe(200 * 20);
  });

  it('gives each name a stream of its own', () => {
    const parent = new Random(1);
    const names = ['a', 'b', 'ab', 'ba', 'network', 'link a>b', 'link b>a', ''];
    const firsts = names.map((name) => parent.fork(name).nextUint32());
    expect(new Set(firsts).size).toBe(names.length);
  });

  it('forks without moving, wherever the parent stands', () => {
    const parent = new Random(5);
    const before = draws(parent.fork('child'));
    draws(parent, 7);
    expect(draws(parent.fork('child'))).toEqual(before);
    expect(draws(parent, 3)).toEqual(draws(new Random(5), 10).slice(7));
  });

  it('tells forks of forks apart by their whole path', () => {
    const parent = new Random(3);
    expect(parent.fork('a').fork('b').nextUint32()).not.toBe(
      parent.fork('b').fork('a').nextUint32(),
    );
  });

  it('draws from 0 to just under 1, evenly', () => {
    const random = new Random(11);
    const buckets = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) {
      const drawn = random.next();
      if (drawn < 0 || drawn >= 1) throw new Error(`${drawn} is outside of 0 to 1`);
      const bucket = Math.floor(drawn * 10);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    // 10,000 expected in each, standard deviation 95.
    for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('draws waiting times whose shape is exponential', () => {
    const random = new Random(13);
    const count = 100_000;
    const drawn = Array.from({ length: count }, () => random.exponential());
    const shareAbove = (limit: number): number => drawn.filter((d) => d > limit).length / count;
    expect(drawn.reduce((sum, d) => sum + d, 0) / count).toBeCloseTo(1, 1);
    for (const limit of [0.1, 0.5, 1, 2, 4]) {
      expect(Math.abs(shareAbove(limit) - Math.exp(-limit))).toBeLessThan(0.005);
    }
  });

  it('draws whole numbers below a limit and reaches all of them', () => {
    const random = new Random(2);
    const seen = new Set(Array.from({ length: 500 }, () => random.below(7)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(random.below(1)).toBe(0);
  });
});
