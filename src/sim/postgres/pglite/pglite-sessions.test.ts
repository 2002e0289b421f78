// Several sessions on PGlite's one backend, and what the server keeps in its own hands: time, faults, passwords.

import { describe, expect, it } from 'vitest';
import { type CorpusOptions, playCorpus } from '../../../platform/postgres-corpus.ts';

interface Answer {
  readonly error?: {
    readonly code?: string;
    readonly message: string;
    readonly detail?: string;
    readonly where?: string;
  };
  readonly result?: { readonly command: string; readonly rows: readonly Record<string, unknown>[] };
  readonly connected?: boolean;
}

async function play(
  steps: readonly unknown[],
  options: CorpusOptions = {},
): Promise<{ answers: readonly Answer[]; log: string }> {
  const run = await playCorpus(JSON.stringify({ steps }), { ...options, engine: 'pglite' });
  expect(run.failures).toEqual([]);
  const lines = run.stdout.trim().split('\n');
  return { answers: lines.map((line) => JSON.parse(line) as Answer), log: run.serverLog };
}

const SLOW = { timeout: 60_000 };
const TABLE =
  '\\connect shop\nCREATE TABLE t (id int PRIMARY KEY, n int);\nGRANT ALL ON t TO app;\nINSERT INTO t VALUES (1, 0);\n';

describe('sessions beside each other', () => {
  it('wait for the transaction before them', SLOW, async () => {
    const { answers } = await play(
      [
        { on: 'a', sql: 'BEGIN' },
        { on: 'a', sql: 'UPDATE t SET n = 1' },
        { on: 'b', sql: 'SELECT n FROM t', start: 'later' },
        { wait: 500 },
        { on: 'a', sql: 'COMMIT' },
        { await: 'later' },
      ],
      { init: TABLE },
    );
    expect(answers.at(-1)?.result?.rows).toEqual([{ n: 1 }]);
  });

  it('give up after lock_timeout, or after ten seconds with a plain word', SLOW, async () => {
    const { answers } = await play(
      [
        { on: 'b', sql: 'SET lock_timeout = 100' },
        { on: 'a', sql: 'BEGIN' },
        { on: 'b', sql: 'SELECT 1' },
        { on: 'c', sql: 'SELECT 1' },
      ],
      { init: TABLE },
    );
    expect(answers[2]?.error).toMatchObject({
      code: '55P03',
      message: 'canceling statement due to lock timeout',
    });
    expect(answers[3]?.error?.detail).toMatch(
      /^PGlite runs one transaction at a time, and process \d+ has one open\.$/,
    );
  });

  it('have settings and prepared statements of their own', SLOW, async () => {
    const { answers } = await play([
      { on: 'a', sql: "SET application_name = 'one'" },
      { on: 'b', sql: "SET application_name = 'two'" },
      { on: 'a', name: 'q', sql: 'SELECT 1 AS n' },
      { on: 'b', name: 'q', sql: 'SELECT 2 AS n' },
      { on: 'a', name: 'q', sql: 'SELECT 1 AS n' },
      { on: 'a', sql: "SELECT current_setting('application_name') AS n, current_user AS u" },
    ]);
    expect(answers.slice(2).map(({ result }) => result?.rows[0])).toEqual([
      { n: 1 },
      { n: 2 },
      { n: 1 },
      { n: 'one', u: 'app' },
    ]);
  });

  it('lose what they have not committed when they go', SLOW, async () => {
    const { answers } = await play(
      [
        { on: 'a', sql: 'BEGIN' },
        { on: 'a', sql: 'UPDATE t SET n = 9' },
        { end: 'a' },
        { on: 'b', sql: 'SELECT n FROM t' },
      ],
      { init: TABLE },
    );
    expect(answers.at(-1)?.result?.rows).toEqual([{ n: 0 }]);
  });

  it('are refused what one backend cannot do for many', SLOW, async () => {
    const { answers } = await play([
      'LISTEN news',
      'SELECT pg_advisory_lock(1)',
      'BEGIN',
      'CREATE TEMP TABLE x (id int)',
      'SELECT 1',
    ]);
    expect(answers.map(({ error }) => error?.code)).toEqual([
      '0A000',
      '0A000',
      undefined,
      '0A000',
      '25P02',
    ]);
    expect(answers[0]?.error?.message).toBe('LISTEN on PGlite is not modelled by this simulator');
    expect(answers[0]?.error?.where).toBeUndefined();
  });
});

describe('what the server keeps in its hands', () => {
  it('takes back what a statement past its timeout did', SLOW, async () => {
    const { answers } = await play(
      [
        'SET statement_timeout = 50',
        'INSERT INTO t SELECT i, i FROM generate_series(2, 20000) i',
        'SELECT pg_sleep(3)',
        'SELECT count(*)::int AS n FROM t',
      ],
      { init: TABLE },
    );
    const late = { code: '57014', message: 'canceling statement due to statement timeout' };
    expect(answers[1]?.error).toMatchObject(late);
    expect(answers[2]?.error).toMatchObject(late);
    expect(answers[3]?.result?.rows).toEqual([{ n: 1 }]);
  });

  it('has no room for changes on a full disk, and goes on reading', SLOW, async () => {
    const { answers } = await play(
      ['INSERT INTO t VALUES (2, 2)', 'SELECT count(*)::int AS n FROM t'],
      {
        init: TABLE,
        schedule: [{ afterMs: 0, act: (service) => service.setFault?.('disk-full', {}) }],
      },
    );
    expect(answers[0]?.error).toMatchObject({ code: '53100' });
    expect(answers[1]?.result?.rows).toEqual([{ n: 1 }]);
  });

  it('takes no changes while it is read-only', SLOW, async () => {
    const { answers } = await play(['UPDATE t SET n = 2'], {
      init: TABLE,
      schedule: [{ afterMs: 0, act: (service) => service.setFault?.('read-only', {}) }],
    });
    expect(answers[0]?.error).toMatchObject({
      code: '25006',
      message: 'cannot execute UPDATE in a read-only transaction',
    });
  });

  it('knows the passwords that SQL has set', SLOW, async () => {
    const { answers } = await play([
      { connect: 'a', config: { password: 'wrong' } },
      { on: 'b', sql: "ALTER ROLE app PASSWORD 'changed'" },
      { connect: 'c' },
      { connect: 'd', config: { password: 'changed' } },
    ]);
    expect(answers[0]?.error?.code).toBe('28P01');
    expect(answers[2]?.error?.code).toBe('28P01');
    expect(answers[3]?.connected).toBe(true);
  });

  it('ends sessions politely, and logs errors with their statement', SLOW, async () => {
    const { answers, log } = await play(['SELECT * FROM nope', 'SELECT pg_sleep(2)'], {
      schedule: [{ afterMs: 800, act: (service) => service.setFault?.('kill-connections', {}) }],
    });
    expect(answers[1]?.error?.code).toBe('57P01');
    expect(log).toMatch(/ERROR: {2}relation "nope" does not exist at character 15\n/);
    expect(log).toMatch(/STATEMENT: {2}SELECT \* FROM nope\n/);
  });

  it('leaves out the statement of init.sql that is wrong', SLOW, async () => {
    const { answers } = await play(['SELECT n FROM t'], {
      init: `${TABLE}SELEC 1;\nUPDATE t SET n = 5; -- a ; in a comment\nDO $$ BEGIN PERFORM 1; END $$;\n`,
    });
    expect(answers[0]?.result?.rows).toEqual([{ n: 5 }]);
  });
});
