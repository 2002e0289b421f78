import { describe, expect, test } from 'vitest';
import { FIRST } from './address.ts';
import { type Chain, runChain } from './chain.ts';
import { layoutOf } from './layout.ts';

const lay = (changes: Partial<Chain>, width = 340) => {
  const chain: Chain = { ...FIRST, edge: null, ...changes };
  return layoutOf(chain, runChain(chain), { width, edgeName: 'Cloudflare' });
};

describe('layoutOf', () => {
  test('puts each hop on a row, and the mark on the row of the writer', () => {
    const { bars, mark } = lay({});
    expect(bars.map(({ label }) => label)).toEqual([
      'the client',
      'nginx',
      'the app',
      'the service',
    ]);
    expect(mark?.y).toBe(bars[1]?.y);
    expect(mark?.label).toBe('504');
    expect(bars[2]?.wastedX).toBe(mark?.x);
  });

  test('names tries', () => {
    expect(lay({ servers: 2, workMs: null }).bars.map(({ label }) => label)).toContain(
      'the service, second try',
    );
  });

  test.each([
    ['short', { workMs: 20 }],
    ['long', { workMs: 86_400_000, nginxMs: 86_400_000, servers: 3 }],
    ['endless', { workMs: null, callMs: null }],
  ] as const)('stays within its width: %s', (_name, changes) => {
    const { bars, ticks, mark, width, height } = lay(changes);
    for (const { x1, x2, wastedX, y } of bars) {
      expect(x1).toBeGreaterThanOrEqual(0);
      expect(x2).toBeGreaterThanOrEqual(wastedX ?? x1);
      expect(x2).toBeLessThan(width);
      expect(y).toBeLessThan(height);
    }
    expect(mark?.x).toBeLessThan(width);
    expect(ticks.length).toBeGreaterThanOrEqual(1);
    expect(ticks.length).toBeLessThanOrEqual(7);
  });

  test('a bar without an end says so', () => {
    expect(lay({ workMs: null }).bars.at(-1)?.isEndless).toBe(true);
  });
});
