// Where a travelling request or response is in a laid-out route. Pure: the caller owns the clock and
// calls again with a new progress. With reduced motion the same calls step from station to station.
import { between, type Curve, type Drawing, type Point, pointOnCurve } from './drawing.ts';
import type { RouteTraveller } from './route.ts';

/** How travellers are drawn: `smooth` at their progress, `step` only at the stations. */
export type RouteMotion = 'smooth' | 'step';

/** Where to draw a traveller, and whether it carries an answer back. */
export interface PlacedTraveller {
  readonly traveller: RouteTraveller;
  readonly at: Point;
  readonly isResponse: boolean;
  readonly isError: boolean;
}

/** Places a traveller. `curveOf` is the layout's own curve for responses. Throws on unknown stations. */
export function placeTraveller(
  drawing: Drawing,
  traveller: RouteTraveller,
  options: { curveOf: (from: Point, to: Point) => Curve; motion: RouteMotion },
): PlacedTraveller {
  const indexOf = (id: string): number => {
    const index = drawing.stations.findIndex((placed) => placed.station.id === id);
    if (index < 0) throw new Error(`Route: a traveller names the unknown station "${id}"`);
    return index;
  };
  const fromIndex = indexOf(traveller.from);
  const toIndex = indexOf(traveller.to);
  const from = drawing.stations[fromIndex]?.at ?? { x: 0, y: 0 };
  const to = drawing.stations[toIndex]?.at ?? from;
  const clamped = Math.min(1, Math.max(0, traveller.progress));
  const progress = options.motion === 'step' ? Math.round(clamped) : clamped;
  const isResponse = toIndex < fromIndex;
  const at = isResponse
    ? pointOnCurve(options.curveOf(from, to), progress)
    : between(from, to, progress);
  const isError = traveller.status !== undefined && traveller.status >= 400;
  return { traveller, at, isResponse, isError };
}
