import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Watchdog } from './watchdog.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A watchdog over a worker that says nothing by itself, on a machine so many times slower than at its best. */
function watched(of: { slowness?: number; program?: boolean } = {}) {
  const stalled: number[] = [];
  const watchdog = new Watchdog({
    isProgramRunning: () => of.program ?? true,
    slowness: { learn: () => {}, measure: () => of.slowness ?? 1 },
    ping: () => {},
    stalled: (silentMs) => stalled.push(silentMs),
  });
  watchdog.watch();
  return { watchdog, stalled };
}

describe('Watchdog', () => {
  it('stops a program that is silent for a second', () => {
    const { stalled } = watched();
    vi.advanceTimersByTime(900);
    expect(stalled).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(stalled).toEqual([1_050]);
  });

  it('gives more where the machine is busy, but never so much that two seconds pass', () => {
    for (const slowness of [1.5, 4, 40]) {
      const { stalled } = watched({ slowness });
      vi.advanceTimersByTime(1_400);
      expect(stalled).toEqual([]);
      vi.advanceTimersByTime(400);
      expect(stalled).toEqual([1_650]);
    }
  });

  it('leaves a program alone that is slow and alive', () => {
    const { watchdog, stalled } = watched();
    for (let sign = 0; sign < 20; sign++) {
      vi.advanceTimersByTime(900);
      watchdog.heard();
    }
    expect(stalled).toEqual([]);
  });

  it('waits long while no program runs', () => {
    const { stalled } = watched({ program: false });
    vi.advanceTimersByTime(15_000);
    expect(stalled).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(stalled).toHaveLength(1);
  });

  it('does not count time that it was itself not given', () => {
    const { stalled } = watched();
    vi.advanceTimersByTime(600);
    // A laptop sleeps: the clock goes on and no timer fires.
    const clock = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => clock() + 60_000);
    vi.advanceTimersByTime(300);
    expect(stalled).toEqual([]);
  });

  it('says nothing after the work is done', () => {
    const { watchdog, stalled } = watched();
    watchdog.rest();
    vi.advanceTimersByTime(60_000);
    expect(stalled).toEqual([]);
  });
});
