// What a laid-out route consists of, in drawing units (CSS pixels at full size): pieces of line, marks,
// stations with their words, the arc of the answer. It is what wide.ts and tall.ts produce and what
// RouteDiagram.tsx turns into SVG; no element and no colour is decided here.
import type { BreakKind, RouteLayer, RouteStation } from './route.ts';

/** A point of the drawing. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A piece of the line. `faint` pieces were never reached; `signal` ones are the fault. */
export interface Track {
  readonly from: Point;
  readonly to: Point;
  readonly tone: RouteLayer | 'faint' | 'signal';
  /** 1 is solid; the pieces before a clock fade. */
  readonly opacity: number;
  readonly isDotted: boolean;
}

/** The sign on a broken piece of line. `isUpright` is true where the line runs left to right. */
export interface BreakMark {
  readonly kind: BreakKind;
  readonly at: Point;
  readonly isUpright: boolean;
}

/** One line of words beside a station. */
export interface TextLine {
  readonly text: string;
  readonly kind: 'label' | 'note';
  readonly at: Point;
}

/** A station in its place. */
export interface PlacedStation {
  readonly station: RouteStation;
  readonly at: Point;
  readonly radius: number;
  readonly isWriter: boolean;
  readonly lines: readonly TextLine[];
}

/** A cubic Bézier curve: start, two control points, end. */
export type Curve = readonly [Point, Point, Point, Point];

/** The answer's way back to the first station, with the words on it. */
export interface AnswerArc {
  readonly curve: Curve;
  readonly label: { readonly text: string; readonly at: Point } | undefined;
}

/** A finished layout. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Where words hang: centred under a station, or starting beside it. */
  readonly anchor: 'middle' | 'start';
  readonly tracks: readonly Track[];
  readonly mark: BreakMark | undefined;
  readonly stations: readonly PlacedStation[];
  readonly answer: AnswerArc | undefined;
}

/** Sizes that differ between a diagram in a page's head, in the text and in a panel. */
export interface RouteMeasures {
  /** Width of a route with enough stations to fill it; one with few stays narrower. */
  readonly width: number;
  readonly pitchMax: number;
  readonly radius: number;
  readonly writerRadius: number;
  readonly labelSize: number;
  readonly noteSize: number;
}

/** The sizes a diagram comes in. A glyph is not a small diagram: see glyph.ts. */
export type RouteSize = 'hero' | 'inline' | 'panel';

/** Measures by size, in drawing units. */
export const routeMeasures: Readonly<Record<RouteSize, RouteMeasures>> = {
  hero: { width: 760, pitchMax: 190, radius: 10, writerRadius: 14, labelSize: 14, noteSize: 12.5 },
  inline: {
    width: 620,
    pitchMax: 170,
    radius: 9,
    writerRadius: 12.5,
    labelSize: 13.5,
    noteSize: 12,
  },
  panel: {
    width: 510,
    pitchMax: 150,
    radius: 9,
    writerRadius: 12.5,
    labelSize: 13.5,
    noteSize: 12,
  },
};

/** The point a share of the way from one point to another. */
export function between(from: Point, to: Point, share: number): Point {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** The point of a curve at `t` from 0 to 1. */
export function pointOnCurve([a, b, c, d]: Curve, t: number): Point {
  const ab = between(a, b, t);
  const bc = between(b, c, t);
  const cd = between(c, d, t);
  return between(between(ab, bc, t), between(bc, cd, t), t);
}

/** Breaks words into lines of at most `maxChars` characters; a longer word stays whole. */
export function wrapWords(text: string, maxChars: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= maxChars) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
