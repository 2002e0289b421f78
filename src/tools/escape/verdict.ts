// Whether a hostile program was held: what it was expected to do, against what the page and the bait saw.

import type { RunReport } from './page-script.ts';
import type { HostileProgram } from './programs.ts';

/** What was seen outside the program's own run. */
export interface Surroundings {
  /** Requests and packets that reached the bait or the site. */
  readonly caught: readonly string[];
  /** Dialogs, pop-ups, downloads, navigations, crashes. */
  readonly incidents: readonly string[];
  /** Elements that the output became, though it is text. */
  readonly markup: number;
  /** Title, address, cookies and storage before and after. */
  readonly pageBefore: string;
  readonly pageAfter: string;
}

const DEFAULT_MAX_MS = 2_000;
const DEFAULT_MAX_GAP_MS = 500;

function outsideProblems(report: RunReport, around: Surroundings): string[] {
  const problems = [...around.caught.map((what) => `reached the outside: ${what}`)];
  problems.push(...around.incidents);
  const escaped = report.output.find((line) => line.includes('ESCAPED'));
  if (escaped) problems.push(`printed: ${escaped.trim()}`);
  if (around.markup > 0) problems.push('its output became markup');
  if (around.pageBefore !== around.pageAfter) problems.push('changed the page');
  if (!report.nextRunWorks) problems.push('the next run did not start normally');
  return problems;
}

function stopProblems(program: HostileProgram, report: RunReport): string[] {
  const maxMs = program.maxMs ?? DEFAULT_MAX_MS;
  const after = report.stoppedAfterMs;
  if (after === null) return ['was not stopped'];
  return after > maxMs ? [`was stopped after ${after} ms, the limit is ${maxMs}`] : [];
}

const endedWithError = (report: RunReport): boolean =>
  report.exits.some((exit) => !exit.startsWith('code 0,'));

/** Everything that is wrong; empty when the program was held. */
export function problemsOf(
  program: HostileProgram,
  report: RunReport,
  around: Surroundings,
): string[] {
  const problems = outsideProblems(report, around);
  const maxGapMs = program.maxGapMs ?? DEFAULT_MAX_GAP_MS;
  if (report.longestGapMs > maxGapMs) {
    problems.push(`the page stood still for ${report.longestGapMs} ms, the limit is ${maxGapMs}`);
  }
  switch (program.expect) {
    case 'ok': {
      const printed = report.output.join('\n');
      if (!printed.includes(program.mustPrint ?? '')) problems.push('a harmless program failed');
      if (report.stops.length > 0) problems.push(`a harmless program was stopped`);
      break;
    }
    case 'stopped':
      problems.push(...stopProblems(program, report));
      break;
    case 'stopped-or-error':
      if (!endedWithError(report)) problems.push(...stopProblems(program, report));
      break;
    case 'blocked':
    case 'stopped-or-ran':
  }
  return problems;
}
