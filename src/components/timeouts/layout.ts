// Where things stand in the drawing of a chain: bars, ticks and the moment of the answer, in the drawing's own units.
// Pure: what it returns is drawn by Timeline.tsx.
import type { Chain, Hop, Outcome, Span } from './chain.ts';
import { hopName, secondsOf } from './words.ts';

/** The bar of one hop or one try. */
export interface Bar {
  readonly hop: Hop;
  /** `nginx`, `the app, second try` */
  readonly label: string;
  readonly y: number;
  readonly x1: number;
  readonly x2: number;
  /** Where it begins to work for nobody; null when it never does. */
  readonly wastedX: number | null;
  /** Goes on beyond the drawing. */
  readonly isEndless: boolean;
}

/** The whole drawing. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly bars: readonly Bar[];
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  /** The moment of the answer; null when there is none. */
  readonly mark: { readonly x: number; readonly y: number; readonly label: string } | null;
}

const ROW = 38;
const TOP = 30;
const AXIS = 26;
/** Room for the arrow of a bar that never ends. */
const RIGHT = 18;
const MOST_TICKS = 6;
const STEPS_S = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600,
];

const ORDINALS = ['first', 'second', 'third'];

/** Lays a chain out on a drawing of this width. */
export function layoutOf(
  chain: Chain,
  outcome: Outcome,
  { width, edgeName }: { readonly width: number; readonly edgeName: string },
): Layout {
  const { spans, atMs, writer, status } = outcome;
  const ends = [...spans.map(({ endMs }) => endMs), atMs].filter(Number.isFinite);
  const isEndless = spans.some(({ endMs }) => !Number.isFinite(endMs));
  const longestMs = Math.max(...ends, chain.nginxMs === Number.POSITIVE_INFINITY ? 1000 : 0, 10);
  const scaleMs = longestMs * (isEndless ? 1.25 : 1);
  const xOf = (ms: number): number =>
    Math.round((Math.min(ms, scaleMs) / scaleMs) * (width - RIGHT) * 10) / 10;
  const hasTries = spans.filter(({ hop }) => hop === 'app').length > 1;
  const label = ({ hop, attempt }: Span): string => {
    const name = hopName(hop, edgeName);
    const isTry = hasTries && (hop === 'app' || hop === 'service');
    return isTry ? `${name}, ${ORDINALS[attempt] ?? `${attempt + 1}th`} try` : name;
  };
  const bars = spans.map((span, index) => ({
    hop: span.hop,
    label: label(span),
    y: TOP + index * ROW,
    x1: xOf(span.startMs),
    x2: Number.isFinite(span.endMs) ? xOf(span.endMs) : width - RIGHT,
    wastedX: span.wastedFromMs === null ? null : xOf(span.wastedFromMs),
    isEndless: !Number.isFinite(span.endMs),
  }));
  const row = bars.findLast(({ hop, x1 }) => hop === writer && x1 <= xOf(atMs));
  return {
    width,
    height: TOP + spans.length * ROW + AXIS,
    bars,
    ticks: ticksOf(scaleMs).map((ms) => ({ x: xOf(ms), label: secondsOf(ms) })),
    mark:
      row && Number.isFinite(atMs) ? { x: xOf(atMs), y: row.y, label: status ?? 'leaves' } : null,
  };
}

/** Round moments from 0 on, few enough to be read. */
function ticksOf(scaleMs: number): number[] {
  const step = STEPS_S.find((one) => scaleMs / 1000 / one <= MOST_TICKS) ?? 43_200;
  const count = Math.floor(scaleMs / 1000 / step);
  return Array.from({ length: count + 1 }, (_, index) => index * step * 1000);
}
