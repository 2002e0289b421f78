// The corpus of recordings: what the real driver printed against PostgreSQL 15, and what it prints in the
// simulator. Recorded with src/tools/record-postgres.ts.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CORPUS, normalised, playCorpus } from '../../platform/postgres-corpus.ts';

const groups = readdirSync(join(CORPUS, 'corpus'))
  .map((name) => name.replace('.json', ''))
  .sort();

describe.each(groups)('the corpus "%s"', (name) => {
  it('prints what it prints against a real server', { timeout: 60_000 }, async () => {
    const group = readFileSync(join(CORPUS, 'corpus', `${name}.json`), 'utf8');
    const recorded = readFileSync(join(CORPUS, 'recorded', `${name}.jsonl`), 'utf8');
    const { steps } = JSON.parse(group) as { steps: unknown[] };
    const run = await playCorpus(group);
    expect(run.failures).toEqual([]);
    const lines = (text: string): string[] => text.trim().split('\n');
    const label = (answers: string[]): unknown[] =>
      answers.map((line, index) => ({ step: steps[index], answer: normalised(line) }));
    expect(label(lines(run.stdout))).toEqual(label(lines(recorded)));
  });
});

describe('a world with a database', () => {
  it('leaves the same output and the same log twice', { timeout: 60_000 }, async () => {
    const group = readFileSync(join(CORPUS, 'corpus', 'locks.json'), 'utf8');
    expect(await playCorpus(group)).toEqual(await playCorpus(group));
  });
});
