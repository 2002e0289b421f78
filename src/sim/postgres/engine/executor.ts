// Runs statements of a session one after another: transactions around them, their time on the simulated clock,
// timeouts, and what breaks them off.

import type { ScheduledEvent } from '../../kernel/event-queue.ts';
import { type Job, type StatementResult, setOwner } from '../execute/job.ts';
import type { SessionView } from '../functions/run.ts';
import { Binder } from '../plan/compile.ts';
import type { Execution } from '../plan/expr.ts';
import { planQuery } from '../plan/plan-query.ts';
import type { OutputColumn } from '../plan/query-plan.ts';
import type { ParsedStatement, Statement } from '../sql/ast.ts';
import { SqlError } from '../sql-error.ts';
import { definitionOf, roleName } from '../storage/definitions.ts';
import type { LockOwner, LockRequest } from '../storage/locks.ts';
import type { Isolation, Transaction } from '../storage/transactions.ts';
import type { DataType } from '../values/data-type.ts';
import type { Value } from '../values/value.ts';
import { controlTransaction, isControl } from './control.ts';
import { sequenceValue } from './sequence.ts';
import type { SmallSessionOptions } from './small-session.ts';
import type { TransactionStatus } from './sql-engine.ts';
import { describe, runStatement } from './statement.ts';
import { TaskRunner } from './task-runner.ts';

/** What a statement costs beside its rows: reading and planning it. */
const STATEMENT_US = 45;
const ROW_SENT_US = 0.25;
/** Flushing the log of changes to a solid-state disk at commit. */
const FLUSH_US = 700;

export interface StatementRequest {
  readonly parsed: ParsedStatement;
  /** The whole text of the query, for logs. */
  readonly text: string;
  readonly params: readonly Value[];
  readonly types: readonly (DataType | null)[];
  readonly shown: readonly (string | null)[];
  readonly prepared: string | null;
  /** Whether its implicit transaction ends with it. */
  readonly isLast: boolean;
}

export interface StatementHandlers {
  readonly finished: (result: StatementResult) => void;
  readonly failed: (error: unknown) => void;
}

/** A statement that is under way. */
interface Running {
  readonly request: StatementRequest;
  readonly handlers: StatementHandlers;
  readonly startedUs: number;
  runner: TaskRunner<StatementResult> | null;
  /** Gives up the time it still has to take. */
  abandon: (() => void) | null;
  timer: ScheduledEvent | null;
}

export class Executor implements LockOwner {
  readonly options: SmallSessionOptions;
  readonly pid: number;
  query = '';
  waitsFor: LockRequest | null = null;
  transaction: Transaction | null = null;
  /** Between BEGIN and its end. */
  isBlock = false;
  hasFailed = false;
  isReadOnly = false;
  readonly statements = new Map<
    string,
    { readonly statement: Statement; readonly types: (DataType | null)[] }
  >();
  readonly #notice: (error: SqlError) => void;
  readonly #current = new Map<string, bigint>();
  #running: Running | null = null;
  #isClosed = false;

  constructor(options: SmallSessionOptions, notice: (error: SqlError) => void) {
    this.options = options;
    this.pid = options.pid;
    this.#notice = notice;
  }

  get status(): TransactionStatus {
    if (!this.isBlock) return 'I';
    return this.hasFailed ? 'E' : 'T';
  }

  get transactionStartUs(): number | null {
    return this.transaction?.startedUs ?? null;
  }

  get transactionId(): number | null {
    return this.transaction && this.transaction.xid > 0 ? this.transaction.xid : null;
  }

  get waitEvent(): string | null {
    return this.waitsFor?.event ?? null;
  }

  get blockers(): readonly number[] {
    return this.waitsFor?.blockers().map(({ pid }) => pid) ?? [];
  }

  get nowUs(): number {
    return Math.round(this.options.timeMs() * 1_000);
  }

  notice(severity: 'NOTICE' | 'WARNING', code: string, message: string): void {
    this.#notice(new SqlError(code, message, { severity }));
  }

  begin(isolation?: Isolation): Transaction {
    const { data, settings } = this.options;
    const level = isolation ?? (settings.get('default_transaction_isolation') as Isolation);
    const transaction = data.transactions.begin(level, this.nowUs);
    setOwner(transaction, this);
    this.transaction = transaction;
    this.isReadOnly = settings.isOn('default_transaction_read_only');
    return transaction;
  }

  /** Ends the transaction, if one is open. */
  end(isCommitted: boolean): void {
    const { data, settings } = this.options;
    const { transaction } = this;
    this.transaction = null;
    this.isBlock = false;
    this.hasFailed = false;
    if (transaction) data.transactions.end(transaction, isCommitted);
    data.locks.releaseAll(this);
    settings.endTransaction(isCommitted);
  }

  /** Throws 25P02 where only the end of the transaction may come. */
  checkUsable(statement: Statement): void {
    if (!this.hasFailed) return;
    if (['commit', 'rollback', 'rollback-to'].includes(statement.kind)) return;
    throw new SqlError(
      '25P02',
      'current transaction is aborted, commands ignored until end of transaction block',
    );
  }

  describe(statement: Statement, types: (DataType | null)[]): readonly OutputColumn[] | null {
    if (isControl(statement) && statement.kind !== 'show') return null;
    if (statement.kind === 'execute') {
      const found = this.statements.get(statement.name);
      return found ? this.describe(found.statement, [...found.types]) : null;
    }
    const transaction = this.transaction ?? this.begin();
    return describe(this.#job(transaction, types, []), statement);
  }

  #job(
    transaction: Transaction,
    parameters: (DataType | null)[],
    params: readonly Value[],
    clock: { us: number; sleepUs: number } = { us: 0, sleepUs: 0 },
  ): Job {
    const { data, port } = this.options;
    const { transactions } = data;
    const run = this.#execution(transaction, params, clock);
    return {
      database: data,
      transactions,
      transaction,
      owner: this,
      binder: new Binder({ database: data, parameters, nowUs: run.nowUs, plan: planQuery }),
      run,
      isReadOnly: this.isReadOnly,
      isBlock: this.isBlock,
      needDisk: (table) => port.needDisk(`base/${data.oid}/${table.oid}`),
    };
  }

  #execution(
    transaction: Transaction,
    params: readonly Value[],
    clock: { us: number; sleepUs: number },
  ): Execution {
    const { data, cluster, random } = this.options;
    const startUs = this.nowUs;
    const { transactions } = data;
    return {
      nowUs: transaction.startedUs,
      get clockUs() {
        return startUs + Math.round(clock.us + clock.sleepUs);
      },
      statementUs: startUs,
      params,
      session: this.#view(),
      random: () => random.next(),
      sleep: (us) => {
        clock.sleepUs += us;
      },
      charge: (us) => {
        clock.us += us;
      },
      database: data,
      cluster,
      transactions,
      snapshot: transactions.snapshot(transaction),
      cache: new Map(),
      counts: null,
    };
  }

  #view(): SessionView {
    const { view, settings, data, cluster } = this.options;
    return {
      ...view,
      setting: (name) => settings.show(name),
      changeSetting: (name, value, local) => {
        settings.set(name, value, { local });
        return settings.show(name) ?? value;
      },
      sequence: (action, name, value) =>
        sequenceValue({
          database: data,
          current: this.#current,
          action,
          name,
          ...(value !== undefined && { value }),
        }),
      notice: (severity, code, message) => this.notice(severity, code, message),
      relation: (name) => {
        const table =
          data.tables.get(name.replace(/^public\./, '')) ??
          [...data.tables.values()].find(({ oid }) => String(oid) === name);
        if (table) return { name: table.name, oid: table.oid, pages: table.pages };
        const found = data.index(name);
        return found
          ? { name, oid: found.index.spec.oid, pages: found.index.pages(found.table.weight) }
          : null;
      },
      transactionId: () => data.transactions.xidOf(this.transaction ?? this.begin()),
      databaseBytes: () => data.bytes,
      definition: (oid, isPretty) => definitionOf(data, oid, isPretty),
      roleName: (oid) => roleName(cluster, oid),
    };
  }

  run(request: StatementRequest, handlers: StatementHandlers): void {
    const { port, settings, kernel } = this.options;
    const { statement } = request.parsed;
    this.query = request.text;
    const running: Running = {
      request,
      handlers,
      startedUs: kernel.nowUs,
      runner: null,
      abandon: null,
      timer: null,
    };
    this.#running = running;
    port.report({ type: 'started', text: request.text });
    const timeoutMs = settings.number('statement_timeout');
    if (timeoutMs > 0) {
      const error = new SqlError('57014', 'canceling statement due to statement timeout');
      running.timer = kernel.after(timeoutMs * 1_000, () => this.interrupt(error));
    }
    try {
      this.checkUsable(statement);
      if (isControl(statement)) {
        const result = controlTransaction(this, statement);
        // What ends a transaction that wrote waits for the disk.
        this.#takeTime(running, { us: STATEMENT_US, sleepUs: result.wrote ? FLUSH_US : 0 }, result);
        return;
      }
      this.#runTask(running);
    } catch (error) {
      this.#failed(running, error);
    }
  }

  #runTask(running: Running): void {
    const { request } = running;
    const { cluster, kernel, settings, port } = this.options;
    const transaction = this.transaction ?? this.begin();
    const clock = { us: STATEMENT_US, sleepUs: 0 };
    const prepared = request.parsed.statement.kind === 'execute' ? this.#unprepare(request) : null;
    const job = this.#job(
      transaction,
      [...(prepared?.types ?? request.types)],
      prepared?.params ?? request.params,
      clock,
    );
    const task = runStatement(job, prepared?.statement ?? request.parsed.statement, cluster);
    running.runner = new TaskRunner(
      task,
      { kernel, settings, owner: this },
      {
        finished: (result) => {
          running.runner = null;
          transaction.commandId++;
          clock.us += result.rows.length * ROW_SENT_US;
          this.#takeTime(running, clock, result);
        },
        failed: (error) => this.#failed(running, error),
        waiting: (wait) =>
          port.report({
            type: 'waiting',
            what: wait.text,
            blockers: wait.blockers().map(({ pid }) => pid),
          }),
        log: (message) => port.log(message),
      },
    );
    running.runner.start();
  }

  /** EXECUTE: the statement of PREPARE with its parameters. */
  #unprepare({ parsed }: StatementRequest): {
    statement: Statement;
    types: (DataType | null)[];
    params: Value[];
  } {
    const { statement } = parsed;
    if (statement.kind !== 'execute') throw new Error('Not an EXECUTE');
    const found = this.statements.get(statement.name);
    if (!found) {
      throw new SqlError('26000', `prepared statement "${statement.name}" does not exist`);
    }
    const types = [...found.types];
    this.describe(found.statement, types);
    const job = this.#job(this.transaction ?? this.begin(), [], []);
    const plan = planQuery(
      job.binder,
      {
        kind: 'query',
        with: [],
        recursive: false,
        body: { kind: 'values', rows: [statement.args], at: 0 },
        orderBy: [],
        limit: null,
        offset: null,
        locking: [],
        at: 0,
      },
      null,
    );
    const [row = []] = [...plan.node.iterate({ row: [], outer: null, run: job.run })];
    const params = row.map((value, index) => {
      const from = plan.columns[index]?.type;
      const to = types[index];
      if (!from || !to || value === null) return value;
      const constant = {
        type: from,
        modifier: -1,
        evaluate: () => value,
        text: () => '',
        slots: new Set<number>(),
        usesOuter: false,
        isVolatile: false,
        isSet: false,
        at: 0,
      };
      const cast = job.binder.coerce(constant, to, 'explicit');
      return cast.evaluate({ row: [], outer: null, run: job.run });
    });
    return { statement: found.statement, types, params };
  }

  #takeTime(
    running: Running,
    time: { readonly us: number; readonly sleepUs: number },
    result: StatementResult,
  ): void {
    const { processor, kernel, isInstant } = this.options;
    const finish = (): void => {
      running.abandon = null;
      this.#finished(running, result);
    };
    if (isInstant) {
      finish();
      return;
    }
    const sleep = (): void => {
      if (time.sleepUs <= 0) {
        finish();
        return;
      }
      const event = kernel.after(time.sleepUs, finish);
      running.abandon = () => kernel.cancel(event);
    };
    running.abandon = processor.run(time.us, sleep);
  }

  #finished(running: Running, result: StatementResult): void {
    const { request, handlers } = running;
    const { port, kernel } = this.options;
    this.#stop(running);
    port.report({
      type: 'finished',
      text: request.text,
      tag: result.tag,
      rows: result.rows.length,
      durationUs: kernel.nowUs - running.startedUs,
      parameters: request.shown,
      prepared: request.prepared,
    });
    handlers.finished(result);
  }

  #failed(running: Running, error: unknown): void {
    this.#stop(running);
    running.handlers.failed(error);
  }

  #stop(running: Running): void {
    this.options.kernel.cancel(running.timer);
    if (this.#running === running) this.#running = null;
  }

  /** Takes back what the transaction did, as far as an error makes it. */
  fail(error: SqlError, text: string): void {
    const { port } = this.options;
    port.report({ type: 'failed', text, error, durationUs: 0 });
    if (!this.isBlock) {
      this.end(false);
      return;
    }
    this.hasFailed = true;
    const { transaction } = this;
    if (!transaction) return;
    const { data } = this.options;
    const savepoint = transaction.savepoints.at(-1);
    if (savepoint) {
      data.transactions.rollbackTo(transaction, savepoint.name);
      return;
    }
    data.transactions.end(transaction, false);
    data.locks.releaseAll(this);
  }

  /** Ends a transaction that no BEGIN began; `done` comes when it is safe on disk. */
  finishImplicit(done: () => void): void {
    const { kernel } = this.options;
    if (this.isBlock || !this.transaction) {
      done();
      return;
    }
    const wrote = this.transaction.xid > 0;
    if (!wrote) {
      this.end(true);
      done();
      return;
    }
    kernel.after(FLUSH_US, () => {
      if (this.#isClosed) return;
      this.end(true);
      done();
    });
  }

  interrupt(error: SqlError): boolean {
    const running = this.#running;
    if (!running) return false;
    if (running.runner) {
      running.runner.interrupt(error);
      return true;
    }
    running.abandon?.();
    this.#failed(running, error);
    return true;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const running = this.#running;
    if (running) {
      this.#stop(running);
      running.abandon?.();
      // The task is left where it waits; whoever would wake it finds it gone.
      running.runner?.abandon();
    }
    this.end(false);
  }
}
