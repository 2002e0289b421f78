// The report of ab 2.3, line by line (support/ab.c of httpd 2.4).

import { deviationOf } from './load-run.ts';

/** What one request took, in microseconds. */
export interface AbSample {
  readonly connectUs: number;
  readonly waitUs: number;
  readonly totalUs: number;
}

export interface AbResult {
  readonly software: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly documentBytes: number;
  readonly concurrency: number;
  readonly tookUs: number;
  readonly samples: readonly AbSample[];
  readonly failed: { readonly connect: number; readonly receive: number; readonly length: number };
  readonly non2xx: number;
  /** null without -k. */
  readonly keptAlive: number | null;
  readonly totalBytes: number;
  readonly bodyBytes: number;
}

const roundMs = (us: number): number => Math.floor((us + 500) / 1_000);

function summaryLines(result: AbResult): string[] {
  const { tookUs, samples, failed, concurrency, totalBytes } = result;
  const done = samples.length;
  const seconds = tookUs / 1e6;
  const failures = failed.connect + failed.receive + failed.length;
  const lines = [
    `Concurrency Level:      ${concurrency}`,
    `Time taken for tests:   ${seconds.toFixed(3)} seconds`,
    `Complete requests:      ${done}`,
    `Failed requests:        ${failures}`,
  ];
  if (failures > 0) {
    const { connect, receive, length } = failed;
    lines.push(`   (Connect: ${connect}, Receive: ${receive}, Length: ${length}, Exceptions: 0)`);
  }
  if (result.non2xx > 0) lines.push(`Non-2xx responses:      ${result.non2xx}`);
  if (result.keptAlive !== null) lines.push(`Keep-Alive requests:    ${result.keptAlive}`);
  lines.push(`Total transferred:      ${totalBytes} bytes`);
  lines.push(`HTML transferred:       ${result.bodyBytes} bytes`);
  if (seconds === 0 || done === 0) return lines;
  const perRequestMs = (seconds * 1_000) / done;
  const rate = totalBytes / 1_024 / seconds;
  return [
    ...lines,
    `Requests per second:    ${(done / seconds).toFixed(2)} [#/sec] (mean)`,
    `Time per request:       ${(perRequestMs * concurrency).toFixed(3)} [ms] (mean)`,
    `Time per request:       ${perRequestMs.toFixed(3)} [ms] (mean, across all concurrent requests)`,
    `Transfer rate:          ${rate.toFixed(2)} [Kbytes/sec] received`,
  ];
}

interface Spread {
  readonly min: number;
  readonly mean: number;
  readonly deviation: number;
  readonly median: number;
  readonly max: number;
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median =
    sorted.length > 1 && sorted.length % 2 === 0
      ? ((sorted[middle] ?? 0) + (sorted[middle - 1] ?? 0)) / 2
      : (sorted[middle] ?? 0);
  const { mean, deviation } = deviationOf(values);
  return { min: sorted[0] ?? 0, mean, deviation, median, max: sorted.at(-1) ?? 0 };
}

/** What ab thinks of numbers that lie far apart. */
function doubts(what: string, { mean, median, deviation }: Spread): string[] {
  const apart = Math.abs(mean - median);
  if (apart > 2 * deviation) {
    return [
      `ERROR: The median and mean for ${what} are more than twice the standard`,
      '       deviation apart. These results are NOT reliable.',
    ];
  }
  if (apart > deviation) {
    return [
      `WARNING: The median and mean for ${what} are not within a normal deviation`,
      '        These results are probably not that reliable.',
    ];
  }
  return [];
}

function timeLines(samples: readonly AbSample[]): string[] {
  const rows = [
    ['Connect:', samples.map(({ connectUs }) => connectUs), 'the initial connection time'],
    [
      'Processing:',
      samples.map(({ totalUs, connectUs }) => totalUs - connectUs),
      'the processing time',
    ],
    ['Waiting:', samples.map(({ waitUs }) => waitUs), 'the waiting time'],
    ['Total:', samples.map(({ totalUs }) => totalUs), 'the total time'],
  ] as const;
  const spreads = rows.map(([label, values, what]) => ({ label, what, spread: spreadOf(values) }));
  const cell = (us: number, width: number): string => String(roundMs(us)).padStart(width);
  return [
    '',
    'Connection Times (ms)',
    '              min  mean[+/-sd] median   max',
    ...spreads.map(({ label, spread: { min, mean, deviation, median, max } }) => {
      const sd = (deviation / 1_000).toFixed(1).padStart(5);
      return `${label.padEnd(12)}${cell(min, 5)} ${cell(mean, 4)} ${sd} ${cell(median, 6)} ${cell(max, 7)}`;
    }),
    ...spreads.flatMap(({ what, spread }) => doubts(what, spread)),
  ];
}

const SHARES = [50, 66, 75, 80, 90, 95, 98, 99, 100];

function percentileLines(samples: readonly AbSample[]): string[] {
  if (samples.length < 2) return [];
  const sorted = samples.map(({ totalUs }) => totalUs).sort((a, b) => a - b);
  return [
    '',
    'Percentage of the requests served within a certain time (ms)',
    ...SHARES.map((share) => {
      const index = share >= 100 ? sorted.length - 1 : Math.floor((sorted.length * share) / 100);
      const ms = String(roundMs(sorted[index] ?? 0)).padStart(5);
      return `${String(share).padStart(4)}%  ${ms}${share === 100 ? ' (longest request)' : ''}`;
    }),
  ];
}

/** Everything behind `Benchmarking ...`. */
export function abReport(result: AbResult): string {
  const lines = [
    '',
    '',
    `Server Software:        ${result.software}`,
    `Server Hostname:        ${result.host}`,
    `Server Port:            ${result.port}`,
    '',
    `Document Path:          ${result.path}`,
    `Document Length:        ${result.documentBytes} bytes`,
    '',
    ...summaryLines(result),
    ...(result.samples.length > 0 ? timeLines(result.samples) : []),
    ...percentileLines(result.samples),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
