// Draws a chain: a bar for each hop, hatched where it works for nobody, and a red mark where the answer is written.
// The words beside it say the same, so the drawing is hidden from screen readers.
import type { JSX } from 'preact';
import type { Bar, Layout } from './layout.ts';

const BAR = 12;
const LABEL = 13;
const HATCH = 6;

interface Props {
  readonly layout: Layout;
  readonly shape: 'wide' | 'narrow';
}

/** Slanted strokes over a stretch of a bar. Lines and not a pattern, whose id would have to be unique in the page. */
function hatching(x1: number, x2: number, y: number): string {
  const strokes: string[] = [];
  for (let x = x1; x < x2; x += HATCH) {
    const end = Math.min(x + HATCH, x2);
    strokes.push(`M${x} ${y + BAR}L${end} ${y + BAR - ((end - x) / HATCH) * BAR}`);
  }
  return strokes.join('');
}

function BarShape({ bar, width }: { readonly bar: Bar; readonly width: number }): JSX.Element {
  const { hop, label, x1, x2, wastedX, isEndless } = bar;
  const y = bar.y + LABEL + 4;
  const usedX = wastedX ?? x2;
  const labelX = x1 > width * 0.6 ? width : x1;
  return (
    <g class={`chain-bar chain-${hop}`}>
      <text x={labelX} y={bar.y + LABEL - 2} text-anchor={labelX === x1 ? 'start' : 'end'}>
        {label}
      </text>
      <rect class="chain-used" x={x1} y={y} width={Math.max(usedX - x1, 1.5)} height={BAR} />
      {wastedX !== null && (
        <>
          <rect
            class="chain-wasted"
            x={wastedX}
            y={y}
            width={Math.max(x2 - wastedX, 1)}
            height={BAR}
          />
          <path class="chain-hatch" d={hatching(wastedX, x2, y)} />
        </>
      )}
      {isEndless && <path class="chain-arrow" d={`M${x2 + 3} ${y}l8 ${BAR / 2}l-8 ${BAR / 2}`} />}
    </g>
  );
}

/** The drawing. */
export function Timeline({ layout, shape }: Props): JSX.Element {
  const { width, height, bars, ticks, mark } = layout;
  const bottom = height - 20;
  return (
    <svg
      class={`chain-drawing chain-${shape}`}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      {ticks.map(({ x, label }) => (
        <g class="chain-tick" key={label}>
          <path d={`M${x} 24V${bottom}`} />
          <text
            x={x}
            y={height - 4}
            text-anchor={x < 12 ? 'start' : x > width - 30 ? 'end' : 'middle'}
          >
            {label}
          </text>
        </g>
      ))}
      {mark && <path class="chain-moment" d={`M${mark.x} 20V${bottom}`} />}
      {bars.map((bar) => (
        <BarShape bar={bar} width={width} key={bar.y} />
      ))}
      {mark && (
        <g class="chain-mark">
          <circle cx={mark.x} cy={mark.y + LABEL + 4 + BAR / 2} r={8} />
          <text
            x={mark.x}
            y={14}
            text-anchor={mark.x < 30 ? 'start' : mark.x > width - 60 ? 'end' : 'middle'}
          >
            {mark.label}
          </text>
        </g>
      )}
    </svg>
  );
}
