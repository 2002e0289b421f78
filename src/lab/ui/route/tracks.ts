// Cuts the line of a route into pieces and puts the sign of the break on it. The same for both
// directions: it works in shares of a segment, so it does not know which way the line runs.
import { type BreakMark, between, type Point, type Track } from './drawing.ts';
import { type BreakKind, type RouteData, reachedIndex, stationIndex } from './route.ts';

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly tone: 'sender' | 'faint' | 'signal';
  readonly opacity?: number;
  readonly isDotted?: boolean;
}

/** Pieces of a broken segment and the place of the sign, in shares of the segment's length. */
const BROKEN: Readonly<Record<BreakKind, { pieces: readonly Piece[]; markAt: number }>> = {
  gap: {
    pieces: [
      { from: 0, to: 0.28, tone: 'sender' },
      { from: 0.33, to: 0.5, tone: 'signal', isDotted: true },
      { from: 0.74, to: 1, tone: 'faint' },
    ],
    markAt: 0.62,
  },
  bar: {
    pieces: [
      { from: 0, to: 0.76, tone: 'sender' },
      { from: 0.84, to: 1, tone: 'faint' },
    ],
    markAt: 0.8,
  },
  clock: {
    pieces: [
      { from: 0, to: 0.2, tone: 'sender' },
      { from: 0.25, to: 0.33, tone: 'sender', opacity: 0.75 },
      { from: 0.38, to: 0.44, tone: 'sender', opacity: 0.45 },
      { from: 0.76, to: 1, tone: 'faint' },
    ],
    markAt: 0.6,
  },
};

/** All pieces of the line between the given station points, in order, and the sign of the break. */
export function layTracks(
  route: RouteData,
  points: readonly Point[],
): { tracks: Track[]; markAt: Point | undefined; kind: BreakMark['kind'] | undefined } {
  const reached = reachedIndex(route);
  const brokenAt = route.break ? stationIndex(route, route.break.after) : -1;
  const tracks: Track[] = [];
  let markAt: Point | undefined;
  for (const [index, sender] of route.stations.slice(0, -1).entries()) {
    const from = points[index];
    const to = points[index + 1];
    if (!from || !to) throw new Error(`Route: station ${index} has no place`);
    if (route.break && index === brokenAt) {
      const { pieces, markAt: share } = BROKEN[route.break.kind];
      markAt = between(from, to, share);
      for (const piece of pieces) {
        tracks.push({
          from: between(from, to, piece.from),
          to: between(from, to, piece.to),
          tone: piece.tone === 'sender' ? sender.layer : piece.tone,
          opacity: piece.opacity ?? 1,
          isDotted: piece.isDotted ?? false,
        });
      }
    } else {
      const tone = index < reached ? sender.layer : 'faint';
      tracks.push({ from, to, tone, opacity: 1, isDotted: false });
    }
  }
  return { tracks, markAt, kind: route.break?.kind };
}
