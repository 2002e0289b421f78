import { describe, expect, it } from 'vitest';
import { glyphOf } from './glyph.ts';
import { type LayerRoute, routeFromLayers } from './route.ts';

const layers = ['client', 'edge', 'proxy', 'app', 'data'] as const;
const routes: Record<string, LayerRoute> = {
  '500': { stations: layers, writer: 'app' },
  '502': { stations: layers, writer: 'proxy', break: { after: 'proxy', kind: 'gap' } },
  '503': { stations: layers, writer: 'proxy', break: { after: 'proxy', kind: 'bar' } },
  '504': { stations: layers, writer: 'proxy', break: { after: 'proxy', kind: 'clock' } },
};

describe('glyphOf', () => {
  it('gives every kind of failure a different sign, in both shapes', () => {
    for (const shape of ['strip', 'square'] as const) {
      const drawn = Object.values(routes).map((route) =>
        JSON.stringify(glyphOf(routeFromLayers(route), shape).parts),
      );
      expect(new Set(drawn).size).toBe(4);
    }
  });

  it('puts the mark of the strip where the writer stands on the route', () => {
    const dotX = (writer: 'edge' | 'app'): number => {
      const glyph = glyphOf(routeFromLayers({ stations: layers, writer }), 'strip');
      const dot = glyph.parts.find((part) => part.shape === 'dot');
      return dot?.shape === 'dot' ? dot.x : Number.NaN;
    };
    expect(dotX('edge')).toBe(51);
    expect(dotX('app')).toBe(149);
  });

  it('stays inside its view box', () => {
    for (const route of Object.values(routes)) {
      for (const shape of ['strip', 'square'] as const) {
        const glyph = glyphOf(routeFromLayers(route), shape);
        for (const part of glyph.parts) {
          const [left, right] =
            part.shape === 'line'
              ? [part.x1, part.x2]
              : part.shape === 'bar'
                ? [part.x - part.width / 2, part.x + part.width / 2]
                : [part.x - part.radius, part.x + part.radius];
          expect(left).toBeGreaterThanOrEqual(0);
          expect(right).toBeLessThanOrEqual(glyph.width);
        }
      }
    }
  });
});
