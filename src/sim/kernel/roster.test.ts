import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Roster } from './roster.ts';

describe('Roster', () => {
  it('behaves like a set', () => {
    const step = fc.record({
      act: fc.constantFrom('add' as const, 'delete' as const),
      member: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const roster = new Roster<number>();
        const set = new Set<number>();
        for (const { act, member } of steps) {
          if (act === 'add') {
            roster.add(member);
            set.add(member);
          } else expect(roster.delete(member)).toBe(set.delete(member));
          expect([...roster]).toEqual([...set]);
          expect(roster.size).toBe(set.size);
          expect(roster.has(member)).toBe(set.has(member));
        }
      }),
    );
  });

  it('shows who was in when the look began, and nobody who has left meanwhile', () => {
    const roster = new Roster<number>();
    for (const member of [1, 2, 3]) roster.add(member);
    const seen: number[] = [];
    for (const member of roster) {
      seen.push(member);
      roster.delete(member + 1);
      roster.add(member + 10);
    }
    expect(seen).toEqual([1, 3]);
  });

  it('is empty once cleared', () => {
    const roster = new Roster<number>();
    roster.add(1);
    roster.clear();
    expect(roster.size).toBe(0);
    expect(roster.some(() => true)).toBe(false);
  });
});
