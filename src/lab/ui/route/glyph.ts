// A route boiled down to a sign: a line, a red mark where the response was written, and the break.
// Two shapes: `strip` under a number on a card, `square` as an icon that must read at 16 pixels.
// It keeps position in the strip (how far along the route the mark sits) and kind in the square.
import { type RouteData, reachedIndex, stationIndex } from './route.ts';

/** One part of a glyph, in units of its view box. */
export type GlyphPart =
  | { shape: 'line'; x1: number; x2: number; tone: 'reached' | 'beyond' | 'signal' }
  | { shape: 'dot'; x: number; radius: number }
  | { shape: 'bar'; x: number; height: number; width: number }
  | { shape: 'clock'; x: number; radius: number };

/** A glyph: the size of its view box, the height of its line, its parts from back to front. */
export interface Glyph {
  readonly width: number;
  readonly height: number;
  readonly strokeWidth: number;
  readonly parts: readonly GlyphPart[];
}

const STRIP = { width: 200, height: 24, left: 2, right: 198 } as const;

function stripParts(route: RouteData): GlyphPart[] {
  const step = (STRIP.right - STRIP.left) / (route.stations.length - 1);
  const xOf = (index: number): number => STRIP.left + index * step;
  const reached = xOf(reachedIndex(route));
  const writer = route.writer ? xOf(stationIndex(route, route.writer)) : undefined;
  const dot: GlyphPart[] = writer === undefined ? [] : [{ shape: 'dot', x: writer, radius: 6 }];
  const line = (x1: number, x2: number, tone: 'reached' | 'beyond' | 'signal'): GlyphPart[] =>
    x2 - x1 > 0.5 ? [{ shape: 'line', x1, x2, tone }] : [];
  const next = reached + step;
  if (route.break?.kind === 'gap') {
    return [
      ...line(STRIP.left, reached, 'reached'),
      ...line(reached + 10, next - 8, 'signal'),
      ...line(next, STRIP.right, 'beyond'),
      ...dot,
    ];
  }
  if (route.break?.kind === 'bar') {
    const bar: GlyphPart = { shape: 'bar', x: next - 8, height: 20, width: 5 };
    return [
      ...line(STRIP.left, next - 8, 'reached'),
      ...line(next, STRIP.right, 'beyond'),
      bar,
      ...dot,
    ];
  }
  if (route.break?.kind === 'clock') {
    const clock: GlyphPart = { shape: 'clock', x: next - 14, radius: 8.5 };
    return [
      ...line(STRIP.left, reached, 'reached'),
      ...line(reached + 11, next - 25, 'signal'),
      ...line(next, STRIP.right, 'beyond'),
      clock,
      ...dot,
    ];
  }
  return [...line(STRIP.left, reached, 'reached'), ...line(reached, STRIP.right, 'beyond'), ...dot];
}

function squareParts(route: RouteData): GlyphPart[] {
  switch (route.break?.kind) {
    case 'gap':
      return [
        { shape: 'line', x1: 0, x2: 6, tone: 'reached' },
        { shape: 'dot', x: 6, radius: 3.5 },
        { shape: 'line', x1: 10.5, x2: 12, tone: 'signal' },
        { shape: 'line', x1: 13.5, x2: 16, tone: 'beyond' },
      ];
    case 'bar':
      return [
        { shape: 'line', x1: 0, x2: 9, tone: 'reached' },
        { shape: 'bar', x: 10.5, height: 14, width: 3 },
        { shape: 'line', x1: 13, x2: 16, tone: 'beyond' },
      ];
    case 'clock':
      return [
        { shape: 'line', x1: 0, x2: 3, tone: 'reached' },
        { shape: 'clock', x: 9.5, radius: 5.5 },
      ];
    default: {
      const last = route.stations.length - 1;
      const share = route.writer ? stationIndex(route, route.writer) / last : 0.5;
      const x = Math.round((4 + share * 8) * 2) / 2;
      return [
        { shape: 'line', x1: 0, x2: x, tone: 'reached' },
        { shape: 'line', x1: x, x2: 16, tone: 'beyond' },
        { shape: 'dot', x, radius: 3.5 },
      ];
    }
  }
}

/** The glyph of a route in one of its two shapes. */
export function glyphOf(route: RouteData, shape: 'strip' | 'square'): Glyph {
  return shape === 'strip'
    ? { width: STRIP.width, height: STRIP.height, strokeWidth: 3, parts: stripParts(route) }
    : { width: 16, height: 16, strokeWidth: 2, parts: squareParts(route) };
}
