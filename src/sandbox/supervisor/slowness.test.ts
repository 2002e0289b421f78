import { describe, expect, it } from 'vitest';
import { Slowness } from './slowness.ts';

/** A machine on which pieces of work take as long as told, one after the other. */
function machine(...lastsMs: number[]): Slowness {
  let nowMs = 0;
  return new Slowness(
    () => nowMs,
    () => {
      nowMs += (lastsMs.length > 1 ? lastsMs.shift() : lastsMs[0]) ?? 0;
    },
  );
}

describe('Slowness', () => {
  it('is 1 where nothing changes', () => {
    expect(machine(2).measure()).toBe(1);
  });

  it('says how much longer everything takes than at best', () => {
    const slowness = machine(2, 8);
    slowness.learn();
    expect(slowness.measure()).toBe(4);
  });

  it('is a number even where the clock is too coarse', () => {
    expect(machine(0).measure()).toBeCloseTo(1);
  });
});
