// psql 15: SQL and backslash commands for a PostgreSQL server somewhere on the network. What it prints is compared with
// recordings of the real one (fixtures/psql-cases.txt).

import type { Invocation } from '../../invocation.ts';
import type { Task } from '../../task.ts';
import { define } from '../define.ts';
import { UsageError } from '../options.ts';
import { type ConnectTarget, connectTarget, TargetError } from './connect-target.ts';
import { PgConnection } from './connection.ts';
import { MainLoop, readFile } from './main-loop.ts';
import { type PsqlOptions, psqlOptions, readOptions } from './psql-options.ts';
import { PsqlSession } from './session.ts';

const VERSION = '15.20';
const PROGRAM = '/usr/lib/postgresql/15/bin/psql';

const USAGE = `psql is the PostgreSQL interactive terminal.

Usage:
  psql [OPTION]... [DBNAME [USERNAME]]

General options:
  -c, --command=COMMAND    run only single command (SQL or internal) and exit
  -d, --dbname=DBNAME      database name to connect to
  -f, --file=FILENAME      execute commands from file, then exit
  -l, --list               list available databases, then exit
  -v, --set=, --variable=NAME=VALUE
                           set psql variable NAME to VALUE
  -1 ("one"), --single-transaction
                           execute as a single transaction (if non-interactive)

Output format options:
  -A, --no-align           unaligned table output mode
      --csv                CSV (Comma-Separated Values) table output mode
  -F, --field-separator=STRING
                           field separator for unaligned output (default: "|")
  -P, --pset=VAR[=ARG]     set printing option VAR to ARG (see \\pset command)
  -t, --tuples-only        print rows only
  -x, --expanded           turn on expanded table output

Connection options:
  -h, --host=HOSTNAME      database server host or socket directory
  -p, --port=PORT          database server port (default: "5432")
  -U, --username=USERNAME  database user name
  -w, --no-password        never prompt for password
`;

/** What an interactive psql greets with. */
function banner(connection: PgConnection): string {
  const server = connection.parameters.get('server_version') ?? VERSION;
  const [major = ''] = server.split('.');
  const other = server === VERSION ? '' : `, server ${server}`;
  const warning =
    Number(major) > 15
      ? `WARNING: psql major version 15, server major version ${major}.\n         Some psql features might not work.\n`
      : '';
  return `psql (${VERSION}${other})\n${warning}Type "help" for help.\n\n`;
}

/** `-c` and `-f`, one after the other. Answers the status. */
function* runActions(session: PsqlSession, options: PsqlOptions): Task<number> {
  let status = 0;
  if (options.isSingleTransaction) yield* session.send('BEGIN');
  for (const { kind, text } of options.actions) {
    if (kind === 'file') status = yield* readFile(session, text);
    else if (text.startsWith('\\')) {
      yield* new MainLoop(session).command(text);
      status = session.hasFailed ? 1 : 0;
    } else {
      if (options.echo === 'all') yield* session.run.print(`${text}\n`);
      status = (yield* session.execute(text)) ? 0 : 1;
    }
    if (session.isLost) return 2;
    if (status !== 0 && session.stopsOnError) break;
  }
  if (options.isSingleTransaction && session.connection) {
    const didFail = status !== 0 && session.stopsOnError;
    yield* session.send(didFail ? 'ROLLBACK' : 'COMMIT');
  }
  return status;
}

function* work(session: PsqlSession, options: PsqlOptions): Task<number> {
  const { run } = session;
  if (options.listsDatabases) {
    yield* new MainLoop(session).command('\\l');
    return session.hasFailed ? 1 : 0;
  }
  if (options.actions.length > 0) return yield* runActions(session, options);
  const loop = new MainLoop(session);
  const lines = run.lines(run.stdin);
  if (session.isInteractive) {
    if (!options.isQuiet && session.connection) yield* run.print(banner(session.connection));
    yield* loop.interact(lines);
    return session.isLost ? 2 : 0;
  }
  const stop = yield* loop.read(lines);
  if (stop === 'lost') return 2;
  return stop === 'error' ? 3 : 0;
}

function* connectAndWork(
  run: Invocation,
  options: PsqlOptions,
  target: ConnectTarget,
): Task<number> {
  const isAtTerminal = run.stdin.isTerminal && run.session !== null;
  const asks = isAtTerminal && !options.isWithoutPassword;
  const connection = yield* PsqlSession.connect(run, target, asks);
  if (!(connection instanceof PgConnection)) {
    yield* run.printError(`psql: error: ${connection.text}\n`);
    return 2;
  }
  const isInteractive = isAtTerminal && options.actions.length === 0;
  const session = new PsqlSession(run, connection, options, isInteractive);
  try {
    return yield* work(session, options);
  } finally {
    session.connection?.close();
  }
}

function* psql(run: Invocation): Task<number> {
  if (run.args.includes('--help') || run.args[0] === '-?') {
    yield* run.print(USAGE);
    return 0;
  }
  if (run.args.includes('--version') || run.args[0] === '-V') {
    yield* run.print(`psql (PostgreSQL) ${VERSION}\n`);
    return 0;
  }
  try {
    const options = psqlOptions(readOptions(run.args));
    for (const warning of options.warnings) yield* run.printError(`${warning}\n`);
    const target = connectTarget(
      options.listsDatabases ? { dbname: 'postgres', ...options.given } : options.given,
      run.environment,
    );
    return yield* connectAndWork(run, options, target);
  } catch (error) {
    if (error instanceof TargetError) {
      yield* run.printError(`psql: error: ${error.message}\n`);
      return 2;
    }
    if (!(error instanceof UsageError)) throw error;
    yield* run.printError(
      `${PROGRAM}: ${error.message}\npsql: hint: Try "psql --help" for more information.\n`,
    );
    return 1;
  }
}

export const psqlCommands = [
  define('psql', {
    summary: 'SQL for a PostgreSQL server',
    usage: 'psql [-h HOST] [-p PORT] [-U USER] [-c SQL | -f FILE] [DATABASE | postgres://...]',
    program: psql,
    hasOwnHelp: true,
  }),
];
