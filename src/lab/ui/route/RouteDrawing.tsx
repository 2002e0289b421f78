// Turns a laid-out route into one SVG. Colours come from classes (route.css), places from the drawing.
// Numbers are rounded here, once, to keep the markup small.
import type { JSX } from 'preact';
import {
  type BreakMark,
  type Curve,
  type Drawing,
  type PlacedStation,
  pointOnCurve,
  type RouteSize,
  routeMeasures,
  type Track,
} from './drawing.ts';
import type { PlacedTraveller } from './travel.ts';

const round = (value: number): number => Math.round(value * 10) / 10;

function TrackLine({ track }: { readonly track: Track }): JSX.Element {
  const { from, to } = track;
  const d = `M${round(from.x)} ${round(from.y)}L${round(to.x)} ${round(to.y)}`;
  return (
    <path
      class={track.isDotted ? 'route-dots' : undefined}
      data-layer={track.tone === 'faint' || track.tone === 'signal' ? undefined : track.tone}
      data-tone={track.tone === 'faint' || track.tone === 'signal' ? track.tone : undefined}
      d={d}
      opacity={track.opacity === 1 ? undefined : track.opacity}
    />
  );
}

function Mark({ mark }: { readonly mark: BreakMark }): JSX.Element {
  const { x, y } = { x: round(mark.at.x), y: round(mark.at.y) };
  switch (mark.kind) {
    case 'gap':
      return <path class="route-cross" d={`M${x - 8} ${y - 8}l16 16m0-16l-16 16`} />;
    case 'bar':
      return (
        <path class="route-bar" d={mark.isUpright ? `M${x} ${y - 16}v32` : `M${x - 16} ${y}h32`} />
      );
    case 'clock':
      return (
        <g class="route-clock">
          <circle cx={x} cy={y} r="10" />
          <path d={`M${x} ${y - 5.5}V${y}h4.5`} />
        </g>
      );
  }
}

function Arc({ curve }: { readonly curve: Curve }): JSX.Element {
  const [a, b, c, d] = curve;
  // The head follows the curve's last stretch, which is steeper than the curve's own end tangent.
  const before = pointOnCurve(curve, 0.93);
  const angle = Math.atan2(before.y - d.y, before.x - d.x);
  const wing = (turn: number): string =>
    `${round(d.x + 10 * Math.cos(angle + turn))} ${round(d.y + 10 * Math.sin(angle + turn))}`;
  const p = [a, b, c, d].map((point) => `${round(point.x)} ${round(point.y)}`);
  return (
    <path
      class="route-answer"
      d={`M${p[0]}C${p[1]} ${p[2]} ${p[3]}M${wing(0.5)}L${p[3]}L${wing(-0.5)}`}
    />
  );
}

function Station({ placed }: { readonly placed: PlacedStation }): JSX.Element {
  const { station, isWriter } = placed;
  const { x, y } = { x: round(placed.at.x), y: round(placed.at.y) };
  const state = station.state ?? 'normal';
  const arm = round(placed.radius * 0.42);
  return (
    <g data-layer={station.layer} data-state={state === 'normal' ? undefined : state}>
      <circle class="route-ring" cx={x} cy={y} r={placed.radius} />
      {state === 'failed' ? (
        <path
          class="route-fail"
          d={`M${x - arm} ${y - arm}l${2 * arm} ${2 * arm}m0-${2 * arm}l-${2 * arm} ${2 * arm}`}
        />
      ) : null}
      {state === 'busy' ? <path class="route-busy" d={`M${x - arm} ${y}h${2 * arm}`} /> : null}
      {isWriter && state !== 'failed' ? (
        <circle class="route-writer" cx={x} cy={y} r={round(placed.radius * 0.43)} />
      ) : null}
    </g>
  );
}

interface WordsProps {
  readonly drawing: Drawing;
  readonly size: RouteSize;
}

function Words({ drawing, size }: WordsProps): JSX.Element {
  const { labelSize, noteSize } = routeMeasures[size];
  const lines = drawing.stations.flatMap((placed) => placed.lines);
  return (
    <g text-anchor={drawing.anchor} font-size={noteSize}>
      {lines.map((line) => (
        <text
          key={`${line.at.x} ${line.at.y}`}
          class={line.kind === 'label' ? 'route-label' : 'route-note'}
          font-size={line.kind === 'label' ? labelSize : undefined}
          x={round(line.at.x)}
          y={round(line.at.y)}
        >
          {line.text}
        </text>
      ))}
    </g>
  );
}

/** What the answer means; it decides the colour of the writer's mark and of the arc. */
export type RouteOutcome = 'healthy' | 'blame' | 'fault';

/** A laid-out route with its travellers already in their places. */
export interface RouteDrawingProps {
  readonly drawing: Drawing;
  readonly size: RouteSize;
  /** The description read instead of the picture. */
  readonly label: string;
  readonly class: string;
  readonly outcome: RouteOutcome;
  readonly travellers: readonly PlacedTraveller[];
  /** What is drawn over it, where its stations are. */
  readonly overlay?: ((drawing: Drawing) => JSX.Element) | undefined;
}

/** One SVG of a route. */
export function RouteDrawing(props: RouteDrawingProps): JSX.Element {
  const { drawing, size, label, outcome, travellers } = props;
  const { answer, mark } = drawing;
  const height = Math.ceil(drawing.height);
  return (
    <svg
      class={props.class}
      data-outcome={outcome === 'fault' ? undefined : outcome}
      viewBox={`0 0 ${drawing.width} ${height}`}
      width={drawing.width}
      height={height}
      role="img"
      aria-label={label}
    >
      <g class="route-line">
        {drawing.tracks.map((track) => (
          <TrackLine key={`${track.from.x} ${track.from.y}`} track={track} />
        ))}
      </g>
      {mark ? <Mark mark={mark} /> : null}
      {drawing.stations.map((placed) => (
        <Station key={placed.station.id} placed={placed} />
      ))}
      {answer ? <Arc curve={answer.curve} /> : null}
      {answer?.label ? (
        <text
          class="route-answered"
          text-anchor={drawing.anchor === 'middle' ? 'middle' : 'end'}
          font-size={routeMeasures[size].labelSize}
          x={round(answer.label.at.x)}
          y={round(answer.label.at.y)}
        >
          {answer.label.text}
        </text>
      ) : null}
      <Words drawing={drawing} size={size} />
      {travellers.map(({ traveller, at, isResponse, isError }) => (
        <circle
          key={traveller.id}
          class="route-traveller"
          data-kind={isError ? 'error' : isResponse ? 'response' : 'request'}
          cx={round(at.x)}
          cy={round(at.y)}
          r="5.5"
        />
      ))}
      {props.overlay?.(drawing)}
    </svg>
  );
}
