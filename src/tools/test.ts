// `npm test`: lint and types, units and conformance, the build with its budgets, browser tests, hostile programs;
// one summary.
// `unit` or `e2e` as an argument runs only that part.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.ts';
import { isBuilt } from './build-stamp.ts';
import { check } from './check.ts';
import { root, runCommand } from './child.ts';
import { runPrograms } from './escape/run-programs.ts';
import { generate } from './generate.ts';

interface Count {
  passed: number;
  failed: number;
}

const reports = mkdtempSync(join(tmpdir(), 'test-reports-'));

/** Reads a runner's JSON report; a runner that died without one counts as a failure. */
function readReport(file: string, count: (report: Record<string, unknown>) => Count): Count {
  try {
    return count(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>);
  } catch {
    return { passed: 0, failed: 1 };
  }
}

async function unitTests(filters: readonly string[]): Promise<Count> {
  const file = join(reports, 'unit.json');
  const { code } = await runCommand('vitest', [
    'run',
    '--config',
    'src/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...filters,
  ]);
  const counted = readReport(file, (report) => ({
    passed: Number(report['numPassedTests']),
    failed: Number(report['numFailedTests']),
  }));
  // A file that cannot be loaded has no failed test, only a failed run.
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

/** One run of the browser tests. A run that found no tests is no failure: filters may name others. */
async function browserRun(name: string, args: readonly string[]): Promise<Count> {
  const file = join(reports, `${name}.json`);
  const { code } = await runCommand(
    'playwright',
    [
      'test',
      '--config=src/e2e/playwright.config.ts',
      '--reporter=list,json',
      '--pass-with-no-tests',
      ...args,
    ],
    { env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file } },
  );
  const counted = readReport(file, (report) => {
    const { expected, flaky, unexpected } = report['stats'] as Record<string, number>;
    return { passed: Number(expected) + Number(flaky), failed: Number(unexpected) };
  });
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

/** All browser tests side by side, then those that measure time, one by one. */
async function browserTests(filters: readonly string[]): Promise<Count> {
  const many = await browserRun('many', ['--project=wide', '--project=phone', ...filters]);
  const alone = await browserRun('alone', ['--project=alone', '--workers=1', ...filters]);
  const passed = many.passed + alone.passed;
  const failed = many.failed + alone.failed;
  return { passed, failed: passed + failed === 0 ? 1 : failed };
}

/** The hostile programs kept with the project: each has to be held. */
async function hostilePrograms(): Promise<Count> {
  const results = await runPrograms(
    join(root, 'src/e2e/escape-sample'),
    ({ name, held, message }) => console.log(`${held ? 'held  ' : 'FAILED'} ${name}: ${message}`),
  );
  const failed = results.filter(({ held }) => !held).length;
  return { passed: results.length - failed, failed };
}

const [part, ...filters] = process.argv.slice(2);
const results: [string, Count][] = [];
const startedMs = performance.now();

if (part !== 'e2e') {
  await generate();
  if (part !== 'unit') results.push(['lint and types', await check()]);
  results.push(['units and conformance', await unitTests(filters)]);
}
if (part !== 'unit') {
  if (!isBuilt()) await build();
  results.push(['browser', await browserTests(part === 'e2e' ? filters : [])]);
  if (part !== 'e2e') results.push(['hostile programs', await hostilePrograms()]);
}
rmSync(reports, { recursive: true, force: true });

const total: Count = { passed: 0, failed: 0 };
console.log('');
for (const [title, { passed, failed }] of results) {
  console.log(`${title}: ${passed} passed, ${failed} failed`);
  total.passed += passed;
  total.failed += failed;
}
const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1);
console.log(`\n${total.passed} passed, ${total.failed} failed (${minutes} minutes)`);
process.exit(total.failed > 0 ? 1 : 0);
