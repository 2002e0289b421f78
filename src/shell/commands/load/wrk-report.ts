// The report of wrk 4.1, line by line (wrk.c, units.c).

import { deviationOf } from './load-run.ts';

export interface WrkResult {
  readonly latenciesUs: readonly number[];
  /** Requests of one thread in each tenth of a second, as a rate per second. */
  readonly rates: readonly number[];
  readonly tookUs: number;
  readonly bytes: number;
  readonly errors: {
    readonly connect: number;
    readonly read: number;
    readonly write: number;
    readonly timeout: number;
  };
  readonly failedStatuses: number;
  readonly showsDistribution: boolean;
}

interface Units {
  readonly scale: number;
  readonly names: readonly string[];
}

const MICROSECONDS: Units = { scale: 1_000, names: ['us', 'ms', 's'] };
const SECONDS: Units = { scale: 60, names: ['s', 'm', 'h'] };
const BINARY: Units = { scale: 1_024, names: ['', 'K', 'M', 'G', 'T', 'P'] };
const METRIC: Units = { scale: 1_000, names: ['', 'k', 'M', 'G', 'T', 'P'] };

/** From 85 % of the next unit on a number is given in it. */
function inUnits(value: number, { scale, names }: Units, digits = 2): string {
  let amount = value;
  let index = 0;
  while (index < names.length - 2 && amount >= scale * 0.85) {
    amount /= scale;
    index++;
  }
  return `${amount.toFixed(digits)}${names[index]}`;
}

const timeText = (us: number): string =>
  us >= 1e6 ? inUnits(us / 1e6, SECONDS) : inUnits(us, MICROSECONDS);
const rateText = (rate: number): string => inUnits(rate, METRIC);

/** A duration in whole seconds, as it stands in the first line: `10s`, `1m`. */
export const durationText = (seconds: number): string => inUnits(seconds, SECONDS, 0);

/** A number with its unit, so that the numbers stand below each other. */
function cell(text: string, width: number): string {
  const letters = /[a-zA-Z]{0,2}$/.exec(text)?.[0].length ?? 0;
  const pad = 2 - letters;
  return text.padStart(width - pad) + ' '.repeat(pad);
}

function statsLine(
  label: string,
  values: readonly number[],
  format: (n: number) => string,
): string {
  const { mean, deviation } = deviationOf(values);
  const most = values.reduce((max, value) => Math.max(max, value), 0);
  const within = values.filter((value) => Math.abs(value - mean) <= deviation).length;
  const share = values.length === 0 ? '-nan' : ((within / values.length) * 100).toFixed(2);
  return `    ${label.padEnd(10)}${cell(format(mean), 8)}${cell(format(deviation), 10)}${cell(format(most), 9)}${share.padStart(8)}%`;
}

function distributionLines(latenciesUs: readonly number[]): string[] {
  const sorted = [...latenciesUs].sort((a, b) => a - b);
  return [
    '  Latency Distribution',
    ...[50, 75, 90, 99].map((share) => {
      const rank = Math.max(0, Math.round((share / 100) * sorted.length + 0.5) - 1);
      const us = sorted[Math.min(rank, sorted.length - 1)] ?? 0;
      return `${String(share).padStart(7)}%${cell(timeText(us), 10)}`;
    }),
  ];
}

export function wrkReport(result: WrkResult): string {
  const { latenciesUs, rates, tookUs, bytes, errors, failedStatuses } = result;
  const seconds = tookUs / 1e6;
  const { length } = latenciesUs;
  const lines = [
    `  Thread Stats${'Avg'.padStart(6)}${'Stdev'.padStart(11)}${'Max'.padStart(8)}${'+/- Stdev'.padStart(12)}`,
    statsLine('Latency', latenciesUs, timeText),
    statsLine('Req/Sec', rates, rateText),
    ...(result.showsDistribution ? distributionLines(latenciesUs) : []),
    `  ${length} requests in ${timeText(tookUs)}, ${inUnits(bytes, BINARY)}B read`,
  ];
  const { connect, read, write, timeout } = errors;
  if (connect + read + write + timeout > 0) {
    lines.push(
      `  Socket errors: connect ${connect}, read ${read}, write ${write}, timeout ${timeout}`,
    );
  }
  if (failedStatuses > 0) lines.push(`  Non-2xx or 3xx responses: ${failedStatuses}`);
  lines.push(`Requests/sec: ${(length / seconds).toFixed(2).padStart(9)}`);
  lines.push(`Transfer/sec: ${inUnits(bytes / seconds, BINARY).padStart(10)}B`);
  return lines.map((line) => `${line}\n`).join('');
}
