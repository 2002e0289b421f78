// One run of psql: its connection, its settings, what it does with answers.

import type { Invocation } from '../../invocation.ts';
import { Interrupted } from '../../language/control.ts';
import type { Task } from '../../task.ts';
import type { ConnectTarget } from './connect-target.ts';
import { type ConnectFailure, PgConnection } from './connection.ts';
import type { PrintSettings } from './print-settings.ts';
import { printTable, type TableOptions } from './print-table.ts';
import type { PsqlOptions } from './psql-options.ts';
import { reportText } from './report.ts';
import type { MessageFields, QueryResult, RowResult } from './result.ts';

/** Where input comes from: messages name file and line. */
export interface Source {
  readonly file: string;
  line: number;
}

const RETURNING = /^(?:INSERT|UPDATE|DELETE|MERGE) /;

export class PsqlSession {
  readonly run: Invocation;
  readonly settings: PrintSettings;
  readonly variables: Map<string, string>;
  readonly options: PsqlOptions;
  readonly isInteractive: boolean;
  connection: PgConnection | null;
  source: Source | null = null;
  isTimed = false;
  isQuiet: boolean;
  /** A query failed, or a command. */
  hasFailed = false;
  /** The connection is gone for good: the status psql ends with. */
  isLost = false;
  #wasInterrupted = false;
  #doing: 'waits' | 'queries' | 'nothing' = 'nothing';

  constructor(
    run: Invocation,
    connection: PgConnection,
    options: PsqlOptions,
    isInteractive: boolean,
  ) {
    this.run = run;
    this.connection = connection;
    this.options = options;
    this.settings = options.settings;
    this.variables = options.variables;
    this.isQuiet = options.isQuiet;
    this.isInteractive = isInteractive;
    run.process.handlers.set('SIGINT', () => this.#interrupted());
  }

  /** Opens a connection; asks the reader for a password where one is needed. */
  static *connect(
    run: Invocation,
    target: ConnectTarget,
    asks: boolean,
  ): Task<PgConnection | ConnectFailure> {
    const first = yield* PgConnection.open(run, target);
    if (first instanceof PgConnection || !first.needsPassword || !asks) return first;
    yield* run.print(`Password for user ${target.user}: `);
    const line = yield* run.lines(run.stdin).next();
    return yield* PgConnection.open(run, { ...target, password: line?.text ?? '' });
  }

  /** Ctrl-C: a query is cancelled at the server, a wait ends, a line is given up. */
  #interrupted(): void {
    const { run, connection } = this;
    if (this.#doing === 'waits') run.process.throw(new Interrupted());
    if (this.#doing !== 'queries' || !connection) return;
    run.box.spawn({
      title: run.process.title,
      parentPid: run.process.pid,
      terminal: run.process.terminal,
      task: function* () {
        yield* run.printError('Cancel request sent\n');
        yield* connection.cancel();
        return 0;
      },
    });
  }

  /** Does something that Ctrl-C breaks off; null where it did. */
  *waiting<Result>(task: Task<Result>): Task<Result | null> {
    this.#doing = 'waits';
    try {
      return yield* task;
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      this.#wasInterrupted = true;
      return null;
    } finally {
      this.#doing = 'nothing';
    }
  }

  /** Whether Ctrl-C has ended the last wait; asked once. */
  takeInterrupt(): boolean {
    const was = this.#wasInterrupted;
    this.#wasInterrupted = false;
    return was;
  }

  /** Sends a statement of psql's own without a word. */
  *send(text: 'BEGIN' | 'COMMIT' | 'ROLLBACK'): Task {
    yield* this.#query(text, function* () {});
  }

  /** Whether the variable ON_ERROR_STOP is set. */
  get stopsOnError(): boolean {
    return /^(?:1|on|true|yes)$/i.test(this.variables.get('ON_ERROR_STOP') ?? '');
  }

  /** What stands before a message: file and line, where there is a file. */
  get #prefix(): string {
    return this.source ? `psql:${this.source.file}:${this.source.line}: ` : '';
  }

  /** Lines of a message to standard error. */
  *tell(text: string): Task {
    yield* this.run.printError(this.#prefix + text);
  }

  /** A mistake of whoever typed a backslash command. */
  *complain(text: string): Task {
    yield* this.run.printError(`${this.#prefix}${this.source ? 'error: ' : ''}${text}\n`);
    this.hasFailed = true;
  }

  /** Says something unless psql is quiet. */
  *say(text: string): Task {
    if (!this.isQuiet && text !== '') yield* this.run.print(`${text}\n`);
  }

  *print(result: RowResult, options: TableOptions = {}): Task {
    yield* this.run.print(printTable(result, this.settings, options));
  }

  /** Sends a text and prints what comes; answers whether all of it went well. */
  *execute(text: string, table: TableOptions = {}): Task<boolean> {
    const { run } = this;
    if (this.options.echo === 'queries') yield* run.print(`${text}\n`);
    let isGood = true;
    const startedUs = run.kernel.nowUs;
    const session = this;
    const state = yield* this.#query(text, function* (result) {
      if (result.kind === 'error') {
        isGood = false;
        yield* session.tell(reportText(result.fields, text));
      } else if (result.kind === 'lost') {
        isGood = false;
        yield* session.tell(`${result.text}\n`);
      } else if (result.kind === 'rows') {
        yield* session.print(result, table);
        if (RETURNING.test(result.tag)) yield* session.say(result.tag);
      } else if (result.kind === 'command') yield* session.say(result.tag);
    });
    this.hasFailed = !isGood;
    if (this.isTimed) yield* run.print(timeText(run.kernel.nowUs - startedUs));
    if (state === 'lost') yield* this.#reconnect();
    return isGood;
  }

  /** Rows of a query of psql's own; null where it failed, which is told. */
  *ask(text: string): Task<RowResult | null> {
    let found: RowResult | null = null;
    const session = this;
    const state = yield* this.#query(text, function* (result) {
      if (result.kind === 'rows') found = result;
      else if (result.kind === 'error') yield* session.tell(reportText(result.fields, text));
      else if (result.kind === 'lost') yield* session.tell(`${result.text}\n`);
    });
    if (state === 'lost') yield* this.#reconnect();
    if (!found) this.hasFailed = true;
    return found;
  }

  *#query(text: string, take: (result: QueryResult) => Task): Task<'done' | 'lost'> {
    const { connection } = this;
    if (!connection) {
      yield* this.complain('You are currently not connected to a database.');
      return 'done';
    }
    const session = this;
    const listener = {
      *notice(fields: MessageFields): Task {
        yield* session.tell(reportText(fields, text));
      },
    };
    this.#doing = 'queries';
    try {
      return yield* connection.query(text, listener, take);
    } finally {
      this.#doing = 'nothing';
    }
  }

  /** A script ends without its connection; a person gets another one. */
  *#reconnect(): Task {
    const { run, connection } = this;
    connection?.close();
    this.connection = null;
    if (!this.isInteractive || !connection) {
      yield* run.printError(
        `${this.#prefix}${this.source ? 'error: ' : ''}connection to server was lost\n`,
      );
      this.isLost = true;
      return;
    }
    yield* run.printError('The connection to the server was lost. Attempting reset: ');
    const again = yield* PgConnection.open(run, connection.target);
    if (again instanceof PgConnection) this.connection = again;
    yield* run.printError(again instanceof PgConnection ? 'Succeeded.\n' : 'Failed.\n');
  }
}

/** `Time: 1.234 ms`, and from a second on in minutes as well. */
function timeText(us: number): string {
  const ms = us / 1_000;
  if (ms < 1_000) return `Time: ${ms.toFixed(3)} ms\n`;
  const seconds = ms / 1_000;
  const rest = (seconds % 60).toFixed(3).padStart(6, '0');
  return `Time: ${ms.toFixed(3)} ms (${String(Math.floor(seconds / 60)).padStart(2, '0')}:${rest})\n`;
}
