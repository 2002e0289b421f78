import { describe, expect, it } from 'vitest';
import type { Platform } from '../../sim/platform.ts';
import { NO_TURN } from '../protocol.ts';
import { SignsOfLife } from './signs-of-life.ts';

/** Signs of life on a clock of the test's own, and what was told. */
function watched() {
  const told: number[] = [];
  let nowMs = 0;
  const life = new SignsOfLife({ now: () => nowMs, tell: (turn) => told.push(turn) });
  const platform = life.ofScripts({ evaluate: (text: string) => text } as unknown as Platform);
  const read = (lastsMs: number): unknown => {
    nowMs += lastsMs;
    return platform.evaluate('script');
  };
  return { life, told, read };
}

describe('SignsOfLife', () => {
  it('keeps a slow start from being taken for a program that hangs', () => {
    const { life, told, read } = watched();
    life.turn(1);
    for (let scripts = 0; scripts < 20; scripts++) expect(read(110)).toBe('script');
    expect(told).toHaveLength(21);
    expect(new Set(told)).toEqual(new Set([1]));
  });

  it('blames no program for scripts that our own work reads', () => {
    const { life, told, read } = watched();
    read(110);
    life.turn(1);
    life.ownWork();
    read(110);
    expect(told).toEqual([NO_TURN, 1, NO_TURN, NO_TURN]);
  });

  it('says nothing more often than a watchdog needs', () => {
    const { life, told, read } = watched();
    life.turn(1);
    for (let scripts = 0; scripts < 200; scripts++) read(1);
    expect(told).toHaveLength(3);
  });

  it('stops believing a turn that reads scripts without end, and begins anew with the next', () => {
    const { life, told, read } = watched();
    life.turn(1);
    for (let scripts = 0; scripts < 1_000; scripts++) read(110);
    expect(told.length).toBeLessThan(50);
    life.turn(2);
    read(110);
    expect(told.slice(-2)).toEqual([2, 2]);
  });
});
