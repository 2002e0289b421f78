// Replays recordings of real nginx and Node through the simulator and compares. `--cases DIR
// --recordings DIR [--json OUT] [--only TEXT,TEXT] [--node 20|22|24] [--workers N] [--verbose]`. OUT is
// `{"cases":[{"name","agrees","statusDiffers","differences"}]}`. Without `--node` each case runs on the release
// its recording was made on.

import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { CaseResult } from '../sim/conformance/compare.ts';
import { NODE_MAJORS, type NodeMajor } from '../sim/node/release.ts';
import { listCases, releaseOfRecording } from './conformance/replay.ts';
import { replayAll } from './conformance/replay-all.ts';

const MOST_WORKERS = 2;
const MOST_SHOWN = 12;

const fixtures = path.join(import.meta.dirname, '../sim/conformance/fixtures');
const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: path.join(fixtures, 'cases') },
    recordings: { type: 'string', default: path.join(fixtures, 'recordings') },
    json: { type: 'string' },
    only: { type: 'string', default: '' },
    node: { type: 'string' },
    workers: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

const shorten = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 300);

const tell = (result: CaseResult, name: string): void => {
  console.log(`\n${name}`);
  for (const { at, expected, actual } of result.differences.slice(0, MOST_SHOWN)) {
    console.log(`  ${at}\n    real:  ${shorten(expected)}\n    model: ${shorten(actual)}`);
  }
};

const report = (results: readonly CaseResult[]): void => {
  const byTopic = new Map<string, { agree: number; all: number }>();
  for (const { name, agrees } of results) {
    const topic = name.split('/')[0] ?? '';
    const sum = byTopic.get(topic) ?? { agree: 0, all: 0 };
    sum.all++;
    if (agrees) sum.agree++;
    byTopic.set(topic, sum);
  }
  for (const [topic, { agree, all }] of byTopic) console.log(`${topic}: ${agree} of ${all}`);
  const agree = results.filter(({ agrees }) => agrees).length;
  const status = results.filter(({ statusDiffers }) => statusDiffers).length;
  const share = ((agree / Math.max(1, results.length)) * 100).toFixed(1);
  console.log(`${agree} of ${results.length} agree (${share} %); ${status} differ in status`);
};

const folders = {
  cases: path.resolve(options.cases),
  recordings: path.resolve(options.recordings),
};
const wanted = options.only.split(',').filter(Boolean);
const names = listCases(folders.cases).filter(
  (name) => wanted.length === 0 || wanted.some((text) => name.includes(text)),
);
const releaseOf = (name: string): NodeMajor => {
  if (options.node === undefined) return releaseOfRecording(folders, name);
  return NODE_MAJORS.find((major) => String(major) === options.node) ?? 20;
};
const results = new Map<string, CaseResult>();
for (const release of NODE_MAJORS) {
  await replayAll(
    names.filter((name) => releaseOf(name) === release),
    {
      folders,
      release,
      workers: Number(options.workers ?? Math.min(MOST_WORKERS, availableParallelism())),
      done: (result, name) => {
        results.set(name, result);
        if (options.verbose && !result.agrees) tell(result, name);
      },
    },
  );
}
const inOrder = names.flatMap((name) => results.get(name) ?? []);
if (options.json !== undefined) {
  writeFileSync(options.json, `${JSON.stringify({ cases: inOrder }, null, 2)}\n`);
}
report(inOrder);
