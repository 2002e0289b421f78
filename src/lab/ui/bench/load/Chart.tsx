// One chart over simulated time, drawn by uPlot on a canvas. What a canvas cannot say is in the table of numbers; a
// stretch of time is chosen by dragging here, or by a button in the table.
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Mark } from '../../../session/metrics/metrics.ts';
import { type ChartData, shownNumber } from './charts.ts';

interface ChartProps {
  readonly chart: ChartData;
  /** Seconds since the world began, one for each value. */
  readonly seconds: readonly number[];
  readonly marks: readonly Mark[];
  readonly onSpan: (span: { readonly fromUs: number; readonly untilUs: number }) => void;
}

const HEIGHT = 132;
const MARK_COLOURS: Readonly<Record<Mark['kind'], string>> = {
  fault: '--signal',
  mend: '--ok',
  deploy: '--ink-2',
  end: '--signal',
  load: '--ink-3',
};

const colourOf = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim() || '#888';

/** Colours are custom properties made with light-dark(): the browser is asked what they come to. */
function resolved(element: HTMLElement, name: string): string {
  element.style.color = `var(${name})`;
  const colour = getComputedStyle(element).color;
  element.style.color = '';
  return colour || colourOf(name);
}

function drawMarks(plot: uPlot, marks: readonly Mark[], colour: (name: string) => string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.lineWidth = devicePixelRatio;
  for (const { atUs, kind } of marks) {
    const x = Math.round(plot.valToPos(atUs / 1_000_000, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = colour(MARK_COLOURS[kind]);
    ctx.setLineDash(kind === 'fault' || kind === 'end' ? [] : [3, 3]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

function optionsOf(
  box: HTMLElement,
  chart: ChartData,
  of: { width: number; marks: () => readonly Mark[]; onSpan: ChartProps['onSpan'] },
): uPlot.Options {
  const colour = (name: string): string => resolved(box, name);
  const axis = {
    stroke: colour('--ink-2'),
    grid: { stroke: colour('--rule'), width: 1 },
    font: '11px sans-serif',
  };
  return {
    width: of.width,
    height: HEIGHT,
    cursor: { sync: { key: 'load' }, drag: { x: true, y: false, setScale: false }, y: false },
    legend: { show: false },
    scales: { x: { time: false }, y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.1)] } },
    axes: [
      { ...axis, size: 26, values: (_plot, ticks) => ticks.map((tick) => `${tick} s`) },
      { ...axis, size: 46, values: (_plot, ticks) => ticks.map((tick) => shownNumber(tick)) },
    ],
    series: [
      {},
      ...chart.lines.map((line) => ({
        label: line.label,
        stroke: colour(line.colour),
        width: 1.5,
        dash: [...line.dash],
        points: { show: false },
      })),
    ],
    hooks: {
      draw: [(plot) => drawMarks(plot, of.marks(), colour)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 3) return;
          const second = (x: number): number => plot.posToVal(x, 'x') * 1_000_000;
          of.onSpan({ fromUs: second(left), untilUs: second(left + width) });
        },
      ],
    },
  };
}

/** The canvas and, in words, the newest numbers. */
export function Chart({ chart, seconds, marks, onSpan }: ChartProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const marksNow = useRef(marks);
  marksNow.current = marks;
  const shape = chart.lines.map(({ label, colour }) => `${label} ${colour}`).join();
  const data = [seconds, ...chart.lines.map(({ values }) => values)] as uPlot.AlignedData;
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const make = (): void => {
      plot.current?.destroy();
      const width = Math.max(120, element.clientWidth);
      const options = optionsOf(element, chart, { width, marks: () => marksNow.current, onSpan });
      plot.current = new uPlot(options, data, element);
    };
    make();
    const sizes = new ResizeObserver(() => {
      if (plot.current && plot.current.width !== Math.max(120, element.clientWidth)) {
        plot.current.setSize({ width: Math.max(120, element.clientWidth), height: HEIGHT });
      }
    });
    sizes.observe(element);
    const themes = new MutationObserver(make);
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', make);
    return () => {
      sizes.disconnect();
      themes.disconnect();
      scheme.removeEventListener('change', make);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);
  useEffect(() => {
    if (plot.current && plot.current.series.length === data.length) plot.current.setData(data);
  }, [data]);
  return (
    <figure class="load-chart">
      <figcaption>
        <b>{chart.title}</b>
        {chart.lines.map((line) => (
          <span key={line.label} class="load-key">
            <svg width="18" height="8" aria-hidden="true">
              <path
                d="M0 4H18"
                stroke={`var(${line.colour})`}
                stroke-width="2"
                stroke-dasharray={line.dash.join(' ')}
              />
            </svg>
            {`${line.label} ${shownNumber(line.values.findLast((one) => one !== null))}${chart.unit}`}
          </span>
        ))}
      </figcaption>
      <div ref={box} class="load-canvas" aria-hidden="true" />
    </figure>
  );
}
