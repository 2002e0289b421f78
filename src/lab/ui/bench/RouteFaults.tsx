// What somebody broke on purpose, drawn over a laid-out route: a bolt at a station or on the way between two. And the
// places a pointer can press, for diagrams that offer something there; by keyboard there are buttons beside them.
import type { JSX } from 'preact';
import { between, type Drawing, type Point } from '../route/drawing.ts';
import type { BrokenMark } from '../route/route.ts';

const round = (value: number): number => Math.round(value * 10) / 10;

function pointOf(
  drawing: Drawing,
  id: string,
): { at: Point; index: number; radius: number } | null {
  const index = drawing.stations.findIndex(({ station }) => station.id === id);
  const placed = drawing.stations[index];
  return placed ? { at: placed.at, index, radius: placed.radius } : null;
}

/** Where the bolt of a fault goes. A way that the line does not show is marked at its end. */
function boltAt(drawing: Drawing, { at: [first, second] }: BrokenMark): Point | null {
  const from = pointOf(drawing, first);
  const to = second === undefined ? null : pointOf(drawing, second);
  if (from && to && Math.abs(from.index - to.index) === 1) return between(from.at, to.at, 0.5);
  const station = to ?? from;
  if (!station) return null;
  const out = station.radius * 0.75 + 4;
  return { x: station.at.x + out, y: station.at.y - out };
}

/** One bolt for each place that is broken. */
export function FaultMarks(props: {
  readonly drawing: Drawing;
  readonly broken: readonly BrokenMark[];
}): JSX.Element {
  const places = new Map<string, Point>();
  for (const mark of props.broken) {
    const point = boltAt(props.drawing, mark);
    if (point) places.set(`${round(point.x)} ${round(point.y)}`, point);
  }
  return (
    <g class="route-faults">
      {[...places].map(([key, { x, y }]) => (
        <g key={key} transform={`translate(${round(x)} ${round(y)})`}>
          <circle r="8" fill="var(--paper)" stroke="var(--signal)" stroke-width="1.5" />
          <path fill="var(--signal)" d="M1 -5.5L-3 0.8H0.2L-1 5.5L3 -0.8H-0.2Z" />
        </g>
      ))}
    </g>
  );
}

/** Invisible shapes over ways and stations, each with the ids it stands for. */
export function PlaceTargets({ drawing }: { readonly drawing: Drawing }): JSX.Element {
  const { stations } = drawing;
  return (
    <g class="route-targets">
      {stations.slice(0, -1).map(({ at, station }, index) => {
        const next = stations[index + 1];
        return next ? (
          <path
            key={station.id}
            data-spot={`${station.id} ${next.station.id}`}
            d={`M${round(at.x)} ${round(at.y)}L${round(next.at.x)} ${round(next.at.y)}`}
          />
        ) : null;
      })}
      {stations.map(({ at, station }) => (
        <circle key={station.id} data-spot={station.id} cx={round(at.x)} cy={round(at.y)} r="22" />
      ))}
    </g>
  );
}
