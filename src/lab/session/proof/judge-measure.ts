// Holds what a whole proof came to against what it must amount to, with the numbers of the run in the sentence.

import type { Findings, Happened } from './findings.ts';
import type { Bounds, HostMeasure, LoadMeasure, MeasureData } from './proof-data.ts';

const numberWords = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 });

/** Says how often something was there, where that is too often or not often enough. */
function outOfBounds(count: number, { atLeast, atMost }: Bounds, what: string): string[] {
  const seen = `${what}: ${numberWords(count)}`;
  if (atMost !== null && count > atMost) {
    return [atMost === 0 ? `${seen}, none may be.` : `${seen}, ${numberWords(atMost)} at most.`];
  }
  if (atLeast !== null && count < atLeast) return [`${seen}, ${numberWords(atLeast)} at least.`];
  return [];
}

function isJsonWith(text: string, members: readonly string[]): boolean {
  if (members.length === 0) return true;
  try {
    const value: unknown = JSON.parse(text);
    return (
      typeof value === 'object' &&
      value !== null &&
      members.every((name) => Object.hasOwn(value, name))
    );
  } catch {
    return false;
  }
}

function countOf(list: readonly Happened[], measure: HostMeasure, findings: Findings): Happened[] {
  const { host, mentions, after } = measure;
  const fromUs = after === null ? 0 : (findings.marks.get(after) ?? Number.POSITIVE_INFINITY);
  return list.filter(
    (one) =>
      one.host === host && one.atUs >= fromUs && mentions.every((word) => one.text.includes(word)),
  );
}

const withWords = (words: readonly string[]): string =>
  words.length === 0 ? '' : ` with ${words.map((word) => `"${word}"`).join(' and ')}`;

function loadProblems(measure: LoadMeasure, findings: Findings): string[] {
  const summary = findings.loads.get(measure.load);
  if (!summary) return ['The load had not ended when the proof was over.'];
  const { requests, attempts, latencies } = summary;
  const results = [...summary.statuses, ...summary.errors];
  const others = results.filter(([what]) => !measure.statuses.includes(Number(what)));
  const otherCount = others.reduce((sum, [, count]) => sum + count, 0);
  const problems: string[] = [];
  if (otherCount > measure.otherShare * requests) {
    const list = others.map(([what, count]) => `${numberWords(count)} × ${what}`).join(', ');
    problems.push(
      `Of ${numberWords(requests)} requests ${numberWords(otherCount)} ended otherwise than they should: ${list}.`,
    );
  }
  const good = summary.statuses
    .filter(([status]) => status.startsWith('2'))
    .reduce((sum, [, count]) => sum + count, 0);
  const seconds = (summary.endedUs - summary.startedUs) / 1_000_000;
  const goodPerSecond = seconds > 0 ? good / seconds : 0;
  if (measure.goodPerSecond !== null && goodPerSecond < measure.goodPerSecond) {
    problems.push(
      `Good answers per second: ${numberWords(goodPerSecond)}, ${numberWords(measure.goodPerSecond)} at least.`,
    );
  }
  const perRequest = requests > 0 ? attempts / requests : 0;
  if (measure.attemptsPerRequest !== null && perRequest > measure.attemptsPerRequest) {
    problems.push(
      `Each request was sent ${numberWords(perRequest)} times, ${numberWords(measure.attemptsPerRequest)} at most.`,
    );
  }
  for (const [name, limitMs, us] of [
    ['Half of the requests took', measure.p50Ms, latencies?.p50Us],
    ['The slowest of a hundred requests took', measure.p99Ms, latencies?.p99Us],
  ] as const) {
    if (limitMs !== null && us !== undefined && us > limitMs * 1_000) {
      problems.push(`${name} ${numberWords(us / 1_000)} ms, ${numberWords(limitMs)} ms at most.`);
    }
  }
  return problems;
}

/** What is wrong, in sentences; empty when the measure holds. */
export function judgeMeasure(measure: MeasureData, findings: Findings): string[] {
  switch (measure.of) {
    case 'load':
      return loadProblems(measure, findings);
    case 'log': {
      const lines = countOf(findings.logs, measure, findings).filter(({ text }) =>
        isJsonWith(text, measure.json),
      );
      const json =
        measure.json.length === 0 ? '' : ` that are JSON with ${measure.json.join(', ')}`;
      const what = `Lines in the log of ${measure.host}${withWords(measure.mentions)}${json}`;
      return outOfBounds(lines.length, measure, what);
    }
    case 'exits': {
      const ends = findings.exits.filter(({ host }) => host === measure.host);
      const last = ends.at(-1);
      const what = `Times ${measure.host} ended without being asked`;
      return outOfBounds(ends.length, measure, last ? `${what} (last ${last.text})` : what);
    }
    case 'received': {
      const count = countOf(findings.received, measure, findings).length;
      return outOfBounds(
        count,
        measure,
        `What reached ${measure.host}${withWords(measure.mentions)}`,
      );
    }
    case 'tracked': {
      const count = countOf(findings.tracked, measure, findings).length;
      const what = `Events the tracker of ${measure.host} recorded${withWords(measure.mentions)}`;
      return outOfBounds(count, measure, what);
    }
  }
}
