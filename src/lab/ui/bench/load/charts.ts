// The charts of a load as data: which lines each has, in which colour, from which numbers.
import type { SystemSpec } from '#sim';
import {
  type Bucket,
  hostsOf,
  isFault,
  type Metrics,
  resultsOf,
} from '../../../session/metrics/metrics.ts';
import { layerOf } from '../../layers.ts';

/** A line of a chart. */
export interface ChartLine {
  readonly label: string;
  /** Name of a custom property of the page: `--ok`. */
  readonly colour: string;
  /** Lengths of dashes and gaps; none for a whole line. Colour alone tells nobody anything. */
  readonly dash: readonly number[];
  readonly values: readonly (number | null)[];
}

export interface ChartData {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly ChartLine[];
}

const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3]];

const dashOf = (index: number): readonly number[] => DASHES[index % DASHES.length] ?? [];

function resultColour(result: string): string {
  if (isFault(result)) return '--signal';
  return result.startsWith('4') ? '--warn' : '--ok';
}

function rates(metrics: Metrics): ChartData {
  const lines = resultsOf(metrics).map((result, index) => ({
    label: result,
    colour: resultColour(result),
    dash: dashOf(index),
    values: metrics.buckets.map(({ results }) => results[result] ?? 0),
  }));
  return { id: 'rate', title: 'Answers', unit: '/s', lines };
}

function latencies({ buckets }: Metrics): ChartData {
  const line = (label: string, index: number, of: (bucket: Bucket) => number | null) => ({
    label,
    colour: '--ink',
    dash: dashOf(index),
    values: buckets.map(of),
  });
  return {
    id: 'latency',
    title: 'Latency',
    unit: ' ms',
    lines: [
      line('p50', 0, ({ p50Ms }) => p50Ms),
      line('p95', 1, ({ p95Ms }) => p95Ms),
      line('p99', 2, ({ p99Ms }) => p99Ms),
    ],
  };
}

type HostMeasure = 'inHand' | 'poolInUse' | 'memoryBytes' | 'loopDelayMs';

function hostLines(
  metrics: Metrics,
  system: SystemSpec,
  of: { measure: HostMeasure; suffix?: string; divisor?: number; gap: number | null },
): ChartLine[] {
  return hostsOf(metrics, of.measure).map((name, index) => {
    const host = system.hosts.find((one) => one.name === name);
    return {
      label: `${host?.label ?? name}${of.suffix ?? ''}`,
      colour: `--${host ? layerOf(host) : 'ink'}`,
      dash: dashOf(index),
      values: metrics.buckets.map((bucket) => {
        const value = bucket[of.measure][name];
        return value === undefined ? of.gap : value / (of.divisor ?? 1);
      }),
    };
  });
}

/** All charts of which something is known. */
export function chartsOf(metrics: Metrics, system: SystemSpec): ChartData[] {
  const charts: ChartData[] = [
    rates(metrics),
    latencies(metrics),
    {
      id: 'queue',
      title: 'Requests in hand',
      unit: '',
      lines: hostLines(metrics, system, { measure: 'inHand', gap: 0 }),
    },
    {
      id: 'pool',
      title: 'Connections in use',
      unit: '',
      lines: hostLines(metrics, system, { measure: 'poolInUse', gap: 0 }),
    },
    {
      id: 'delay',
      title: 'Event-loop delay',
      unit: ' ms',
      lines: hostLines(metrics, system, { measure: 'loopDelayMs', gap: null }),
    },
    {
      id: 'memory',
      title: 'Memory',
      unit: ' MB',
      lines: hostLines(metrics, system, { measure: 'memoryBytes', divisor: 1024 ** 2, gap: null }),
    },
  ];
  return charts.filter(({ lines }) =>
    lines.some(({ values }) => values.some((one) => one !== null)),
  );
}

/** A number as charts and the table show it. */
export function shownNumber(value: number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (value >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 1 : 2);
}
