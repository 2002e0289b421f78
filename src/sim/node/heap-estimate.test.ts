import { describe, expect, it } from 'vitest';
import { keptMemory } from './heap-estimate.ts';

const NO_LIMIT = Number.POSITIVE_INFINITY;
const find = (...values: (() => unknown)[]) => keptMemory([() => values], { limitBytes: NO_LIMIT });
const kept = (value: unknown): number => find(() => value).heapBytes;

describe('keptBytes', () => {
  it('grows by eight bytes with each slot of an array', () => {
    expect(kept(new Array(1_000)) - kept(new Array(0))).toBe(8_000);
  });

  it('counts what several variables share once', () => {
    const shared = { list: new Array(100) };
    const both = find(
      () => shared,
      () => shared,
    );
    expect(both.heapBytes).toBe(kept(shared));
  });

  it('follows maps, sets and objects in circles', () => {
    const circle: { self?: unknown; map: Map<string, unknown> } = { map: new Map() };
    circle.self = circle;
    circle.map.set('set', new Set([circle, 'text']));
    expect(kept(circle)).toBeGreaterThan(100);
  });

  it('runs no getters, and passes over variables without a value yet', () => {
    const careful = {
      get never(): unknown {
        throw new Error('was run');
      },
    };
    const early = (): unknown => {
      throw new ReferenceError('early');
    };
    expect(find(early, () => careful).heapBytes).toBe(kept(careful));
  });

  it('stops above the limit', () => {
    const list = Array.from({ length: 1_000 }, () => new Array(1_000));
    const found = keptMemory([() => [() => list]], { limitBytes: 100_000 });
    expect(found.heapBytes).toBeLessThan(200_000);
  });

  it('counts the bytes of buffers once, and apart', () => {
    const bytes = new Uint8Array(10_000);
    const found = find(() => [bytes, bytes.subarray(1), new DataView(bytes.buffer)]);
    expect(found.bufferBytes).toBe(10_000);
    expect(found.heapBytes).toBeLessThan(1_000);
  });

  it("sees what hangs on functions, and stops at what is not the program's", () => {
    const border = { list: new Array(1_000) };
    const app = Object.assign(() => {}, { locals: { list: new Array(1_000) }, border });
    const options = { limitBytes: NO_LIMIT, borders: new Set([border]) };
    const { heapBytes } = keptMemory([() => [() => app]], options);
    expect(heapBytes).toBeGreaterThan(8_000);
    expect(heapBytes).toBeLessThan(9_000);
  });
});
