// Many requests on a route: a flow with its rate on each way, in place of a swarm of single ones.
import type { JSX } from 'preact';
import { between, type Drawing } from '../route/drawing.ts';
import type { RouteFlow } from '../route/route.ts';

const round = (value: number): number => Math.round(value * 10) / 10;

/** A dashed stream on each way that has one, and its rate beside it. */
export function FlowMarks(props: {
  readonly drawing: Drawing;
  readonly flows: readonly RouteFlow[];
}): JSX.Element {
  const { stations, anchor } = props.drawing;
  return (
    <g class="route-flow" font-size="11.5">
      {props.flows.map(({ to, words }) => {
        const index = stations.findIndex(({ station }) => station.id === to);
        const before = stations[index - 1];
        const station = stations[index];
        if (!before || !station) return null;
        const middle = between(before.at, station.at, 0.5);
        const isWide = anchor === 'middle';
        return (
          <g key={to}>
            <path
              d={`M${round(before.at.x)} ${round(before.at.y)}L${round(station.at.x)} ${round(station.at.y)}`}
            />
            <text
              text-anchor={isWide ? 'middle' : 'start'}
              x={round(middle.x + (isWide ? 0 : 10))}
              y={round(middle.y + (isWide ? 18 : 4))}
            >
              {words}
            </text>
          </g>
        );
      })}
    </g>
  );
}
