// Our psql against the simulated PostgreSQL, compared with the real psql against a real one: fixtures/record-clients.mjs.

import { describe, expect, it } from 'vitest';
import { openClients, playCase, recordedCases } from '../../testing/clients.ts';

/** What differs between the two servers' machines and runs. */
const normalise = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+\+00/g, 'NOW')
    .replace(/Failing row contains \(\d+/g, 'Failing row contains (N');

describe('psql prints what the real psql prints', () => {
  it.each(recordedCases('psql'))('$name', async ({ script, stdout, stderr, status }) => {
    const ours = await playCase(script);
    expect({ ...ours, stdout: normalise(ours.stdout), stderr: normalise(ours.stderr) }).toEqual({
      stdout: normalise(stdout),
      stderr: normalise(stderr),
      status,
    });
  });
});

describe('psql at a terminal', () => {
  const start = async (login = 'psql postgres://app:secret@db/shop') => {
    const terminal = await openClients();
    const first = await terminal.type(login);
    return { terminal, first };
  };

  it('greets, prompts, and shows in the prompt what is missing', async () => {
    const { terminal, first } = await start();
    expect(first.stdout).toBe('psql (15.20)\nType "help" for help.\n\nshop=> ');
    expect((await terminal.type('SELECT')).stdout).toBe('shop-> ');
    expect((await terminal.type("(1 + '2")).stdout).toBe("shop'> ");
    expect((await terminal.type("'")).stdout).toBe('shop(> ');
    expect((await terminal.type(') AS "n')).stdout).toBe('shop"> ');
    expect((await terminal.signal('SIGINT')).stdout).toBe('^C\nshop=> ');
    expect((await terminal.type('SELECT 1 AS a;')).stdout).toBe(' a \n---\n 1\n(1 row)\n\nshop=> ');
    expect((await terminal.type('BEGIN;')).stdout).toBe('BEGIN\nshop=*> ');
    expect((await terminal.type('SELECT nope;')).stdout).toBe('shop=!> ');
    expect((await terminal.type('ROLLBACK;')).stdout).toBe('ROLLBACK\nshop=> ');
    expect((await terminal.type('\\nope')).stderr).toBe(
      'invalid command \\nope\nTry \\? for help.\n',
    );
    expect(await terminal.type('\\q')).toMatchObject({ status: 0 });
  });

  it('shows a superuser another prompt, and leaves with Ctrl-D', async () => {
    const { terminal, first } = await start('PGPASSWORD=report psql -h db -U report shop');
    expect(first.stdout).toContain('shop=> ');
    expect(await terminal.signal('EOF')).toMatchObject({ stdout: '\\q\n', status: 0 });
  });

  it('asks for the password where it has none', async () => {
    const { terminal, first } = await start('psql -h db -U app shop');
    expect(first.stdout).toBe('Password for user app: ');
    expect((await terminal.type('secret')).stdout).toContain('shop=> ');
    await terminal.type('exit');
    await terminal.type('psql -h db -U app shop -c "SELECT 1"');
    expect(await terminal.type('wrong')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('password authentication failed for user "app"') as string,
    });
  });

  it('cancels a query at Ctrl-C, and times what runs', async () => {
    const { terminal } = await start();
    await terminal.type('\\timing');
    const slow = terminal.type('SELECT pg_sleep(3);');
    expect((await slow).stdout).toMatch(/\nTime: 300\d\.\d{3} ms \(00:03\.00\d\)\nshop=> $/);
    await terminal.type('\\watch 1');
    const sleeping = await terminal.type("SELECT 'again' AS x \\watch 1");
    expect(sleeping.stdout.match(/\(every 1s\)\n\n/g)).toHaveLength(2);
    expect((await terminal.signal('SIGINT')).stdout).toBe('^C\nshop=> ');
  });

  it('sends a cancel request at Ctrl-C in a query', async () => {
    const { terminal } = await start();
    expect((await terminal.type('SELECT pg_sleep(100000);')).stdout).toBe('');
    const cancelled = await terminal.signal('SIGINT');
    expect(cancelled.stderr).toBe(
      'Cancel request sent\nERROR:  canceling statement due to user request\n',
    );
    expect(cancelled.stdout).toBe('^C\nshop=> ');
  });

  it('connects again when the server has closed the connection, or says that it cannot', async () => {
    const { terminal } = await start();
    const own = await terminal.type('SELECT pg_terminate_backend(pg_backend_pid());');
    expect(own.stderr).toBe(
      'FATAL:  terminating connection due to administrator command\n' +
        'server closed the connection unexpectedly\n' +
        '\tThis probably means the server terminated abnormally\n' +
        '\tbefore or while processing the request.\n' +
        'The connection to the server was lost. Attempting reset: Succeeded.\n',
    );
    await terminal.do({ type: 'stop-service', host: 'db' });
    await terminal.do({ type: 'wait', durationUs: 1_000_000 });
    const lost = await terminal.type('SELECT 1;');
    expect(lost.stderr).toContain('Attempting reset: Failed.\n');
    expect(lost.stdout).toBe('!?> ');
    expect((await terminal.type('SELECT 1;')).stderr).toBe(
      'You are currently not connected to a database.\n',
    );
  });

  it('says on the socket of a host without a server that nobody is there', async () => {
    const terminal = await openClients();
    expect(await terminal.type('psql')).toMatchObject({
      status: 2,
      stderr:
        'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory\n' +
        '\tIs the server running locally and accepting connections on that socket?\n',
    });
  });

  it('gives up connecting after connect_timeout', async () => {
    const terminal = await openClients();
    await terminal.do({ type: 'service-fault', host: 'db', fault: 'stop-accepting', setting: {} });
    const { stderr, status } = await terminal.type(
      'psql "host=db user=app password=secret dbname=shop connect_timeout=3" -c "SELECT 1"',
    );
    expect(status).toBe(2);
    expect(stderr).toBe(
      'psql: error: connection to server at "db" (10.0.0.13), port 5432 failed: timeout expired\n',
    );
  });
});
