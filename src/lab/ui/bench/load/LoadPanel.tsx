// Load and what it does to the system: the form, the charts, what happened when, and all numbers as a table.
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { BUCKET_US, type Metrics, totalsOf } from '../../../session/metrics/metrics.ts';
import { later } from '../../Later.tsx';
import { ScrollBox } from '../../ScrollBox.tsx';
import type { BenchDesk } from '../bench-desk.ts';
import { sinceStart } from '../clock-time.ts';
import { type ChartData, chartsOf, shownNumber } from './charts.ts';
import { LoadForm } from './LoadForm.tsx';
import type { LoadDesk } from './load-desk.ts';

interface PanelProps {
  readonly desk: BenchDesk;
  readonly uid: string;
}

/** Apart, so that a browser in which the charts do not work has the form and the table. */
const Chart = later('The chart', () => import('./Chart.tsx').then((module) => module.Chart));

/** Rows of the table: more make a page slow, and nobody reads them. */
const ROWS_SHOWN = 120;

const secondsWords = (us: number): string => `${Math.round(us / 1_000_000)} s`;

function Table(props: {
  readonly desk: BenchDesk;
  readonly metrics: Metrics;
  readonly charts: readonly ChartData[];
}): JSX.Element {
  const { desk, metrics, charts } = props;
  const { buckets } = metrics;
  const first = Math.max(0, buckets.length - ROWS_SHOWN);
  return (
    <ScrollBox as="div" class="load-table" label="The numbers of each second">
      <table>
        <caption class="visually-hidden">What happened in each second of simulated time</caption>
        <thead>
          <tr>
            <th scope="col">Second</th>
            {charts.flatMap(({ id, title, unit, lines }) =>
              lines.map(({ label }) => (
                <th
                  key={`${id} ${label}`}
                  scope="col"
                >{`${title}, ${label}${unit && ` (${unit.trim()})`}`}</th>
              )),
            )}
            <th scope="col">Logs</th>
          </tr>
        </thead>
        <tbody>
          {buckets.slice(first).map(({ fromUs, lines: logs }, row) => (
            <tr key={fromUs}>
              <th scope="row">{secondsWords(fromUs)}</th>
              {charts.flatMap(({ id, lines }) =>
                lines.map(({ label, values }) => (
                  <td key={`${id} ${label}`}>{shownNumber(values[first + row])}</td>
                )),
              )}
              <td>
                <button
                  type="button"
                  class="link-btn"
                  onClick={() => desk.showLogsOf({ fromUs, untilUs: fromUs + BUCKET_US })}
                >
                  {logs.length === 0 ? 'none' : `${logs.length} lines`}
                  <span class="visually-hidden">
                    {` in the logs of second ${Math.round(fromUs / BUCKET_US)}`}
                  </span>
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Happened({ metrics }: { readonly metrics: Metrics }): JSX.Element | null {
  const marks = metrics.marks.slice(-12);
  if (marks.length === 0) return null;
  return (
    <div class="load-marks">
      <p class="sandbox-label">What happened</p>
      <ol class="plain-list">
        {marks.map(({ atUs, kind, words }, index) => (
          <li key={`${atUs} ${index}`} data-kind={kind}>
            <span class="bench-log-time">{sinceStart(atUs)}</span>
            {words}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Summary({ load }: { readonly load: LoadDesk }): JSX.Element | null {
  const metrics = load.metrics.value;
  const { requests, faults } = totalsOf(metrics);
  const run = load.lastRun.value;
  if (requests === 0) return null;
  const share = ((100 * faults) / requests).toFixed(faults > 0 && faults < requests ? 1 : 0);
  return (
    <p class="load-summary">
      {`${requests.toLocaleString('en')} requests ended, ${faults.toLocaleString('en')} of them failed (${share} %).`}
      {run && !load.isPassing.value
        ? ` ${secondsWords(run.simulatedUs)} of simulated time took ${(run.realMs / 1_000).toFixed(1)} s.`
        : null}
    </p>
  );
}

function Results({ desk, load }: { readonly desk: BenchDesk; readonly load: LoadDesk }) {
  const metrics = load.metrics.value;
  const { system } = desk.session.value.data;
  const charts = useMemo(() => chartsOf(metrics, system), [metrics, system]);
  const seconds = useMemo(() => metrics.buckets.map(({ fromUs }) => fromUs / 1_000_000), [metrics]);
  if (totalsOf(metrics).requests === 0) {
    return (
      <p class="bench-empty">
        {load.isPassing.value
          ? 'Requests are on their way.'
          : 'No load yet. Start it, break something while it runs, and see here who notices.'}
      </p>
    );
  }
  return (
    <>
      <Summary load={load} />
      <p class="bench-note">Drag over a chart to see the logs of that time.</p>
      <div class="load-charts">
        {charts.map((chart) => (
          <Chart
            key={chart.id}
            chart={chart}
            seconds={seconds}
            marks={metrics.marks}
            onSpan={(span) => desk.showLogsOf(span)}
          />
        ))}
      </div>
      <Happened metrics={metrics} />
      <details class="load-numbers">
        <summary>All numbers as a table</summary>
        <Table desk={desk} metrics={metrics} charts={charts} />
      </details>
    </>
  );
}

/** The panel of the dock. */
export function LoadPanel({ desk, uid }: PanelProps): JSX.Element {
  const load = desk.load.value;
  if (!load) return <p class="bench-empty">Load is loading.</p>;
  return (
    <ScrollBox as="div" class="load-panel" label="Load and what it does">
      <LoadForm load={load} uid={`${uid}-load`} />
      <div class="load-results">
        <Results desk={desk} load={load} />
      </div>
    </ScrollBox>
  );
}
