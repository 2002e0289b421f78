import { describe, expect, it } from 'vitest';
import { HeapWatch } from './heap-watch.ts';

const MEGABYTE = 1024 ** 2;

/** A program with a list, under limits. */
function watched(limits: { heapBytes?: number; residentBytes?: number }) {
  const list: unknown[] = [];
  const ends: string[] = [];
  const end = (word: string) => (): never => {
    ends.push(word);
    throw new Error(word);
  };
  const watch = new HeapWatch(
    { heapBytes: limits.heapBytes ?? null, residentBytes: limits.residentBytes ?? null },
    { heapFull: end('heap'), machineFull: end('machine') },
  );
  watch.addFile(() => [() => list]);
  /** The longest of so many turns' collections, in microseconds. */
  const run = (turns: number): number =>
    Math.max(...Array.from({ length: turns }, () => watch.turn()));
  return { list, ends, watch, run };
}

describe('HeapWatch', () => {
  it('spends more on collections the nearer the heap is to its limit, and then ends it', () => {
    const { list, ends, run } = watched({ heapBytes: 20 * MEGABYTE });
    const costs = [0, 12, 15.5, 15.9].map((keptMb) => {
      list.length = 0;
      list.push('x'.repeat(keptMb * MEGABYTE));
      run(150);
      return run(150);
    });
    expect(costs).toEqual([...costs].sort((a, b) => a - b));
    expect(costs.at(-1)).toBeGreaterThan(500);
    expect(costs[0]).toBeLessThan(10);
    list.push('x'.repeat(MEGABYTE));
    expect(() => run(500)).toThrow('heap');
    expect(ends).toEqual(['heap']);
  });

  it('counts buffers against the container and not against the heap', () => {
    const { list, ends, run, watch } = watched({
      heapBytes: 32 * MEGABYTE,
      residentBytes: 64 * MEGABYTE,
    });
    const before = watch.figures();
    list.push(new Uint8Array(10 * MEGABYTE));
    const { external, rss, heapUsed } = watch.figures();
    expect(external - before.external).toBe(10 * MEGABYTE);
    expect(rss - before.rss).toBeGreaterThan(9.9 * MEGABYTE);
    expect(heapUsed - before.heapUsed).toBeLessThan(1_000);
    list.push(new Uint8Array(10 * MEGABYTE));
    expect(() => run(500)).toThrow('machine');
    expect(ends).toEqual(['machine']);
  });

  it('costs nothing where nothing is limited', () => {
    const { list, run } = watched({});
    list.push('x'.repeat(10 * MEGABYTE));
    expect(run(5_000)).toBe(0);
  });

  it('forgets garbage when it is asked to collect', () => {
    const { watch, run } = watched({});
    const empty = watch.figures().heapUsed;
    run(100);
    expect(watch.figures().heapUsed).toBeGreaterThan(empty + MEGABYTE);
    watch.collect();
    expect(watch.figures().heapUsed).toBe(empty);
  });
});
