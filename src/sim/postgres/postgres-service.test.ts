// PostgreSQL as an operator and an app meet it: limits, faults, logs. Answers are the real driver's.

import { describe, expect, it } from 'vitest';
import { type CorpusOptions, playCorpus } from '../../platform/postgres-corpus.ts';

interface Answer {
  readonly error?: { readonly code?: string; readonly message: string; readonly severity?: string };
  readonly result?: { readonly rows: readonly Record<string, unknown>[] };
  readonly events?: readonly { readonly error?: { readonly message: string } }[];
  readonly connected?: boolean;
}

interface Played {
  readonly answers: readonly Answer[];
  readonly log: readonly string[];
}

async function play(steps: readonly unknown[], options: CorpusOptions = {}): Promise<Played> {
  const run = await playCorpus(JSON.stringify({ steps }), options);
  expect(run.failures).toEqual([]);
  return {
    answers: run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer),
    log: run.serverLog.trim().split('\n'),
  };
}

/** A line of the log without its prefix. */
const bare = (line: string): string => line.replace(/^\S+ \S+ UTC \[\d+\] (?:\S+@\S+ )?/, '');

describe('limits', () => {
  const config = 'max_connections = 4\nsuperuser_reserved_connections = 1\n';

  it('keeps the last places for superusers, and refuses the one too many', async () => {
    const root = { user: 'postgres', password: 'root' };
    const { answers } = await play(
      [
        { connect: 'a' },
        { connect: 'b' },
        { connect: 'c' },
        { connect: 'd' },
        { connect: 'e', config: root },
        { connect: 'f' },
      ],
      { config, init: "ALTER ROLE postgres PASSWORD 'root';\n" },
    );
    expect(answers.map(({ connected, error }) => connected ?? error)).toMatchObject([
      true,
      true,
      true,
      {
        code: '53300',
        message:
          'remaining connection slots are reserved for non-replication superuser connections',
      },
      true,
      { code: '53300', severity: 'FATAL', message: 'sorry, too many clients already' },
    ]);
  });

  it('does not start on a configuration with errors, and says which', async () => {
    const { answers, log } = await play([{ connect: 'a' }], { config: 'max_connections = many\n' });
    expect(answers[0]?.error?.code).toBe('ECONNREFUSED');
    expect(log.map(bare)).toEqual([
      'LOG:  invalid value for parameter "max_connections": "many"',
      'FATAL:  configuration file "/var/lib/postgresql/15/main/postgresql.conf" contains errors',
    ]);
  });
});

describe('faults', () => {
  const fault = (name: string, setting = {}): CorpusOptions => ({
    schedule: [{ afterMs: 0, act: (service) => service.setFault?.(name, setting) }],
  });
  const write = ['CREATE TABLE t (id int)', 'INSERT INTO t VALUES (1)'];

  it('is starting up', async () => {
    const { answers } = await play([{ connect: 'a' }], fault('starting-up'));
    expect(answers[0]?.error).toMatchObject({
      code: '57P03',
      message: 'the database system is starting up',
    });
  });

  it('has no room on its disk', async () => {
    const { answers } = await play(write, fault('disk-full'));
    expect(answers[1]?.error).toMatchObject({
      code: '53100',
      message: expect.stringMatching(
        /^could not extend file "base\/\d+\/\d+": No space left on device$/,
      ),
      hint: 'Check free disk space.',
    });
  });

  it('takes no changes', async () => {
    const { answers } = await play(write, fault('read-only'));
    expect(answers[0]?.error).toMatchObject({
      code: '25006',
      message: 'cannot execute CREATE TABLE in a read-only transaction',
    });
  });

  it('answers nobody', async () => {
    const { answers } = await play(
      [{ connect: 'a', config: { connectionTimeoutMillis: 300 } }],
      fault('stop-accepting'),
    );
    expect(answers[0]?.error?.message).toBe('timeout expired');
  });

  it('throws everybody out', async () => {
    const { answers } = await play(['SELECT pg_sleep(2)', { wait: 50 }, 'SELECT 1'], {
      schedule: [{ afterMs: 800, act: (service) => service.setFault?.('kill-connections', {}) }],
    });
    expect(answers[0]?.error).toMatchObject({
      code: '57P01',
      message: 'terminating connection due to administrator command',
    });
    expect(answers[2]?.error?.message).toBe(
      'Client has encountered a connection error and is not queryable',
    );
  });

  it('cuts connections without a word', async () => {
    const { answers } = await play(['SELECT pg_sleep(2)'], {
      schedule: [
        {
          afterMs: 800,
          act: (service) => service.setFault?.('kill-connections', { polite: false }),
        },
      ],
    });
    expect(answers[0]?.error?.message).toMatch(/ECONNRESET|Connection terminated unexpectedly/);
  });

  it('is stopped: the next connection is refused', async () => {
    const { answers, log } = await play(['SELECT 1', { wait: 1_500 }, { connect: 'b' }], {
      schedule: [{ afterMs: 800, act: (service) => service.stop() }],
    });
    expect(answers[2]?.error).toMatchObject({
      code: 'ECONNREFUSED',
      message: 'connect ECONNREFUSED 10.0.0.13:5432',
    });
    expect(log.map(bare).slice(-5)).toEqual([
      'LOG:  received fast shutdown request',
      'LOG:  aborting any active transactions',
      'FATAL:  terminating connection due to administrator command',
      'LOG:  shutting down',
      'LOG:  database system is shut down',
    ]);
  });

  it('refuses a fault it does not know', async () => {
    let failure: unknown;
    await play(['SELECT 1'], {
      schedule: [
        {
          afterMs: 0,
          act: (service) => {
            try {
              service.setFault?.('melted', {});
            } catch (error) {
              failure = error;
            }
          },
        },
      ],
    });
    expect(String(failure)).toBe('Error: PostgreSQL has no fault "melted"');
  });
});

describe('the log', () => {
  it('has the statement and its place beside an error', async () => {
    const { log } = await play(['SELECT * FROM nope']);
    expect(log.map(bare).slice(-2)).toEqual([
      'ERROR:  relation "nope" does not exist at character 15',
      'STATEMENT:  SELECT * FROM nope',
    ]);
    expect(log.at(-1)).toMatch(/^2026-11-27 \S+ UTC \[\d+\] app@shop STATEMENT/);
  });

  it('has what both sides of a deadlock ran', async () => {
    const init =
      '\\connect shop\nCREATE TABLE a (id int PRIMARY KEY);\nINSERT INTO a VALUES (1), (2);\n';
    const { log } = await play(
      [
        { on: 'a', sql: 'BEGIN' },
        { on: 'b', sql: 'BEGIN' },
        { on: 'a', sql: 'DELETE FROM a WHERE id = 1' },
        { on: 'b', sql: 'DELETE FROM a WHERE id = 2' },
        { on: 'a', sql: 'DELETE FROM a WHERE id = 2', start: 'one' },
        { on: 'b', sql: 'DELETE FROM a WHERE id = 1', start: 'two' },
        { await: 'one' },
        { await: 'two' },
      ],
      { init },
    );
    const text = log.map((line) => bare(line).replace(/\d{2,}/g, 'N'));
    const from = text.indexOf('ERROR:  deadlock detected');
    expect(text.slice(from, from + 8)).toEqual([
      'ERROR:  deadlock detected',
      'DETAIL:  Process N waits for ShareLock on transaction N; blocked by process N.',
      '\tProcess N waits for ShareLock on transaction N; blocked by process N.',
      '\tProcess N: DELETE FROM a WHERE id = 2',
      '\tProcess N: DELETE FROM a WHERE id = 1',
      'HINT:  See server log for query details.',
      'CONTEXT:  while deleting tuple (0,2) in relation "a"',
      'STATEMENT:  DELETE FROM a WHERE id = 2',
    ]);
  });

  it('has slow statements with their parameters', async () => {
    const { log } = await play([{ sql: 'SELECT pg_sleep($1)', params: [0.2] }], {
      config: 'log_min_duration_statement = 100ms\n',
    });
    const [line = '', detail = ''] = log.map(bare).slice(-2);
    expect(line).toMatch(
      /^LOG: {2}duration: 20\d\.\d{3} ms {2}execute <unnamed>: SELECT pg_sleep\(\$1\)$/,
    );
    expect(detail).toBe("DETAIL:  parameters: $1 = '0.2'");
  });
});

describe('the small engine', () => {
  it('says of what it has not that it has it not', async () => {
    const { answers } = await play([
      'CREATE FUNCTION f() RETURNS int',
      'COPY t FROM stdin',
      'LISTEN news',
    ]);
    expect(answers.map(({ error }) => [error?.code, error?.message])).toEqual([
      ['0A000', 'CREATE FUNCTION is not modelled by this simulator'],
      ['0A000', 'COPY is not modelled by this simulator'],
      ['0A000', 'LISTEN is not modelled by this simulator'],
    ]);
  });

  it('takes the time of the rows it reads, and less with an index', {
    timeout: 30_000,
  }, async () => {
    const init =
      '\\connect shop\nCREATE TABLE big (id int, owner int);\n' +
      'INSERT INTO big SELECT i, i % 5000 FROM generate_series(1, 20000) i;\n';
    const config = 'simulator.row_weight.big = 500\nlog_min_duration_statement = 0\n';
    const query = 'SELECT * FROM big WHERE owner = 7';
    const { log } = await play([query, 'CREATE INDEX big_owner ON big (owner)', query], {
      init,
      config,
    });
    const ms = log.flatMap((line) => {
      const match = /duration: (\d+\.\d+) ms {2}statement: SELECT/.exec(line);
      return match ? [Number(match[1])] : [];
    });
    expect(ms[0]).toBeGreaterThan(500);
    expect(ms[1]).toBeLessThan(5);
  });
});
