// What PGlite answers, compared with recordings of a real PostgreSQL 15: the unmodified driver, our server, PGlite
// behind it. What a newer PostgreSQL says differently is listed; sessions beside each other are another test.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CORPUS, normalised, playCorpus } from '../../../platform/postgres-corpus.ts';

/** Steps that PostgreSQL 18 answers in other words than 15, or that are refused, by group. */
const DIFFERENT: Readonly<Record<string, readonly string[]>> = {
  changes: ['SHOW server_version_num'],
  errors: [
    "SELECT '2026-13-01'::date",
    'SET statement_timeout = -5',
    'SELECT pg_terminate_backend(1)',
  ],
  explain: [],
  queries: ["SELECT version() LIKE 'PostgreSQL 15%' AS v15"],
};

describe.each(Object.entries(DIFFERENT))('the corpus "%s" on PGlite', (name, different) => {
  it('is answered as a real server answers it', { timeout: 120_000 }, async () => {
    const group = readFileSync(join(CORPUS, 'corpus', `${name}.json`), 'utf8');
    const recorded = readFileSync(join(CORPUS, 'recorded', `${name}.jsonl`), 'utf8');
    const { steps } = JSON.parse(group) as { steps: unknown[] };
    const run = await playCorpus(group, { engine: 'pglite' });
    expect(run.failures).toEqual([]);
    const answers = (text: string): unknown[] => text.trim().split('\n').map(normalised);
    const found = answers(run.stdout);
    const expected = answers(recorded);
    expect(found).toHaveLength(expected.length);
    const differing = steps.filter(
      (_, index) => JSON.stringify(found[index]) !== JSON.stringify(expected[index]),
    );
    expect(differing).toEqual(different);
  });
});

describe('a world with PGlite', () => {
  it('leaves the same output and the same log twice', { timeout: 120_000 }, async () => {
    const steps = [
      'SELECT now(), clock_timestamp(), random(), gen_random_uuid(), pg_backend_pid()',
      'CREATE TABLE t (id serial PRIMARY KEY, at timestamptz DEFAULT now(), u uuid DEFAULT gen_random_uuid())',
      'INSERT INTO t SELECT FROM generate_series(1, 300) RETURNING *',
      'EXPLAIN ANALYZE SELECT * FROM t WHERE id = 7',
      'SELECT pg_sleep(1.5)',
      'SELECT clock_timestamp()',
    ];
    const play = (): ReturnType<typeof playCorpus> =>
      playCorpus(JSON.stringify({ steps }), { engine: 'pglite' });
    const first = await play();
    expect(await play()).toEqual(first);
    const rows = first.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows[0].result.rows[0].now).toMatch(
      /^2026-11-27 09:00:0\d\.\d+\+00$|^2026-11-27T09:00:0/,
    );
    const plan = rows[3].result.rows.map((row: Record<string, string>) => row['QUERY PLAN']);
    expect(plan.join('\n')).toMatch(
      /Index Scan using t_pkey on t .*\(actual time=0\.\d+\.\.0\.\d+/,
    );
  });
});
